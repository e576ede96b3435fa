//! An assessment, judged against the matrix that it speaks of.

use std::collections::BTreeMap;

use serde::Deserialize as _;

use super::assessment_codes as codes;
use super::calendar::day_of;
use super::rules::IMPOSSIBLE_DATE;
use super::schema;
use crate::assess::{Assessment, Entry, FORMAT};
use crate::diagnostic::{Diagnostic, FileId, Fix, Level, Location, Report, Source, nearest, sole};
use crate::model::{Matrix, Object, SURFACES};

/// Judges an assessment, and returns it unless there is an error. Ids that the matrix does not have
/// are warnings, and stay in it.
pub fn assessment(
    file: FileId,
    source: &Source,
    matrix: &Matrix,
    report: &mut Report,
) -> Option<Assessment> {
    let tree = source.tree.as_ref()?;
    let mut findings = Vec::new();
    schema::assessment(file, source, &mut findings);
    let read = Assessment::deserialize(tree).ok();
    if let Some(assessment) = &read {
        let mut judge = Judge { file, matrix, assessment, findings: &mut findings };
        judge.matrix();
        judge.ids();
        judge.days();
    }
    let sound = findings.iter().all(|it| it.code.level != Level::Error);
    for finding in findings {
        report.push(finding);
    }
    read.filter(|it| sound && it.format == FORMAT)
}

struct Judge<'a> {
    file: FileId,
    matrix: &'a Matrix,
    assessment: &'a Assessment,
    findings: &'a mut Vec<Diagnostic>,
}

