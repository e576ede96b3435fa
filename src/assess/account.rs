//! What a report on an assessment says, for every format: the numbers with the names beside them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::assessment::{Assessment, Presence};
use super::comparison::{Comparison, compare};
use super::exposure::Exposure;
use super::formula::{Counts, SiteCoverage, State, Step, TechniqueCoverage, coverage, percent};
use super::framework::{self, Framework};
use super::ground::Ground;
use super::point::Point;
use crate::model::kinds::Technique;
use crate::model::{Body, Matrix, Object};

/// Name and version of the format of `report.json`.
pub const REPORT_FORMAT: &str = "dtm-assessment-report/1";

/// A report.
#[derive(Debug, Serialize)]
pub struct Account<'a> {
    /// [`REPORT_FORMAT`].
    pub format: &'static str,
    /// The matrix with which it was computed.
    pub matrix: MatrixHead<'a>,
    /// Name of the site, if it gave one.
    pub site: Option<&'a str>,
    /// The day for which it holds.
    pub date: &'a str,
    /// What the site wants to remember.
    pub note: Option<&'a str>,
    /// From 0 to 1; nothing where no technique applies.
    pub coverage: Option<f64>,
    /// The same in whole percents, rounded down.
    pub percent: Option<u8>,
    /// What the site has, by id.
    pub assets: Vec<AssetRow<'a>>,
    /// The importance of all techniques that apply.
    pub importance: u32,
    /// How many techniques are in each state.
    pub counts: Counts,
    /// Every technique, by id.
    pub techniques: Vec<TechniqueRow<'a>>,
    /// The next steps, the best first.
    pub steps: Vec<StepRow<'a>>,
    /// The site on the days of which the history speaks, and today, the oldest first.
    pub trend: Vec<Point>,
    /// What changed since an earlier assessment, if one was given.
    pub against: Option<Comparison<'a>>,
    /// How far frameworks carry.
    pub frameworks: Vec<Framework<'a>>,
    /// Ids of the assessment that this matrix does not have in use, each once, by id.
    pub unknown: Vec<&'a str>,
}

/// A matrix in a few words.
#[derive(Debug, Serialize)]
pub struct MatrixHead<'a> {
    /// Its short name.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// `M.N`.
    pub version: &'a str,
    /// The day of its release.
    pub released: &'a str,
    /// Where it is published.
    pub url: &'a str,
    /// SPDX identifier of the licence of its content.
    pub licence: &'a str,
}

/// An asset of the site.
#[derive(Debug, Serialize)]
pub struct AssetRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many of them there are, if the site says so.
    pub count: Option<u64>,
    /// From where the widest reachable of them can be reached, if the site says so.
    pub exposure: Option<Exposure>,
}

/// A technique with how far it is covered.
#[derive(Debug, Serialize)]
pub struct TechniqueRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name; of a sub-technique with that of its parent before it.
    pub name: String,
    /// Ids of its tactics.
    pub tactics: &'a [String],
    /// How well it is evidenced.
    pub maturity: &'static str,
    /// Whether a patient can come to harm.
    pub patient_safety: &'static str,
    /// The numbers.
    #[serde(flatten)]
    pub cover: TechniqueCoverage,
    /// What the matrix knows against it, by id, and how far that is in place.
    pub acted_on_by: Vec<Acting<'a>>,
}

/// A mitigation or detection of a technique.
#[derive(Debug, Serialize)]
pub struct Acting<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// `prevents`, `hinders`, `limits` or `sees`.
    pub effect: &'static str,
    /// How far it is in place.
    pub status: Presence,
}

/// A next step with its words.
#[derive(Debug, Serialize)]
pub struct StepRow<'a> {
    /// The numbers.
    #[serde(flatten)]
    pub step: Step<'a>,
    /// Name of the mitigation or detection.
    pub name: &'a str,
    /// How far it is in place now.
    pub status: Presence,
    /// Points of a hundred that it adds to the coverage of the site.
    pub points: f64,
    /// `low`, `medium` or `high`; of a detection nothing.
    pub effort: Option<&'a str>,
    /// Ids of the audiences whose work it is.
    pub audiences: Vec<&'a str>,
    /// How one sees that it is done; of a detection nothing.
    pub verify: Option<&'a str>,
}

