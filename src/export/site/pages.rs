//! One struct per template: what a page shows.

use serde::Serialize;

use super::frame::{Frame, frame};
use super::links::LinkRef;
use super::{Linker, bodies};
use crate::export::columns;
use crate::model::kinds::{Maturity, READING_ORDER};
use crate::model::{Kind, Matrix};

/// The page of the matrix.
#[derive(Serialize)]
pub(super) struct MatrixPage {
    frame: Frame,
    /// Whether it stands in the one file that holds everything.
    inside: bool,
    columns: Vec<Column>,
    totals: Vec<Total>,
    maturity: Vec<Total>,
    techniques: usize,
}

#[derive(Serialize)]
struct Column {
    link: LinkRef,
    count: usize,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    link: LinkRef,
    maturity: &'static str,
    /// Tone and mark of the maturity, as the script colors it (`assets/scripts/colors.js`).
    tone: &'static str,
    mark: &'static str,
    /// The id; of a sub-technique what follows the parent's.
    number: String,
    safety: &'static str,
    children: Vec<Self>,
}

#[derive(Serialize)]
struct Total {
    label: &'static str,
    count: usize,
    url: String,
}

pub(super) fn matrix(matrix: &Matrix, linker: &Linker<'_>) -> MatrixPage {
    let columns = columns::columns(matrix).into_iter().map(|column| {
        let mut cells: Vec<Cell> = Vec::new();
        for it in &column.cells {
            match cells.last_mut() {
                Some(parent) if it.child => parent.children.push(cell(linker, it)),
                _ => cells.push(cell(linker, it)),
            }
        }
        let mut link = linker.object(column.tactic);
        link.name = soften(column.tactic.name());
        Column { link, count: column.cells.len(), cells }
    });
    let total = |name: &str| matrix.of_kind(name).filter(|it| Matrix::in_use(&it.common)).count();
    let kinds = READING_ORDER.into_iter();
    let totals = kinds.map(|kind| Total {
        label: if total(kind.name) == 1 { kind.label } else { kind.plural },
        count: total(kind.name),
        url: linker.kind(kind),
    });
    let maturity = Maturity::ALL.iter().rev().map(|maturity| Total {
        label: maturity.word(),
        count: matrix
            .techniques()
            .filter(|it| Matrix::in_use(&it.0.common) && it.1.maturity() == *maturity)
            .count(),
        url: String::new(),
    });
    let meta = matrix.meta();
    MatrixPage {
        frame: frame(matrix, "", "", &meta.name, &meta.summary),
        inside: linker.is_inside(),
        columns: columns.collect(),
        totals: totals.collect(),
        maturity: maturity.collect(),
        techniques: total("technique"),
    }
}

fn cell(linker: &Linker<'_>, cell: &columns::Cell<'_>) -> Cell {
    let (object, it) = (cell.object, cell.technique);
    let (tone, mark) = match it.maturity() {
        Maturity::Observed => ("t4", "●"),
        Maturity::Demonstrated => ("t2", "◐"),
        Maturity::Conceptual => ("t0", "○"),
    };
    let mut link = linker.object(object);
    link.name = soften(object.name());
    Cell {
        link,
        maturity: it.maturity().word(),
        tone,
        mark,
        number: object.parent_id().map_or(object.id(), |id| &object.id()[id.len()..]).to_owned(),
        safety: it.impact.patient_safety.word(),
        children: Vec::new(),
    }
}

/// The length from which a word may not fit a column of the matrix.
const LONG_WORD: usize = 9;

/// Puts soft hyphens into long words: a column is narrow, and not every browser hyphenates.
fn soften(name: &str) -> String {
    let soft = |word: &str| {
        if word.len() < LONG_WORD {
            return word.to_owned();
        }
        hypher::hyphenate(word, hypher::Lang::English).collect::<Vec<_>>().join("\u{ad}")
    };
    name.split_inclusive([' ', '-']).map(soft).collect()
}

/// The index of a kind.
#[derive(Serialize)]
pub(super) struct IndexPage {
    frame: Frame,
    title: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<IndexRow>,
}

#[derive(Serialize)]
struct IndexRow {
    link: LinkRef,
    summary: String,
    cells: Vec<String>,
    child: bool,
    withdrawn: bool,
}

pub(super) fn index(matrix: &Matrix, kind: &'static Kind) -> IndexPage {
    let linker = Linker::new(matrix, "../");
    let rows = matrix.of_kind(kind.name).map(|object| {
        let mut link = linker.object(object);
        object.id().clone_into(&mut link.id);
        object.name().clone_into(&mut link.name);
        IndexRow {
            link,
            summary: object.common.summary.clone(),
            cells: bodies::cells(matrix, object),
            child: object.parent_id().is_some(),
            withdrawn: !Matrix::in_use(&object.common),
        }
    });
    let description = format!("All {} of the {}.", kind.plural.to_lowercase(), matrix.meta().name);
    IndexPage {
        frame: frame(matrix, "../", kind.name, kind.plural, &description),
        title: kind.plural,
        heads: bodies::heads(kind.name).to_vec(),
        rows: rows.collect(),
    }
}
