//! What is proposed for a place, as an editor lists it.

use serde_json::{Value, json};

use crate::model::{Matrix, Object};

/// Kinds of proposals, as the protocol numbers them.
pub(super) const PROPERTY: u8 = 10;
pub(super) const VALUE: u8 = 12;
pub(super) const REFERENCE: u8 = 18;

/// One proposal.
pub(super) struct Proposal {
    pub(super) label: String,
    pub(super) insert: String,
    pub(super) kind: u8,
    /// The name behind an id, or the form of a key.
    pub(super) detail: String,
    /// What is meant, in plain text.
    pub(super) about: String,
}

impl Proposal {
    /// Returns the proposal as the protocol writes it. The client is to keep our order, and to find an
    /// id by its name.
    pub(super) fn item(&self, place: usize, edit: &Value) -> Value {
        let mut item = json!({
            "label": self.label,
            "kind": self.kind,
            "detail": self.detail,
            "sortText": format!("{place:05}"),
            "filterText": if self.kind == REFERENCE {
                format!("{} {}", self.label, self.detail)
            } else {
                self.label.clone()
            },
            "textEdit": { "range": edit, "newText": self.insert },
        });
        if !self.about.is_empty() {
            item["documentation"] = Value::from(self.about.clone());
        }
        item
    }
}

/// Returns the proposal of an id, with its name beside it.
pub(super) fn plain(id: &str, detail: &str) -> Proposal {
    let (label, detail) = (id.to_owned(), detail.to_owned());
    Proposal { insert: label.clone(), label, kind: REFERENCE, detail, about: String::new() }
}

/// Returns a proposal for each object in use of a kind.
pub(super) fn ids(matrix: &Matrix, kind: &str) -> Vec<Proposal> {
    let objects = matrix.of_kind(kind).filter(|it| Matrix::in_use(&it.common));
    let item =
        |it: &Object| Proposal { about: it.common.summary.clone(), ..plain(it.id(), it.name()) };
    objects.map(item).collect()
}
