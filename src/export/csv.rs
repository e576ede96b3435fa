//! Tables for spreadsheets: one per kind, and one per sort of link. RFC 4180, UTF-8, LF.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises.

use super::tables::{self, Table};
use super::{Exporter, Sink, communications, papers};
use crate::model::{KINDS, Matrix};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "csv",
    about: "one table per kind, and the links between them, for spreadsheets",
    committed: true,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for kind in KINDS {
        sink.file(&format!("{}.csv", kind.folder), write(&tables::kind(matrix, kind)));
    }
    sink.file("communications.csv", write(&communications::table(matrix)));
    sink.file("controls-by-mitigation.csv", write(&tables::controls(matrix)));
    sink.file("links.csv", write(&tables::links(matrix)));
    sink.file("mappings.csv", write(&tables::mappings(matrix)));
    sink.file("paper-gaps.csv", write(&papers::gaps(matrix)));
    sink.file("papers.csv", write(&papers::table(matrix)));
}

/// Writes a table; its cells are made harmless.
pub fn write(table: &Table) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(&table.heads);
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

fn harmless(cell: &str) -> String {
    let cell = cell.trim_end();
    // Some programs take a formula for one behind blanks, too.
    let shown = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    if shown.starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
