//! The matrix as people see it: a column for each tactic, sub-techniques below their technique.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::kinds::{Maturity, PatientSafety, Technique};
use crate::model::{Body, Edge, Matrix, Node, Object, Relation};

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

/// Returns the techniques in use that serve a tactic, by id, each followed by its sub-techniques.
pub(super) fn cells<'a>(matrix: &'a Matrix, tactic: &Object) -> Vec<Cell<'a>> {
    let technique = |(node, _): &(Node, &Edge)| {
        let object = matrix.object(*node).filter(|it| Matrix::in_use(&it.common))?;
        let Body::Technique(technique) = &object.body else { return None };
        Some((object, &**technique))
    };
    let sources = matrix.sources(tactic, Relation::Achieves);
    let serving: Vec<(&Object, &Technique)> = sources.iter().filter_map(technique).collect();
    let here: BTreeSet<&str> = serving.iter().map(|(object, _)| object.id()).collect();
    // A sub-technique whose parent is not in the column stands for itself.
    let above = |object: &'a Object| object.parent_id().filter(|id| here.contains(id));
    let mut below: BTreeMap<&str, Vec<Cell<'a>>> = BTreeMap::new();
    for (object, technique) in &serving {
        if let Some(parent) = above(object) {
            below.entry(parent).or_default().push(Cell { object, technique, child: true });
        }
    }
    let mut cells = Vec::with_capacity(serving.len());
    for (object, technique) in serving.iter().filter(|(object, _)| above(object).is_none()) {
        cells.push(Cell { object, technique, child: false });
        cells.extend(below.remove(object.id()).unwrap_or_default());
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
