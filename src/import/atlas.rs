//! Matrices in the YAML of MITRE ATLAS: tactics, techniques, mitigations, case studies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::made::{Home, Ids, Imported, Made, unsaid};
use super::prose::{Names, at_least, cut, markdown, name, plain, summary};
use super::references::{self, References};

/// The keys that list objects, and the kinds that these become. Case studies stand beside the matrices.
const LISTS: [(&str, &str); 4] = [
    ("tactics", "tactic"),
    ("techniques", "technique"),
    ("mitigations", "mitigation"),
    ("case-studies", "case-study"),
];

struct Source<'a> {
    home: Home<'a>,
    ids: Ids<'a>,
    references: References,
    name: String,
    /// The objects of each list, in the order of the file.
    lists: BTreeMap<&'static str, Vec<&'a Value>>,
}

impl Names for Source<'_> {
    /// Reads `/techniques/AML.T0015`, with or without a host before it.
    fn id(&self, url: &str) -> Option<String> {
        let last = url.trim_end_matches('/').rsplit('/').next()?;
        self.ids.of(last).map(str::to_owned)
    }
    fn key(&self, citation: &str) -> Option<String> {
        self.references.cite(citation)
    }
}

/// Returns a text of an object, empty if it has none.
fn text<'a>(thing: &'a Value, key: &str) -> &'a str {
    thing.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn items<'a>(thing: &'a Value, key: &str) -> &'a [Value] {
    thing.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Makes files of a document.
///
/// # Errors
/// Returns a sentence for the user if the document has not the shape of ATLAS, or holds no technique.
pub fn atlas(document: &Value, home: Home<'_>) -> Result<Imported, String> {
    let matrices = items(document, "matrices");
    let homes = || matrices.iter().chain(std::iter::once(document));
    let of = |key: &'static str| {
        let objects = homes().flat_map(|it| items(it, key));
        (key, objects.filter(|it| !text(it, "id").is_empty()).collect::<Vec<_>>())
    };
    let lists: BTreeMap<_, _> = LISTS.iter().map(|(key, _)| of(key)).collect();
    if lists.get("techniques").is_none_or(Vec::is_empty) {
        return Err("the file holds no `techniques`, neither below `matrices` nor beside them: it is not in the YAML of ATLAS".to_owned());
    }
    let called =
        [text(document, "id"), text(document, "name")].into_iter().find(|it| !it.is_empty());
    let version = plain(text(document, "version"));
    let name = cut(&plain(called.unwrap_or("the source")), 60);
    let name = format!("{name} {version}").trim().to_owned();
    let mut source =
        Source { home, ids: Ids::new(home), references: References::default(), name, lists };
    let mut made = Imported::default();
    source.prepare();
    source.tactics(&mut made);
    source.techniques(&mut made);
    source.mitigations(&mut made);
    source.case_studies(&mut made);
    source.references.write(&source.name, home, &mut made);
    made.notices.push(if text(document, "id") == "ATLAS" {
        "MITRE ATLAS: © The MITRE Corporation. Licensed under the Apache License, Version 2.0."
            .to_owned()
    } else {
        format!(
            "Content of {}: see the license of its publisher before you publish it.",
            source.name
        )
    });
    made.files.sort();
    Ok(made)
}

