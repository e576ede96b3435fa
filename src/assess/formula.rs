//! The formula of `docs/assessment.md`, in its order of operations: the script
//! `src/export/site/assets/scripts/coverage.js` computes the same, and a test compares every digit.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::assessment::{Assessment, Presence};
use super::exposure::{Exposure, reach};
use super::ground::{Ground, Measure, MeasureKind, Row};
use crate::model::kinds::{Effect, Maturity, PatientSafety};

/// What a link of a detection weighs, and what all of a technique weigh at most.
const DETECTION_WEIGHT: f64 = 0.25;
const SEEN_MOST: f64 = 0.5;

/// From which coverage on a technique is covered, and from which partly.
const COVERED_FROM: f64 = 0.75;
const PARTLY_FROM: f64 = 0.25;

/// How far a technique is covered, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Less than a quarter.
    Open,
    /// A quarter or more.
    Partly,
    /// Three quarters or more.
    Covered,
    /// The site has nothing that it is used against.
    NotApplicable,
}

impl State {
    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Partly => "partly",
            Self::Covered => "covered",
            Self::NotApplicable => "not applicable",
        }
    }

    fn of(coverage: f64) -> Self {
        if coverage >= COVERED_FROM {
            Self::Covered
        } else if coverage >= PARTLY_FROM {
            Self::Partly
        } else {
            Self::Open
        }
    }
}

/// How far one technique is covered. Where it does not apply the numbers are zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TechniqueCoverage {
    /// Whether the site has something that it is used against.
    pub applicable: bool,
    /// How much the technique counts: maturity times patient safety, from 1 to 9.
    pub importance: u8,
    /// What mitigations do, from 0 to 1.
    pub prevented: f64,
    /// What detections do, from 0 to 1/2.
    pub seen: f64,
    /// Both, from 0 to 1.
    pub coverage: f64,
    /// The same in a word.
    pub state: State,
    /// From where the access that it needs is given, if that is known. No number depends on it.
    pub reach: Option<Exposure>,
}

/// How many techniques are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each field is a state")]
pub struct Counts {
    pub covered: usize,
    pub partly: usize,
    pub open: usize,
    pub not_applicable: usize,
}

/// A thing to do next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step<'a> {
    /// The mitigation or detection to put in place.
    pub id: &'a str,
    /// Which of the two it is.
    pub kind: MeasureKind,
    /// From 1, the first to do.
    pub priority: u8,
    /// How much importance times coverage it adds.
    pub gain: f64,
    /// Techniques that it makes covered, by id.
    pub closes: Vec<&'a str>,
    /// Techniques that name it and are not covered yet, by id.
    pub touches: Vec<&'a str>,
}

/// What an assessment covers, and what to do next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteCoverage<'a> {
    /// Every technique, by id.
    pub techniques: BTreeMap<&'a str, TechniqueCoverage>,
    /// From 0 to 1; nothing where no technique applies.
    pub coverage: Option<f64>,
    /// The importance of all techniques that apply.
    pub importance: u32,
    /// How many techniques are in each state.
    pub counts: Counts,
    /// The next steps, the best first.
    pub steps: Vec<Step<'a>>,
}

impl SiteCoverage<'_> {
    /// Returns the points of a hundred that a gain adds to the coverage of the site.
    pub fn points(&self, gain: f64) -> f64 {
        if self.importance == 0 { 0.0 } else { 100.0 * gain / f64::from(self.importance) }
    }

    /// Returns the coverage of the site in whole percents.
    pub fn percent(&self) -> Option<u8> {
        self.coverage.map(percent)
    }
}

/// Returns a share as whole percents, rounded down: never more than there is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1"
)]
pub fn percent(share: f64) -> u8 {
    (share * 100.0).floor() as u8
}

fn maturity_weight(maturity: Maturity) -> u8 {
    match maturity {
        Maturity::Observed => 3,
        Maturity::Demonstrated => 2,
        Maturity::Conceptual => 1,
    }
}

fn safety_weight(safety: PatientSafety) -> u8 {
    match safety {
        PatientSafety::Direct => 3,
        PatientSafety::Indirect => 2,
        PatientSafety::None => 1,
    }
}

fn effect_weight(effect: Effect) -> f64 {
    match effect {
        Effect::Prevents => 0.75,
        Effect::Hinders => 0.5,
        Effect::Limits => 0.25,
    }
}

