//! Why an adversary does something: a column of the matrix.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "tactic",
    folder: "tactics",
    label: "Tactic",
    plural: "Tactics",
    letters: "TA",
    schema: include_str!("../../../schema/tactic.schema.json"),
};

/// A goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tactic {
    /// The ATT&CK tactic that corresponds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attack: Option<AttackTacticLink>,
    /// Why none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attack_none: Option<String>,
}

/// A tactic of ATT&CK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackTacticLink {
    /// Its id.
    pub id: String,
    /// Its domain.
    pub domain: String,
}

impl Tactic {
    pub(super) fn links(&self, to: &mut Links) {
        if let Some(attack) = &self.attack {
            to.push(Link {
                pointer: Pointer::field("attack/id"),
                target: Target::AttackTactic(attack.domain.clone(), attack.id.clone()),
                relation: Relation::MapsTo,
                text: String::new(),
            });
        }
    }
}
