//! Every code is documented, and every example of its page is true.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dicom_threat_matrix::{check, compile, diff};

use crate::support;

/// Returns the examples of a page: `(word, text)` of each fenced block `yaml <word>`.
fn examples(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(fence)) => {
                open = Some((fence.trim_start_matches("yaml").trim().to_owned(), String::new()));
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[test]
fn the_ground_is_clean() {
    let compiled = support::compile(&support::ground());
    let findings: Vec<_> = compiled.report.iter().map(|it| (it.code.id, &it.message)).collect();
    assert!(findings.is_empty(), "tests/ground has findings: {findings:?}");
}

#[test]
fn examples_are_true() {
    let mut wrong = String::new();
    for code in compile::codes() {
        for (word, text) in examples(code.explain) {
            let report = if diff::CODES.iter().any(|it| it.id == code.id) {
                support::diffed(&text, false).1.report
            } else if check::ASSESSMENT_CODES.iter().any(|it| it.id == code.id) {
                support::assessed(&text).0.report
            } else {
                support::compile(&support::overlay(&text)).report
            };
            let found: BTreeSet<&str> = report.iter().map(|it| it.code.id).collect();
            let fine = match word.as_str() {
                "fail" => found.contains(code.id),
                "pass" => found.is_empty(),
                other => panic!("{}: unknown example `{other}`", code.id),
            };
            if !fine {
                let _ = writeln!(wrong, "{} ({word}) gives {found:?}", code.id);
            }
        }
    }
    assert!(wrong.is_empty(), "examples that are not true:\n{wrong}");
}

/// Codes that need something no YAML text can hold: bytes, links, other files, or too much text for
/// a page. Each has a test of its own in `load.rs`, `cli.rs` or `pdf.rs`.
const WITHOUT_EXAMPLES: &[&str] = &[
    "broken-attack-index",
    "communications-over-one-page",
    "file-too-large",
    "missing-matrix-file",
    "not-json",
    "not-utf8",
    "symbolic-link",
    "too-deep",
    "unreadable-file",
];

#[test]
fn every_code_has_a_page() {
    for code in compile::codes() {
        assert!(code.explain.trim().len() > 60, "{} explains nothing", code.id);
        let words: Vec<String> = examples(code.explain).into_iter().map(|(word, _)| word).collect();
        if WITHOUT_EXAMPLES.contains(&code.id) {
            assert!(words.is_empty(), "{} has examples now: take it off the list", code.id);
        } else {
            assert!(words.contains(&"fail".to_owned()), "{} shows nothing that fails", code.id);
            assert!(words.contains(&"pass".to_owned()), "{} shows nothing that passes", code.id);
        }
    }
}

#[test]
fn codes_are_unique_and_in_kebab_case() {
    let mut seen = BTreeSet::new();
    for code in compile::codes() {
        assert!(seen.insert(code.id), "two codes are called {}", code.id);
        let fine =
            code.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(fine, "{} is not in kebab-case", code.id);
        assert!(!code.summary.ends_with('.'), "{}: the summary is a phrase", code.id);
    }
}

#[test]
fn the_page_of_codes_is_fresh() {
    let mut page = String::from(
        "# Codes\n\nEvery finding of `dtm check`, of `dtm diff` and of `dtm assess` has a code. Made from the program by \
         `UPDATE=1 cargo test`; do not edit.\n\nExamples speak of the small matrix in \
         `tests/ground/`: the keys shown replace those of the file named, `drop: key` takes one \
         out, `word × 701` is so many words, and a file that is not there is new. Findings of `dtm diff` \
         are about two states: what stands after `# then` is the second, and `# gone: path` takes \
         a file away. Those of `dtm assess` are about `tests/assess/hospital.yaml`.\nEvery example runs as a test.\n\n\
         | code | level | what is wrong |\n| --- | --- | --- |\n",
    );
    for code in compile::codes() {
        let _ =
            writeln!(page, "| [{0}](#{0}) | {1} | {2} |", code.id, code.level.word(), code.summary);
    }
    for code in compile::codes() {
        let body = code.explain.trim().replace("```yaml fail", "Fails:\n\n```yaml");
        let body = body.replace("```yaml pass", "Passes:\n\n```yaml");
        let _ = write!(
            page,
            "\n## {}\n\n{}: {}.\n\n{}\n",
            code.id,
            code.level.word(),
            code.summary,
            body
        );
    }
    support::golden("docs/codes.md", &page);
}
