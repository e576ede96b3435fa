//! What every object has, whatever its kind.

use serde::{Deserialize, Serialize};

/// How far an object has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Still being worked on.
    #[default]
    Draft,
    /// Reviewed.
    Stable,
    /// Retired without a successor.
    Deprecated,
    /// Replaced by another object.
    Revoked,
}

impl Status {
    /// Returns true if the object should no longer be used.
    pub fn withdrawn(self) -> bool {
        matches!(self, Self::Deprecated | Self::Revoked)
    }
}

/// A finding that an author silences on an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allow {
    /// The code of the finding.
    pub code: String,
    /// Why it is right to silence it here.
    pub reason: String,
}

/// The fields that every object has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Common {
    /// The id, equal to the name of the file.
    pub id: String,
    /// The name that people say. Documents call it `title`.
    #[serde(alias = "title")]
    pub name: String,
    /// One sentence, plain text.
    pub summary: String,
    /// Markdown, one sentence per line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Why it is deprecated or revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// Id of the object that takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Version as `M.N`: M counts changes of scope, N additions of content.
    pub version: String,
    /// Day of creation, `YYYY-MM-DD`.
    pub created: String,
    /// Day of the last change, `YYYY-MM-DD`.
    pub modified: String,
    /// People who wrote or reviewed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<String>,
    /// Findings silenced on this object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allow>,
}
