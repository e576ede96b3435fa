//! The whole matrix as a workbook: first the matrix as people see it, then a sheet for each kind, the
//! mappings, the controls, and what it is. The only folder that names `rust_xlsxwriter`.
//!
//! Whatever an author writes stays text: no cell is a formula, and only our own pages are links.

mod about;
mod assessed;
mod cell;
mod grid;
mod sheet;

pub(super) use assessed::assessment;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use super::tables::{self, Table};
use super::{Exporter, Sink};
use crate::model::kinds::READING_ORDER;
use crate::model::{Matrix, Meta};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "xlsx",
    about: "one workbook: the matrix, a sheet per kind, mappings and controls",
    committed: false,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let meta = matrix.meta();
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(meta));
    grid::write(matrix, add(&mut workbook, "Matrix", meta));
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for kind in READING_ORDER {
        let mut table = tables::kind(matrix, kind);
        sheet::lengthen(matrix, kind, &mut table);
        let page = |id: &str| meta.url(&format!("{}/{id}/", kind.folder));
        sheet::write(&table, add(&mut workbook, kind.plural, meta), page);
        counts.push((kind.plural, table.rows.len()));
    }
    let further: [(&str, &str, Table); 2] = [
        ("Mappings", "techniques", tables::mappings(matrix)),
        ("Controls", "mitigations", tables::controls(matrix)),
    ];
    for (name, folder, table) in further {
        let page = |id: &str| meta.url(&format!("{folder}/{id}/"));
        sheet::write(&table, add(&mut workbook, name, meta), page);
        counts.push((name, table.rows.len()));
    }
    about::write(matrix, &counts, add(&mut workbook, "About", meta));
    // Writing to memory does not fail; the tests read what comes out.
    sink.file(&format!("{}.xlsx", meta.id), workbook.save_to_buffer().unwrap_or_default());
}

/// Adds a sheet that prints across the page, with its name and version below.
fn add<'a>(workbook: &'a mut Workbook, name: &str, meta: &Meta) -> &'a mut Worksheet {
    let sheet = workbook.add_worksheet();
    // The names are ours, short and all different.
    let _ = sheet.set_name(name);
    let title: String = cell::clean(&meta.name).chars().take(80).collect();
    let footer = format!(
        "&L{}, version {}&C&A&RPage &P of &N",
        title.replace('&', "&&"),
        meta.version.replace('&', "&&")
    );
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_footer(footer);
    sheet
}

/// The number of A3 among the sizes of paper.
const A3: u8 = 8;

/// Returns what stands in the properties of the file. The day of creation is that of the release, or
/// the file would differ with each run.
fn properties(meta: &Meta) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(cell::clean(&meta.name))
        .set_subject(cell::clean(&meta.summary))
        .set_author(cell::clean(&format!("The contributors to the {}", meta.name)))
        .set_comment(cell::clean(&format!(
            "Version {}, {}, {}",
            meta.version,
            meta.licence,
            meta.url("")
        )));
    let day = ExcelDateTime::parse_from_str(&meta.released)
        .or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1));
    match day {
        Ok(day) => properties.set_creation_datetime(&day),
        Err(_) => properties,
    }
}
