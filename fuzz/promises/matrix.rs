//! The whole check: every finding has a code and a place, every format writes every report, and nothing steers a
//! terminal.

use dicom_threat_matrix::compile::{Compiled, codes};
use dicom_threat_matrix::diagnostic::render::{FORMATS, Screen};
use dicom_threat_matrix::diagnostic::{Diagnostic, Level, Report, Sources};
use dicom_threat_matrix::mend::mend;

use crate::ground::{compile, laid, raw};

/// Lays bytes over the small matrix, checks the whole, and holds all that is promised of a report.
pub fn matrix(data: &[u8]) {
    let files = laid(data);
    let compiled = compile(&files);
    sound(&compiled);
    let again = compile(&files);
    assert_eq!(human(&compiled.report, &compiled.sources), human(&again.report, &again.sources));
    // Mending makes no error, and what it wrote is done.
    if compiled.report.iter().any(|it| it.fix.is_some()) {
        let (mended, _) = mend(files.iter().map(|(inner, bytes)| raw(inner, bytes)).collect());
        let mut after = files.clone();
        for it in &mended {
            after.remove(&it.before.inner);
        }
        for it in mended {
            after.insert(it.after.inner, it.after.bytes.expect("bytes"));
        }
        let after = compile(&after);
        let errors = |it: &Compiled| it.report.count(Level::Error);
        assert!(errors(&after) <= errors(&compiled), "mending made it worse");
    }
}

/// Holds what is promised of any report.
pub fn sound(compiled: &Compiled) {
    let Compiled { sources, report, .. } = compiled;
    let known = codes();
    for finding in report.iter() {
        assert!(
            known.iter().any(|it| it.id == finding.code.id),
            "{} is not listed",
            finding.code.id
        );
        places_lie_in_their_texts(sources, finding);
    }
    reads_well(report, sources);
}

/// A finding lies in its file, on whole characters, and so do its second place and its fix.
pub fn places_lie_in_their_texts(sources: &Sources, finding: &Diagnostic) {
    let related = finding.related.iter().map(|(place, _)| place);
    for place in [&finding.location].into_iter().chain(related) {
        let text = &sources.get(place.file).text;
        let range = sources.range(place);
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} is no part of a text: {}",
            finding.message
        );
        let (start, end) = sources.positions(place);
        assert!(start <= end && start.line >= 1 && start.column >= 1);
    }
    for edit in finding.fix.iter().filter_map(|fix| sources.edits(fix)).flatten() {
        assert!(sources.get(edit.file).text.get(edit.range.clone()).is_some(), "an edit outside");
    }
}

/// Every format writes the report; people's holds no sign that steers, and machines' is what it says it is.
pub fn reads_well(report: &Report, sources: &Sources) {
    for format in FORMATS {
        for (color, width) in [(false, 80), (true, 20), (false, 1)] {
            let text = (format.render)(report, sources, Screen { color, width });
            match format.name {
                "human" | "github" if !color => steers_nothing(&text),
                "human" => steers_nothing(&without_colors(&text)),
                "json" | "sarif" => {
                    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
                }
                _ => {}
            }
        }
    }
}

fn human(report: &Report, sources: &Sources) -> String {
    let human = FORMATS.iter().find(|it| it.name == "human").expect("a format");
    (human.render)(report, sources, Screen { color: false, width: 80 })
}

/// No control character but the line end, and none that turns the direction of text or that nobody sees.
pub fn steers_nothing(text: &str) {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let found = text.chars().find(|c| steers(*c));
    assert!(found.is_none(), "{found:?} is shown in {text:?}");
}

/// Takes out the colors that we write ourselves: `ESC [ digits ; m`.
fn without_colors(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let code = &rest[at + 2..];
        let end = code.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(code.len());
        rest = code[end..].strip_prefix('m').unwrap_or_else(|| panic!("no color: {text:?}"));
    }
    out + rest
}
