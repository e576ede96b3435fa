//! `dtm assess`: what it says of a file, what it writes, and how it ends.

use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, Reader as _, Xlsx};
use dicom_threat_matrix::assess::{Account, Assessment, State, frameworks, human, markdown};
use dicom_threat_matrix::export::assessment_report;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{self, files, project};

const HOSPITAL: &str = "tests/assess/hospital.yaml";

fn dtm(matrix: &str, folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("--matrix")
        .arg(project(matrix))
        .arg("assess")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).replace('\\', "/")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn empty() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The hospital on the small matrix, and what it was before.
fn hospital() -> (dicom_threat_matrix::compile::Compiled, Assessment) {
    let (compiled, read) = support::read_assessment(&support::ground(), &support::read(HOSPITAL));
    (compiled, read.expect("an assessment"))
}

#[test]
fn reports_say_what_the_golden_files_say() {
    let (compiled, now) = hospital();
    let before = now.on("2025-11-01");
    let account = Account::new(&compiled.matrix, &now, Some(&before), &["ps3.15".to_owned()]);
    let text = human(&account);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "wider than 80 columns:\n{text}");
    support::golden("tests/assess/report.txt", &text);
    support::golden("tests/assess/report.md", &markdown(&account));
    let text = frameworks(&account);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "wider than 80 columns:\n{text}");
    support::golden("tests/assess/frameworks.txt", &text);
}

