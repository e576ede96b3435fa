//! Workbooks of strangers: measured before they are opened, read cell by cell, and never run. The only
//! file that names `calamine` and `zip`.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader as _, SheetType, Xlsx};
use zip::ZipArchive;

use super::finding::{EXTERNAL, Findings, MACRO, OTHER_FORMAT, Spot, TOO_LARGE, UNREADABLE};
use super::form::Form;
use super::sheet::{BY_CSV, MOST_CELLS, MOST_ROWS, Sheet, Text};

/// The most that all parts of a workbook may hold together, in bytes. A form with a picture has a few
/// hundred thousand.
const MOST_BYTES: u64 = 48 * 1024 * 1024;
/// The most parts, and the most sheets.
const MOST_PARTS: usize = 2_000;
const MOST_SHEETS: usize = 64;
/// The longest text that a cell may hold, in bytes; Excel allows 32,767 characters.
const MOST_TEXT: usize = 128 * 1024;

/// Reads the sheets of a workbook. Sheets that hold something else come back too, as far as they were
/// read.
pub(super) fn sheets(form: &Form<'_>, bytes: &[u8], findings: &mut Findings) -> Vec<Sheet> {
    if !is_harmless(bytes, findings) {
        return Vec::new();
    }
    // The library has met many files and not every broken one: a fault of its own ends this form
    // and not the run.
    let read = catch_unwind(AssertUnwindSafe(|| read(form, bytes)));
    match read {
        Ok(Ok(sheets)) => sheets,
        Ok(Err(fault)) => {
            unreadable(findings, &fault);
            Vec::new()
        }
        Err(_) => {
            unreadable(findings, "a part of it makes no sense");
            Vec::new()
        }
    }
}

fn unreadable(findings: &mut Findings, why: &str) {
    let message = format!("the workbook is damaged: {why}");
    let help = format!("open it in a spreadsheet program and save a copy as .xlsx, {BY_CSV}");
    findings.push(&UNREADABLE, None, message, help);
}

/// Looks at the parts of a workbook: their number, what they are, and how much they hold once unpacked,
/// which is counted and never kept.
fn is_harmless(bytes: &[u8], findings: &mut Findings) -> bool {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            unreadable(findings, &error.to_string());
            return false;
        }
    };
    let help = format!("save a copy of the sheet alone as .xlsx, {BY_CSV}");
    if archive.len() > MOST_PARTS {
        let message = format!("the workbook has {} parts", archive.len());
        findings.push(&TOO_LARGE, None, message, help);
        return false;
    }
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(|name| name.to_lowercase()).collect();
    let has = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
    if !has(&|name| name.ends_with("workbook.xml")) {
        let message = "this is no workbook of the kind .xlsx";
        let help = format!("open it in a spreadsheet program and save it as .xlsx, {BY_CSV}");
        findings.push(&OTHER_FORMAT, None, message, help);
        return false;
    }
    if has(&|name| name.ends_with("vbaproject.bin") || name.contains("macrosheets/")) {
        let message = "the workbook holds macros, which a form does not need";
        findings.push(&MACRO, None, message, format!("save it as .xlsx without macros, {BY_CSV}"));
    }
    let outside = ["externallinks/", "querytables/", "connections.xml"];
    if has(&|name| outside.iter().any(|it| name.contains(it))) {
        let message = "the workbook takes data from other files, which were not read";
        let help =
            format!("break the links in the spreadsheet program and save it again, {BY_CSV}");
        findings.push(&EXTERNAL, None, message, help);
    }
    let mut left = MOST_BYTES;
    for place in 0..archive.len() {
        let part = archive.by_index(place);
        let copied = part.map_err(|error| error.to_string()).and_then(|part| {
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
                .map_err(|error| error.to_string())
        });
        match copied {
            Ok(size) if size > left => {
                let message = format!(
                    "the workbook holds more than {} MB once unpacked",
                    MOST_BYTES / 1024 / 1024
                );
                findings.push(&TOO_LARGE, None, message, help);
                return false;
            }
            Ok(size) => left -= size,
            Err(error) => {
                unreadable(findings, &error);
                return false;
            }
        }
    }
    !findings.has_error()
}

fn read(form: &Form<'_>, bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let fault = |error: calamine::XlsxError| error.to_string();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|it| it.typ == SheetType::WorkSheet)
        .map(|it| it.name.clone())
        .take(MOST_SHEETS)
        .collect();
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = cells(&mut book, &name)?;
        if sheet.known(form) > 0 {
            let merged = book.merge_cells_by_sheet_name(&name).map_err(fault)?;
            sheet.merged = merged.into_iter().map(corners).collect();
        }
        sheet.name = Some(name);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn corners(it: Dimensions) -> (Spot, Spot) {
    let spot = |(row, column)| Spot { row, column };
    (spot(it.start), spot(it.end))
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Sheet, String> {
    let mut sheet = Sheet::default();
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    while let Some(cell) =
        reader.next_cell_with_formula_metadata().map_err(|error| error.to_string())?
    {
        let formula = cell.formula.is_some();
        let text = text(&cell.value);
        if text.trim().is_empty() && !formula {
            continue;
        }
        let (row, column) = cell.pos;
        if row >= MOST_ROWS || sheet.cells.len() >= MOST_CELLS || text.len() > MOST_TEXT {
            sheet.goes_on = true;
            break;
        }
        sheet.cells.insert(Spot { row, column }, Text { text, formula });
    }
    Ok(sheet)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}
