//! What is wrong with a form, and where in it: a file, a sheet and a cell; in a device file a line.

use serde::Serialize;

use crate::diagnostic::render::clean;
use crate::diagnostic::{Level, Position};

/// A kind of finding. `docs/mds2.md` has a line for each.
#[derive(Debug)]
pub struct FormCode {
    /// Its name, in kebab-case.
    pub id: &'static str,
    /// An error keeps the form out; with a warning it is read.
    pub level: Level,
}

const fn error(id: &'static str) -> FormCode {
    FormCode { id, level: Level::Error }
}

const fn warning(id: &'static str) -> FormCode {
    FormCode { id, level: Level::Warning }
}

pub(super) const BLANK: FormCode = error("mds2-blank");
pub(super) const DEVICE: FormCode = error("mds2-device-file");
pub(super) const EXTERNAL: FormCode = error("mds2-external-data");
pub(super) const FORMULA: FormCode = error("mds2-formula");
pub(super) const MACRO: FormCode = error("mds2-macro");
pub(super) const MERGED: FormCode = warning("mds2-merged-answer");
pub(super) const MISSING: FormCode = warning("mds2-missing-question");
pub(super) const NO_FORM: FormCode = error("mds2-no-form");
pub(super) const NO_MODEL: FormCode = warning("mds2-no-model");
pub(super) const OLD_FORM: FormCode = error("mds2-old-form");
pub(super) const OTHER_FORMAT: FormCode = error("mds2-other-format");
pub(super) const SAME_DEVICE: FormCode = error("mds2-same-device");
pub(super) const SEVERAL_SHEETS: FormCode = error("mds2-several-sheets");
pub(super) const TOO_LARGE: FormCode = error("mds2-too-large");
pub(super) const TWICE: FormCode = error("mds2-twice");
pub(super) const UNKNOWN_ANSWER: FormCode = warning("mds2-unknown-answer");
pub(super) const UNKNOWN_ASSET: FormCode = warning("mds2-unknown-asset");
pub(super) const UNKNOWN_LAYOUT: FormCode = error("mds2-unknown-layout");
pub(super) const UNKNOWN_QUESTION: FormCode = warning("mds2-unknown-question");
pub(super) const UNREADABLE: FormCode = error("mds2-unreadable");

/// Every kind of finding, in alphabetical order.
pub const FORM_CODES: &[&FormCode] = &[
    &BLANK,
    &DEVICE,
    &EXTERNAL,
    &FORMULA,
    &MACRO,
    &MERGED,
    &MISSING,
    &NO_FORM,
    &NO_MODEL,
    &OLD_FORM,
    &OTHER_FORMAT,
    &SAME_DEVICE,
    &SEVERAL_SHEETS,
    &TOO_LARGE,
    &TWICE,
    &UNKNOWN_ANSWER,
    &UNKNOWN_ASSET,
    &UNKNOWN_LAYOUT,
    &UNKNOWN_QUESTION,
    &UNREADABLE,
];

/// The most findings of one kind that are listed for one file.
const LISTED: usize = 10;

/// A cell, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Row.
    pub(super) row: u32,
    /// Column.
    pub(super) column: u32,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut letters = Vec::new();
        let mut left = u64::from(self.column) + 1;
        while left > 0 {
            let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
            letters.push(char::from(b'A' + digit));
            left = (left - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(to, "{letters}{}", u64::from(self.row) + 1)
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FormFinding {
    /// The file, as the user named it.
    pub file: String,
    /// The sheet, where the file has sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The cell, as spreadsheets name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Line and column of a text, both counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<(usize, usize)>,
    /// Name of its kind.
    pub code: &'static str,
    /// How grave it is.
    pub level: Level,
    /// This case. It never repeats what a cell says, since that may be the text of a question.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl FormFinding {
    /// Returns the finding as people read it.
    pub fn text(&self) -> String {
        let sheet = self.sheet.as_ref().map(|it| format!(", sheet `{it}`")).unwrap_or_default();
        let cell = self.cell.as_ref().map(|it| format!(", cell {it}")).unwrap_or_default();
        let position = self.position.map(|(line, column)| format!(":{line}:{column}"));
        // A cell may hold several lines, and each of them would look like one of ours.
        let line = |text: &str| clean(text).replace('\n', " ");
        format!(
            "{}[{}]: {}\n --> {}{}{}{}\n  = help: {}\n",
            self.level.word(),
            self.code,
            line(&self.message),
            line(&self.file),
            position.unwrap_or_default(),
            line(&sheet),
            line(&cell),
            line(&self.help)
        )
    }
}

/// Findings of one file.
#[derive(Debug)]
pub(super) struct Findings {
    file: String,
    sheet: Option<String>,
    list: Vec<FormFinding>,
    more: Vec<(&'static FormCode, usize)>,
}

impl Findings {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), sheet: None, list: Vec::new(), more: Vec::new() }
    }

    /// Names the sheet of all that follows.
    pub(super) fn on(&mut self, sheet: Option<&str>) {
        self.sheet = sheet.map(str::to_owned);
    }

    /// Adds a finding; after the tenth of its kind it is only counted.
    pub(super) fn push(
        &mut self,
        code: &'static FormCode,
        spot: Option<Spot>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(code, (spot, None), message.into(), help.into());
    }

    /// Adds a finding about a place of a text.
    pub(super) fn push_at(
        &mut self,
        code: &'static FormCode,
        place: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(code, (None, Some(place)), message.into(), help.into());
    }

    fn add(
        &mut self,
        code: &'static FormCode,
        (spot, place): (Option<Spot>, Option<Position>),
        message: String,
        help: String,
    ) {
        if self.list.iter().filter(|it| it.code == code.id).count() >= LISTED {
            match self.more.iter_mut().find(|(it, _)| it.id == code.id) {
                Some((_, count)) => *count += 1,
                None => self.more.push((code, 1)),
            }
            return;
        }
        self.list.push(FormFinding {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            cell: spot.map(|it| it.to_string()),
            position: place.map(|it| (it.line, it.column)),
            code: code.id,
            level: code.level,
            message,
            help,
        });
    }

    /// Returns whether one of them is an error.
    pub(super) fn has_error(&self) -> bool {
        self.list.iter().any(|it| it.level == Level::Error)
    }

    pub(super) fn finish(mut self) -> Vec<FormFinding> {
        for (code, count) in std::mem::take(&mut self.more) {
            self.list.push(FormFinding {
                file: self.file.clone(),
                sheet: self.sheet.clone(),
                cell: None,
                position: None,
                code: code.id,
                level: code.level,
                message: format!("{count} more of this kind"),
                help: "mend those above first, then run this again".to_owned(),
            });
        }
        self.list
    }
}
