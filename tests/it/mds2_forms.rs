//! Forms as the tests make them: by the layout of the NEMA worksheet, with the ids of the matrix and
//! without a word of its questions.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What stands where the text of a question would. No output may show it.
pub const QUESTION: &str = "Secret words of the form?";

/// A form to be made.
#[derive(Clone)]
pub struct Made {
    pub sheet: &'static str,
    /// Columns before the ids.
    pub shift: u16,
    pub answers: BTreeMap<String, String>,
    pub notes: BTreeMap<String, String>,
}

/// Returns a form in which every question is answered with Yes, of a device of this model.
pub fn yes(ids: &[String], model: &str) -> Made {
    let mut answers: BTreeMap<String, String> =
        ids.iter().map(|id| (id.clone(), "Yes".to_owned())).collect();
    let doc = [
        ("DOC-1", "Acme"),
        ("DOC-2", "CT scanner"),
        ("DOC-3", model),
        ("DOC-4", "F-1"),
        ("DOC-5", "security@acme.example"),
        ("DOC-6", "Sends studies"),
        ("DOC-7", "2026-05-01"),
    ];
    answers.extend(doc.map(|(id, text)| (id.to_owned(), text.to_owned())));
    Made { sheet: "mds2-form", shift: 0, answers, notes: BTreeMap::new() }
}

impl Made {
    pub fn answer(mut self, id: &str, answer: &str) -> Self {
        self.answers.insert(id.to_owned(), answer.to_owned());
        self
    }

    pub fn note(mut self, id: &str, note: &str) -> Self {
        self.notes.insert(id.to_owned(), note.to_owned());
        self
    }

    /// Returns the workbook.
    pub fn book(&self, ids: &[String]) -> Vec<u8> {
        self.edited(ids, |_, _| {})
    }

    /// Returns the workbook after a change; it gets the rows of the ids, counted from zero.
    pub fn edited(
        &self,
        ids: &[String],
        edit: impl FnOnce(&mut Worksheet, &BTreeMap<String, u32>),
    ) -> Vec<u8> {
        let mut book = Workbook::new();
        let day = ExcelDateTime::from_ymd(2026, 1, 1).expect("a day");
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let page = book.add_worksheet();
        page.set_name(self.sheet).expect("a name");
        let bold = Format::new().set_bold();
        page.merge_range(0, 0, 0, 4, "Fictional product", &bold).expect("merged");
        let at = |column: u16| column + self.shift;
        page.write(1, at(0), "Manufacturer Disclosure Statement").expect("written");
        page.write_formula(2, at(0), Formula::new("=CONCATENATE(C6,C8)")).expect("written");
        for row in [4, 21] {
            for (column, head) in (0..).zip(["Question ID", "Question", "Answer", "See note"]) {
                page.write(row, at(column), head).expect("written");
            }
        }
        let mut rows = BTreeMap::new();
        let mut row = 5;
        let mut group = "DOC";
        for id in ids {
            let own = id.split('-').next().expect("a group").trim_start_matches("SHAD");
            if !own.is_empty() && own != group {
                // The first group begins below a head of its own, the others below a line.
                row = if group == "DOC" { 22 } else { row };
                page.write(row, at(1), own).expect("written");
                row += 1;
                group = own;
            }
            page.write(row, at(0), id.as_str()).expect("written");
            page.write(row, at(1), QUESTION).expect("written");
            if let Some(answer) = self.answers.get(id).filter(|it| !it.is_empty()) {
                page.write(row, at(2), answer.as_str()).expect("written");
            }
            let note = self.notes.get(id).map_or("__", String::as_str);
            page.write(row, at(3), note).expect("written");
            rows.insert(id.clone(), row);
            row += 1;
        }
        page.write(336, at(0), "OTHR").expect("written");
        for number in 1..4_u32 {
            page.write(338 + number, at(0), format!("Note {number}")).expect("written");
            page.write(338 + number, at(1), format!("Text of note {number}.")).expect("written");
        }
        // The sheet of NEMA reaches far to the right without a value.
        page.write_blank(0, 1038, &bold).expect("written");
        edit(page, &rows);
        book.save_to_buffer().expect("a workbook")
    }

    /// Returns the form as CSV.
    pub fn csv(&self, ids: &[String], delimiter: char) -> String {
        let mut out = ["id", "answer", "note"].join(&delimiter.to_string()) + "\r\n";
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        for id in ids {
            let answer = self.answers.get(id).cloned().unwrap_or_default();
            let note = self.notes.get(id).cloned().unwrap_or_default();
            let row = [id.clone(), quoted(&answer), quoted(&note)];
            out += &(row.join(&delimiter.to_string()) + "\r\n");
        }
        out
    }
}

/// Returns a zip archive of these parts.
pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Returns the parts of a workbook.
pub fn parts(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("an archive");
    let count = archive.len();
    let part = |place: usize| {
        let mut part = archive.by_index(place).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("read");
        (part.name().expect("a name").to_string(), bytes)
    };
    (0..count).map(part).collect()
}

/// Returns a workbook with one more part, or with a part replaced.
pub fn with(book: &[u8], name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut parts = parts(book);
    parts.retain(|(other, _)| other != name);
    parts.push((name.to_owned(), bytes));
    let parts: Vec<(&str, Vec<u8>)> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    zipped(&parts)
}
