//! ATT&CK and other STIX 2.1 bundles: tactics, techniques, mitigations, detections, assets, campaigns.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::made::{Home, Ids, Imported, Made, unsaid};
use super::prose::{Names, at_least, capital, cut, markdown, name, plain, summary};
use super::references::{self, References};
use super::stix_bundle::{Live, Thing};
use super::stix_people;
use crate::attack;

/// The types that become objects, and the kinds that they become.
const TYPES: [(&str, &str); 6] = [
    ("x-mitre-tactic", "tactic"),
    ("attack-pattern", "technique"),
    ("course-of-action", "mitigation"),
    ("x-mitre-detection-strategy", "detection"),
    ("x-mitre-asset", "asset"),
    ("campaign", "case-study"),
];

/// The domains of ATT&CK whose ids a matrix can look up.
const DOMAINS: [&str; 2] = ["enterprise-attack", "ics-attack"];

/// Everything that the makers of objects look at.
pub(super) struct Source<'a> {
    pub(super) live: Live,
    pub(super) home: Home<'a>,
    pub(super) ids: Ids<'a>,
    pub(super) references: References,
    /// What people call the source.
    pub(super) name: String,
    domain: Option<String>,
    pages: BTreeMap<String, String>,
    /// Our tactics by the phases of kill chains that they stand for.
    phases: BTreeMap<String, String>,
}

impl Names for Source<'_> {
    fn id(&self, url: &str) -> Option<String> {
        self.pages.get(url.trim_end_matches('/')).cloned()
    }
    fn key(&self, citation: &str) -> Option<String> {
        self.references.cite(citation)
    }
}

/// Makes files of a bundle.
///
/// # Errors
/// Returns a sentence for the user if the text is not a bundle, or holds no technique.
pub fn stix(text: &str, home: Home<'_>) -> Result<Imported, String> {
    let live = Live::read(text)?;
    let mut made = Imported::default();
    made.notices = notices(&live);
    let index = attack::index(text, None, None).ok();
    made.attack = index.filter(|index| DOMAINS.contains(&index.domain.as_str()));
    if made.attack.is_some() {
        made.notices.push(attack::NOTICE.to_owned());
    }
    let title = live.of("x-mitre-matrix").first().map(|it| plain(&it.name));
    let title = title.filter(|it| !it.is_empty()).unwrap_or_else(|| "the source".to_owned());
    let (name, domain) = match &made.attack {
        Some(index) => {
            let name = if index.domain == "ics-attack" { "ATT&CK for ICS" } else { "ATT&CK" };
            (format!("{name} {}", index.version), Some(index.domain.clone()))
        }
        None => (cut(&title, 60), None),
    };
    let mut source = Source {
        ids: Ids::new(home),
        references: References::default(),
        pages: BTreeMap::new(),
        phases: BTreeMap::new(),
        live,
        home,
        name,
        domain,
    };
    if source.live.of("attack-pattern").is_empty() {
        return Err("the bundle holds no technique (attack-pattern) that is in use".to_owned());
    }
    source.prepare();
    tactics(&source, &mut made);
    techniques(&source, &mut made);
    for (kind, make) in [
        ("course-of-action", mitigation as fn(&Source<'_>, &Thing, &str) -> Made),
        ("x-mitre-detection-strategy", detection),
        ("x-mitre-asset", asset),
    ] {
        for thing in source.live.of(kind) {
            if let Some(id) = source.ids.of(&thing.id) {
                made.add(make(&source, thing, id));
            }
        }
    }
    stix_people::campaigns(&source, &mut made);
    source.references.write(&source.name, home, &mut made);
    let count: usize = TYPES.iter().filter_map(|(kind, _)| source.live.withdrawn.get(*kind)).sum();
    if count > 0 {
        made.left.push(format!("objects that {} has revoked or deprecated ({count})", source.name));
    }
    made.files.sort();
    Ok(made)
}

/// Returns what the owners of a bundle ask to be printed, each once.
fn notices(live: &Live) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for it in live.all().iter().filter(|it| it.kind == "marking-definition") {
        let statement = cut(&plain(&it.definition.statement), 2_000);
        if !statement.is_empty() && !found.contains(&statement) {
            found.push(statement);
        }
    }
    found
}

impl Source<'_> {
    /// Gives every object an id, and learns which pages and sources texts may name.
    fn prepare(&mut self) {
        for (kind, ours) in TYPES {
            for thing in self.live.of(kind) {
                let id = self.ids.give(ours, &thing.id, thing.own_id());
                if let Some(page) = thing.page() {
                    self.pages.insert(page.to_owned(), id);
                }
            }
        }
        for thing in self.live.of("x-mitre-tactic") {
            if let Some(id) = self.ids.of(&thing.id).map(str::to_owned) {
                self.phases.entry(thing.x_mitre_shortname.clone()).or_insert(id);
            }
        }
        for thing in self.live.all() {
            for it in thing.external_references.iter().filter(|it| it.own_id.is_empty()) {
                self.references.note(&it.source_name, &it.description, &it.url);
            }
        }
        self.references.settle();
    }

    /// Begins an object with what all kinds say alike.
    pub(super) fn begin(&self, kind: &'static str, thing: &Thing, id: &str, about: &str) -> Made {
        let mut object = Made::new(kind, id, self.home);
        let shown = name(&thing.name, id);
        object.set("summary", summary(about, &format!("{shown}, as {} has it.", self.name)));
        object.set("name", shown);
        let text = markdown(about, self, id);
        let text = if text.trim().chars().count() < 3 { unsaid(&self.name) + "\n" } else { text };
        object.set("description", text);
        let version = thing.x_mitre_version.split_once('.').filter(|(a, b)| {
            let digits =
                |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
            digits(a) && digits(b)
        });
        object.set("version", version.map_or("1.0".to_owned(), |(a, b)| format!("{a}.{b}")));
        let born =
            thing.created.get(..10).filter(|day| references::is_day(day) && *day <= self.home.day);
        object.set("created", born.unwrap_or(self.home.day));
        object
    }

    /// Returns the tactics of a technique, in the order of its own phases.
    pub(super) fn tactics_of(&self, technique: &Thing) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for phase in &technique.kill_chain_phases {
            let id = self.phases.get(&phase.phase_name);
            if let Some(id) = id.filter(|id| !found.contains(id)) {
                found.push(id.clone());
            }
        }
        found
    }
}

