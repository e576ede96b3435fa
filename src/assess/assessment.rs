//! What a site says of itself: the file of `schema/assessment.schema.json`.

use serde::{Deserialize, Serialize};

use super::exposure::Exposure;

/// The schema of the file.
pub const SCHEMA: &str = include_str!("../../schema/assessment.schema.json");

/// Name and version of the format.
pub const FORMAT: &str = "dtm-assessment/1";

/// Tells whether a text is an assessment: by the end of its name, by a line that says so, or by the schema
/// that its first comments name. It is asked while the text is not yet YAML.
pub fn is_assessment(name: &str, text: &str) -> bool {
    let ends = [".assessment.yaml", ".assessment.yml", ".assessment.json"];
    ends.iter().any(|end| name.ends_with(end))
        || text.lines().any(|line| says_so(line) || names_schema(line))
}

/// `format: dtm-assessment/1`, as YAML or as JSON.
fn says_so(line: &str) -> bool {
    let quotes = ['"', '\''];
    let line = line.trim_start_matches([' ', '\t', '{']).trim_start_matches(quotes);
    let value = line.strip_prefix("format").map(|it| it.trim_start_matches(quotes).trim_start());
    let value = value.and_then(|it| it.strip_prefix(':')).map(str::trim_start);
    value.is_some_and(|it| it.trim_start_matches(quotes).starts_with("dtm-assessment/"))
}

fn names_schema(line: &str) -> bool {
    let address =
        line.strip_prefix('#').and_then(|it| it.split_once("$schema=")).map(|it| it.1.trim());
    address.is_some_and(|it| it.rsplit('/').next() == Some("assessment.schema.json"))
}

/// The state of a site on one day. Fields stand in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// [`FORMAT`].
    pub format: String,
    /// The matrix that it was made with.
    pub matrix: MatrixId,
    /// Name of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The day for which it holds, `YYYY-MM-DD`.
    pub date: String,
    /// What the site has. Without any, all assets count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<OwnAsset>,
    /// Services and interfaces that are on, as techniques write them. Without any, all count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surfaces: Vec<String>,
    /// Mitigations and how far they are in place; what is not listed is absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mitigations: Vec<Entry>,
    /// Detections and how far they are in place; what is not listed is absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detections: Vec<Entry>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A matrix and its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixId {
    /// Short name of the matrix.
    pub id: String,
    /// `M.N`.
    pub version: String,
}

/// An asset that the site has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAsset {
    /// Its id in the matrix.
    pub id: String,
    /// How many of them there are; nothing is computed from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// From where the widest reachable of them can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
}

/// A mitigation or a detection of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id in the matrix.
    pub id: String,
    /// How far it is in place.
    pub status: Presence,
    /// Since when, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How one can see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What the status was on earlier days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Past>,
}

/// What a status was on an earlier day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The status on that day.
    pub status: Presence,
}

/// How far a mitigation or a detection is in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// There and working.
    InPlace,
    /// There for a part of the site, or half done.
    Partial,
    /// Decided, not there yet.
    Planned,
    /// Not there.
    #[default]
    Absent,
    /// It cannot apply here.
    NotApplicable,
}

impl Presence {
    /// All of them, from the most.
    pub const ALL: [Self; 5] =
        [Self::InPlace, Self::Partial, Self::Planned, Self::Absent, Self::NotApplicable];

    /// Returns the word that the file writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPlace => "in-place",
            Self::Partial => "partial",
            Self::Planned => "planned",
            Self::Absent => "absent",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// Returns how much of it is there, from 0 to 1; nothing where it does not apply, since its links
    /// are left out then.
    pub fn share(self) -> Option<f64> {
        match self {
            Self::InPlace => Some(1.0),
            Self::Partial => Some(0.5),
            Self::Planned | Self::Absent => Some(0.0),
            Self::NotApplicable => None,
        }
    }
}

impl Assessment {
    /// Returns an assessment of that day in which nothing is in place.
    pub fn new(matrix: MatrixId, date: &str) -> Self {
        Self { format: FORMAT.to_owned(), matrix, date: date.to_owned(), ..Self::default() }
    }

    /// Returns the mitigations and then the detections.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.mitigations.iter().chain(&self.detections)
    }

    /// Returns the state as it was on an earlier day: each status is the one that its history says for
    /// that day, which is the first that is not older. Assets and surfaces are those of today.
    #[must_use]
    pub fn on(&self, date: &str) -> Self {
        let mut then = self.clone();
        date.clone_into(&mut then.date);
        for entry in then.mitigations.iter_mut().chain(&mut then.detections) {
            let mut past: Vec<&Past> =
                entry.history.iter().filter(|it| *it.date >= *date).collect();
            past.sort_by(|a, b| a.date.cmp(&b.date));
            if let Some(first) = past.first() {
                entry.status = first.status;
            }
        }
        then
    }

    /// Returns the days of which a history speaks, the oldest first.
    pub fn days(&self) -> std::collections::BTreeSet<&str> {
        let past = self.entries().flat_map(|entry| &entry.history);
        past.map(|it| it.date.as_str()).filter(|it| *it < &*self.date).collect()
    }
}
