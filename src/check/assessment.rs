//! An assessment, judged against the matrix that it speaks of.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize as _;
use serde_json::Value;

use super::assessment_codes as codes;
use super::calendar::day_of;
use super::guest::GuestSchema;
use super::rules::IMPOSSIBLE_DATE;
use crate::assess::{self, Assessment, FORMAT};
use crate::diagnostic::{Diagnostic, FileId, Fix, Level, Location, Report, Source, nearest, sole};
use crate::model::{KINDS, Kind, Matrix, Object, prefixed};

static SCHEMA: LazyLock<GuestSchema> = LazyLock::new(|| GuestSchema::new(assess::SCHEMA));

/// Judges an assessment, and returns it unless there is an error. Ids that the matrix does not have
/// are warnings, and stay in it. Without a matrix nothing is said of ids.
pub fn assessment(
    file: FileId,
    source: &Source,
    matrix: &Matrix,
    report: &mut Report,
) -> Option<Assessment> {
    let tree = source.tree.as_ref()?;
    let mut findings = SCHEMA.judge(file, source);
    // The tree is asked and not the struct, so that a slip in one place hides nothing elsewhere.
    let mut judge = Judge { file, matrix, tree, findings: &mut findings };
    if matrix.meta_file().is_some() {
        judge.matrix();
        judge.ids();
    }
    judge.days();
    let sound = findings.iter().all(|it| it.code.level != Level::Error);
    for finding in findings {
        report.push(finding);
    }
    let read = Assessment::deserialize(tree).ok();
    read.filter(|it| sound && it.format == FORMAT)
}

/// The lists of an assessment: the field, the kind of its ids, and where in an item the id stands.
const LISTS: [(&str, &str, &str); 4] = [
    ("assets", "asset", "/id"),
    ("mitigations", "mitigation", "/id"),
    ("detections", "detection", "/id"),
    ("surfaces", "", ""),
];

