//! What a form says about one device: what it withstands, what the network around must do, and what to
//! ask the maker.

use std::collections::BTreeMap;

use serde::Serialize;

use super::device::Product;
use super::form::Answer;
use super::verdict::{Judgment, Verdict};
use crate::assess::MeasureKind;

/// Who has to withstand a technique, from the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearer {
    /// The device as delivered.
    Delivered,
    /// The device once what it offers is set up.
    SetUp,
    /// The device in part, and the network for the rest.
    Partly,
    /// The network around it.
    Network,
}

impl Bearer {
    /// Returns the words that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delivered => "the device as delivered",
            Self::SetUp => "the device once set up",
            Self::Partly => "the device in part",
            Self::Network => "the network around it",
        }
    }
}

/// A technique and one device.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TechniqueLine<'a> {
    /// The technique.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How much it counts, from 1 to 9.
    pub importance: u8,
    /// Coverage by what is in place as delivered.
    pub as_delivered: f64,
    /// Coverage once what is possible is set up.
    pub once_set_up: f64,
    /// Who has to withstand it.
    pub bearer: Bearer,
}

/// A mitigation or detection that the network around a device should have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Need<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Which of the two it is.
    pub kind: MeasureKind,
    /// How much importance times coverage it adds to the device once set up.
    pub gain: f64,
    /// Techniques that it makes covered.
    pub closes: Vec<&'a str>,
}

/// Why the maker is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The question is not answered.
    Open,
    /// The answer stands in a note.
    Note,
    /// The answer does not prove what it points to.
    Unsure,
    /// Something that matters is impossible.
    Impossible,
}

impl Why {
    /// Returns the words that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "not answered",
            Self::Note => "see note",
            Self::Unsure => "the answer is not enough",
            Self::Impossible => "not possible today",
        }
    }
}

/// A question for the maker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ask<'a> {
    /// The question of the form.
    pub question: &'a str,
    /// Our label of it.
    pub label: &'a str,
    /// The answer so far.
    pub answer: Option<Answer>,
    /// What the note says.
    pub note: Option<String>,
    /// Why it is asked.
    pub why: Why,
    /// What to know about it.
    pub rationale: &'a str,
    /// The mitigations that depend on it.
    pub mitigations: Vec<&'a str>,
    /// How much importance times coverage depends on it.
    pub weight: f64,
}

/// What the form says about one device.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeviceReport<'a> {
    /// Its name.
    pub name: String,
    /// Its name as a name of a file.
    pub slug: String,
    /// What the first rows of the form say of it.
    pub product: Product,
    /// The file of the form.
    pub file: String,
    /// Assets of the matrix that it is; empty means that all techniques count.
    pub assets: Vec<String>,
    /// How many there are.
    pub count: u32,
    /// The answers by question, in the order of the ids.
    #[serde(skip)]
    pub answers: BTreeMap<&'a str, Answer>,
    /// Questions that are answered with Yes, No or N/A.
    pub answered: usize,
    /// Questions that could decide something, and are open or in a note.
    pub open: usize,
    /// Coverage of the device alone as delivered, from 0 to 1; nothing where no technique applies.
    pub as_delivered: Option<f64>,
    /// The same once what it offers is set up.
    pub once_set_up: Option<f64>,
    /// Importance of all techniques that apply.
    pub importance: u32,
    /// What the form says about mitigations.
    pub mitigations: Vec<Judgment<'a>>,
    /// The techniques that apply, the most important first.
    pub techniques: Vec<TechniqueLine<'a>>,
    /// What the network around it should have, the most useful first.
    pub needs: Vec<Need<'a>>,
    /// What to ask the maker, the weightiest first.
    pub questions: Vec<Ask<'a>>,
}

impl DeviceReport<'_> {
    /// Returns how many techniques somebody has to withstand.
    pub fn bears(&self, bearer: Bearer) -> usize {
        self.techniques.iter().filter(|it| it.bearer == bearer).count()
    }

    /// Returns how many mitigations have a verdict.
    pub fn has(&self, verdict: Verdict) -> usize {
        self.mitigations.iter().filter(|it| it.verdict == verdict).count()
    }

    /// Returns the points of a hundred that a gain is worth.
    pub fn points(&self, gain: f64) -> f64 {
        if self.importance == 0 { 0.0 } else { 100.0 * gain / f64::from(self.importance) }
    }
}
