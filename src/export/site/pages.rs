//! One struct per template: what a page shows.

use serde::Serialize;

use super::links::LinkRef;
use super::{Linker, bodies};
use crate::export::columns;
use crate::model::kinds::{Maturity, READING_ORDER};
use crate::model::{Kind, Matrix};

/// What every page shows: the head, the navigation, the foot.
#[derive(Serialize)]
pub(super) struct Frame {
    root: &'static str,
    name: String,
    summary: String,
    version: String,
    released: String,
    dicom_edition: String,
    attack: String,
    notice: String,
    licence: String,
    nav: Vec<NavItem>,
    more: Vec<NavItem>,
    more_here: bool,
    title: String,
    description: String,
}

#[derive(Serialize)]
struct NavItem {
    url: String,
    label: &'static str,
    here: bool,
}

/// Returns what every page shows. `here` is the kind that the navigation marks, empty for the matrix.
pub(super) fn frame(
    matrix: &Matrix,
    root: &'static str,
    here: &str,
    title: &str,
    description: &str,
) -> Frame {
    let meta = matrix.meta();
    let versions =
        matrix.attack().iter().map(|index| format!("{} {}", index.domain, index.version));
    let (nav, more) = menu(root, here);
    Frame {
        root,
        name: meta.name.clone(),
        summary: meta.summary.clone(),
        version: meta.version.clone(),
        released: meta.released.clone(),
        dicom_edition: meta.dicom_edition.clone(),
        attack: versions.collect::<Vec<_>>().join(", "),
        notice: matrix.attack().first().map(|index| index.notice.clone()).unwrap_or_default(),
        licence: meta.licence.clone(),
        more_here: more.iter().any(|item| item.here),
        nav,
        more,
        title: title.to_owned(),
        description: description.to_owned(),
    }
}

/// Kinds that stand in the menu itself; the others stand behind "More".
const FIRST: [&str; 6] =
    ["technique", "mitigation", "detection", "catalogue", "case-study", "checklist"];

/// Pages beside those of the kinds, by the word that marks them as the one that is open.
const OTHERS: [(&str, &str, &str); 7] = [
    ("papers", "papers/index.html", "White papers"),
    ("communications", "communications/index.html", "Communications"),
    ("graph", "graph/index.html", "Graph"),
    ("navigator", "navigator/index.html", "Navigator"),
    ("downloads", "downloads/index.html", "Downloads"),
    ("changes", "changes/index.html", "Changes"),
    ("about", "about/index.html", "About"),
];

/// Returns the menu: what stands in it, and what stands behind "More".
fn menu(root: &'static str, here: &str) -> (Vec<NavItem>, Vec<NavItem>) {
    let item = |word: &str, path: &str, label| NavItem {
        url: format!("{root}{path}"),
        label,
        here: word == here,
    };
    let kinds = READING_ORDER.into_iter().map(|kind| {
        let label = if kind.name == "catalogue" { "Controls" } else { kind.plural };
        (FIRST.contains(&kind.name), item(kind.name, &format!("{}/index.html", kind.folder), label))
    });
    let (first, rest): (Vec<_>, Vec<_>) = kinds.partition(|(first, _)| *first);
    let tools = [
        item("", "index.html", "Matrix"),
        item("environment", "environment/index.html", "My environment"),
    ];
    let others = OTHERS.iter().map(|(word, path, label)| item(word, path, label));
    (
        tools.into_iter().chain(first.into_iter().map(|(_, item)| item)).collect(),
        rest.into_iter().map(|(_, item)| item).chain(others).collect(),
    )
}

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