impl Judge<'_> {
    fn at(&self, pointer: impl Into<String>) -> Location {
        Location::value(self.file, pointer)
    }

    fn matrix(&mut self) {
        let (ours, meta) = (&self.assessment.matrix, self.matrix.meta());
        if ours.id != meta.id {
            let message = format!("this is an assessment of `{}`, not of `{}`", ours.id, meta.id);
            let finding =
                Diagnostic::new(&codes::ASSESSMENT_OF_OTHER_MATRIX, self.at("/matrix/id"), message);
            self.findings.push(finding.help("name the folder of its matrix with --matrix DIR"));
        } else if ours.version != meta.version {
            let message = format!(
                "it was made with version {}, this is version {}",
                ours.version, meta.version
            );
            let finding = Diagnostic::new(
                &codes::ASSESSMENT_OF_OTHER_VERSION,
                self.at("/matrix/version"),
                message,
            );
            self.findings
                .push(finding.help("see what is new, fill it in, then write this version"));
        }
    }

    fn ids(&mut self) {
        let it = self.assessment;
        let of = |list: &[Entry]| list.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        let assets = it.assets.iter().map(|it| it.id.clone()).collect();
        let surfaces = it.surfaces.clone();
        for (field, kind, ids) in [
            ("assets", "asset", assets),
            ("mitigations", "mitigation", of(&it.mitigations)),
            ("detections", "detection", of(&it.detections)),
            ("surfaces", "", surfaces),
        ] {
            self.twice(field, &ids);
            for (place, id) in ids.iter().enumerate() {
                let leaf = if kind.is_empty() { "" } else { "/id" };
                let pointer = format!("/{field}/{place}{leaf}");
                if kind.is_empty() {
                    self.surface(&pointer, id);
                } else {
                    self.known(&pointer, kind, id);
                }
            }
        }
    }

    fn twice(&mut self, field: &str, ids: &[String]) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, id) in ids.iter().enumerate() {
            let Some(earlier) = first.get(id.as_str()) else {
                first.insert(id, place);
                continue;
            };
            let message = format!("`{id}` stands twice in `{field}`");
            let here = self.at(format!("/{field}/{place}"));
            let other = self.at(format!("/{field}/{earlier}"));
            let finding = Diagnostic::new(&codes::ASSESSED_TWICE, here, message)
                .help("delete one of the two")
                .related(other, "the first")
                .instead_of(&["wrong-format"]);
            self.findings.push(finding);
        }
    }

    fn known(&mut self, pointer: &str, kind: &'static str, id: &str) {
        let found = self.matrix.find(kind, id);
        if found.is_some_and(|it| Matrix::in_use(&it.common)) {
            return;
        }
        let live = || {
            let all = self.matrix.of_kind(kind).filter(|it| Matrix::in_use(&it.common));
            all.map(Object::id)
        };
        let (message, help, fix) = if let Some(object) = found {
            let by = object.common.replaced_by.as_deref();
            let help = by.map_or_else(
                || "delete it when nobody needs it any more".to_owned(),
                |by| format!("`{by}` replaces it: say how far that is in place"),
            );
            (format!("the {kind} `{id}` was withdrawn"), help, None)
        } else {
            let near = nearest(id, live());
            let name = near.and_then(|it| self.matrix.find(kind, it)).map(Object::name);
            let help = near.zip(name).map_or_else(
                || format!("`dtm list {kind}` lists what there is"),
                |(near, name)| format!("did you mean `{near}` ({name})?"),
            );
            let fix = sole(id, live()).map(|near| Fix::word(self.at(pointer), near));
            (format!("there is no {kind} `{id}`; it counts as not written"), help, fix)
        };
        let finding = Diagnostic::new(&codes::UNKNOWN_ASSESSED_ID, self.at(pointer), message);
        self.findings.push(finding.help(help).fix(fix));
    }

    fn surface(&mut self, pointer: &str, word: &str) {
        let words = || SURFACES.iter().map(|(word, ..)| *word);
        if words().any(|it| it == word) {
            return;
        }
        let help = nearest(word, words()).map_or_else(
            || format!("the words are {}", words().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let fix = sole(word, words()).map(|near| Fix::word(self.at(pointer), near));
        let message = format!("there is no surface `{word}`; it counts as not written");
        let finding = Diagnostic::new(&codes::UNKNOWN_ASSESSED_ID, self.at(pointer), message);
        self.findings.push(finding.help(help).fix(fix));
    }

    fn days(&mut self) {
        let it = self.assessment;
        self.possible("/date", &it.date);
        let lists = [("mitigations", &it.mitigations), ("detections", &it.detections)];
        for (field, list) in lists {
            for (place, entry) in list.iter().enumerate() {
                self.entry(&format!("/{field}/{place}"), entry);
            }
        }
    }

    fn entry(&mut self, pointer: &str, entry: &Entry) {
        let day = &self.assessment.date;
        if let Some(since) = &entry.since {
            let at = format!("{pointer}/since");
            if self.possible(&at, since) && since > day {
                let message = format!("{since} is after the day of the assessment, {day}");
                self.late(&at, message, "write `planned` while it is not there yet");
            }
        }
        let mut before: Option<&str> = None;
        for (place, past) in entry.history.iter().enumerate() {
            let at = format!("{pointer}/history/{place}/date");
            if !self.possible(&at, &past.date) {
                continue;
            }
            if past.date >= *day {
                let message = format!(
                    "{} is not before the day of the assessment, {day}; it counts nowhere",
                    past.date
                );
                self.late(&at, message, "the history holds what was on earlier days");
            }
            if let Some(before) = before.filter(|before| past.date.as_str() <= *before) {
                let message = format!("{} does not come after {before}", past.date);
                let finding = Diagnostic::new(&codes::HISTORY_OUT_OF_ORDER, self.at(&at), message);
                self.findings.push(finding.help("the oldest comes first, and each day has one"));
            }
            before = Some(&past.date);
        }
    }

    fn late(&mut self, pointer: &str, message: String, help: &str) {
        let finding = Diagnostic::new(&codes::DAY_AFTER_ASSESSMENT, self.at(pointer), message);
        self.findings.push(finding.help(help));
    }

    /// Returns whether the calendar has a day, and says so if it has not.
    fn possible(&mut self, pointer: &str, date: &str) -> bool {
        // What is no date at all the schema has said.
        let Some((day, days)) = day_of(date) else { return false };
        if (1..=days).contains(&day) {
            return true;
        }
        let message = format!("no calendar has the day {date}");
        let finding = Diagnostic::new(&IMPOSSIBLE_DATE, self.at(pointer), message);
        self.findings.push(finding.help(format!("that month has {days} days")));
        false
    }
}
