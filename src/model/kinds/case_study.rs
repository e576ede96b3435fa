//! A real incident, an exercise or a piece of research, told as steps of the matrix.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "case-study",
    folder: "case-studies",
    label: "Case study",
    plural: "Case studies",
    letters: "CS",
    schema: include_str!("../../../schema/case-study.schema.json"),
};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStudy {
    /// `incident`, `exercise` or `research`.
    pub kind: String,
    /// Day, month or year.
    pub date: String,
    /// How exact the date is.
    pub date_granularity: String,
    /// Who or what was hit.
    pub target: String,
    /// Who did it, or `unknown`.
    pub actor: String,
    /// The steps in order.
    pub procedure: Vec<Step>,
    /// What came of it.
    pub outcome: String,
    /// Sources.
    pub references: Vec<String>,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The technique that was used.
    pub technique: String,
    /// The tactic that it served here.
    pub tactic: String,
    /// What was done.
    pub description: String,
    /// True when no source says it and it is concluded from the rest.
    pub inferred: bool,
}

impl CaseStudy {
    pub(super) fn links(&self, to: &mut Links) {
        for (index, step) in self.procedure.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("procedure", index, "technique"),
                target: Target::Object("technique", step.technique.clone()),
                relation: Relation::Uses,
                text: step.description.clone(),
            });
            to.push(Link {
                pointer: Pointer::item("procedure", index, "tactic"),
                target: Target::Object("tactic", step.tactic.clone()),
                relation: Relation::Achieves,
                text: String::new(),
            });
        }
        to.each("references", "reference", Relation::Cites, &self.references);
    }
}