impl<'a> Account<'a> {
    /// Computes a report. `earlier` is an assessment to compare with; `frameworks` are ids of
    /// catalogues, those that most sites answer to if there are none.
    pub fn new(
        matrix: &'a Matrix,
        assessment: &'a Assessment,
        earlier: Option<&Assessment>,
        frameworks: &[String],
    ) -> Self {
        let ground = Ground::of(matrix);
        let site = coverage(&ground, assessment);
        let statuses: BTreeMap<&str, Presence> =
            assessment.entries().map(|it| (it.id.as_str(), it.status)).collect();
        let status_of = |id: &str| statuses.get(id).copied().unwrap_or_default();
        let techniques = matrix.techniques().filter_map(|(object, technique)| {
            let cover = *site.techniques.get(object.id())?;
            Some(technique_row(matrix, object, technique, cover, &status_of))
        });
        let mut techniques: Vec<TechniqueRow<'a>> = techniques.collect();
        techniques.sort_by_key(|it| it.id);
        let mut trend: Vec<Point> = assessment
            .days()
            .into_iter()
            .map(|day| Point::new(day, &coverage(&ground, &assessment.on(day))))
            .collect();
        trend.push(Point::new(&assessment.date, &site));
        let meta = matrix.meta();
        Self {
            format: REPORT_FORMAT,
            matrix: MatrixHead {
                id: &meta.id,
                name: &meta.name,
                version: &meta.version,
                released: &meta.released,
                url: &meta.base_url,
                licence: &meta.licence,
            },
            site: assessment.site.as_deref(),
            date: &assessment.date,
            note: assessment.note.as_deref(),
            coverage: site.coverage,
            percent: site.percent(),
            assets: assets(matrix, &ground, assessment),
            importance: site.importance,
            counts: site.counts,
            techniques,
            steps: site.steps.iter().map(|it| step_row(matrix, &site, it, &status_of)).collect(),
            trend,
            against: earlier.map(|it| compare(matrix, &ground, &site, it, &status_of)),
            frameworks: framework::all(matrix, &ground, assessment, frameworks),
            unknown: unknown(&ground, assessment),
        }
    }

    /// Returns the name that stands above the report.
    pub fn title(&self) -> String {
        self.site.map_or_else(|| "Security assessment".to_owned(), str::to_owned)
    }

    /// Returns the techniques in a state, the most important first, then the least covered.
    pub fn in_state(&self, state: State) -> Vec<&TechniqueRow<'a>> {
        let mut rows: Vec<&TechniqueRow<'a>> =
            self.techniques.iter().filter(|it| it.cover.state == state).collect();
        // The rows are by id, and this order is stable.
        rows.sort_by(|a, b| {
            let important = b.cover.importance.cmp(&a.cover.importance);
            important.then(a.cover.coverage.total_cmp(&b.cover.coverage))
        });
        rows
    }

    /// Returns whether the site says of an asset from where it can be reached.
    pub fn knows_exposure(&self) -> bool {
        self.assets.iter().any(|it| it.exposure.is_some())
    }

    /// Says how many open techniques can be tried from outside, without a full stop.
    pub fn exposed(&self) -> Option<String> {
        let open = self.in_state(State::Open);
        let reach = |at| open.iter().filter(|it| it.cover.reach == Some(at)).count();
        let (internet, remote) = (reach(Exposure::Internet), reach(Exposure::RemoteAccess));
        self.knows_exposure().then(|| match internet + remote {
            0 => "No open technique is in reach from outside".to_owned(),
            all => format!(
                "{all} open in reach from outside: {internet} from the internet, \
                 {remote} by remote access"
            ),
        })
    }

    /// Returns the points of a hundred that the coverage rose by since a day.
    pub fn rise_since(&self, before: &Point) -> Option<f64> {
        Some(100.0 * (self.coverage? - before.coverage?))
    }
}