struct Judge<'a> {
    file: FileId,
    matrix: &'a Matrix,
    tree: &'a Value,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Judge<'a> {
    fn at(&self, pointer: impl Into<String>) -> Location {
        Location::value(self.file, pointer)
    }

    /// Returns the text behind a pointer. What is no text the schema has said.
    fn text(&self, pointer: &str) -> Option<&'a str> {
        self.tree.pointer(pointer)?.as_str()
    }

    /// Returns how many items a list has.
    fn items(&self, pointer: &str) -> usize {
        self.tree.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn matrix(&mut self) {
        let meta = self.matrix.meta();
        let Some(id) = self.text("/matrix/id") else { return };
        if id != meta.id {
            let message = format!("this is an assessment of `{id}`, not of `{}`", meta.id);
            let here = self.at("/matrix/id");
            let finding = Diagnostic::new(&codes::ASSESSMENT_OF_OTHER_MATRIX, here, message);
            self.findings.push(finding.help("name the folder of its matrix with --matrix DIR"));
            return;
        }
        let Some(version) = self.text("/matrix/version") else { return };
        if version != meta.version {
            let message = format!("it was made with version {version}, this is {}", meta.version);
            let here = self.at("/matrix/version");
            let finding = Diagnostic::new(&codes::ASSESSMENT_OF_OTHER_VERSION, here, message);
            self.findings
                .push(finding.help("see what is new, fill it in, then write this version"));
        }
    }

    fn ids(&mut self) {
        for (field, kind, leaf) in LISTS {
            let mut first: BTreeMap<&str, usize> = BTreeMap::new();
            for place in 0..self.items(&format!("/{field}")) {
                let pointer = format!("/{field}/{place}{leaf}");
                let Some(id) = self.text(&pointer) else { continue };
                if let Some(earlier) = first.get(id) {
                    self.twice(field, id, *earlier, place);
                    continue;
                }
                first.insert(id, place);
                match KINDS.iter().find(|it| it.name == kind) {
                    Some(kind) => self.known(&pointer, kind, id),
                    None => self.surface(&pointer, id),
                }
            }
        }
    }

    fn twice(&mut self, field: &str, id: &str, earlier: usize, place: usize) {
        let message = format!("`{id}` stands twice in `{field}`");
        let here = self.at(format!("/{field}/{place}"));
        let other = self.at(format!("/{field}/{earlier}"));
        let finding = Diagnostic::new(&codes::ASSESSED_TWICE, here, message)
            .help("delete one of the two")
            .related(other, "the first")
            .instead_of(&["wrong-format"]);
        self.findings.push(finding);
    }

    fn known(&mut self, pointer: &str, kind: &Kind, id: &str) {
        let matrix = self.matrix;
        let of = prefixed(id).map(|it| it.1);
        let formed = of.is_some_and(|of| of == kind);
        let kind = kind.name;
        let live = || {
            let all = matrix.of_kind(kind).filter(|it| Matrix::in_use(&it.common));
            all.map(Object::id)
        };
        if !formed {
            // An id of another form the schema has said; what is meant it does not know.
            let here = self.at(pointer);
            let said = self.findings.iter_mut().find(|it| it.location == here);
            if let (Some(said), Some(near)) = (said, sole(id, live())) {
                let name = matrix.find(kind, near).map_or("", Object::name);
                said.help = Some(format!("did you mean `{near}` ({name})?"));
                said.fix = Some(Fix::word(here, near));
            }
            return;
        }
        let found = matrix.find(kind, id);
        if found.is_some_and(|it| Matrix::in_use(&it.common)) {
            return;
        }
        let (message, help, fix) = if let Some(object) = found {
            let by = object.common.replaced_by.as_deref();
            let help = by.map_or_else(
                || "delete it when nobody needs it any more".to_owned(),
                |by| format!("`{by}` replaces it: say how far that is in place"),
            );
            (format!("the {kind} `{id}` was withdrawn"), help, None)
        } else {
            let near = nearest(id, live());
            let name = near.and_then(|it| matrix.find(kind, it)).map(Object::name);
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
        let words = || self.matrix.surfaces().map(|(word, ..)| *word);
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
        let day = self.day("/date");
        for field in ["mitigations", "detections"] {
            for place in 0..self.items(&format!("/{field}")) {
                let entry = format!("/{field}/{place}");
                if let (Some(since), Some(day)) = (self.day(&format!("{entry}/since")), day)
                    && since > day
                {
                    let message = format!("{since} is after the day of the assessment, {day}");
                    let help = "write `planned` while it is not there yet";
                    self.late(&format!("{entry}/since"), message, help);
                }
                self.history(&format!("{entry}/history"), day);
            }
        }
    }

    fn history(&mut self, pointer: &str, day: Option<&str>) {
        let mut before: Option<&str> = None;
        for place in 0..self.items(pointer) {
            let at = format!("{pointer}/{place}/date");
            let Some(date) = self.day(&at) else { continue };
            if let Some(day) = day.filter(|day| date >= *day) {
                let message = format!(
                    "{date} is not before the day of the assessment, {day}; it counts nowhere"
                );
                self.late(&at, message, "the history holds what was on earlier days");
            }
            if let Some(before) = before.filter(|before| date <= *before) {
                let message = format!("{date} does not come after {before}");
                let finding = Diagnostic::new(&codes::HISTORY_OUT_OF_ORDER, self.at(&at), message);
                self.findings.push(finding.help("the oldest comes first, and each day has one"));
            }
            before = Some(date);
        }
    }

    fn late(&mut self, pointer: &str, message: String, help: &str) {
        let finding = Diagnostic::new(&codes::DAY_AFTER_ASSESSMENT, self.at(pointer), message);
        self.findings.push(finding.help(help));
    }

    /// Returns the day behind a pointer, and says so if no calendar has it.
    fn day(&mut self, pointer: &str) -> Option<&'a str> {
        let date = self.text(pointer)?;
        // What is no date at all the schema has said.
        let (day, days) = day_of(date)?;
        if (1..=days).contains(&day) {
            return Some(date);
        }
        let message = format!("no calendar has the day {date}");
        let finding = Diagnostic::new(&IMPOSSIBLE_DATE, self.at(pointer), message);
        let finding = finding.help(format!("that month has {days} days"));
        self.findings.push(finding.instead_of(&["wrong-format"]));
        None
    }
}
