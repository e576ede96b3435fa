//! The last sheet: what the workbook is, how to read it, and whose words must stand in it.

use rust_xlsxwriter::{Format, Worksheet};

use super::cell::{self, height, lines};
use crate::export::columns::{HARM, meaning, sign};
use crate::export::text::DICOM_NOTICE;
use crate::model::Matrix;
use crate::model::kinds::Maturity;

/// The width of the second column, in characters.
const WIDTH: u16 = 100;

/// Writes the sheet. `counts` are the names of the sheets of tables with their rows.
pub(super) fn write(matrix: &Matrix, counts: &[(&str, usize)], sheet: &mut Worksheet) {
    let meta = matrix.meta();
    let mut rows: Vec<(&str, String)> = vec![
        ("Name", meta.name.clone()),
        ("What it is", meta.summary.clone()),
        ("Version", meta.version.clone()),
        ("Released", meta.released.clone()),
        ("License of the content", meta.licence.clone()),
        ("Address", meta.url("")),
    ];
    if meta.speaks_dicom() {
        rows.push(("Edition of DICOM", meta.dicom_edition.clone()));
    }
    let attack = |(domain, version): (&String, &String)| format!("{domain} {version}");
    rows.push(("ATT&CK", meta.attack.iter().map(attack).collect::<Vec<_>>().join(", ")));
    for maturity in Maturity::ALL.into_iter().rev() {
        rows.push(("Sign", format!("{} {}", sign(maturity), meaning(maturity))));
    }
    rows.push(("Sign", format!("+ {HARM}")));
    rows.extend(counts.iter().map(|(name, count)| ("Sheet", format!("{name}: {count} rows"))));
    rows.push((
        "Judgment",
        "Links to ATT&CK and to controls are our judgment and no published crosswalk.".to_owned(),
    ));
    for index in matrix.attack().iter().take(1) {
        rows.push(("Notice of MITRE", index.notice.clone()));
    }
    if meta.speaks_dicom() {
        rows.push(("Notice of NEMA", DICOM_NOTICE.to_owned()));
    }
    let (head, plain) = (cell::plain().set_bold(), cell::plain());
    cell::text(sheet, (0, 0), "About", &Format::new().set_bold().set_font_size(14));
    let _ = sheet.set_row_height(0, 24);
    for ((name, text), row) in rows.iter().zip(1_u32..) {
        cell::text(sheet, (row, 0), name, &head);
        cell::text(sheet, (row, 1), text, &plain);
        let _ = sheet.set_row_height(row, height(lines(text, usize::from(WIDTH))));
    }
    let _ = sheet.set_column_width(0, 26);
    let _ = sheet.set_column_width(1, WIDTH);
}
