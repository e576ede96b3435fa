//! How far a framework carries: which of its controls a site touches, and what stays open where
//! nothing but the framework is done.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::assessment::{Assessment, Entry, Presence};
use super::formula::{Counts, State, coverage, percent};
use super::ground::Ground;
use crate::model::kinds::Catalogue;
use crate::model::{Matrix, Object};

/// The catalogues that are programs of security, and that most sites answer to.
pub const FRAMEWORKS: [&str; 8] = [
    "nist-csf-2.0",
    "nist-800-53r5",
    "iec-62443-3-3",
    "iec-62443-4-2",
    "hipaa",
    "hhs-405d",
    "cis-v8",
    "nsa-mnp",
];

/// How far a framework carries at a site.
#[derive(Debug, Serialize)]
pub struct Framework<'a> {
    /// Id of its catalogue.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Controls that some mitigation of the matrix implements or supports, in the order of the
    /// catalogue.
    pub controls: Vec<ControlRow<'a>>,
    /// How many of them the site touches: some of their mitigations are in place, or partly.
    pub touched: usize,
    /// Mitigations that implement or support one of its controls and can apply here, by id.
    pub mitigations: Vec<&'a str>,
    /// The coverage of the site if these mitigations were in place and nothing else; from 0 to 1.
    pub coverage_alone: Option<f64>,
    /// How many techniques would then be in each state.
    pub counts_alone: Counts,
    /// Techniques that would then be open, by id.
    pub open_alone: Vec<&'a str>,
}

impl Framework<'_> {
    /// Returns the coverage of the framework alone in whole percents, rounded down.
    pub fn percent_alone(&self) -> Option<u8> {
        self.coverage_alone.map(percent)
    }
}

/// A control and what stands behind it.
#[derive(Debug, Serialize)]
pub struct ControlRow<'a> {
    /// Its id in the catalogue.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Mitigations that implement or support it, by id, and how far each is in place.
    pub mitigations: Vec<(&'a str, Presence)>,
    /// Whether one of them is in place, or partly.
    pub touched: bool,
}

/// Returns the frameworks of these ids, or the usual ones, in the order given. Those that no
/// mitigation names are left out.
pub(super) fn all<'a>(
    matrix: &'a Matrix,
    ground: &Ground<'a>,
    assessment: &Assessment,
    wanted: &[String],
) -> Vec<Framework<'a>> {
    let usual = FRAMEWORKS.map(str::to_owned);
    let wanted = if wanted.is_empty() { &usual[..] } else { wanted };
    let found = wanted.iter().filter_map(|id| {
        let (object, catalogue) = matrix.catalogues().find(|(object, _)| object.id() == id)?;
        one(matrix, ground, assessment, object, catalogue)
    });
    found.collect()
}

fn one<'a>(
    matrix: &'a Matrix,
    ground: &Ground<'a>,
    assessment: &Assessment,
    object: &'a Object,
    catalogue: &'a Catalogue,
) -> Option<Framework<'a>> {
    let statuses: BTreeMap<&str, Presence> =
        assessment.entries().map(|it| (it.id.as_str(), it.status)).collect();
    let status_of = |id: &str| statuses.get(id).copied().unwrap_or_default();
    let mut behind: BTreeMap<&str, BTreeSet<&'a str>> = BTreeMap::new();
    for (mitigation, it) in matrix.mitigations().filter(|it| Matrix::in_use(&it.0.common)) {
        for link in it.controls.iter().filter(|link| link.relation != "related") {
            let Some((outer, inner)) = link.control.split_once(':') else { continue };
            if outer == object.id() {
                behind.entry(inner).or_default().insert(mitigation.id());
            }
        }
    }
    let controls = catalogue.controls.iter().filter_map(|control| {
        let mitigations: Vec<(&str, Presence)> =
            behind.get(control.id.as_str())?.iter().map(|id| (*id, status_of(id))).collect();
        let there = |status: Presence| status.share().is_some_and(|share| share > 0.0);
        let touched = mitigations.iter().any(|(_, status)| there(*status));
        Some(ControlRow { id: &control.id, title: &control.title, mitigations, touched })
    });
    let controls: Vec<ControlRow<'a>> = controls.collect();
    if controls.is_empty() {
        return None;
    }
    let mitigations: BTreeSet<&str> = behind.into_values().flatten().collect();
    let mitigations: Vec<&str> =
        mitigations.into_iter().filter(|id| status_of(id) != Presence::NotApplicable).collect();
    let alone = alone(assessment, &mitigations);
    let site = coverage(ground, &alone);
    let open = site.techniques.iter().filter(|(_, it)| it.state == State::Open);
    Some(Framework {
        id: object.id(),
        name: object.name(),
        touched: controls.iter().filter(|it| it.touched).count(),
        controls,
        mitigations,
        coverage_alone: site.coverage,
        counts_alone: site.counts,
        open_alone: open.map(|(id, _)| *id).collect(),
    })
}

/// Returns the same site with these mitigations in place and nothing else. What cannot apply there
/// still cannot.
fn alone(assessment: &Assessment, mitigations: &[&str]) -> Assessment {
    let off = |list: &[Entry]| {
        let off = list.iter().filter(|it| it.status == Presence::NotApplicable);
        off.cloned().collect::<Vec<Entry>>()
    };
    let mut alone = Assessment {
        mitigations: off(&assessment.mitigations),
        detections: off(&assessment.detections),
        ..assessment.clone()
    };
    alone.mitigations.extend(mitigations.iter().map(|id| Entry {
        id: (*id).to_owned(),
        status: Presence::InPlace,
        ..Entry::default()
    }));
    alone
}
