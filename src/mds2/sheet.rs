//! From the cells of a sheet to a device: the layout of the form, which is read by ids alone.

use std::collections::{BTreeMap, BTreeSet};

use super::device::{DEVICE_FORMAT, Device, Given, Origin, line};
use super::finding::{
    BLANK, FORMULA, Findings, MERGED, MISSING, NO_FORM, NO_MODEL, OLD_FORM, Spot, TOO_LARGE, TWICE,
    UNKNOWN_ANSWER, UNKNOWN_LAYOUT, UNKNOWN_QUESTION,
};
use super::form::{Cell, FORM, FREE, Form, Named, NoteRef, answer, is_dash, is_old, note_ref};

/// The most rows of a sheet; the form has about 340, and a few hundred notes at most.
pub(super) const MOST_ROWS: u32 = 5_000;
/// The most cells with something in them.
pub(super) const MOST_CELLS: usize = 50_000;

/// A cell with something in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// Whether a formula stands behind it.
    pub(super) formula: bool,
}

/// The cells of a sheet that are not empty.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: Option<String>,
    pub(super) cells: BTreeMap<Spot, Text>,
    /// Merged cells, each from its first to its last.
    pub(super) merged: Vec<(Spot, Spot)>,
    /// Whether it goes on behind the last cell that is held here.
    pub(super) goes_on: bool,
}

/// Which column holds what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) id: u32,
    pub(super) answer: u32,
    pub(super) note: u32,
}

impl Columns {
    /// The layout of the form: id, question, answer, note.
    fn beside(id: u32) -> Self {
        Self { id, answer: id.saturating_add(2), note: id.saturating_add(3) }
    }
}

/// The way out for forms that cannot be read.
pub(super) const BY_CSV: &str =
    "or write a CSV file with a first line `id,answer,note` and a line for each question";

impl Sheet {
    /// Returns the ids on the sheet by their cells.
    pub(super) fn ids<'a>(&self, form: &Form<'a>) -> Vec<(Spot, Named<'a>)> {
        let named = |(spot, cell): (&Spot, &Text)| Some((*spot, form.named(&cell.text)?));
        self.cells.iter().filter_map(named).collect()
    }

    /// Returns how many questions of the form are on the sheet.
    pub(super) fn known(&self, form: &Form<'_>) -> usize {
        self.ids(form).iter().filter(|(_, it)| matches!(it, Named::Known(_))).count()
    }

    fn at(&self, row: u32, column: u32) -> Option<&Text> {
        self.cells.get(&Spot { row, column })
    }

    fn text(&self, row: u32, column: u32) -> &str {
        self.at(row, column).map_or("", |cell| &cell.text)
    }

    /// Returns the merged cells that hide a cell behind another.
    fn hidden(&self, spot: Spot) -> Option<&(Spot, Spot)> {
        self.merged.iter().find(|(first, last)| {
            let inside = (first.row..=last.row).contains(&spot.row)
                && (first.column..=last.column).contains(&spot.column);
            inside && *first != spot
        })
    }
}

/// Says why a file without a question is no form.
pub(super) fn no_form(sheets: &[Sheet], findings: &mut Findings) {
    for sheet in sheets {
        let old = sheet.cells.iter().filter(|(_, cell)| is_old(&cell.text));
        let old: Vec<Spot> = old.map(|(spot, _)| *spot).take(5).collect();
        if old.len() == 5 {
            findings.on(sheet.name.as_deref());
            let message =
                "this is the form of 2013 or an older one, whose questions are numbered `2-1`";
            let help = "ask the maker for the form HN 1-2019; the answers of the old one cannot be \
                        carried over, since the questions changed";
            findings.push(&OLD_FORM, old.first().copied(), message, help);
            return;
        }
    }
    let names: Vec<String> =
        sheets.iter().filter_map(|it| it.name.as_ref()).map(|it| format!("`{it}`")).collect();
    let message = if names.is_empty() {
        "no question of HN 1-2019 is in this file".to_owned()
    } else {
        format!("no question of HN 1-2019 is on {}", names.join(", "))
    };
    let help = format!(
        "look whether this is the right file: ids such as `AUDT-1` stand in a column of their own; {BY_CSV}"
    );
    findings.push(&NO_FORM, None, message, help);
}

