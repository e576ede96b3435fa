//! The questions of the form by their ids, and what an answer may be. No question is ever printed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::kinds::{Answered, Control};
use crate::model::{Body, Matrix};

/// The catalogue that holds the questions.
pub const FORM: &str = "mds2-2019";

/// Questions that are answered in free text.
pub(super) const FREE: [&str; 7] = ["DOC-1", "DOC-2", "DOC-3", "DOC-4", "DOC-5", "DOC-6", "DOC-7"];

/// The questions of HN 1-2019, as the matrix holds them.
#[derive(Debug)]
pub struct Form<'a> {
    /// Its questions in the order of the form.
    pub questions: Vec<&'a Control>,
    places: BTreeMap<&'a str, usize>,
}

/// What a cell says about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// This one.
    Known(&'a str),
    /// One that the form does not have.
    Stranger(String),
}

impl<'a> Form<'a> {
    /// Returns the questions, if the matrix has their catalogue.
    pub fn of(matrix: &'a Matrix) -> Option<Self> {
        let Body::Catalogue(catalogue) = &matrix.find("catalogue", FORM)?.body else {
            return None;
        };
        let questions: Vec<&Control> = catalogue.controls.iter().collect();
        let places = questions.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        Some(Self { questions, places })
    }

    /// Returns a question.
    pub fn question(&self, id: &str) -> Option<&'a Control> {
        self.places.get(id).map(|at| self.questions[*at])
    }

    /// Returns the place of a question on the form.
    pub(super) fn place(&self, id: &str) -> usize {
        self.places.get(id).copied().unwrap_or(usize::MAX)
    }

    /// Returns the question that a cell names, if it holds nothing but an id.
    pub(super) fn named(&self, text: &str) -> Option<Named<'a>> {
        let id = shape(text)?;
        if let Some((known, _)) = self.places.get_key_value(id.as_str()) {
            return Some(Named::Known(known));
        }
        // One id of the form is misspelt on the sheet that everybody copies; some mend it.
        let twin = match id.split_once('-') {
            Some(("SAHD", number)) => format!("SHAD-{number}"),
            Some(("SHAD", number)) => format!("SAHD-{number}"),
            _ => String::new(),
        };
        if let Some((known, _)) = self.places.get_key_value(twin.as_str()) {
            return Some(Named::Known(known));
        }
        Some(Named::Stranger(id))
    }
}

/// Returns a text as an id, if it is shaped like one of 2019: four letters, a hyphen, numbers.
fn shape(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
    if text.len() > 24 {
        return None;
    }
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if "\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}".contains(c) { '-' } else { c })
        .collect::<String>()
        .to_uppercase();
    let (group, number) = text.split_once('-')?;
    let letters = group.len() == 3 || group.len() == 4;
    let digits =
        |part: &str| !part.is_empty() && part.len() < 4 && part.chars().all(|c| c.is_ascii_digit());
    let fits = letters
        && group.chars().all(|c| c.is_ascii_uppercase())
        && !["NOTE", "OTHR"].contains(&group)
        && (group.len() == 4 || group == "DOC")
        && number.split('.').all(digits);
    fits.then_some(text)
}

/// Returns true if a text is shaped like an id of the form of 2013, `2-2.1`.
pub(super) fn is_old(text: &str) -> bool {
    let digits =
        |part: &str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let text = text.trim();
    text.split_once('-').is_some_and(|(section, number)| {
        digits(section)
            && section.parse::<u8>().is_ok_and(|it| (1..=20).contains(&it))
            && number.split('.').all(digits)
    })
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not applicable.
    #[serde(rename = "N/A")]
    NotApplicable,
    /// The answer stands in a note, for a person to read.
    #[serde(rename = "See Note")]
    SeeNote,
}

impl Answer {
    /// Returns the word of the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotApplicable => "N/A",
            Self::SeeNote => "See Note",
        }
    }

    /// Returns the answer as the rows of the matrix name it; none for a note.
    pub fn row(self) -> Option<Answered> {
        match self {
            Self::Yes => Some(Answered::Yes),
            Self::No => Some(Answered::No),
            Self::NotApplicable => Some(Answered::NotApplicable),
            Self::SeeNote => None,
        }
    }
}

/// What a cell of the column of answers holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// One of the words of the form, with the number of a note that stands behind it.
    Answer(Answer, Option<u16>),
    /// Nothing.
    Open,
    /// Something else.
    Other,
}

/// Reads a cell of the column of answers.
pub(super) fn answer(text: &str) -> Cell {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "yes" => Cell::Answer(Answer::Yes, None),
        "no" => Cell::Answer(Answer::No, None),
        "n/a" => Cell::Answer(Answer::NotApplicable, None),
        _ if is_dash(&lower) => Cell::Open,
        _ => match note_ref(&lower) {
            Some(note) if lower.starts_with("see") => Cell::Answer(Answer::SeeNote, note.number()),
            _ => Cell::Other,
        },
    }
}

/// Returns true if a cell holds nothing, or the line that the form prints where nothing is.
pub(super) fn is_dash(text: &str) -> bool {
    text.trim().chars().all(|c| matches!(c, '_' | '-' | '–' | '—'))
}

/// Words that point to the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoteRef {
    /// To the note of this number.
    Number(u16),
    /// To the notes as such.
    Bare,
}

impl NoteRef {
    /// Returns the number, if there is one.
    pub(super) fn number(self) -> Option<u16> {
        match self {
            Self::Number(number) => Some(number),
            Self::Bare => None,
        }
    }
}

/// Reads `See Note 3`, `Note 3` or `See Notes`, and nothing else.
pub(super) fn note_ref(text: &str) -> Option<NoteRef> {
    let lower = text.trim().to_lowercase();
    let rest = lower.strip_prefix("see").unwrap_or(&lower).trim_start();
    let rest = rest.strip_prefix("note")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let rest = rest.trim().trim_end_matches([':', '.']).trim_end();
    if rest.is_empty() {
        return Some(NoteRef::Bare);
    }
    rest.parse().ok().map(NoteRef::Number)
}
