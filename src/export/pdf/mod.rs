//! Checklists and briefs as PDF, on A4 and on US Letter: tagged, with the fonts inside, and the same
//! bytes each time. What stands where is decided in [`crate::sheet`]; here it is drawn.

mod draw;
mod tags;

use super::{Exporter, Sink};
use crate::model::Matrix;
use crate::sheet::look::PAPERS;
use crate::sheet::{brief, checklist, content};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "pdf",
    about: "checklists on one page and briefs on two, to print on A4 and US Letter",
    committed: false,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for paper in PAPERS {
        for (object, it) in matrix.checklists() {
            // A checklist that is too long is a finding and has no file: never a second page.
            if let Ok(sheet) = checklist::lay(&content::page(matrix, object, it), paper) {
                let path = format!("checklists/{}-{}.pdf", object.id(), paper.id);
                sink.file(&path, draw::pdf(&sheet));
            }
        }
        for (object, it) in matrix.briefs() {
            let path = format!("briefs/{}-{}.pdf", object.id(), paper.id);
            sink.file(&path, draw::pdf(&brief::lay(matrix, object, it, paper)));
        }
    }
}
