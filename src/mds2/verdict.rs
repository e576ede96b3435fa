//! From answers to verdicts: what the form says about each mitigation on the device. The rules are those
//! of `docs/decisions/0022-answers-of-a-form.md`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::device::Device;
use super::form::{Answer, Form};
use crate::model::kinds::{AnswerRow, Answered, Meaning};

/// What a form says about a mitigation on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The device does its part as delivered.
    InPlace,
    /// It can do its part, and somebody has to set it up.
    Possible,
    /// An answer is open or does not prove it. Never counted as covered.
    Unclear,
    /// It cannot be carried out for this device.
    Impossible,
    /// No answer decides it: it is the site's own work.
    Site,
}

impl Verdict {
    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPlace => "in place",
            Self::Possible => "possible",
            Self::Unclear => "unclear",
            Self::Impossible => "impossible",
            Self::Site => "the site's own work",
        }
    }
}

/// One question that speaks of a mitigation, with what its answer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason<'a> {
    /// The question.
    pub question: &'a str,
    /// The answer, if there is one.
    pub answer: Option<Answer>,
    /// What it means; nothing while the answer is open.
    pub means: Option<Meaning>,
    /// Whether that is sure.
    pub sure: bool,
    /// Why it means that.
    pub rationale: &'a str,
    /// The worst that an open answer could mean.
    #[serde(skip)]
    pub worst: Option<Meaning>,
}

/// A mitigation, what the form says about it on the device, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgment<'a> {
    /// The mitigation.
    pub mitigation: &'a str,
    /// What the form says.
    pub verdict: Verdict,
    /// Whether the site can carry it out whatever the device does.
    pub site_can: bool,
    /// The questions that decide, in the order of the form.
    pub reasons: Vec<Reason<'a>>,
}

/// The reviewed rows of the matrix by mitigation.
#[derive(Debug, Default)]
pub struct AnswerTable<'a> {
    rows: BTreeMap<&'a str, Vec<(&'a str, Vec<&'a AnswerRow>)>>,
}

impl<'a> AnswerTable<'a> {
    /// Reads the rows of a form.
    pub fn of(form: &Form<'a>) -> Self {
        let mut rows: BTreeMap<&str, Vec<(&str, Vec<&AnswerRow>)>> = BTreeMap::new();
        for question in &form.questions {
            for row in &question.answers {
                let questions = rows.entry(&row.mitigation).or_default();
                match questions.last_mut() {
                    Some((id, list)) if *id == question.id => list.push(row),
                    _ => questions.push((&question.id, vec![row])),
                }
            }
        }
        Self { rows }
    }

    /// Returns the questions of which an answer can decide something.
    pub fn deciding(&self) -> std::collections::BTreeSet<&'a str> {
        let all = self.rows.values().flatten();
        all.filter(|(_, rows)| worst(rows).is_some()).map(|(id, _)| *id).collect()
    }

    /// Judges every mitigation that the form speaks of, by id.
    pub fn judge(&self, device: &Device) -> Vec<Judgment<'a>> {
        let answers: BTreeMap<&str, Answer> =
            device.answers.iter().filter_map(|it| Some((it.id.as_str(), it.answer?))).collect();
        let judged = self.rows.iter().map(|(mitigation, questions)| {
            let reasons: Vec<Reason<'a>> = questions
                .iter()
                .filter_map(|(id, rows)| reason(id, rows, answers.get(id).copied()))
                .collect();
            let never = questions.iter().flat_map(|(_, rows)| rows);
            Judgment {
                mitigation,
                verdict: verdict(&reasons),
                site_can: never.clone().all(|row| row.means != Meaning::Impossible),
                reasons,
            }
        });
        judged.collect()
    }
}

/// Returns the worst that any answer could mean.
fn worst(rows: &[&AnswerRow]) -> Option<Meaning> {
    rows.iter().map(|row| row.means).filter(|it| *it != Meaning::Nothing).min()
}

/// Returns what one question says, unless it decides nothing.
fn reason<'a>(
    question: &'a str,
    rows: &[&'a AnswerRow],
    answer: Option<Answer>,
) -> Option<Reason<'a>> {
    let open = || {
        let worst = worst(rows)?;
        let row = rows.iter().find(|row| row.means == worst)?;
        let rationale = row.rationale.as_str();
        Some(Reason { question, answer, means: None, sure: false, rationale, worst: Some(worst) })
    };
    let Some(answered) = answer.and_then(Answer::row) else { return open() };
    let row = rows.iter().find(|it| it.answer == answered || it.answer == Answered::Any)?;
    (row.means != Meaning::Nothing).then_some(Reason {
        question,
        answer,
        means: Some(row.means),
        sure: row.sure,
        rationale: &row.rationale,
        worst: None,
    })
}

/// The worst sure answer decides; doubt can make it unclear and never better.
fn verdict(reasons: &[Reason<'_>]) -> Verdict {
    let sure = reasons.iter().filter(|it| it.sure).filter_map(|it| it.means).min();
    let doubt = reasons.iter().filter(|it| !it.sure).filter_map(|it| it.means.or(it.worst)).min();
    match (sure, doubt) {
        (Some(Meaning::Impossible), _) => Verdict::Impossible,
        (Some(sure), Some(doubt)) if doubt < sure => Verdict::Unclear,
        (Some(Meaning::InPlace), _) => Verdict::InPlace,
        (Some(_), _) => Verdict::Possible,
        (None, Some(_)) => Verdict::Unclear,
        (None, None) => Verdict::Site,
    }
}