fn tactics(source: &Source<'_>, made: &mut Imported) {
    let listed: Vec<&Thing> = source
        .live
        .of("x-mitre-matrix")
        .iter()
        .flat_map(|matrix| matrix.tactic_refs.iter())
        .filter_map(|id| source.live.get(id))
        .filter(|it| it.kind == "x-mitre-tactic")
        .collect();
    let rest = source.live.of("x-mitre-tactic");
    for thing in listed.into_iter().chain(rest) {
        let Some(id) = source.ids.of(&thing.id) else { continue };
        if made.tactics.iter().any(|it| it == id) {
            continue;
        }
        let mut object = source.begin("tactic", thing, id, &thing.description);
        match &source.domain {
            Some(domain) => object.set("attack", json!({ "id": thing.own_id(), "domain": domain })),
            None => object.set(
                "attack_none",
                format!("It comes from {}, which is not pinned here.", source.name),
            ),
        }
        made.tactics.push(id.to_owned());
        made.add(object);
    }
}

fn techniques(source: &Source<'_>, made: &mut Imported) {
    let mut homeless = 0;
    for thing in source.live.of("attack-pattern") {
        let Some(id) = source.ids.of(&thing.id) else { continue };
        let tactics = source.tactics_of(thing);
        if tactics.is_empty() {
            homeless += 1;
            continue;
        }
        made.add(technique(source, thing, id, tactics));
    }
    if homeless > 0 {
        made.left.push(format!("techniques that serve no tactic of the bundle ({homeless})"));
    }
}

