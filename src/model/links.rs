//! References from one object to something else, before they are resolved.

use std::borrow::Cow;
use std::fmt;

use super::graph::Relation;

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An object of a kind, by the kind's name and the id.
    Object(&'static str, String),
    /// An object of any kind, by id: what a link in prose or `related` names.
    Any(String),
    /// A control, as `catalogue:id`.
    Control(String),
    /// An ATT&CK technique, by domain and id.
    AttackTechnique(String, String),
    /// An ATT&CK tactic, by domain and id.
    AttackTactic(String, String),
    /// An ATT&CK mitigation of any pinned domain, by id.
    AttackMitigation(String),
}

impl Target {
    /// Returns what a mention in prose names: a citation a reference, anything else an object.
    pub fn mentioned(name: &str, citation: bool) -> Self {
        if citation {
            Self::Object("reference", name.to_owned())
        } else {
            Self::Any(name.to_owned())
        }
    }
}

/// Where in an object a reference stands, as the parts of a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    field: Cow<'static, str>,
    index: Option<usize>,
    leaf: &'static str,
}

impl Pointer {
    /// Returns the pointer of a field of the object.
    pub fn field(field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), index: None, leaf: "" }
    }

    /// Returns the pointer of an item of a list, and within it of a field if `leaf` is not empty.
    pub fn item(field: impl Into<Cow<'static, str>>, index: usize, leaf: &'static str) -> Self {
        Self { field: field.into(), index: Some(index), leaf }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.field)?;
        if let Some(index) = self.index {
            write!(f, "/{index}")?;
        }
        if !self.leaf.is_empty() {
            write!(f, "/{}", self.leaf)?;
        }
        Ok(())
    }
}

/// One reference.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it stands.
    pub pointer: Pointer,
    /// What it names.
    pub target: Target,
    /// What it says.
    pub relation: Relation,
    /// The words that the author put beside it: `use`, `rationale`, `note` or `task`.
    pub text: String,
}

/// The references of one object, collected by its kind.
#[derive(Debug, Default)]
pub struct Links(Vec<Link>);

impl Links {
    /// Adds one reference.
    pub fn push(&mut self, link: Link) {
        self.0.push(link);
    }

    /// Adds one reference to an object for each id of a list.
    pub fn each(
        &mut self,
        field: &'static str,
        kind: &'static str,
        relation: Relation,
        ids: &[String],
    ) {
        for (index, id) in ids.iter().enumerate() {
            self.push(Link {
                pointer: Pointer::item(field, index, ""),
                target: Target::Object(kind, id.clone()),
                relation,
                text: String::new(),
            });
        }
    }

    /// Returns the references.
    pub fn into_vec(self) -> Vec<Link> {
        self.0
    }
}
