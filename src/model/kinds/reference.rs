//! A source that somebody read. Its id is the citation key.

use serde::{Deserialize, Serialize};

use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "reference",
    folder: "references",
    label: "Reference",
    plural: "References",
    letters: "",
    schema: include_str!("../../../schema/reference.schema.json"),
};

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What sort of source it is.
    pub kind: ReferenceKind,
    /// Authors, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Day, month, year, or `undated`.
    pub date: String,
    /// Where it is.
    pub url: String,
    /// Score and vector as the record gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvss: Option<String>,
    /// Weaknesses that the record names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwe: Vec<String>,
    /// Product and versions that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
}

/// What sort of source a reference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReferenceKind {
    /// A record of the CVE list.
    Cve,
    /// An advisory of a vendor or an agency.
    Advisory,
    /// A report of something that happened.
    Incident,
    /// A paper, a talk or a laboratory report.
    Research,
    /// Public software.
    Tool,
    /// A standard or a section of one.
    Standard,
    /// Advice of an agency or a society.
    Guidance,
}

impl ReferenceKind {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cve => "cve",
            Self::Advisory => "advisory",
            Self::Incident => "incident",
            Self::Research => "research",
            Self::Tool => "tool",
            Self::Standard => "standard",
            Self::Guidance => "guidance",
        }
    }
}
