//! What is said of the matrix as a whole, in `matrix.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::prefixed;

/// The schema of `matrix.yaml`.
pub const META_SCHEMA: &str = include_str!("../../schema/matrix.schema.json");

/// The fields of `matrix.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Short name, also domain, source and kill-chain name in layers and STIX.
    pub id: String,
    /// Name that people say.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Version of the content, `M.N`.
    pub version: String,
    /// Day of release, `YYYY-MM-DD`: the clock of everything that is made from the matrix.
    pub released: String,
    /// Tactics in the order of the columns.
    pub tactics: Vec<String>,
    /// Themes of what audiences should hear, in the order of the communications matrix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// Version of ATT&CK by domain.
    pub attack: BTreeMap<String, String>,
    /// Edition of the DICOM Standard that section numbers refer to; empty in a matrix of something else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dicom_edition: String,
    /// Where the site is published; ends without a slash.
    pub base_url: String,
    /// Where a file of the matrix is edited: an address that the path of the file is put behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// SPDX identifier of the licence of the content.
    pub licence: String,
    /// Name of the kill chain in STIX.
    pub kill_chain: String,
    /// Shares below which the matrix is not good enough for its own community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gates: Option<Gates>,
    /// The English that the texts are written in, if their words are to be checked: `en-US`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spelling: Option<String>,
    /// UUID under which ids of STIX objects are derived.
    pub stix_namespace: String,
}

/// A row of the communications matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// The word that topics name it by.
    pub id: String,
    /// The name that people say.
    pub name: String,
}

/// Shares in percent that a matrix promises to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gates {
    /// Techniques with an ATT&CK link or a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attack: Option<u8>,
    /// Mitigations with a control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<u8>,
    /// Techniques with a detection or a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detection: Option<u8>,
    /// Techniques with evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<u8>,
    /// Techniques with a mitigation or a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigation: Option<u8>,
}

impl Meta {
    /// Returns the letters with which the ids of this matrix begin, `D` in `DTA0001`: those of the
    /// first tactic that it lists. Empty if it lists none.
    pub fn prefix(&self) -> &str {
        let first = self.tactics.first().map(String::as_str);
        first.and_then(prefixed).map_or("", |(prefix, _)| prefix)
    }

    /// Returns the word that stands before things of this matrix, with a space behind it: `DICOM `, or
    /// nothing.
    pub fn subject(&self) -> &'static str {
        if self.speaks_dicom() { "DICOM " } else { "" }
    }

    /// Returns whether the matrix is about DICOM: whether it says which edition it speaks of.
    pub fn speaks_dicom(&self) -> bool {
        !self.dicom_edition.is_empty()
    }

    /// Returns the address of a page of the published site.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base_url.trim_end_matches('/'))
    }
}