#[test]
fn the_json_report_satisfies_its_schema() {
    let schema = support::read("schema/export/assessment-report.schema.json");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let (compiled, now) = hospital();
    let before = now.on("2025-11-01");
    for earlier in [None, Some(&before)] {
        let account = Account::new(&compiled.matrix, &now, earlier, &["ps3.15".to_owned()]);
        let json = serde_json::to_value(&account).expect("JSON");
        let faults: Vec<String> = validator
            .iter_errors(&json)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn every_fault_of_a_file_is_said_at_once() {
    let folder = project("tests/assess");
    let told = dtm("tests/ground", &folder, &["faults.yaml"]);
    assert_eq!((code(&told), out(&told)), (Some(1), String::new()));
    support::golden("tests/assess/faults.txt", &err(&told));
}

#[test]
fn errors_stop_an_assessment_and_warnings_do_not() {
    let entry = |since: &str| {
        let entry = format!("  - id: DM0001\n    status: in-place\n    since: {since}\n");
        format!("# file: assessment.yaml\nmitigations:\n{entry}")
    };
    // The hospital looked on 2026-11-22.
    for (example, findings, read) in [
        (entry("2026-11-22"), 0, true),
        (entry("2026-11-23"), 1, true),
        (entry("2026-11-31"), 1, false),
    ] {
        let (compiled, assessment) = support::assessed(&example);
        assert_eq!(compiled.report.iter().count(), findings, "{example}");
        assert_eq!(assessment.is_some(), read, "{example}");
    }
}

#[test]
fn the_same_file_gives_the_same_bytes_and_every_format_is_there() {
    let (compiled, now) = hospital();
    let made = || {
        let account = Account::new(&compiled.matrix, &now, None, &[]);
        assessment_report(&compiled.matrix, &account, "letter")
    };
    let files = made();
    assert_eq!(files, made());
    let names: Vec<&str> = files.iter().map(|(name, _)| name).collect();
    let mut wanted = vec![
        "layers/coverage-enterprise-attack.layer.json",
        "layers/coverage.layer.json",
        "layers/gaps-enterprise-attack.layer.json",
        "layers/gaps.layer.json",
        "next-steps.pdf",
        "report.html",
        "report.json",
        "report.md",
        "report.pdf",
        "report.xlsx",
    ];
    wanted.retain(|it| cfg!(feature = "pdf") || !it.ends_with(".pdf"));
    assert_eq!(names, wanted);
    assert!(files.iter().all(|(_, bytes)| bytes.len() > 200));
}

#[test]
fn the_order_of_a_file_never_matters() {
    let (compiled, now) = hospital();
    let real = support::compile(&support::real());
    let mut many = now.clone();
    "dicom-threat-matrix".clone_into(&mut many.matrix.id);
    let entry =
        |id: String| dicom_threat_matrix::assess::Entry { id, ..now.mitigations[0].clone() };
    many.mitigations = (1..30).map(|n| entry(format!("DM{n:04}"))).collect();
    many.detections = (1..20).map(|n| entry(format!("DD{n:04}"))).collect();
    for (matrix, assessment) in [(&compiled.matrix, now.clone()), (&real.matrix, many)] {
        let mut other = assessment.clone();
        other.mitigations.reverse();
        other.detections.reverse();
        other.assets.reverse();
        other.surfaces.reverse();
        let report = |it: &Assessment| {
            serde_json::to_string(&Account::new(matrix, it, None, &[])).expect("JSON")
        };
        assert_eq!(report(&assessment), report(&other));
    }
}

#[test]
fn texts_of_a_site_stay_texts() {
    let (compiled, mut now) = hospital();
    now.site = Some("</title><script>alert(1)</script>\u{1b}[31m |x| =1+1".to_owned());
    now.note = Some("<img src=x>\n# no heading".to_owned());
    let account = Account::new(&compiled.matrix, &now, None, &[]);
    let files = assessment_report(&compiled.matrix, &account, "a4");
    let text =
        |name: &str| String::from_utf8(files.get(name).expect("a file").to_vec()).expect("UTF-8");
    let html = text("report.html");
    assert!(html.starts_with("<!doctype html>"), "{}", &html[..200.min(html.len())]);
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert!(!text("report.md").contains("<script") && !text("report.md").contains("\n# no"));
    assert!(!human(&account).contains('\u{1b}'));
}

#[test]
fn the_page_loads_and_runs_nothing() {
    let (compiled, now) = hospital();
    let account = Account::new(&compiled.matrix, &now, Some(&now.on("2025-11-01")), &[]);
    let files = assessment_report(&compiled.matrix, &account, "a4");
    let html =
        String::from_utf8(files.get("report.html").expect("a page").to_vec()).expect("UTF-8");
    assert!(html.contains("default-src 'none'"));
    for word in ["<script", "<link", "@import", "url(", "style=\"", " src=", "onload"] {
        assert!(!html.contains(word), "the page has {word}");
    }
}

#[test]
fn numbers_of_the_workbook_are_numbers() {
    let (compiled, now) = hospital();
    let account = Account::new(&compiled.matrix, &now, None, &["ps3.15".to_owned()]);
    let files = assessment_report(&compiled.matrix, &account, "a4");
    let bytes = files.get("report.xlsx").expect("a workbook").to_vec();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let names = ["Summary", "Next steps", "Techniques", "Measures", "Assets", "Frameworks"];
    assert_eq!(workbook.sheet_names(), names);
    let sheet = workbook.worksheet_range("Techniques").expect("a sheet");
    assert_eq!(sheet.height(), account.techniques.len() + 1);
    let id = account.techniques[0].id;
    assert_eq!(sheet.get((1, 0)), Some(&Data::String(id.to_owned())));
    assert_eq!(sheet.get((1, 3)), Some(&Data::Float(account.techniques[0].cover.coverage)));
}

#[test]
fn exit_codes_tell_thresholds_findings_and_failure_apart() {
    let folder = empty();
    let file = project(HOSPITAL);
    let file = file.to_str().expect("UTF-8");
    let run = |arguments: &[&str]| dtm("tests/ground", folder.path(), arguments);
    assert_eq!(code(&run(&[file])), Some(0));
    assert_eq!(code(&run(&[file, "--min-coverage", "1", "--max-open", "99"])), Some(0));
    let low = run(&[file, "--min-coverage", "100"]);
    assert_eq!((code(&low), err(&low).contains("100 % were asked for")), (Some(1), true));
    let text = support::read(HOSPITAL);
    let bare = text.split("assets:").next().expect("a head");
    std::fs::write(folder.path().join("bare.yaml"), bare).expect("written");
    assert_eq!(code(&run(&["bare.yaml", "--max-open", "0"])), Some(1));
    assert_eq!(code(&run(&["nowhere.yaml"])), Some(2));
    assert_eq!(code(&run(&[file, "--against", "nowhere.yaml"])), Some(2));
    assert_eq!(code(&run(&["frameworks", file])), Some(0));
    assert_eq!(code(&run(&["frameworks", file, "--only", "ps3.16"])), Some(2));
    std::fs::write(folder.path().join("bad.yaml"), "format: dtm-assessment/1\n").expect("written");
    let bad = run(&["bad.yaml", "--out", "report"]);
    assert_eq!(code(&bad), Some(1));
    assert!(
        err(&bad).contains("error[missing-key]") && err(&bad).contains("bad.yaml:1:1"),
        "{}",
        err(&bad)
    );
    assert!(!folder.path().join("report").exists(), "something was written");
}

#[test]
fn a_folder_takes_the_whole_report_and_json_goes_to_the_pipe() {
    let folder = empty();
    let file = project(HOSPITAL);
    let file = file.to_str().expect("UTF-8");
    let arguments = [file, "--against", file, "--format", "json", "--out", "made/report"];
    let made = dtm("tests/ground", folder.path(), &arguments);
    assert_eq!(code(&made), Some(0), "{}", err(&made));
    let json: Value = serde_json::from_str(&out(&made)).expect("JSON");
    assert_eq!(json["format"], "dtm-assessment-report/1");
    assert_eq!(json["against"]["changed"], Value::Array(Vec::new()));
    let written = std::fs::read_to_string(folder.path().join("made/report/report.json")).unwrap();
    assert_eq!(written, out(&made));
    let count = files(&folder.path().join("made/report")).len();
    assert!(count >= 8, "{count} files");
}

#[test]
fn a_json_file_and_its_faults_have_places() {
    let folder = empty();
    let text = "{\n\t\"format\": \"dtm-assessment/1\",\n\t\"matrix\": {\"id\": \"small-matrix\", \"version\": \"1.0\"},\n\t\"date\": \"2026-11-22\",\n\t\"mitigations\": [{\"id\": \"DM0001\", \"status\": \"in-palce\"}]\n}\n";
    std::fs::write(folder.path().join("a.json"), text).expect("written");
    let found = dtm("tests/ground", folder.path(), &["a.json"]);
    assert_eq!(code(&found), Some(1));
    let told = err(&found);
    assert!(told.contains("error[unknown-value]") && told.contains("a.json:5:"), "{told}");
    assert!(told.contains("did you mean `in-place`?"), "{told}");
    std::fs::write(folder.path().join("a.json"), text.replace("palce", "place")).expect("written");
    let fine = dtm("tests/ground", folder.path(), &["a.json"]);
    assert_eq!(code(&fine), Some(0), "{}", err(&fine));
}

#[test]
fn what_init_writes_is_an_assessment_and_is_never_overwritten() {
    let folder = empty();
    let run = |arguments: &[&str]| dtm("matrix", folder.path(), arguments);
    let flags = [
        "--site",
        "A \"B\" # C",
        "--asset",
        "DA0001=4@internet,DA0002@isolated",
        "--surface",
        "c-store",
    ];
    for name in ["ours.yaml", "ours.json"] {
        let made = run(&[&["init", name][..], &flags].concat());
        assert_eq!(code(&made), Some(0), "{}", err(&made));
        let read = run(&[name, "--format", "json"]);
        assert_eq!(code(&read), Some(0), "{}", err(&read));
        assert_eq!(err(&read), "", "{name} has findings");
        let json: Value = serde_json::from_str(&out(&read)).expect("JSON");
        assert_eq!(json["site"], "A \"B\" # C");
        assert!(json["counts"]["not-applicable"].as_u64() > Some(0));
        let of =
            |place: usize| (&json["assets"][place]["count"], &json["assets"][place]["exposure"]);
        assert_eq!(of(0), (&Value::from(4), &Value::from("internet")));
        assert_eq!(of(1), (&Value::Null, &Value::from("isolated")));
    }
    let before = std::fs::read(folder.path().join("ours.yaml")).expect("a file");
    assert_eq!(code(&run(&["init", "ours.yaml"])), Some(2));
    assert_eq!(std::fs::read(folder.path().join("ours.yaml")).expect("a file"), before);
    let wrong = run(&["init", "x.yaml", "--asset", "DA0091"]);
    assert_eq!((code(&wrong), err(&wrong).contains("did you mean")), (Some(2), true));
    assert_eq!(code(&run(&["init", "x.yaml", "--date", "yesterday"])), Some(2));
    let wrong = run(&["init", "x.yaml", "--asset", "DA0001@internt"]);
    assert_eq!((code(&wrong), err(&wrong).contains("did you mean `internet`?")), (Some(2), true));
    let list = run(&[
        "init",
        "list.json",
        "--from-checklist",
        "pacs-administrator",
        "--status",
        "in-place",
    ]);
    assert_eq!(code(&list), Some(0), "{}", err(&list));
    let json: Value =
        serde_json::from_str(&out(&run(&["list.json", "--format", "json"]))).expect("JSON");
    assert!(json["percent"].as_u64() > Some(0));
}

#[test]
fn nothing_but_the_framework_closes_what_it_ties() {
    let real = support::compile(&support::real());
    let text = support::read(HOSPITAL)
        .replace("small-matrix", "dicom-threat-matrix")
        .replace("\"1.0\"", &format!("\"{}\"", real.matrix.meta().version));
    let (compiled, now) = support::read_assessment(&support::real(), &text);
    let now = now.expect("an assessment");
    let account = Account::new(&compiled.matrix, &now, None, &[]);
    assert!(account.frameworks.len() >= 6);
    for it in &account.frameworks {
        let touched = it.controls.iter().filter(|it| it.touched).count();
        assert_eq!(touched, it.touched, "{}", it.id);
        assert_eq!(it.open_alone.len(), it.counts_alone.open, "{}", it.id);
        assert!(it.controls.iter().all(|it| !it.mitigations.is_empty()), "{}", it.id);
    }
    assert_eq!(account.in_state(State::Open).len(), account.counts.open);
}

/// The example is true, and the page shows what it says.
#[test]
fn the_example_has_no_findings_and_its_page_is_fresh() {
    let folder = project("");
    let made = dtm("matrix", &folder, &["examples/lakeside-hospital.yaml"]);
    assert_eq!((code(&made), err(&made)), (Some(0), String::new()));
    let page = support::read("docs/your-own-assessment.md");
    let (before, rest) = page.split_once("<!-- report:").expect("a place");
    let (mark, rest) = rest.split_once("-->\n").expect("its end");
    let (_, after) = rest.split_once("<!-- end of report -->").expect("its end");
    let text = out(&made);
    let page =
        format!("{before}<!-- report:{mark}-->\n```text\n{text}```\n<!-- end of report -->{after}");
    support::golden("docs/your-own-assessment.md", &page);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in the file: findings or a report, and never a panic.
    #[test]
    fn no_file_stops_the_program(cut in 0_usize..700, put in ".{0,12}", at in 0_usize..700, line in 0_usize..40) {
        let text = support::read(HOSPITAL);
        let edge = |at: usize| text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
        let (cut, at) = (edge(cut), edge(at));
        let (low, high) = (cut.min(at), cut.max(at));
        let lines: Vec<&str> = text.lines().collect();
        let mut twice = lines.clone();
        twice.insert(line.min(lines.len()), lines[line % lines.len()]);
        for text in [format!("{}{put}{}", &text[..low], &text[high..]), twice.join("\n"), put] {
            let (compiled, read) = support::read_assessment(&GROUND, &text);
            if let Some(it) = read {
                let account = Account::new(&compiled.matrix, &it, Some(&it), &[]);
                prop_assert!(!human(&account).is_empty() && !markdown(&account).is_empty());
            } else {
                prop_assert!(!compiled.report.is_empty());
            }
        }
    }
}

static GROUND: std::sync::LazyLock<std::collections::BTreeMap<String, Vec<u8>>> =
    std::sync::LazyLock::new(support::ground);

#[test]
fn what_the_matrix_does_not_have_is_named_and_not_counted() {
    let text = support::read(HOSPITAL);
    let more =
        text.replacen("mitigations:\n", "mitigations:\n  - id: DM0099\n    status: in-place\n", 1);
    let (compiled, read) = support::read_assessment(&support::ground(), &more);
    let (now, (_, plain)) = (read.expect("an assessment"), hospital());
    let account = Account::new(&compiled.matrix, &now, None, &[]);
    let same = Account::new(&compiled.matrix, &plain, None, &[]);
    assert_eq!(account.percent, same.percent);
    assert!(human(&account).contains("\nNot in this matrix, and not counted: DM0099\n"));
    assert!(markdown(&account).contains("## Not in this matrix\n\nNot counted: DM0099\n"));
}

#[test]
fn a_site_that_no_technique_concerns_has_no_coverage() {
    let (compiled, read) = support::assessed("# file: assessment.yaml\nsurfaces:\n  - c-store\n");
    let now = read.expect("an assessment");
    let account = Account::new(&compiled.matrix, &now, None, &[]);
    assert_eq!(account.percent, None);
    let text = human(&account);
    let none = "Coverage: none, since no technique applies to this site\n";
    assert!(text.contains(none) && text.contains("No next step adds anything."), "{text}");
    let (text, way) = (markdown(&account), "\n- DT0001 Open an Association\n");
    assert!(text.contains(way) && text.contains("No next step adds anything."), "{text}");
}
