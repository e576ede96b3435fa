//! A shelf-ready answer of at most 700 words.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "brief",
    folder: "briefs",
    label: "Brief",
    plural: "Briefs",
    letters: "",
    schema: include_str!("../../../schema/brief.schema.json"),
};

/// A shelf-ready answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Whom it speaks to.
    pub audience: String,
    /// The text, in Markdown.
    pub body: String,
    /// Sources.
    pub references: Vec<String>,
    /// What to see next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
}

impl Brief {
    pub(super) fn links(&self, to: &mut Links) {
        to.push(Link {
            pointer: Pointer::field("audience"),
            target: Target::Object("audience", self.audience.clone()),
            relation: Relation::Addresses,
            text: String::new(),
        });
        to.each("references", "reference", Relation::Cites, &self.references);
        for (index, id) in self.related.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("related", index, ""),
                target: Target::Any(id.clone()),
                relation: Relation::Mentions,
                text: String::new(),
            });
        }
    }
}
