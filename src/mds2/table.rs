//! Forms as CSV: `id,answer,note`, or the sheet of the form saved as CSV.

use super::device::Device;
use super::finding::{Findings, OTHER_FORMAT, Spot, UNREADABLE};
use super::form::Form;
use super::sheet::{Columns, MOST_CELLS, MOST_ROWS, Sheet, Text, by_layout, collect, no_form};

/// Reads a CSV file.
pub(super) fn device(
    form: &Form<'_>,
    file: &str,
    bytes: &[u8],
    findings: &mut Findings,
) -> Option<Device> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = "this is neither a workbook nor a text in UTF-8";
        let help = "save the form as .xlsx, or as CSV with the encoding UTF-8";
        findings.push(&OTHER_FORMAT, None, message, help);
        return None;
    };
    let text = text.trim_start_matches('\u{feff}');
    let sheet = match cells(text) {
        Ok(sheet) => sheet,
        Err(fault) => {
            let message = format!("the file cannot be read as CSV: {fault}");
            findings.push(&UNREADABLE, None, message, "close every quote that was opened");
            return None;
        }
    };
    if let Some(columns) = heads(&sheet) {
        return collect(form, file, &sheet, columns, findings);
    }
    if sheet.known(form) == 0 {
        no_form(&[sheet], findings);
        return None;
    }
    by_layout(form, file, &sheet, findings)
}

fn cells(text: &str) -> Result<Sheet, csv::Error> {
    let first = text.lines().find(|it| !it.trim().is_empty()).unwrap_or_default();
    let many = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| many(*sign));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record)? {
        for (column, text) in (0..).zip(record.iter()) {
            if text.trim().is_empty() {
                continue;
            }
            if row >= MOST_ROWS || sheet.cells.len() >= MOST_CELLS {
                sheet.goes_on = true;
                return Ok(sheet);
            }
            // What a spreadsheet would compute is no answer here either.
            let formula = text.starts_with('=');
            sheet.cells.insert(Spot { row, column }, Text { text: text.to_owned(), formula });
        }
        row += 1;
    }
    Ok(sheet)
}

/// Returns the columns, if the first row names them.
fn heads(sheet: &Sheet) -> Option<Columns> {
    let first = sheet.cells.keys().next()?.row;
    let head = |name: &str| {
        let mut cells = sheet.cells.iter().filter(|(spot, _)| spot.row == first);
        let found = cells.find(|(_, cell)| cell.text.trim().eq_ignore_ascii_case(name));
        found.map(|(spot, _)| spot.column)
    };
    let (id, answer) = (head("id")?, head("answer")?);
    // Without a column of notes one that does not exist is read.
    Some(Columns { id, answer, note: head("note").unwrap_or(u32::MAX) })
}
