//! A layer of marks that somebody else made: what changed between two states of the matrix.

use super::custom;
use super::layer::{BLUES, Entry, Scale};
use crate::model::{Body, Matrix, shortname};

/// What a layer says of a technique.
pub struct Mark {
    /// The id of the technique.
    pub technique: String,
    /// Its score, from 1.
    pub score: usize,
    /// Its comment.
    pub comment: String,
}

/// Returns the layer of these marks; `scale` says what each score means and its color, from 1.
/// Techniques that the matrix does not draw are left out.
pub fn layer_of_marks(
    matrix: &Matrix,
    by: &str,
    about: &str,
    marks: &[Mark],
    scale: &[(&str, &'static str)],
) -> String {
    let mut entries = Vec::new();
    for mark in marks {
        let Some(object) = matrix.find("technique", &mark.technique) else { continue };
        let Body::Technique(technique) = &object.body else { continue };
        let color = mark.score.checked_sub(1).and_then(|at| scale.get(at)).map_or("", |it| it.1);
        for tactic in matrix.phases(object) {
            let entry = Entry::colored(&mark.technique, mark.score, color, &mark.comment);
            let tactic = shortname(tactic.name());
            entries.push(custom::furnished(matrix, object, technique, &tactic, entry));
        }
    }
    let legend = scale
        .iter()
        .enumerate()
        .fold(Scale::new(BLUES, 1, scale.len()), |legend, (at, (label, color))| {
            legend.colored(at + 1, label, color)
        });
    let layer = custom::whole(matrix, by, about, None, entries, legend);
    String::from_utf8(layer.bytes()).unwrap_or_default()
}