/// Reads a sheet by its layout: ids in one column, the answer two and the note three columns on.
pub(super) fn by_layout(
    form: &Form<'_>,
    file: &str,
    sheet: &Sheet,
    findings: &mut Findings,
) -> Option<Device> {
    let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
    for (spot, named) in sheet.ids(form) {
        if matches!(named, Named::Known(_)) {
            *columns.entry(spot.column).or_default() += 1;
        }
    }
    let (column, count) = columns.iter().max_by_key(|(at, count)| (**count, u32::MAX - **at))?;
    let other = columns.iter().find(|(at, many)| *at != column && **many * 4 > *count);
    if let Some((other, _)) = other {
        findings.on(sheet.name.as_deref());
        let (a, b) = (Spot { row: 0, column: *column }, Spot { row: 0, column: *other });
        let name = |spot: Spot| spot.to_string().trim_end_matches('1').to_owned();
        let message = format!("questions stand in the columns {} and {}", name(a), name(b));
        let help = format!("put all ids into one column, with the answer two columns on; {BY_CSV}");
        findings.push(&UNKNOWN_LAYOUT, None, message, help);
        return None;
    }
    collect(form, file, sheet, Columns::beside(*column), findings)
}

/// Reads the answers of a sheet whose columns are known.
pub(super) fn collect(
    form: &Form<'_>,
    file: &str,
    sheet: &Sheet,
    columns: Columns,
    findings: &mut Findings,
) -> Option<Device> {
    findings.on(sheet.name.as_deref());
    if sheet.goes_on {
        let message = format!(
            "the sheet goes on after {MOST_ROWS} rows or {MOST_CELLS} cells, and the form has 340 rows"
        );
        let help = format!("delete what is not the form from the sheet; {BY_CSV}");
        findings.push(&TOO_LARGE, None, message, help);
        return None;
    }
    let base = file.rsplit('/').next().unwrap_or(file);
    let mut device = Device {
        format: DEVICE_FORMAT.to_owned(),
        form: FORM.to_owned(),
        source: Origin { file: line(base), sheet: sheet.name.as_deref().map(line) },
        ..Device::default()
    };
    let mut reader = Reader { form, sheet, columns, notes: notes(sheet, columns), findings };
    let rows = reader.rows();
    reader.missing(&rows);
    let mut strange = 0;
    for (id, spot) in &rows {
        strange += usize::from(reader.row(id, *spot, &mut device));
    }
    device.answers.sort_by_key(|given| form.place(&given.id));
    let given = device.answers.iter().filter(|it| it.answer.is_some()).count();
    let (answers, ids) =
        (Spot { row: 0, column: columns.answer }, Spot { row: 0, column: columns.id });
    let letter = |spot: Spot| spot.to_string().trim_end_matches('1').to_owned();
    if strange > given.max(3) {
        let message = format!(
            "most cells of column {} are no answers, though the ids stand in column {}",
            letter(answers),
            letter(ids)
        );
        let help = format!("the answer belongs two columns behind the id; {BY_CSV}");
        findings.push(&UNKNOWN_LAYOUT, None, message, help);
    } else if given == 0 {
        let message = format!("no question is answered in column {}", letter(answers));
        let help = "ask the maker for the form filled in; this is an empty one, or the answers stand \
                    elsewhere";
        findings.push(&BLANK, None, message, help);
    }
    if findings.has_error() {
        return None;
    }
    if device.product.maker.is_none() || device.product.model.is_none() {
        let message = "DOC-1 or DOC-3 is empty, so maker or model is not known";
        findings.push(
            &NO_MODEL,
            None,
            message,
            "fill it in; until then the name of the file stands for it",
        );
    }
    Some(device)
}

/// Returns the notes of the block behind the questions, by their numbers.
fn notes(sheet: &Sheet, columns: Columns) -> BTreeMap<u16, String> {
    let heads = sheet.cells.iter().filter(|(spot, _)| spot.column == columns.id);
    let numbered = heads.filter_map(|(spot, cell)| {
        let number = note_ref(&cell.text)?.number()?;
        let text = line(sheet.text(spot.row, columns.id.saturating_add(1)));
        (!text.is_empty()).then_some((number, text))
    });
    numbered.collect()
}

struct Reader<'a, 'b> {
    form: &'b Form<'a>,
    sheet: &'b Sheet,
    columns: Columns,
    notes: BTreeMap<u16, String>,
    findings: &'b mut Findings,
}

