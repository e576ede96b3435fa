//! A document of controls, as ids, titles and our own summaries.

use serde::{Deserialize, Serialize};

use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "catalogue",
    folder: "controls",
    label: "Control catalogue",
    plural: "Control catalogues",
    letters: "",
    schema: include_str!("../../../schema/catalogue.schema.json"),
};

/// A document of controls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Edition that was read.
    pub edition: String,
    /// Date of that edition, or `undated`.
    pub date: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where it is.
    pub url: String,
    /// What may be printed from it.
    pub licence: String,
    /// Its controls in the order of the document.
    pub controls: Vec<Control>,
    /// White papers, guides and forms that its controls come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
}

/// A white paper, guide or form, of which a catalogue holds what could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Our short name of it, the address of its page.
    pub id: String,
    /// The title that is printed on it.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its date, or `undated`.
    pub date: String,
    /// Where it is, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How much of it stands in the catalogue.
    pub extent: Extent,
    /// What was read, and where.
    pub basis: String,
    /// The ids of its controls; empty if all of the catalogue are its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
}

impl Paper {
    /// Returns true if a control of its catalogue is one of the paper's.
    pub fn has(&self, control: &Control) -> bool {
        self.controls.is_empty() || self.controls.contains(&control.id)
    }
}

/// How much of a paper stands in its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// Every control.
    Whole,
    /// Some of its controls.
    Part,
    /// None: only that it exists, and what it is about.
    Title,
}

impl Extent {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Title => "title",
        }
    }
}

/// One control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The id that the document gives.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks, in our own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where it stands in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Whether the document still carries it.
    pub status: ControlStatus,
    /// Whether it was read in the document itself.
    pub confidence: Confidence,
    /// Where it is a question of a form: what an answer says about a mitigation on the device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerRow>,
}

/// What one answer to a question says about one mitigation on the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRow {
    /// The mitigation.
    pub mitigation: String,
    /// The answer.
    pub answer: Answered,
    /// What it says.
    pub means: Meaning,
    /// False if it only points that way.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub sure: bool,
    /// Why.
    pub rationale: String,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_yes(sure: &bool) -> bool {
    *sure
}

/// An answer that a row speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answered {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not applicable.
    #[serde(rename = "N/A")]
    NotApplicable,
    /// Whatever it is.
    #[serde(rename = "any")]
    Any,
}

impl Answered {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotApplicable => "N/A",
            Self::Any => "any",
        }
    }
}

/// What an answer says about a mitigation on the device, from the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// It decides nothing.
    Nothing,
    /// The mitigation cannot be carried out for this device, whatever the site does.
    Impossible,
    /// The device can do its part, and somebody has to set it up.
    Possible,
    /// The device does its part as delivered.
    InPlace,
}

impl Meaning {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Impossible => "impossible",
            Self::Possible => "possible",
            Self::InPlace => "in-place",
        }
    }
}

/// Whether a document still carries a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ControlStatus {
    /// It does.
    Current,
    /// It does no longer.
    Retired,
}

/// How a control is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in the document itself.
    Seen,
    /// Read in another text about it.
    Secondary,
}

impl Confidence {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Secondary => "secondary",
        }
    }
}
