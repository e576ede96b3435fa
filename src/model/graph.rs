//! The vocabulary of the graph: what its nodes are and what its edges say.

use serde::Serialize;

/// A node, small enough to copy: what it points into lives in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An object, by its index in the matrix.
    Object(usize),
    /// A control, by the index of its catalogue and its place in it.
    Control(usize, usize),
    /// An entry of a pinned ATT&CK index, by its place among all entries.
    Attack(usize),
}

/// What an edge says, read from its source to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A technique achieves a tactic.
    Achieves,
    /// A checklist addresses an audience, or carries a mitigation.
    Addresses,
    /// An object cites a reference.
    Cites,
    /// A detection detects a technique (written in the technique's file).
    Detects,
    /// A mitigation implements a control.
    Implements,
    /// A tactic, technique or mitigation maps to one of ATT&CK.
    MapsTo,
    /// Prose or a list of related things names an object.
    Mentions,
    /// A mitigation mitigates a technique (written in the technique's file).
    Mitigates,
    /// An object is replaced by another.
    ReplacedBy,
    /// A mitigation is related to a control.
    RelatedTo,
    /// A sub-technique belongs to a technique.
    SubtechniqueOf,
    /// A mitigation supports a control.
    Supports,
    /// A technique targets an asset.
    Targets,
    /// A case study uses a technique; a detection uses an audit event.
    Uses,
}

impl Relation {
    /// Returns the relation as a verb, read from source to target.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Achieves => "achieves",
            Self::Addresses => "addresses",
            Self::Cites => "cites",
            Self::Detects => "is detected by",
            Self::Implements => "implements",
            Self::MapsTo => "maps to",
            Self::Mentions => "mentions",
            Self::Mitigates => "is mitigated by",
            Self::ReplacedBy => "is replaced by",
            Self::RelatedTo => "is related to",
            Self::SubtechniqueOf => "is a sub-technique of",
            Self::Supports => "supports",
            Self::Targets => "targets",
            Self::Uses => "uses",
        }
    }

    /// Returns the relation as a verb, read from target to source.
    pub fn reverse(self) -> &'static str {
        match self {
            Self::Achieves => "is achieved by",
            Self::Addresses => "is addressed by",
            Self::Cites => "is cited by",
            Self::Detects => "detects",
            Self::Implements => "is implemented by",
            Self::MapsTo => "is mapped to by",
            Self::Mentions => "is mentioned by",
            Self::Mitigates => "mitigates",
            Self::ReplacedBy => "replaces",
            Self::RelatedTo => "has related to it",
            Self::SubtechniqueOf => "has the sub-technique",
            Self::Supports => "is supported by",
            Self::Targets => "is targeted by",
            Self::Uses => "is used by",
        }
    }

    /// Returns true if the relation leads from a mitigation to a control.
    pub fn is_control(self) -> bool {
        matches!(self, Self::Implements | Self::RelatedTo | Self::Supports)
    }

    /// Returns the name as machine formats write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Achieves => "achieves",
            Self::Addresses => "addresses",
            Self::Cites => "cites",
            Self::Detects => "detects",
            Self::Implements => "implements",
            Self::MapsTo => "maps_to",
            Self::Mentions => "mentions",
            Self::Mitigates => "mitigates",
            Self::ReplacedBy => "replaced_by",
            Self::RelatedTo => "related_to",
            Self::SubtechniqueOf => "subtechnique_of",
            Self::Supports => "supports",
            Self::Targets => "targets",
            Self::Uses => "uses",
        }
    }
}

/// An edge: a relation with the words beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What it says.
    pub relation: Relation,
    /// The author's words: `use`, `rationale`, `note`, `task`; empty if there are none.
    pub text: String,
}