impl TechniqueRow<'_> {
    /// Returns the word for where the access that it needs is given, which may be empty.
    pub fn reach(&self) -> &'static str {
        self.cover.reach.map_or("", Exposure::word)
    }

    /// Returns how far it is covered in whole percents, rounded down.
    pub fn percent(&self) -> u8 {
        percent(self.cover.coverage)
    }

    /// Returns whether a patient can come to harm without another step.
    pub fn harms_directly(&self) -> bool {
        self.patient_safety == "direct"
    }
}

fn assets<'a>(
    matrix: &'a Matrix,
    ground: &Ground<'_>,
    assessment: &'a Assessment,
) -> Vec<AssetRow<'a>> {
    let known = assessment.assets.iter().filter(|it| ground.assets.contains(it.id.as_str()));
    let mut rows: Vec<AssetRow<'a>> = known
        .map(|it| AssetRow {
            id: &it.id,
            name: matrix.find("asset", &it.id).map_or("", Object::name),
            count: it.count,
            exposure: it.exposure,
        })
        .collect();
    rows.sort_by_key(|it| it.id);
    rows
}

fn technique_row<'a>(
    matrix: &'a Matrix,
    object: &'a Object,
    technique: &'a Technique,
    cover: TechniqueCoverage,
    status_of: &dyn Fn(&str) -> Presence,
) -> TechniqueRow<'a> {
    let acting = |id: &'a str, kind: &'static str, effect| Acting {
        id,
        name: matrix.find(kind, id).map_or("", Object::name),
        effect,
        status: status_of(id),
    };
    let mitigations =
        technique.mitigations.iter().map(|it| acting(&it.id, "mitigation", it.effect.word()));
    let detections = technique.detections.iter().map(|it| acting(&it.id, "detection", "sees"));
    let mut acted_on_by: Vec<Acting<'a>> = mitigations.collect();
    acted_on_by.sort_by_key(|it| it.id);
    let mut seen_by: Vec<Acting<'a>> = detections.collect();
    seen_by.sort_by_key(|it| it.id);
    acted_on_by.append(&mut seen_by);
    let parent = object.parent_id().and_then(|id| matrix.find("technique", id));
    TechniqueRow {
        id: object.id(),
        name: parent.map_or_else(
            || object.name().to_owned(),
            |parent| format!("{}: {}", parent.name(), object.name()),
        ),
        tactics: &technique.tactics,
        maturity: technique.maturity().word(),
        patient_safety: technique.impact.patient_safety.word(),
        cover,
        acted_on_by,
    }
}

fn step_row<'a>(
    matrix: &'a Matrix,
    site: &SiteCoverage<'a>,
    step: &Step<'a>,
    status_of: &dyn Fn(&str) -> Presence,
) -> StepRow<'a> {
    let object = matrix.find(step.kind.word(), step.id);
    let mitigation = object.and_then(|it| match &it.body {
        Body::Mitigation(it) => Some(it),
        _ => None,
    });
    let audiences: BTreeSet<&str> = mitigation
        .into_iter()
        .flat_map(|it| &it.responsibility)
        .map(|it| it.audience.as_str())
        .collect();
    StepRow {
        step: step.clone(),
        name: object.map_or("", Object::name),
        status: status_of(step.id),
        points: site.points(step.gain),
        effort: mitigation.map(|it| it.effort.as_str()),
        audiences: audiences.into_iter().collect(),
        verify: mitigation.map(|it| it.verify.as_str()),
    }
}

/// Returns the ids of an assessment that the matrix does not have in use.
fn unknown<'a>(ground: &Ground<'_>, assessment: &'a Assessment) -> Vec<&'a str> {
    let measures: BTreeSet<&str> = ground.measures.iter().map(|it| it.id).collect();
    let assets = assessment.assets.iter().map(|it| it.id.as_str());
    let surfaces = assessment.surfaces.iter().map(String::as_str);
    let entries = assessment.entries().map(|it| it.id.as_str());
    let mut found: Vec<&str> = assets
        .filter(|id| !ground.assets.contains(id))
        .chain(surfaces.filter(|id| !ground.surfaces.contains(id)))
        .chain(entries.filter(|id| !measures.contains(id)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