fn technique(source: &Source<'_>, thing: &Thing, id: &str, tactics: Vec<String>) -> Made {
    let mut object = source.begin("technique", thing, id, &thing.description);
    let by = &source.name;
    object.set("tactics", tactics);
    object.list(
        "assets",
        ends(
            source,
            thing,
            "targets",
            |from, _, to| (from.id == thing.id).then_some(to),
            |id, _| json!(id),
        ),
    );
    let evidence = stix_people::evidence(source, thing);
    if evidence.is_empty() {
        object.allow("technique-without-evidence", by, "lists no example of it with a source");
    }
    object.list("evidence", evidence);
    match &source.domain {
        Some(domain) => object.set(
            "attack",
            json!([{
                "id": thing.own_id(), "domain": domain, "relation": "same",
                "rationale": format!("It is this technique, imported from {by}."),
            }]),
        ),
        None => object.set("attack_none", format!("It comes from {by}, which is not pinned here.")),
    }
    let mitigations = ends(
        source,
        thing,
        "mitigates",
        |from, _, to| (to.id == thing.id).then_some(from),
        |id, relation| {
            let text = plain(&relation.description);
            json!({ "id": id, "effect": "hinders", "use": at_least(text, 15, &format!("{} lists it without further words.", capital(by))) })
        },
    );
    object.list_or("mitigations", mitigations, &format!("{by} lists no mitigation for it."));
    let detections = ends(
        source,
        thing,
        "detects",
        |from, _, to| (to.id == thing.id).then_some(from),
        |id, relation| {
            let text = plain(&relation.description);
            json!({ "id": id, "use": at_least(text, 15, &format!("{} lists it as the way to see this technique.", capital(by))) })
        },
    );
    object.list_or("detections", detections, &format!("{by} lists no detection for it."));
    object
}

/// Returns an entry for each relationship that leads to an object of ours, by its id.
fn ends<'a>(
    source: &'a Source<'_>,
    thing: &Thing,
    kind: &'a str,
    other: impl Fn(&'a Thing, &'a Thing, &'a Thing) -> Option<&'a Thing>,
    entry: impl Fn(&str, &Thing) -> Value,
) -> Vec<Value> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    for (from, relation, to) in source.live.relations(kind, thing) {
        let Some(other) = other(from, relation, to) else { continue };
        if let Some(id) = source.ids.of(&other.id) {
            found.entry(id.to_owned()).or_insert_with(|| entry(id, relation));
        }
    }
    found.into_values().collect()
}

fn mitigation(source: &Source<'_>, thing: &Thing, id: &str) -> Made {
    let mut object = source.begin("mitigation", thing, id, &thing.description);
    let step = cut(&plain(&thing.description), 400);
    object.unweighed(&source.name, &at_least(step, 10, "Follow the description."));
    if source.domain.is_some() {
        object.set("attack", json!([thing.own_id()]));
    }
    object
}

fn asset(source: &Source<'_>, thing: &Thing, id: &str) -> Made {
    let mut object = source.begin("asset", thing, id, &thing.description);
    object.set("exposure", unsaid(&source.name));
    object
}

fn detection(source: &Source<'_>, thing: &Thing, id: &str) -> Made {
    let analytics: Vec<&Thing> =
        thing.x_mitre_analytic_refs.iter().filter_map(|id| source.live.get(id)).collect();
    let mut about: Vec<&str> = vec![thing.description.as_str()];
    about.extend(analytics.iter().map(|it| it.description.as_str()));
    let about = about.join("\n\n");
    let mut object = source.begin("detection", thing, id, &about);
    let logs = analytics.iter().flat_map(|it| &it.x_mitre_log_source_references);
    let mut data: Vec<String> = Vec::new();
    let mut kinds = [("network", 0_usize), ("file", 0), ("host", 0)];
    for log in logs {
        let component = source.live.get(&log.x_mitre_data_component_ref);
        let component = component.map_or(log.name.as_str(), |it| it.name.as_str());
        let word = match component.split(' ').next() {
            Some("Network") => 0,
            Some("File") => 1,
            _ => 2,
        };
        kinds[word].1 += 1;
        let channel = plain(&log.channel);
        let line = match channel.as_str() {
            "" | "None" => plain(component),
            channel => format!("{} ({}: {channel})", plain(component), plain(&log.name)),
        };
        if !data.contains(&line) {
            data.push(line);
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    object.set("source", kinds[0].0);
    let data = if data.is_empty() {
        unsaid(&source.name)
    } else {
        format!("Collect {}.", cut(&data.join("; "), 600))
    };
    object.set("data", at_least(data, 20, &unsaid(&source.name)));
    object.set("logic", at_least(cut(&plain(&about), 800), 20, &unsaid(&source.name)));
    object.set("false_positives", unsaid(&source.name));
    object.set("limits", unsaid(&source.name));
    object
}