/// A technique with its links in the order of their ids.
struct Judged<'a> {
    id: &'a str,
    importance: u8,
    mitigations: Vec<(&'a str, f64)>,
    detections: Vec<(&'a str, f64)>,
}

impl<'a> Judged<'a> {
    fn new(row: &Row<'a>) -> Self {
        let mut mitigations: Vec<(&str, f64)> =
            row.mitigations.iter().map(|(id, effect)| (*id, effect_weight(*effect))).collect();
        let mut detections: Vec<(&str, f64)> =
            row.detections.iter().map(|id| (*id, DETECTION_WEIGHT)).collect();
        mitigations.sort_by_key(|(id, _)| *id);
        detections.sort_by_key(|(id, _)| *id);
        let importance = maturity_weight(row.maturity) * safety_weight(row.safety);
        Self { id: row.id, importance, mitigations, detections }
    }

    fn coverage(&self, status_of: &dyn Fn(&str) -> Presence) -> TechniqueCoverage {
        let prevented = 1.0 - remainder(&self.mitigations, status_of);
        let seen = (1.0 - remainder(&self.detections, status_of)).min(SEEN_MOST);
        let coverage = 1.0 - (1.0 - prevented) * (1.0 - seen);
        let (importance, state) = (self.importance, State::of(coverage));
        let reach = None;
        TechniqueCoverage { applicable: true, importance, prevented, seen, coverage, state, reach }
    }
}

/// Returns what remains open after links of these weights: the product of what each leaves.
fn remainder(links: &[(&str, f64)], status_of: &dyn Fn(&str) -> Presence) -> f64 {
    let mut rest = 1.0;
    for (id, weight) in links {
        if let Some(share) = status_of(id).share() {
            rest *= 1.0 - weight * share;
        }
    }
    rest
}

/// Returns what an assessment covers, and what to do next. Ids that the matrix does not have count as
/// not written; an id should stand in a list once.
pub fn coverage<'a>(ground: &Ground<'a>, assessment: &Assessment) -> SiteCoverage<'a> {
    let statuses: BTreeMap<&str, Presence> =
        assessment.entries().map(|it| (it.id.as_str(), it.status)).collect();
    let status_of = |id: &str| statuses.get(id).copied().unwrap_or_default();
    let assets = assessment.assets.iter().map(|it| it.id.as_str());
    let assets: BTreeSet<&str> = assets.filter(|id| ground.assets.contains(id)).collect();
    let exposures = assessment.assets.iter().filter_map(|it| Some((it.id.as_str(), it.exposure?)));
    let exposures: BTreeMap<&str, Exposure> = exposures.collect();
    let surfaces = assessment.surfaces.iter().map(String::as_str);
    let surfaces: BTreeSet<&str> = surfaces.filter(|id| ground.surfaces.contains(id)).collect();
    let meets = |ours: &BTreeSet<&str>, theirs: &[&str]| {
        ours.is_empty() || theirs.iter().any(|id| ours.contains(id))
    };

    let mut site = SiteCoverage::default();
    let mut judged: Vec<Judged<'a>> = Vec::new();
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut sum = 0.0;
    let mut rows: Vec<&Row<'a>> = ground.techniques.iter().collect();
    rows.sort_by_key(|row| row.id);
    for row in rows {
        let technique = Judged::new(row);
        let found = if meets(&assets, &row.assets) && meets(&surfaces, &row.surface) {
            TechniqueCoverage { reach: reach(row, &exposures), ..technique.coverage(&status_of) }
        } else {
            TechniqueCoverage {
                applicable: false,
                importance: technique.importance,
                prevented: 0.0,
                seen: 0.0,
                coverage: 0.0,
                state: State::NotApplicable,
                reach: None,
            }
        };
        site.techniques.insert(row.id, found);
        match found.state {
            State::Covered => site.counts.covered += 1,
            State::Partly => site.counts.partly += 1,
            State::Open => site.counts.open += 1,
            State::NotApplicable => site.counts.not_applicable += 1,
        }
        if !found.applicable {
            continue;
        }
        sum += f64::from(found.importance) * found.coverage;
        site.importance += u32::from(found.importance);
        for (id, _) in technique.mitigations.iter().chain(&technique.detections) {
            named.entry(id).or_default().push(judged.len());
        }
        judged.push(technique);
    }
    if site.importance > 0 {
        site.coverage = Some(sum / f64::from(site.importance));
    }
    let places = |measure: &Measure<'a>| named.get(measure.id).map_or(&[][..], Vec::as_slice);
    site.steps = ground
        .measures
        .iter()
        .filter_map(|it| step(*it, &status_of, &site, places(it).iter().map(|at| &judged[*at])))
        .collect();
    site.steps.sort_by(|a, b| {
        let order = b.gain.total_cmp(&a.gain).then(b.closes.len().cmp(&a.closes.len()));
        order.then(a.priority.cmp(&b.priority)).then(a.id.cmp(b.id))
    });
    site
}

/// Returns what putting a thing in place adds, if it adds something.
fn step<'a, 'b>(
    measure: Measure<'a>,
    status_of: &dyn Fn(&str) -> Presence,
    site: &SiteCoverage<'a>,
    named: impl Iterator<Item = &'b Judged<'a>>,
) -> Option<Step<'a>>
where
    'a: 'b,
{
    if matches!(status_of(measure.id), Presence::InPlace | Presence::NotApplicable) {
        return None;
    }
    let after =
        |other: &str| if other == measure.id { Presence::InPlace } else { status_of(other) };
    let Measure { id, kind, priority } = measure;
    let mut step = Step { id, kind, priority, gain: 0.0, closes: Vec::new(), touches: Vec::new() };
    for technique in named {
        let Some(before) = site.techniques.get(technique.id) else { continue };
        let then = technique.coverage(&after);
        step.gain += f64::from(technique.importance) * (then.coverage - before.coverage);
        if before.state == State::Covered {
            continue;
        }
        step.touches.push(technique.id);
        if then.state == State::Covered {
            step.closes.push(technique.id);
        }
    }
    (step.gain > 0.0).then_some(step)
}
