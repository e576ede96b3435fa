//! Checklists, briefs and the communications matrix as PDF, on A4 and on US Letter: tagged, with the fonts inside, and the same
//! bytes each time. What stands where is decided in [`crate::sheet`]; here it is drawn.

mod assessed;
mod draw;
mod tags;

pub(super) use assessed::assessed;

use rayon::prelude::*;

use super::{Exporter, Sink};
use crate::model::{Body, Matrix, Object};
use crate::sheet::checklist::TooLong;
use crate::sheet::layout::{Block, Mark, Pen, Role, Sheet};
use crate::sheet::look::{LEAST, PAPERS, Paper};
use crate::sheet::picture::Picture;
use crate::sheet::text::Run;
use crate::sheet::{brief, checklist, communications, content};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "pdf",
    about: "checklists and communications matrix on one page, briefs on two, to print on A4 and US Letter",
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
    for paper in PAPERS {
        if let Some(Ok(sheet)) = communications::lay(matrix, paper) {
            sink.file(&format!("communications-{}.pdf", paper.id), draw::pdf(&sheet));
        }
    }
}

/// Returns the PDFs of a page that is not one of the matrix, by file name, one for each paper.
pub(super) fn own(id: &str, page: &content::Page<'_>) -> Result<Vec<(String, Vec<u8>)>, TooLong> {
    if let Some(over) = checklist::too_long(page) {
        return Err(over);
    }
    let sheet = |paper: &Paper| checklist::lay(page, *paper).ok();
    let made = PAPERS.iter().filter_map(|paper| Some((paper, sheet(paper)?)));
    let file =
        |(paper, sheet): (&Paper, Sheet)| (format!("{id}-{}.pdf", paper.id), draw::pdf(&sheet));
    Ok(made.map(file).collect())
}

/// Returns whether a picture can be drawn: it is put on a page of its own, to see.
pub(super) fn takes(picture: &Picture) -> bool {
    let mut block = Block::empty(Role::Figure("Logo".to_owned()));
    let picture = picture.clone();
    block.marks.push(Mark::Picture { x: 0.0, y: 0.0, width: 9.0, height: 9.0, picture });
    let mut title = Pen::default();
    title.set(Role::Title, &[Run::plain("Logo")], 0.0, 99.0, LEAST);
    title.blocks.push(block);
    let sheet = Sheet {
        paper: PAPERS[0],
        title: "Logo".to_owned(),
        about: String::new(),
        url: String::new(),
        publisher: String::new(),
        date: String::new(),
        pages: vec![title.blocks],
    };
    !draw::pdf(&sheet).is_empty()
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
