//! The kinds of objects. One file per kind, listed in [`KINDS`].

use serde::de::Error as _;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use super::kind::Kind;
use super::links::Links;

mod asset;
mod audience;
mod brief;
mod case_study;
mod catalogue;
mod checklist;
mod detection;
mod mitigation;
mod reference;
mod tactic;
mod technique;

pub use asset::Asset;
pub use audience::{Audience, Topic};
pub use brief::Brief;
pub use case_study::{CaseStudy, Step};
pub use catalogue::{
    AnswerRow, Answered, Catalogue, Confidence, Control, ControlStatus, Extent, Meaning, Paper,
};
pub use checklist::{Checklist, Item, Section};
pub use detection::{Detection, Rule};
pub use mitigation::{ControlLink, Mitigation, Responsibility};
pub use reference::{Reference, ReferenceKind};
pub use tactic::{AttackTacticLink, Tactic};
pub use technique::{
    AttackLink, Effect, Evidence, EvidenceKind, Grade, Impact, Maturity, MitigationLink,
    PatientSafety, Prerequisites, StandardSection, Technique, UseLink,
};

/// All kinds, in alphabetical order.
pub const KINDS: &[&Kind] = &[
    &asset::KIND,
    &audience::KIND,
    &brief::KIND,
    &case_study::KIND,
    &catalogue::KIND,
    &checklist::KIND,
    &detection::KIND,
    &mitigation::KIND,
    &reference::KIND,
    &tactic::KIND,
    &technique::KIND,
];

/// All kinds in the order in which readers meet them: navigation of the site, sheets of the workbook.
pub const READING_ORDER: [&Kind; KINDS.len()] = [
    &tactic::KIND,
    &technique::KIND,
    &mitigation::KIND,
    &detection::KIND,
    &asset::KIND,
    &case_study::KIND,
    &audience::KIND,
    &checklist::KIND,
    &brief::KIND,
    &catalogue::KIND,
    &reference::KIND,
];

/// What a kind has of its own. Exporters that must cover every kind match on it without a wildcard.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is documented where its type is")]
pub enum Body {
    Asset(Asset),
    Audience(Audience),
    Brief(Brief),
    CaseStudy(CaseStudy),
    Catalogue(Catalogue),
    Checklist(Checklist),
    Detection(Detection),
    Mitigation(Mitigation),
    Reference(Reference),
    Tactic(Tactic),
    Technique(Box<Technique>),
}

impl Body {
    /// Reads the fields that are a kind's own from a document that satisfies its schema.
    ///
    /// # Errors
    /// Returns an error if the document does not satisfy the schema, or if the kind is not listed.
    pub fn read(kind: &Kind, value: &Value) -> serde_json::Result<Self> {
        Ok(match kind.name {
            "asset" => Self::Asset(Asset::deserialize(value)?),
            "audience" => Self::Audience(Audience::deserialize(value)?),
            "brief" => Self::Brief(Brief::deserialize(value)?),
            "case-study" => Self::CaseStudy(CaseStudy::deserialize(value)?),
            "catalogue" => Self::Catalogue(Catalogue::deserialize(value)?),
            "checklist" => Self::Checklist(Checklist::deserialize(value)?),
            "detection" => Self::Detection(Detection::deserialize(value)?),
            "mitigation" => Self::Mitigation(Mitigation::deserialize(value)?),
            "reference" => Self::Reference(Reference::deserialize(value)?),
            "tactic" => Self::Tactic(Tactic::deserialize(value)?),
            "technique" => Self::Technique(Box::new(Technique::deserialize(value)?)),
            other => return Err(serde_json::Error::custom(format!("no kind `{other}`"))),
        })
    }

    /// Returns the kind.
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::Asset(_) => &asset::KIND,
            Self::Audience(_) => &audience::KIND,
            Self::Brief(_) => &brief::KIND,
            Self::CaseStudy(_) => &case_study::KIND,
            Self::Catalogue(_) => &catalogue::KIND,
            Self::Checklist(_) => &checklist::KIND,
            Self::Detection(_) => &detection::KIND,
            Self::Mitigation(_) => &mitigation::KIND,
            Self::Reference(_) => &reference::KIND,
            Self::Tactic(_) => &tactic::KIND,
            Self::Technique(_) => &technique::KIND,
        }
    }

    /// Collects the references that the kind's own fields make.
    pub(super) fn links(&self, to: &mut Links) {
        match self {
            Self::Asset(_) | Self::Reference(_) | Self::Catalogue(_) => {}
            Self::Audience(it) => it.links(to),
            Self::Brief(it) => it.links(to),
            Self::CaseStudy(it) => it.links(to),
            Self::Checklist(it) => it.links(to),
            Self::Detection(it) => it.links(to),
            Self::Mitigation(it) => it.links(to),
            Self::Tactic(it) => it.links(to),
            Self::Technique(it) => it.links(to),
        }
    }
}
