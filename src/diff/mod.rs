//! Two states of a matrix, and what changed, in the words of the matrix.
//!
//! It compares the trees of files and not the objects of the model, so that a state from before a
//! field was there, or with a file that is broken, can still be compared. [`compare`] finds the
//! changes, [`judge()`] holds them to the rule of versions and the law of ids, and each of [`FORMATS`]
//! writes them. `docs/versions.md` says which field is what.
//!
//! To add a format: write `diff/<name>.rs` with a `FORMAT` like its neighbors, add its `mod` line and
//! its name to the slice. `dtm diff --format` reads the slice.

mod change;
mod changelog;
mod codes;
mod fields;
mod html;
mod human;
mod json;
mod judge;
mod labels;
mod layer;
mod markdown;
mod walk;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

pub use change::{Change, Class, Diff, FieldChange, Side, Verb, What};
pub use changelog::changelog;
pub use codes::CODES;
pub use fields::{FIELDS, known};
pub use judge::{Judged, judge};
pub use labels::labels;

use crate::diagnostic::render::Screen;
use crate::diagnostic::{Report, Source, Sources};
use crate::model::kinds::READING_ORDER;
use crate::model::{Matrix, natural};

/// Everything that a format may show.
pub struct View<'a> {
    /// How the state before is called.
    pub from: &'a str,
    /// How the state now is called.
    pub to: &'a str,
    /// What changed.
    pub diff: &'a Diff,
    /// What is wrong with it.
    pub report: &'a Report,
    /// The files that the findings name.
    pub sources: &'a Sources,
    /// The matrix as it is now.
    pub matrix: &'a Matrix,
    /// Where the text will be shown.
    pub screen: Screen,
}

/// A way to write what changed.
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    /// A line for `--help`.
    pub about: &'static str,
    /// Writes it.
    pub render: fn(&View<'_>) -> String,
}

/// All formats, in alphabetical order.
pub const FORMATS: &[&Format] = &[
    &html::FORMAT,
    &human::FORMAT,
    &json::FORMAT,
    &labels::FORMAT,
    &layer::FORMAT,
    &markdown::FORMAT,
];

/// Finds what changed.
pub fn compare(old: &Sources, new: &Sources) -> Diff {
    let mut diff = Diff::default();
    let (before, after) = (files(old, &mut diff.unread), files(new, &mut diff.unread));
    let mut keys: Vec<&Key> = before.keys().chain(after.keys()).collect();
    keys.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| natural(&a.id, &b.id)));
    keys.dedup();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        if let Some(change) = object(key, old.copied(), new.copied()) {
            if key.kind == META {
                diff.meta = Some(change);
            } else {
                diff.changes.push(change);
            }
        }
    }
    diff.unread.sort();
    diff.unread.dedup();
    diff
}

/// How `matrix.yaml` is called where kinds have names.
const META: &str = "matrix";

/// What tells objects apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: usize,
    kind: &'static str,
    label: &'static str,
    id: String,
}

/// A file that is an object. The tree is absent where the file is broken.
#[derive(Clone, Copy)]
struct File<'a> {
    index: usize,
    tree: Option<&'a Value>,
}

/// Returns the objects of one side by what their paths say.
fn files<'a>(sources: &'a Sources, unread: &mut Vec<String>) -> BTreeMap<Key, File<'a>> {
    let mut found = BTreeMap::new();
    for (index, source) in sources.as_slice().iter().enumerate().filter(|(_, it)| !it.absent) {
        let Some(key) = key(source) else { continue };
        let tree = source.tree.as_ref().filter(|tree| tree.is_object());
        if tree.is_none() {
            unread.push(source.path.clone());
        }
        found.entry(key).or_insert(File { index, tree });
    }
    found
}

fn key(source: &Source) -> Option<Key> {
    let stem = source.inner.strip_suffix(".yaml").or_else(|| source.inner.strip_suffix(".yml"))?;
    if stem == META {
        return Some(Key { place: 0, kind: META, label: "Matrix", id: META.to_owned() });
    }
    let (folder, id) = stem.split_once('/')?;
    let place = READING_ORDER.iter().position(|kind| kind.folder == folder)?;
    let kind = READING_ORDER[place];
    Some(Key { place: place + 1, kind: kind.name, label: kind.label, id: id.to_owned() })
}

fn side(file: File<'_>) -> Side {
    let text = |key: &str| {
        let value = file.tree.and_then(|tree| tree.get(key)).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let name = if text("name").is_empty() { text("title") } else { text("name") };
    Side { name, version: text("version"), status: text("status"), index: file.index }
}

fn object(key: &Key, old: Option<File<'_>>, new: Option<File<'_>>) -> Option<Change> {
    let fields = match (old, new) {
        // A file that is there and broken is neither gone nor changed: nobody knows.
        (Some(old), Some(new)) => walk::walk(key.kind, old.tree?, new.tree?),
        _ => Vec::new(),
    };
    let (before, after) = (old.map(side), new.map(side));
    if before.is_some() && after.is_some() && fields.is_empty() {
        return None;
    }
    let what = what(before.as_ref(), after.as_ref(), &fields);
    let (kind, label, id) = (key.kind, key.label, key.id.clone());
    Some(Change { kind, label, id, what, before, after, fields })
}

/// Returns the words for what happened to an object, from the gravest.
fn what(before: Option<&Side>, after: Option<&Side>, fields: &[FieldChange]) -> Vec<What> {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, _) => return vec![What::Added],
        (_, None) => return vec![What::Removed],
    };
    let mut what = Vec::new();
    if before.status != after.status {
        let withdrawn = |status: &str| matches!(status, "revoked" | "deprecated");
        what.push(match after.status.as_str() {
            "revoked" => What::Revoked,
            "deprecated" => What::Deprecated,
            _ if withdrawn(&before.status) => What::Restored,
            _ => What::Reviewed,
        });
    }
    for field in fields {
        what.extend(match field.class {
            Class::Scope => Some(What::ScopeChanged),
            Class::Name => Some(What::Renamed),
            Class::Content => Some(What::ContentChanged),
            Class::Mapping if field.verb == Verb::Added => Some(What::MappingAdded),
            Class::Mapping => Some(What::MappingChanged),
            Class::Status if before.status == after.status => Some(What::ContentChanged),
            Class::Status | Class::Prose | Class::Book => None,
        });
    }
    if what.is_empty() {
        let prose = fields.iter().any(|field| field.class == Class::Prose);
        what.push(if prose { What::ProseOnly } else { What::BooksOnly });
    }
    what.sort_unstable();
    what.dedup();
    what
}
