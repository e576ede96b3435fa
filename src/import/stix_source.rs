//! What the makers of objects look at: the bundle, the matrix it goes into, who is who.

use std::collections::BTreeMap;

use super::made::{Home, Ids, Made, unsaid};
use super::prose::{Names, markdown, name, summary};
use super::references::{self, References};
use super::stix_bundle::{Live, Thing};

/// The types that become objects, and the kinds that they become.
pub(super) const TYPES: [(&str, &str); 6] = [
    ("x-mitre-tactic", "tactic"),
    ("attack-pattern", "technique"),
    ("course-of-action", "mitigation"),
    ("x-mitre-detection-strategy", "detection"),
    ("x-mitre-asset", "asset"),
    ("campaign", "case-study"),
];

/// Everything that the makers of objects look at.
pub(super) struct Source<'a> {
    pub(super) live: Live,
    pub(super) home: Home<'a>,
    pub(super) ids: Ids<'a>,
    pub(super) references: References,
    /// What people call the source.
    pub(super) name: String,
    pub(super) domain: Option<String>,
    pub(super) pages: BTreeMap<String, String>,
    /// Our tactics by the phases of kill chains that they stand for.
    pub(super) phases: BTreeMap<String, String>,
}

impl Names for Source<'_> {
    fn id(&self, url: &str) -> Option<String> {
        self.pages.get(url.trim_end_matches('/')).cloned()
    }
    fn key(&self, citation: &str) -> Option<String> {
        self.references.cite(citation)
    }
}

impl Source<'_> {
    /// Gives every object an id, and learns which pages and sources texts may name.
    pub(super) fn prepare(&mut self) {
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
