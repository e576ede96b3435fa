//! One object: what all have, and what its kind has.

use std::collections::{BTreeMap, BTreeSet};

use super::attack::AttackIndex;
use super::entity::Common;
use super::graph::Relation;
use super::kind::Kind;
use super::kinds::Body;
use super::links::{Link, Links, Pointer, Target};
use super::meta::Meta;
use super::spelling::Spelling;
use crate::diagnostic::{FileId, Location};

/// One object of the matrix with the file that it comes from.
#[derive(Clone, Debug)]
pub struct Object {
    /// The file that holds it.
    pub file: FileId,
    /// The address of the schema that the file names to editors.
    pub modeline: Option<String>,
    /// What every object has.
    pub common: Common,
    /// What its kind has.
    pub body: Body,
}

impl Object {
    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.common.id
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.common.name
    }

    /// Returns the kind.
    pub fn kind(&self) -> &'static Kind {
        self.body.kind()
    }

    /// Returns the place of the value behind a pointer into this object.
    pub fn at(&self, pointer: impl Into<String>) -> Location {
        Location::value(self.file, pointer)
    }

    /// Returns the JSON pointer of the field that holds the name: `title` for documents.
    pub fn name_pointer(&self) -> &'static str {
        match self.body {
            Body::Reference(_) | Body::Checklist(_) | Body::Brief(_) | Body::Catalogue(_) => {
                "/title"
            }
            _ => "/name",
        }
    }

    /// Returns the id of the parent, if this is a sub-technique.
    pub fn parent_id(&self) -> Option<&str> {
        match self.body {
            Body::Technique(_) => self.id().split_once('.').map(|(parent, _)| parent),
            _ => None,
        }
    }

    /// Returns the fields that hold Markdown, with their pointers.
    pub fn prose(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let description = self.common.description.as_deref().map(|text| ("/description", text));
        let body = match &self.body {
            Body::Brief(brief) => Some(("/body", brief.body.as_str())),
            _ => None,
        };
        description.into_iter().chain(body)
    }

    /// Returns every reference that the fields make to something else, prose not included.
    pub fn links(&self) -> Vec<Link> {
        let mut links = Links::default();
        if let Some(id) = &self.common.replaced_by {
            links.push(Link {
                pointer: Pointer::field("replaced_by"),
                target: Target::Object(self.kind().name, id.clone()),
                relation: Relation::ReplacedBy,
                text: String::new(),
            });
        }
        if let Some(parent) = self.parent_id() {
            links.push(Link {
                pointer: Pointer::field("id"),
                target: Target::Object("technique", parent.to_owned()),
                relation: Relation::SubtechniqueOf,
                text: String::new(),
            });
        }
        self.body.links(&mut links);
        links.into_vec()
    }
}

/// What the files of a matrix say, each file taken alone.
#[derive(Debug, Default)]
pub struct Parts {
    /// What `matrix.yaml` says, if it is there and readable.
    pub meta: Option<(FileId, Meta)>,
    /// The objects, in path order.
    pub objects: Vec<Object>,
    /// The pinned ATT&CK indexes, in path order.
    pub attack: Vec<AttackIndex>,
    /// Ids of objects whose files are too broken to read, misnamed or misplaced, so that links to
    /// them are not called dangling; and `attack/` with the domain for an index that is broken.
    pub broken: BTreeSet<String>,
    /// Names of files, without their endings, that are not the id of the object inside.
    pub misnamed: BTreeMap<FileId, String>,
    /// What the words of all texts came to.
    pub spelling: Spelling,
}
