//! A group of readers that the matrix speaks to.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "audience",
    folder: "audiences",
    label: "Audience",
    plural: "Audiences",
    letters: "",
    schema: include_str!("../../../schema/audience.schema.json"),
};

/// A group of readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Rows of the communications matrix.
    pub topics: Vec<Topic>,
}

/// What an audience should hear about one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The subject.
    pub topic: String,
    /// The theme of `matrix.yaml` that it belongs to.
    pub theme: String,
    /// What to say about it.
    pub message: String,
    /// The brief that carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief: Option<String>,
    /// The checklist that carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<String>,
}

impl Audience {
    pub(super) fn links(&self, to: &mut Links) {
        for (index, topic) in self.topics.iter().enumerate() {
            let carriers = [("brief", &topic.brief), ("checklist", &topic.checklist)];
            for (leaf, id) in carriers {
                if let Some(id) = id {
                    to.push(Link {
                        pointer: Pointer::item("topics", index, leaf),
                        target: Target::Object(leaf, id.clone()),
                        relation: Relation::Mentions,
                        text: topic.topic.clone(),
                    });
                }
            }
        }
    }
}
