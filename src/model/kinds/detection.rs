//! How defenders see that a technique is being used.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "detection",
    folder: "detections",
    label: "Detection",
    plural: "Detections",
    letters: "D",
    schema: include_str!("../../../schema/detection.schema.json"),
};

/// The catalogue that audit event codes are looked up in.
const AUDIT_CATALOGUE: &str = "dicom-audit";

/// An analytic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    /// `dicom-audit`, `network`, `file`, `host` or `web`.
    pub source: String,
    /// Codes of DICOM audit events (PS3.15 A.5.3, PS3.16 CID 400 to 405).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// What must be collected and where it is switched on.
    pub data: String,
    /// The analytic in words.
    pub logic: String,
    /// A rule that a tool can run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// What harmless behavior looks the same.
    pub false_positives: String,
    /// What it cannot see.
    pub limits: String,
}

/// A rule that a tool can run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `sigma`, `tshark` or `yara`.
    pub format: String,
    /// The rule.
    pub text: String,
}

impl Detection {
    pub(super) fn links(&self, to: &mut Links) {
        for (index, code) in self.events.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("events", index, ""),
                target: Target::Control(format!("{AUDIT_CATALOGUE}:{code}")),
                relation: Relation::Uses,
                text: String::new(),
            });
        }
    }
}