impl<'a> Source<'a> {
    fn of(&self, list: &str) -> Vec<&'a Value> {
        self.lists.get(list).cloned().unwrap_or_default()
    }

    fn prepare(&mut self) {
        for (list, kind) in LISTS {
            let mut things = self.of(list);
            // A whole has its id before its parts ask for theirs.
            things.sort_by_key(|it| text(it, "id"));
            things.dedup_by_key(|it| text(it, "id"));
            for thing in things {
                let id = text(thing, "id");
                self.ids.give(kind, id, id);
            }
        }
        for study in self.of("case-studies") {
            for it in items(study, "references") {
                self.references.note(text(it, "title"), "", text(it, "url"));
            }
        }
        self.references.settle();
    }

    /// Returns each object of a list with its id, once.
    fn each(&self, list: &str) -> Vec<(String, &'a Value)> {
        let mut seen = std::collections::BTreeSet::new();
        let things = self.of(list).into_iter();
        things
            .filter_map(|thing| Some((self.ids.of(text(thing, "id"))?.to_owned(), thing)))
            .filter(|(id, _)| seen.insert(id.clone()))
            .collect()
    }

    fn begin(&self, kind: &'static str, thing: &Value, id: &str, about: &str) -> Made {
        let mut object = Made::new(kind, id, self.home);
        let shown = name(text(thing, "name"), id);
        object.set("summary", summary(about, &format!("{shown}, as {} has it.", self.name)));
        object.set("name", shown);
        let prose = markdown(about, self, id);
        let short = prose.trim().chars().count() < 3;
        object.set("description", if short { unsaid(&self.name) + "\n" } else { prose });
        let born = Some(text(thing, "created_date"));
        let born = born.filter(|day| references::is_day(day) && *day <= self.home.day);
        object.set("created", born.unwrap_or(self.home.day));
        object
    }

    /// Returns why there is no link to ATT&CK, with the id that the source names.
    fn no_attack(&self, thing: &Value) -> String {
        let theirs =
            thing.get("ATT&CK-reference").map(|it| plain(text(it, "id"))).unwrap_or_default();
        if theirs.is_empty() {
            format!("{} names none.", self.name)
        } else {
            format!("{} names {}; look it up and link it here.", self.name, cut(&theirs, 40))
        }
    }

    fn tactics(&self, made: &mut Imported) {
        for (id, thing) in self.each("tactics") {
            let mut object = self.begin("tactic", thing, &id, text(thing, "description"));
            object.set("attack_none", self.no_attack(thing));
            made.tactics.push(id);
            made.add(object);
        }
    }

    /// Returns our tactics of a technique; of a part that names none, those of its whole.
    fn tactics_of(&self, thing: &Value) -> Vec<String> {
        let known = |thing: &Value| -> Vec<String> {
            let ids = items(thing, "tactics").iter().filter_map(Value::as_str);
            let mut found: Vec<String> = Vec::new();
            for id in ids.filter_map(|id| self.ids.of(id)) {
                if found.iter().all(|it| it != id) {
                    found.push(id.to_owned());
                }
            }
            found
        };
        let whole = text(thing, "subtechnique-of");
        let whole = self.of("techniques").into_iter().find(|it| text(it, "id") == whole);
        match (known(thing), whole.map(known)) {
            (own, None) => own,
            (own, Some(all)) if own.is_empty() => all,
            (own, Some(all)) => {
                let both: Vec<String> = own.into_iter().filter(|it| all.contains(it)).collect();
                if both.is_empty() { all } else { both }
            }
        }
    }

    fn techniques(&self, made: &mut Imported) {
        let mut homeless = 0_usize;
        for (id, thing) in self.each("techniques") {
            let tactics = self.tactics_of(thing);
            if tactics.is_empty() {
                homeless += 1;
                continue;
            }
            let own = text(thing, "id");
            let mut object = self.begin("technique", thing, &id, text(thing, "description"));
            object.set("tactics", tactics);
            let evidence = self.evidence(own);
            if evidence.is_empty() {
                object.allow(
                    "technique-without-evidence",
                    &self.name,
                    "lists no example of it with a source",
                );
            }
            object.list("evidence", evidence);
            object.set("attack_none", self.no_attack(thing));
            if is_atlas(own) {
                object.set("atlas", json!([own]));
            }
            object.list_or(
                "mitigations",
                self.measures(own),
                &format!("{} lists none.", self.name),
            );
            object.set("detections_none", unsaid(&self.name));
            made.add(object);
        }
        if homeless > 0 {
            made.left.push(format!("techniques that serve no tactic of the file ({homeless})"));
        }
    }

    /// Returns the mitigations that name a technique, each with how it works.
    fn measures(&self, technique: &str) -> Vec<Value> {
        let mut found = Vec::new();
        for (id, thing) in self.each("mitigations") {
            let named = items(thing, "techniques")
                .iter()
                .find(|it| it.as_str() == Some(technique) || text(it, "id") == technique);
            if let Some(named) = named {
                let words = format!("{} lists it without further words.", self.name);
                let text = at_least(cut(&plain(text(named, "use")), 600), 15, &words);
                found.push(json!({ "id": id, "effect": "hinders", "use": text }));
            }
        }
        found
    }

    /// Returns the sources of case studies in which a technique is a step.
    fn evidence(&self, technique: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        for study in self.of("case-studies") {
            let step =
                items(study, "procedure").iter().find(|it| text(it, "technique") == technique);
            let Some(step) = step else { continue };
            let incident = text(study, "case-study-type") == "incident";
            for it in items(study, "references") {
                let title = text(it, "title");
                let refs = &self.references;
                let key = if incident { refs.shows(title) } else { refs.cite(title) };
                let Some(key) = key else { continue };
                if found.iter().any(|it| it["reference"] == key.as_str()) {
                    continue;
                }
                let kind = if incident { "observed" } else { "demonstrated" };
                let note = at_least(
                    cut(&plain(text(step, "description")), 300),
                    3,
                    &plain(text(study, "name")),
                );
                found.push(json!({ "reference": key, "kind": kind, "note": note }));
            }
        }
        found
    }

    fn mitigations(&self, made: &mut Imported) {
        for (id, thing) in self.each("mitigations") {
            let about = text(thing, "description");
            let mut object = self.begin("mitigation", thing, &id, about);
            let step = at_least(cut(&plain(about), 400), 10, "Follow the description.");
            object.unweighed(&self.name, &step);
            made.add(object);
        }
    }

    fn case_studies(&self, made: &mut Imported) {
        let mut without = 0_usize;
        for (id, thing) in self.each("case-studies") {
            let keys = items(thing, "references").iter();
            let keys: Vec<String> =
                keys.filter_map(|it| self.references.cite(text(it, "title"))).collect();
            let mut unique: Vec<String> = Vec::new();
            for key in keys {
                if !unique.contains(&key) {
                    unique.push(key);
                }
            }
            let steps: Vec<Value> =
                items(thing, "procedure").iter().filter_map(|step| self.step(step)).collect();
            let date =
                loose(text(thing, "incident-date"), text(thing, "incident-date-granularity"));
            let (Some((date, exact)), false, false) = (date, unique.is_empty(), steps.is_empty())
            else {
                without += 1;
                continue;
            };
            let mut object = self.begin("case-study", thing, &id, text(thing, "summary"));
            let kind = match text(thing, "case-study-type") {
                "incident" => "incident",
                "exercise" => "exercise",
                _ => "research",
            };
            let words = |key: &str| at_least(cut(&plain(text(thing, key)), 200), 3, "unknown");
            object.set("kind", kind);
            object.set("date", date);
            object.set("date_granularity", exact);
            object.set("target", words("target"));
            object.set("actor", words("actor"));
            object.set("procedure", steps);
            object.set("outcome", unsaid(&self.name));
            object.set("references", unique);
            made.add(object);
        }
        if without > 0 {
            made.left.push(format!("case studies without a date, a source or a step ({without})"));
        }
    }

    fn step(&self, step: &Value) -> Option<Value> {
        let own = text(step, "technique");
        let thing = self.of("techniques").into_iter().find(|it| text(it, "id") == own)?;
        let tactics = self.tactics_of(thing);
        let said = self.ids.of(text(step, "tactic"));
        let tactic = said.filter(|it| tactics.iter().any(|id| id == it));
        let tactic = tactic.map(str::to_owned).or_else(|| tactics.first().cloned())?;
        let words = format!("{} was used.", plain(text(thing, "name")));
        let about = at_least(cut(&plain(text(step, "description")), 600), 10, &words);
        Some(json!({
            "technique": self.ids.of(own)?, "tactic": tactic, "description": about, "inferred": false,
        }))
    }
}

/// Returns a day cut down to what is known of it, and what that is.
fn loose(day: &str, exact: &str) -> Option<(String, &'static str)> {
    if !references::is_day(day) {
        return None;
    }
    Some(match exact {
        "YEAR" => (day[..4].to_owned(), "year"),
        "MONTH" => (day[..7].to_owned(), "month"),
        _ => (day.to_owned(), "day"),
    })
}

/// Returns whether an id is one that a technique may name as its counterpart in ATLAS.
fn is_atlas(id: &str) -> bool {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|it| it.is_ascii_digit());
    let Some(rest) = id.strip_prefix("AML.T") else { return false };
    match rest.split_once('.') {
        None => digits(rest, 4),
        Some((whole, part)) => digits(whole, 4) && digits(part, 3),
    }
}
