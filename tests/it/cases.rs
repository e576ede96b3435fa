//! Faults as authors make them: each folder of `tests/cases/` with the report that it must give.
//!
//! A case lays the files of its `matrix/` over the small matrix in `tests/ground/`, whole and byte
//! for byte; `matrix/.drop` lists files of the ground to leave out. `expected.txt` is the report as
//! a person reads it, eighty columns wide and without colors. `UPDATE=1 cargo test` writes it;
//! read the difference before you commit it. The report of an `ok-` case is empty.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dicom_threat_matrix::compile;
use dicom_threat_matrix::diagnostic::render::{Screen, format};

use crate::support;

/// Returns the names of all cases, sorted.
fn names() -> Vec<String> {
    let folders = std::fs::read_dir(support::project("tests/cases")).expect("there are cases");
    let names = folders.map(|folder| folder.expect("readable").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a name in ASCII")).collect();
    names.sort();
    names
}

/// Returns the files of a case: the ground, with what the case replaces, adds and leaves out.
fn laid_out(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = support::project(&format!("tests/cases/{name}/matrix"));
    let mut files = support::ground();
    for inner in support::files(&folder) {
        let bytes = std::fs::read(folder.join(&inner)).expect("readable");
        if inner == ".drop" {
            for path in String::from_utf8(bytes).expect("UTF-8").lines() {
                assert!(files.remove(path).is_some(), "{name}: the ground has no `{path}`");
            }
        } else {
            assert_ne!(files.get(&inner), Some(&bytes), "{name}: `{inner}` is as in the ground");
            files.insert(inner, bytes);
        }
    }
    files
}

/// Returns the report of a case as a person reads it.
fn report(name: &str) -> String {
    let compiled = support::compile(&laid_out(name));
    let human = format("human").expect("a format");
    (human.render)(&compiled.report, &compiled.sources, Screen { color: false, width: 80 })
}

#[test]
fn cases_report_what_they_should() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    for name in names() {
        let path = format!("tests/cases/{name}/expected.txt");
        let made = report(&name);
        if update {
            support::golden(&path, &made);
        } else {
            let there = std::fs::read_to_string(support::project(&path)).unwrap_or_default();
            if there != made {
                let _ = writeln!(wrong, "== {path}\n-- there:\n{there}-- made:\n{made}");
            }
        }
    }
    assert!(wrong.is_empty(), "stale cases; `UPDATE=1 cargo test` writes them:\n{wrong}");
}

#[test]
fn cases_find_something_unless_they_are_ok() {
    let codes = compile::codes();
    let mut wrong = String::new();
    for name in names() {
        let text = report(&name);
        let named = codes.iter().any(|code| text.contains(&format!("[{}]: ", code.id)));
        let fine = if name.starts_with("ok-") { text == "no findings\n" } else { named };
        if !fine {
            let _ = writeln!(wrong, "{name}:\n{text}");
        }
    }
    assert!(wrong.is_empty(), "cases that find nothing, or `ok-` cases that do:\n{wrong}");
}

#[test]
fn reports_cannot_steer_a_terminal() {
    for name in names() {
        let text = report(&name);
        let steers = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        assert!(!text.contains(steers), "{name} shows {:?}", text.chars().find(|c| steers(*c)));
    }
}
