//! From devices to reports, with all that a matrix knows of questions, mitigations and techniques.

use std::collections::{BTreeMap, BTreeSet};

use super::device::Device;
use super::form::{Answer, Form};
use super::report::{Ask, Bearer, DeviceReport, Need, TechniqueLine, Why};
use super::verdict::{AnswerTable, Judgment, Verdict};
use crate::assess::{
    self, Assessment, Entry, Ground, MatrixId, OwnAsset, Presence, SiteCoverage, State,
};
use crate::diagnostic::nearest;
use crate::model::kinds::Meaning;
use crate::model::{Body, Matrix};
use rayon::prelude::*;
use serde::Serialize;

/// From which importance on a mitigation that is impossible is worth a question: observed and indirect,
/// or demonstrated and direct.
const IMPORTANT: u8 = 6;

/// The part of one audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task<'a> {
    /// The audience.
    pub audience: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it does.
    pub task: &'a str,
}

/// What every report needs to know of the matrix.
pub struct Lore<'a> {
    /// The matrix.
    pub matrix: &'a Matrix,
    /// The questions.
    pub form: Form<'a>,
    table: AnswerTable<'a>,
    ground: Ground<'a>,
    deciding: BTreeSet<&'a str>,
}

/// An id that the matrix does not have.
pub(super) struct Stranger<'b, 'a> {
    /// Where it stands in the device file.
    pub(super) pointer: String,
    /// What it should be.
    pub(super) what: &'static str,
    /// The id.
    pub(super) id: &'b str,
    /// What it may mean.
    pub(super) near: Option<&'a str>,
}

impl<'a> Lore<'a> {
    /// Reads it off a matrix, if that has the form.
    pub fn of(matrix: &'a Matrix) -> Option<Self> {
        let form = Form::of(matrix)?;
        let table = AnswerTable::of(&form);
        let deciding = table.deciding();
        Some(Self { matrix, form, table, ground: Ground::of(matrix), deciding })
    }

