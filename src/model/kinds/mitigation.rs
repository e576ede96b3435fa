//! What defenders do so that a technique fails or does less harm.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "mitigation",
    folder: "mitigations",
    label: "Mitigation",
    plural: "Mitigations",
    letters: "M",
    schema: include_str!("../../../schema/mitigation.schema.json"),
};

/// The catalogue that D3FEND ids are looked up in.
const D3FEND_CATALOGUE: &str = "d3fend";

/// A measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mitigation {
    /// Who does what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsibility: Vec<Responsibility>,
    /// `small`, `medium` or `large`.
    pub effort: String,
    /// 1: do first, 3: when the base stands.
    pub priority: u8,
    /// `foundational`, `intermediate` or `leading`.
    pub tier: String,
    /// `dicom-only` or `dicom-mita`; empty in a matrix of something else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How one sees that it is done.
    pub verify: String,
    /// Controls that say the same, in our judgment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<ControlLink>,
    /// ATT&CK mitigations that correspond.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attack: Vec<String>,
    /// D3FEND techniques that correspond.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub d3fend: Vec<String>,
    /// What it does not do.
    pub limits: String,
}

/// The part of one audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// The audience.
    pub audience: String,
    /// What it does.
    pub task: String,
}

/// A control that a mitigation answers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlLink {
    /// `catalogue:id`.
    pub control: String,
    /// `implements`, `supports` or `related`.
    pub relation: String,
    /// Why.
    pub rationale: String,
}

impl Mitigation {
    pub(super) fn links(&self, to: &mut Links) {
        for (index, part) in self.responsibility.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("responsibility", index, "audience"),
                target: Target::Object("audience", part.audience.clone()),
                relation: Relation::Addresses,
                text: part.task.clone(),
            });
        }
        for (index, link) in self.controls.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("controls", index, "control"),
                target: Target::Control(link.control.clone()),
                relation: match link.relation.as_str() {
                    "implements" => Relation::Implements,
                    "supports" => Relation::Supports,
                    _ => Relation::RelatedTo,
                },
                text: link.rationale.clone(),
            });
        }
        for (index, id) in self.attack.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("attack", index, ""),
                target: Target::AttackMitigation(id.clone()),
                relation: Relation::MapsTo,
                text: String::new(),
            });
        }
        for (index, id) in self.d3fend.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("d3fend", index, ""),
                target: Target::Control(format!("{D3FEND_CATALOGUE}:{id}")),
                relation: Relation::MapsTo,
                text: String::new(),
            });
        }
    }
}
