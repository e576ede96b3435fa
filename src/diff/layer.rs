//! A layer for the ATT&CK Navigator, on the matrix as a domain of its own: which techniques changed.

use super::change::{Change, What};
use super::{Format, View, words};
use crate::export::{Mark, layer_of_marks};

pub(super) const FORMAT: Format =
    Format { name: "layer", about: "an ATT&CK Navigator layer of the techniques", render };

/// What the scores mean, from the least, each with its color: apart for eyes that do not tell red
/// from green, too.
const SCALE: [(&str, &str); 5] = [
    ("wording, version or dates only", "#e3e3e3ff"),
    ("content, name or mappings changed", "#a6cee3ff"),
    ("scope changed", "#1f78b4ff"),
    ("added", "#b2df8aff"),
    ("deprecated or revoked", "#e66101ff"),
];

fn render(view: &View<'_>) -> String {
    let techniques = view.diff.changes.iter().filter(|change| change.kind == "technique");
    let marks: Vec<Mark> = techniques
        .filter(|change| change.after.is_some())
        .map(|change| Mark {
            technique: change.id.clone(),
            score: score(change.first()),
            comment: comment(change),
        })
        .collect();
    let about = format!("What changed from {} to {}.", view.from, view.to);
    layer_of_marks(view.matrix, "change", &about, &marks, &SCALE)
}

fn score(what: What) -> usize {
    match what {
        What::ProseOnly | What::BooksOnly => 1,
        What::Renamed
        | What::ContentChanged
        | What::MappingAdded
        | What::MappingChanged
        | What::Reviewed => 2,
        What::ScopeChanged => 3,
        What::Added | What::Restored => 4,
        What::Removed | What::Revoked | What::Deprecated => 5,
    }
}

fn comment(change: &Change) -> String {
    let all: Vec<&str> = change.what.iter().map(|what| what.words()).collect();
    let mut lines = vec![format!("{} ({})", all.join(", "), words::versions(change))];
    lines.extend(
        change.telling().map(|field| format!("{} {}", words::sign(field.verb), field.place)),
    );
    lines.join("\n")
}