    /// Returns the reports of devices in the order of their names.
    pub fn reports(&self, devices: &[Device]) -> Vec<DeviceReport<'a>> {
        let mut reports: Vec<DeviceReport<'a>> =
            devices.par_iter().map(|device| self.report(device)).collect();
        reports.sort_by(|a, b| (&a.slug, &a.file).cmp(&(&b.slug, &b.file)));
        reports
    }

    /// Returns what a device file names and the matrix does not have.
    pub(super) fn strangers<'b>(&self, device: &'b Device) -> Vec<Stranger<'b, 'a>> {
        let Ground { assets, surfaces, .. } = &self.ground;
        let lists = [
            ("/assets", "asset", &device.assets, assets),
            ("/surfaces", "surface", &device.surfaces, surfaces),
        ];
        let of_list = lists.into_iter().flat_map(|(list, what, named, known)| {
            let strange = named.iter().enumerate().filter(|(_, id)| !known.contains(id.as_str()));
            strange.map(move |(place, id)| Stranger {
                pointer: format!("{list}/{place}"),
                what,
                id,
                near: nearest(id, known.iter().copied()),
            })
        });
        of_list.collect()
    }

    fn report(&self, device: &Device) -> DeviceReport<'a> {
        let mitigations = self.table.judge(device);
        let has = |it: &Judgment<'_>| match it.verdict {
            Verdict::InPlace | Verdict::Possible => Presence::InPlace,
            _ => Presence::Absent,
        };
        let delivered = self.covered(device, &mitigations, &|it| match it.verdict {
            Verdict::InPlace => Presence::InPlace,
            _ => Presence::Absent,
        });
        // What cannot be done for the device is no next step of the network.
        let around = self.covered(device, &mitigations, &|it| match it.verdict {
            Verdict::Impossible => Presence::NotApplicable,
            Verdict::Unclear if !it.site_can => Presence::NotApplicable,
            _ => has(it),
        });
        let asked = self.covered(device, &mitigations, &has);
        let answered =
            |it: &&super::device::Given| it.answer.is_some_and(|answer| answer != Answer::SeeNote);
        let known: BTreeSet<&str> =
            device.answers.iter().filter(answered).map(|it| it.id.as_str()).collect();
        DeviceReport {
            name: device.name(),
            slug: device.slug(),
            product: device.product.clone(),
            file: device.source.file.clone(),
            assets: device.assets.clone(),
            count: device.count.unwrap_or(1).max(1),
            answers: device
                .answers
                .iter()
                .filter_map(|it| Some((self.form.question(&it.id)?.id.as_str(), it.answer?)))
                .collect(),
            answered: known.len(),
            open: self.deciding.iter().filter(|id| !known.contains(*id)).count(),
            as_delivered: delivered.coverage,
            once_set_up: around.coverage,
            importance: around.importance,
            techniques: self.lines(&delivered, &around),
            needs: self.needs(&around),
            questions: self.questions(device, &mitigations, &asked),
            mitigations,
        }
    }

    /// Applies the formula of `docs/assessment.md` to one device.
    fn covered(
        &self,
        device: &Device,
        mitigations: &[Judgment<'_>],
        presence: &dyn Fn(&Judgment<'_>) -> Presence,
    ) -> SiteCoverage<'a> {
        let mut assessment = Assessment::new(MatrixId::default(), "");
        assessment.assets = device
            .assets
            .iter()
            .map(|id| OwnAsset { id: id.clone(), ..OwnAsset::default() })
            .collect();
        assessment.surfaces.clone_from(&device.surfaces);
        let entry = |it: &Judgment<'_>| Entry {
            id: it.mitigation.to_owned(),
            status: presence(it),
            ..Entry::default()
        };
        assessment.mitigations = mitigations.iter().map(entry).collect();
        assess::coverage(&self.ground, &assessment)
    }

    /// Returns the questions of which an answer can decide something, in the order of the form.
    pub(super) fn deciding(&self) -> impl Iterator<Item = &'a str> {
        let all = self.form.questions.iter().map(|it| it.id.as_str());
        all.filter(|id| self.deciding.contains(id))
    }

    /// Returns the name of an object of the matrix.
    pub(super) fn name(&self, id: &str) -> &'a str {
        self.matrix.get(id).map_or("", |it| it.name())
    }

    fn lines(
        &self,
        delivered: &SiteCoverage<'a>,
        around: &SiteCoverage<'a>,
    ) -> Vec<TechniqueLine<'a>> {
        let applies = around.techniques.iter().filter(|(_, it)| it.applicable);
        let mut lines: Vec<TechniqueLine<'a>> = applies
            .filter_map(|(id, set_up)| {
                let first = delivered.techniques.get(id)?;
                let bearer = match (first.state, set_up.state) {
                    (State::Covered, _) => Bearer::Delivered,
                    (_, State::Covered) => Bearer::SetUp,
                    (_, State::Partly) => Bearer::Partly,
                    _ => Bearer::Network,
                };
                Some(TechniqueLine {
                    id,
                    name: self.name(id),
                    importance: set_up.importance,
                    as_delivered: first.coverage,
                    once_set_up: set_up.coverage,
                    bearer,
                })
            })
            .collect();
        lines.sort_by_key(|it| std::cmp::Reverse(it.importance));
        lines
    }

    fn needs(&self, around: &SiteCoverage<'a>) -> Vec<Need<'a>> {
        let step = |step: &assess::Step<'a>| Need {
            id: step.id,
            name: self.name(step.id),
            kind: step.kind,
            gain: step.gain,
            closes: step.closes.clone(),
        };
        around.steps.iter().map(step).collect()
    }

    fn questions(
        &self,
        device: &Device,
        mitigations: &[Judgment<'a>],
        asked: &SiteCoverage<'a>,
    ) -> Vec<Ask<'a>> {
        let mut found: BTreeMap<(&str, Why), Ask<'a>> = BTreeMap::new();
        for judged in mitigations {
            let Some(step) = asked.steps.iter().find(|it| it.id == judged.mitigation) else {
                continue;
            };
            let matters = step
                .touches
                .iter()
                .any(|id| asked.techniques.get(id).is_some_and(|it| it.importance >= IMPORTANT));
            for reason in &judged.reasons {
                let why = match (judged.verdict, reason.means) {
                    (Verdict::Impossible, Some(Meaning::Impossible)) if reason.sure && matters => {
                        Why::Impossible
                    }
                    (Verdict::Unclear, None) if reason.answer.is_some() => Why::Note,
                    (Verdict::Unclear, None) => Why::Open,
                    (Verdict::Unclear, Some(_)) if !reason.sure => Why::Unsure,
                    _ => continue,
                };
                let ask = found.entry((reason.question, why)).or_insert_with(|| Ask {
                    question: reason.question,
                    label: self.form.question(reason.question).map_or("", |it| &it.title),
                    answer: reason.answer,
                    note: note(device, reason.question),
                    why,
                    rationale: reason.rationale,
                    mitigations: Vec::new(),
                    weight: 0.0,
                });
                ask.mitigations.push(judged.mitigation);
                ask.weight += step.gain;
            }
        }
        let mut asks: Vec<Ask<'a>> = found.into_values().collect();
        asks.sort_by(|a, b| {
            let place = |it: &Ask<'_>| self.form.place(it.question);
            b.weight.total_cmp(&a.weight).then_with(|| place(a).cmp(&place(b)))
        });
        asks
    }

    /// Returns what each audience does for a mitigation.
    pub(super) fn tasks(&self, id: &str) -> Vec<Task<'a>> {
        let Some(Body::Mitigation(it)) = self.matrix.get(id).map(|it| &it.body) else {
            return Vec::new();
        };
        let task = |part: &'a crate::model::kinds::Responsibility| Task {
            audience: &part.audience,
            name: self.name(&part.audience),
            task: &part.task,
        };
        it.responsibility.iter().map(task).collect()
    }
}

fn note(device: &Device, question: &str) -> Option<String> {
    device.answers.iter().find(|it| it.id == question)?.note.clone()
}
