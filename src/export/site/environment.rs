//! The page "My environment": what a site has, what is in place there, what that covers, and what
//! to do next. Without a script it is a checklist; all counting is done in the browser.

use serde::Serialize;

use super::frame::{Frame, frame};
use super::links::{LinkRef, Linker, full_name};
use crate::export::columns;
use crate::model::{Body, Matrix, Object};

/// Assets under one heading. An asset that is in no group stands below "More".
const GROUPS: &[(&str, &[&str])] = &[
    ("Acquire and treat", &["DA0001", "DA0009", "DA0017"]),
    ("Store and move", &["DA0002", "DA0003", "DA0004", "DA0007", "DA0008"]),
    ("Read and compute", &["DA0005", "DA0006", "DA0011", "DA0012", "DA0018"]),
    ("Exchange and service", &["DA0010", "DA0013", "DA0014", "DA0015", "DA0016"]),
];

/// The page.
#[derive(Serialize)]
pub(super) struct EnvironmentPage {
    frame: Frame,
    groups: Vec<Group>,
    surfaces: Vec<Choice>,
    mitigations: Vec<Measure>,
    detections: Vec<Measure>,
    audiences: Vec<Choice>,
    columns: Vec<Column>,
}

#[derive(Serialize)]
struct Group {
    title: &'static str,
    assets: Vec<Choice>,
}

/// A thing to tick or to choose.
#[derive(Serialize)]
struct Choice {
    id: String,
    name: String,
    summary: String,
}

/// A mitigation or detection.
#[derive(Serialize)]
struct Measure {
    link: LinkRef,
    summary: String,
    /// Zero for a detection, which has none.
    priority: u8,
    /// Audiences whose work it is, between spaces.
    audiences: String,
    verify: String,
}

#[derive(Serialize)]
struct Column {
    link: LinkRef,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    id: String,
    /// Its own name; of a sub-technique without its parent's.
    name: String,
    /// Its name with its parent's.
    full: String,
    url: String,
    child: bool,
}

pub(super) fn page(matrix: &Matrix) -> EnvironmentPage {
    let linker = Linker::new(matrix, "../");
    let mut mitigations: Vec<Measure> =
        live(matrix, "mitigation").map(|object| measure(&linker, object)).collect();
    mitigations.sort_by_key(|it| it.priority);
    let description = "Choose what your site has, tick what is in place, and see which techniques \
                       are covered and what to do next. Nothing leaves the browser.";
    EnvironmentPage {
        frame: frame(matrix, "../", "environment", "My environment", description),
        groups: groups(matrix),
        surfaces: matrix.surfaces().map(|it| words(it.0, it.1, it.2)).collect(),
        mitigations,
        detections: live(matrix, "detection").map(|object| measure(&linker, object)).collect(),
        audiences: live(matrix, "audience").map(choice).collect(),
        columns: columns::columns(matrix).iter().map(|it| column(matrix, &linker, it)).collect(),
    }
}

fn live<'a>(matrix: &'a Matrix, kind: &'static str) -> impl Iterator<Item = &'a Object> {
    matrix.of_kind(kind).filter(|object| Matrix::in_use(&object.common))
}

fn words(id: &str, name: &str, summary: &str) -> Choice {
    Choice { id: id.to_owned(), name: name.to_owned(), summary: summary.to_owned() }
}

fn choice(object: &Object) -> Choice {
    words(object.id(), object.name(), &object.common.summary)
}

fn groups(matrix: &Matrix) -> Vec<Group> {
    let known = if matrix.meta().speaks_dicom() { GROUPS } else { &[] };
    let grouped = |object: &Object| known.iter().any(|(_, ids)| ids.contains(&object.id()));
    let group = |(title, ids): &(&'static str, &[&str])| Group {
        title,
        assets: live(matrix, "asset").filter(|it| ids.contains(&it.id())).map(choice).collect(),
    };
    let rest = live(matrix, "asset").filter(|object| !grouped(object)).map(choice).collect();
    let mut groups: Vec<Group> = known.iter().map(group).collect();
    groups.push(Group { title: "More", assets: rest });
    groups.retain(|group| !group.assets.is_empty());
    groups
}

fn measure(linker: &Linker<'_>, object: &Object) -> Measure {
    let (priority, audiences, verify) = match &object.body {
        Body::Mitigation(it) => {
            let mut audiences: Vec<&str> =
                it.responsibility.iter().map(|part| part.audience.as_str()).collect();
            audiences.sort_unstable();
            audiences.dedup();
            (it.priority, audiences.join(" "), it.verify.clone())
        }
        _ => (0, String::new(), String::new()),
    };
    let summary = object.common.summary.clone();
    Measure { link: linker.object(object), summary, priority, audiences, verify }
}

fn column(matrix: &Matrix, linker: &Linker<'_>, column: &columns::Column<'_>) -> Column {
    let cells = column.cells.iter().map(|cell| Cell {
        id: cell.object.id().to_owned(),
        name: cell.object.name().to_owned(),
        full: full_name(matrix, cell.object),
        url: linker.url(cell.object),
        child: cell.object.parent_id().is_some(),
    });
    Column { link: linker.object(column.tactic), cells: cells.collect() }
}
