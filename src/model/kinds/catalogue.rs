//! A document of controls, as ids, titles and our own summaries.

use serde::{Deserialize, Serialize};

use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "catalogue",
    folder: "controls",
    label: "Control catalogue",
    plural: "Control catalogues",
    prefix: "",
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