impl<'a> Reader<'a, '_> {
    /// Returns the questions that are there, each with its cell.
    fn rows(&mut self) -> Vec<(&'a str, Spot)> {
        let mut first: BTreeMap<&str, Spot> = BTreeMap::new();
        let mut rows = Vec::new();
        for (spot, named) in self.sheet.ids(self.form) {
            if spot.column != self.columns.id {
                continue;
            }
            if self.sheet.cells[&spot].formula {
                self.formula(spot, "an id");
            }
            match named {
                Named::Known(id) => {
                    match first.get(id) {
                        None => {
                            first.insert(id, spot);
                            rows.push((id, spot));
                        }
                        Some(other) => {
                            let message = format!("`{id}` stands here and in {other}");
                            // Spreadsheets that take 3.10 for a number make 3.1 of it.
                            let cut = id.ends_with(".1").then(|| format!("{id}0"));
                            let cut = cut.filter(|it| self.form.question(it).is_some());
                            let help = cut.map_or_else(
                            || "delete one of the two rows".to_owned(),
                            |it| format!("one of the two may be `{it}`, cut by a spreadsheet: correct it"),
                        );
                            self.findings.push(&TWICE, Some(spot), message, help);
                        }
                    }
                }
                Named::Stranger(id) => {
                    let message = format!("HN 1-2019 has no question `{id}`; the row was left out");
                    let help = "compare the id with the form, and correct it";
                    self.findings.push(&UNKNOWN_QUESTION, Some(spot), message, help);
                }
            }
        }
        rows
    }

    fn missing(&mut self, rows: &[(&str, Spot)]) {
        let there: BTreeSet<&str> = rows.iter().map(|(id, _)| *id).collect();
        let all = &self.form.questions;
        let gone: Vec<&str> =
            all.iter().map(|it| it.id.as_str()).filter(|id| !there.contains(id)).collect();
        if gone.is_empty() {
            return;
        }
        if gone.len() * 2 > all.len() {
            let message = format!("only {} of the {} questions are there", there.len(), all.len());
            let help =
                format!("this is a part of a form or another form; ask for the whole, {BY_CSV}");
            self.findings.push(&UNKNOWN_LAYOUT, None, message, help);
            return;
        }
        let shown: Vec<&str> = gone.iter().take(12).copied().collect();
        let more = gone.len() - shown.len();
        let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("not on the sheet: {}{tail}", shown.join(", "));
        let help = "they count as open; ask the maker for a whole form";
        self.findings.push(&MISSING, None, message, help);
    }

    fn formula(&mut self, spot: Spot, what: &str) {
        let message = format!("{what} is computed by a formula, whose result may be stale");
        let help = "copy the column and paste it as values, or type the word";
        self.findings.push(&FORMULA, Some(spot), message, help);
    }

    /// Reads one row. Returns true if its cell holds something else than an answer.
    fn row(&mut self, id: &'a str, spot: Spot, device: &mut Device) -> bool {
        let place = Spot { row: spot.row, column: self.columns.answer };
        let cell = self.sheet.cells.get(&place);
        if cell.is_some_and(|it| it.formula) {
            self.formula(place, "an answer");
            return false;
        }
        let hidden = if cell.is_none() { self.sheet.hidden(place) } else { None };
        if let Some((first, last)) = hidden {
            let message =
                format!("the answer to `{id}` is merged into {first}:{last}; it counts as open");
            let help = "take the merged cells apart, and write each answer into its own";
            self.findings.push(&MERGED, Some(place), message, help);
            return false;
        }
        let text = cell.map_or("", |it| &it.text);
        if FREE.contains(&id) {
            let text = line(text);
            if let Some(slot) = device.product.of(id).filter(|_| !is_dash(&text)) {
                *slot = Some(text);
            }
            return false;
        }
        let (answer, number, strange) = match answer(text) {
            Cell::Answer(answer, number) => (Some(answer), number, false),
            Cell::Open => (None, None, false),
            Cell::Other => {
                let message = format!(
                    "the answer to `{id}` is none of Yes, No, N/A and See Note; it counts as open"
                );
                let help = "choose one of the four, and put the rest into the notes";
                self.findings.push(&UNKNOWN_ANSWER, Some(place), message, help);
                (None, None, true)
            }
        };
        let note = self.note(spot.row, number);
        if answer.is_some() || note.is_some() {
            device.answers.push(Given { id: id.to_owned(), answer, note });
        }
        strange
    }

    /// Returns what the notes say about a row: the text of the note that it names, or the words in its
    /// own cell.
    fn note(&mut self, row: u32, number: Option<u16>) -> Option<String> {
        let place = Spot { row, column: self.columns.note };
        if self.sheet.cells.get(&place).is_some_and(|it| it.formula) {
            self.formula(place, "a note");
            return None;
        }
        let own = self.sheet.text(row, self.columns.note);
        let named = note_ref(own).and_then(NoteRef::number);
        let mut parts: Vec<String> = Vec::new();
        for number in [number, named].into_iter().flatten() {
            let text =
                self.notes.get(&number).map_or_else(|| format!("Note {number}"), Clone::clone);
            if !parts.contains(&text) {
                parts.push(text);
            }
        }
        if note_ref(own).is_none() && !is_dash(own) {
            parts.push(line(own));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}
