//! For a pull request: the labels that it deserves, one a line. They are a fixed set, so that a program
//! may put them on what a stranger proposes.

use super::change::What;
use super::{Format, View};
use crate::diagnostic::Level;
use crate::model::kinds::READING_ORDER;

pub(super) const FORMAT: Format =
    Format { name: "labels", about: "the labels of a pull request, one a line", render };

/// What happened, from the gravest, with the label that says so.
const LABELS: [(&str, &[What]); 8] = [
    ("withdraws", &[What::Removed, What::Revoked, What::Deprecated]),
    ("adds", &[What::Added, What::Restored]),
    ("renames", &[What::Renamed]),
    ("scope", &[What::ScopeChanged]),
    ("content", &[What::ContentChanged]),
    ("mapping", &[What::MappingAdded, What::MappingChanged]),
    ("review", &[What::Reviewed]),
    ("wording", &[What::ProseOnly]),
];

/// What breaks a rule of versions and ids, or cannot be read.
const BROKEN: &str = "breaks a rule";

/// Changes of `matrix.yaml`.
const META: &str = "the matrix itself";

/// Returns every label that can be given: what happened first, then to which kind.
pub fn labels() -> Vec<&'static str> {
    let kinds = READING_ORDER.iter().map(|kind| kind.name);
    LABELS.iter().map(|it| it.0).chain([BROKEN, META]).chain(kinds).collect()
}

fn render(view: &View<'_>) -> String {
    let changes = &view.diff.changes;
    let broken = view.report.iter().any(|it| it.code.level == Level::Error);
    let given = |label: &str| {
        let words = LABELS.iter().find(|it| it.0 == label).map(|it| it.1);
        match (label, words) {
            (_, Some(words)) => {
                changes.iter().any(|it| it.what.iter().any(|what| words.contains(what)))
            }
            (BROKEN, _) => broken || !view.diff.unread.is_empty(),
            (META, _) => view.diff.meta.is_some(),
            _ => changes.iter().any(|it| it.kind == label),
        }
    };
    let given: Vec<&str> = labels().into_iter().filter(|label| given(label)).collect();
    if given.is_empty() { String::new() } else { given.join("\n") + "\n" }
}
