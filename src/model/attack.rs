//! ATT&CK, pinned: ids, names, places and status of one version of one domain. Facts, no prose.
//!
//! Source: MITRE ATT&CK, <https://attack.mitre.org>. © The MITRE Corporation. This work is
//! reproduced and distributed with the permission of The MITRE Corporation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an entry of the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttackType {
    /// A tactic, `TA0001`.
    Tactic,
    /// A technique or sub-technique, `T1190`.
    Technique,
    /// A mitigation, `M1030`.
    Mitigation,
}

impl AttackType {
    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tactic => "tactic",
            Self::Technique => "technique",
            Self::Mitigation => "mitigation",
        }
    }
}

/// Whether MITRE still carries an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttackStatus {
    /// In use.
    #[default]
    Live,
    /// Retired without a successor.
    Deprecated,
    /// Replaced by another object.
    Revoked,
}

impl AttackStatus {
    /// Returns true if the object is in use.
    pub fn is_live(&self) -> bool {
        *self == Self::Live
    }
}

/// One object of ATT&CK.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackEntry {
    /// Its name.
    pub name: String,
    /// Its id in MITRE's STIX bundle.
    pub stix: String,
    /// Short name of a tactic, as layers write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortname: Option<String>,
    /// Short names of the tactics of a technique.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tactics: Vec<String>,
    /// Id of the parent of a sub-technique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "AttackStatus::is_live")]
    pub status: AttackStatus,
    /// Id of the object that replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<String>,
}

/// The index of one domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackIndex {
    /// `enterprise-attack` or `ics-attack`.
    pub domain: String,
    /// Version of ATT&CK, `18.1`.
    pub version: String,
    /// MITRE's notice of use.
    pub notice: String,
    /// Tactics by id.
    pub tactics: BTreeMap<String, AttackEntry>,
    /// Techniques by id.
    pub techniques: BTreeMap<String, AttackEntry>,
    /// Mitigations by id.
    pub mitigations: BTreeMap<String, AttackEntry>,
}

impl AttackIndex {
    /// Returns the entries of a type, by id.
    pub fn of(&self, what: AttackType) -> &BTreeMap<String, AttackEntry> {
        match what {
            AttackType::Tactic => &self.tactics,
            AttackType::Technique => &self.techniques,
            AttackType::Mitigation => &self.mitigations,
        }
    }
}
