//! Checklists and briefs as PDF, on A4 and on US Letter: tagged, with the fonts inside, and the same
//! bytes each time. What stands where is decided in [`crate::sheet`]; here it is drawn.

mod assessed;
mod draw;
mod tags;

pub(super) use assessed::assessed;

use rayon::prelude::*;

use super::{Exporter, Sink};
use crate::model::{Body, Matrix, Object};
use crate::sheet::layout::Sheet;
use crate::sheet::look::{PAPERS, Paper};
use crate::sheet::{brief, checklist, content};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "pdf",
    about: "checklists on one page and briefs on two, to print on A4 and US Letter",
    committed: false,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let objects: Vec<&Object> =
        matrix.of_kind("checklist").chain(matrix.of_kind("brief")).collect();
    let made = objects.par_iter().flat_map_iter(|object| {
        PAPERS.iter().filter_map(|paper| {
            let path = format!("{}/{}-{}.pdf", object.kind().folder, object.id(), paper.id);
            Some((path, draw::pdf(&lay(matrix, object, *paper)?)))
        })
    });
    for (path, bytes) in made.collect::<Vec<_>>() {
        sink.file(&path, bytes);
    }
}

/// Returns the PDFs of a page that is not one of the matrix, by file name, one for each paper.
pub(super) fn own(id: &str, page: &content::Page<'_>) -> Vec<(String, Vec<u8>)> {
    let sheet = |paper: &Paper| checklist::lay(page, *paper).ok();
    let made = PAPERS.iter().filter_map(|paper| Some((paper, sheet(paper)?)));
    made.map(|(paper, sheet)| (format!("{id}-{}.pdf", paper.id), draw::pdf(&sheet))).collect()
}

/// Lays a checklist or a brief out. A checklist that is too long is a finding and has no file:
/// never a second page.
fn lay(matrix: &Matrix, object: &Object, paper: Paper) -> Option<Sheet> {
    match &object.body {
        Body::Checklist(it) => checklist::lay(&content::page(matrix, object, it), paper).ok(),
        Body::Brief(it) => Some(brief::lay(matrix, object, it, paper)),
        _ => None,
    }
}
