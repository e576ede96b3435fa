//! The matrix as people see it: a column for each tactic, sub-techniques below their technique.

use crate::model::kinds::{Maturity, PatientSafety, Technique};
use crate::model::{Matrix, Object, Relation};

/// A tactic with the techniques in use that serve it.
pub(super) struct Column<'a> {
    /// The tactic.
    pub tactic: &'a Object,
    /// Its techniques by id, each followed by its sub-techniques.
    pub cells: Vec<Cell<'a>>,
}

/// A technique in a column.
pub(super) struct Cell<'a> {
    /// The technique.
    pub object: &'a Object,
    /// What it has of its own.
    pub technique: &'a Technique,
    /// Whether it stands below its parent.
    pub child: bool,
}

impl Cell<'_> {
    /// Returns true if a patient can come to harm directly.
    pub(super) fn harms(&self) -> bool {
        self.technique.impact.patient_safety == PatientSafety::Direct
    }
}

/// Returns the columns in the order of `matrix.yaml`.
pub(super) fn columns(matrix: &Matrix) -> Vec<Column<'_>> {
    matrix
        .columns()
        .into_iter()
        .map(|tactic| Column { tactic, cells: cells(matrix, tactic) })
        .collect()
}

fn cells<'a>(matrix: &'a Matrix, tactic: &'a Object) -> Vec<Cell<'a>> {
    let serves = |object: &Object| {
        let targets = matrix.targets(object, Relation::Achieves);
        targets.iter().any(|(node, _)| matrix.node_of(tactic) == Some(*node))
    };
    let serving: Vec<(&Object, &Technique)> = matrix
        .techniques()
        .filter(|(object, _)| Matrix::in_use(&object.common) && serves(object))
        .collect();
    let has = |id: &str| serving.iter().any(|(object, _)| object.id() == id);
    let mut cells = Vec::with_capacity(serving.len());
    for (object, technique) in &serving {
        // A sub-technique whose parent is not in the column stands for itself.
        if object.parent_id().is_some_and(has) {
            continue;
        }
        cells.push(Cell { object, technique, child: false });
        let below = serving.iter().filter(|(it, _)| it.parent_id() == Some(object.id()));
        cells.extend(below.map(|(object, technique)| Cell { object, technique, child: true }));
    }
    cells
}

/// Returns the sign by which a maturity is told apart without color: full, half, empty.
pub(super) fn sign(maturity: Maturity) -> &'static str {
    match maturity {
        Maturity::Observed => "●",
        Maturity::Demonstrated => "◐",
        Maturity::Conceptual => "○",
    }
}

/// Returns what a maturity means, in a few words.
pub(super) fn meaning(maturity: Maturity) -> &'static str {
    match maturity {
        Maturity::Observed => "observed: done by an adversary",
        Maturity::Demonstrated => {
            "demonstrated: shown by research, a vulnerability record or public software"
        }
        Maturity::Conceptual => "conceptual: possible by the standard or by common defaults",
    }
}

/// What the sign of harm means.
pub(super) const HARM: &str = "a patient can come to harm directly";
