//! What the formula knows of a matrix: its techniques in use, and what acts on each.

use std::collections::BTreeSet;

use crate::model::kinds::{Effect, Maturity, PatientSafety};
use crate::model::{Body, Matrix, Object};

/// Techniques, what can be done against them, and the words by which a site says what it has. No list
/// need be in any order.
#[derive(Clone, Debug, Default)]
pub struct Ground<'a> {
    /// The techniques in use.
    pub techniques: Vec<Row<'a>>,
    /// The mitigations and detections in use: what can be a next step.
    pub measures: Vec<Measure<'a>>,
    /// Ids of the assets in use.
    pub assets: BTreeSet<&'a str>,
    /// Words that techniques write in `surface`.
    pub surfaces: BTreeSet<&'a str>,
}

/// A technique.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its id.
    pub id: &'a str,
    /// How well it is evidenced.
    pub maturity: Maturity,
    /// Whether a patient can come to harm.
    pub safety: PatientSafety,
    /// Assets that it is used against.
    pub assets: Vec<&'a str>,
    /// What it touches.
    pub surface: Vec<&'a str>,
    /// The kinds of access that it needs, one of which is enough.
    pub access: Vec<&'a str>,
    /// Mitigations that work against it, with what is left of it.
    pub mitigations: Vec<(&'a str, Effect)>,
    /// Detections that see it.
    pub detections: Vec<&'a str>,
}

/// A mitigation or a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure<'a> {
    /// Its id.
    pub id: &'a str,
    /// Which of the two it is.
    pub kind: MeasureKind,
    /// From 1, the first to do. Of a detection 3.
    pub priority: u8,
}

/// Whether something prevents or sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MeasureKind {
    /// It prevents, hinders or limits.
    Mitigation,
    /// It sees.
    Detection,
}

impl MeasureKind {
    /// Returns the folder of its pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Mitigation => "mitigations",
            Self::Detection => "detections",
        }
    }

    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mitigation => "mitigation",
            Self::Detection => "detection",
        }
    }
}

/// The priority with which a detection is ranked.
const DETECTION_PRIORITY: u8 = 3;

impl<'a> Ground<'a> {
    /// Reads it off a matrix. Withdrawn objects are left out.
    pub fn of(matrix: &'a Matrix) -> Self {
        let live = |object: &&Object| Matrix::in_use(&object.common);
        let measures = matrix.objects().iter().filter(live).filter_map(|object| {
            let (kind, priority) = match &object.body {
                Body::Mitigation(it) => (MeasureKind::Mitigation, it.priority),
                Body::Detection(_) => (MeasureKind::Detection, DETECTION_PRIORITY),
                _ => return None,
            };
            Some(Measure { id: object.id(), kind, priority })
        });
        Self {
            techniques: matrix
                .techniques()
                .filter(|(object, _)| live(object))
                .map(|(object, it)| Row {
                    id: object.id(),
                    maturity: it.maturity(),
                    safety: it.impact.patient_safety,
                    assets: it.assets.iter().map(String::as_str).collect(),
                    surface: it.surface.iter().map(String::as_str).collect(),
                    access: it.prerequisites.access.iter().map(String::as_str).collect(),
                    mitigations: it.mitigations.iter().map(|it| (&*it.id, it.effect)).collect(),
                    detections: it.detections.iter().map(|it| &*it.id).collect(),
                })
                .collect(),
            measures: measures.collect(),
            assets: matrix.of_kind("asset").filter(live).map(Object::id).collect(),
            surfaces: matrix.surfaces().map(|(word, ..)| *word).collect(),
        }
    }
}
