//! A STIX 2.1 bundle as it is read, and what of it is in use.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
struct Bundle {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    objects: Vec<Thing>,
}

/// An object of a bundle: the keys of all types that an import looks at.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Thing {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) created: String,
    pub(super) first_seen: String,
    pub(super) revoked: bool,
    pub(super) x_mitre_deprecated: bool,
    pub(super) x_mitre_shortname: String,
    pub(super) x_mitre_version: String,
    pub(super) kill_chain_phases: Vec<Phase>,
    pub(super) external_references: Vec<External>,
    pub(super) relationship_type: String,
    pub(super) source_ref: String,
    pub(super) target_ref: String,
    pub(super) tactic_refs: Vec<String>,
    pub(super) x_mitre_analytic_refs: Vec<String>,
    pub(super) x_mitre_log_source_references: Vec<LogSource>,
    pub(super) definition: Definition,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Phase {
    pub(super) phase_name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct External {
    pub(super) source_name: String,
    #[serde(rename = "external_id")]
    pub(super) own_id: String,
    pub(super) description: String,
    pub(super) url: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct LogSource {
    pub(super) x_mitre_data_component_ref: String,
    pub(super) name: String,
    pub(super) channel: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Definition {
    pub(super) statement: String,
}

impl Thing {
    /// Returns the id that its publisher gives it: `T0859`.
    pub(super) fn own_id(&self) -> &str {
        let mut named = self.external_references.iter().filter(|it| !it.own_id.is_empty());
        let mitre = self
            .external_references
            .iter()
            .find(|it| it.source_name.starts_with("mitre-") && !it.own_id.is_empty());
        mitre.or_else(|| named.next()).map_or("", |it| it.own_id.as_str())
    }

    /// Returns the page of its publisher about it.
    pub(super) fn page(&self) -> Option<&str> {
        let own = self.external_references.iter().find(|it| it.own_id == self.own_id())?;
        Some(own.url.trim_end_matches('/')).filter(|url| !url.is_empty())
    }

    fn in_use(&self) -> bool {
        !self.revoked && !self.x_mitre_deprecated
    }
}

/// The objects in use.
pub(super) struct Live {
    things: Vec<Thing>,
    places: BTreeMap<String, usize>,
    /// The relationships of each object, by its id.
    ties: BTreeMap<String, Vec<usize>>,
    /// How many of each type are revoked or deprecated.
    pub(super) withdrawn: BTreeMap<String, usize>,
}

impl Live {
    /// Reads a bundle. Of two objects with one id the first counts.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let bundle: Bundle = serde_json::from_str(text)
            .map_err(|error| format!("the file is not a STIX 2.1 bundle: {error}"))?;
        if bundle.kind != "bundle" {
            let kind = super::prose::cut(&bundle.kind, 40);
            return Err(format!("the file is not a STIX 2.1 bundle: its type is `{kind}`"));
        }
        let mut live = Self {
            things: Vec::new(),
            places: BTreeMap::new(),
            ties: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
        };
        for thing in bundle.objects {
            if !thing.in_use() {
                *live.withdrawn.entry(thing.kind).or_default() += 1;
            } else if !live.places.contains_key(&thing.id) {
                let place = live.things.len();
                live.places.insert(thing.id.clone(), place);
                if thing.kind == "relationship" {
                    for end in [&thing.source_ref, &thing.target_ref] {
                        live.ties.entry(end.clone()).or_default().push(place);
                    }
                }
                live.things.push(thing);
            }
        }
        Ok(live)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Thing> {
        self.places.get(id).map(|place| &self.things[*place])
    }

    pub(super) fn all(&self) -> &[Thing] {
        &self.things
    }

    /// Returns the objects of a type, by the ids of their publisher.
    pub(super) fn of(&self, kind: &str) -> Vec<&Thing> {
        let mut found: Vec<&Thing> = self.things.iter().filter(|it| it.kind == kind).collect();
        found.sort_by(|a, b| (a.own_id(), &a.id).cmp(&(b.own_id(), &b.id)));
        found
    }

    /// Returns the relationships of a type that an object has with others in use: what each comes
    /// from, itself, and what it goes to.
    pub(super) fn relations<'a>(
        &'a self,
        kind: &'a str,
        of: &Thing,
    ) -> impl Iterator<Item = (&'a Thing, &'a Thing, &'a Thing)> {
        let ties = self.ties.get(&of.id).map_or(&[][..], Vec::as_slice).iter();
        let named = ties.map(|place| &self.things[*place]);
        let named = named.filter(move |it| it.relationship_type == kind);
        named.filter_map(|it| Some((self.get(&it.source_ref)?, it, self.get(&it.target_ref)?)))
    }
}
