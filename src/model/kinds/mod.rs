//! The kinds of objects. One file per kind, listed in [`KINDS`].

use serde::Serialize;

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
pub use catalogue::{Catalogue, Confidence, Control, ControlStatus};
pub use checklist::{Checklist, Item, Section};
pub use detection::{Detection, Rule};
pub use mitigation::{ControlLink, Mitigation, Responsibility};
pub use reference::{Reference, ReferenceKind};
pub use tactic::{AttackTacticLink, Tactic};
pub use technique::{
    AttackLink, Evidence, EvidenceKind, Grade, Impact, Maturity, PatientSafety, Prerequisites,
    StandardSection, Technique, UseLink,
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
