//! Nothing that a stranger wrote steers a terminal or a log: texts, keys, ids, names of files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::diagnostic::render;
use dicom_threat_matrix::model::KINDS;

use crate::support::{self, project};

/// Blinks, names the window, clears the screen, goes back, turns the direction, hides, in YAML.
const STEERS: &str =
    r"\e[5;35m\e]0;owned\a\x9b2J\x7f\b\r\u202e\u2066\u200b\U000E0041::error::no\e[8m";

/// The keys of which the values are free text.
const TEXTS: [&str; 14] = [
    "exposure",
    "lead",
    "limits",
    "logic",
    "name",
    "outcome",
    "rationale",
    "summary",
    "task",
    "title",
    "use",
    "verify",
    "why",
    "workflow",
];

/// The small matrix, in which every text steers.
fn hostile() -> BTreeMap<String, Vec<u8>> {
    let mut files = texts_become(STEERS);
    for bytes in files.values_mut() {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let turned = "description: |\n  \u{202e}\u{200b}";
        *bytes = text.replacen("description: |\n  ", turned, 1).into_bytes();
    }
    files
}

/// The small matrix, in which every text begins with another, which is written as in quotes of YAML.
pub fn texts_become(text: &str) -> BTreeMap<String, Vec<u8>> {
    let steer = |line: &str| {
        let (indent, inner) = line.split_at(line.len() - line.trim_start_matches([' ', '-']).len());
        match inner.split_once(": ") {
            Some((key, value)) if TEXTS.contains(&key) && !value.starts_with(['"', '|', '[']) => {
                format!("{indent}{key}: \"{text}{value}\"\n")
            }
            _ => format!("{line}\n"),
        }
    };
    let mut files = support::ground();
    for (_, bytes) in files.iter_mut().filter(|(path, _)| path.ends_with(".yaml")) {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        *bytes = text.lines().map(steer).collect::<String>().into_bytes();
    }
    files
}

fn lay(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (inner, bytes) in files {
        let path = folder.join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

/// Runs the program as if it stood at a terminal with colors.
fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a parent"))
        .output()
        .expect("the program runs")
}

/// Returns what the program said, on both streams, if nothing in it steers.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = dtm(folder, arguments);
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(!text.contains("\u{1b}[5;35m"), "{arguments:?}: a color of the author\n{text:?}");
    // Our own colors begin with these and end with `m`.
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        let (before, color) = rest.split_at(at);
        plain(arguments, before);
        let end = color.find('m').unwrap_or_else(|| panic!("{arguments:?}: {color:?}"));
        let inner = &color[1..end];
        let digits = |c: char| c.is_ascii_digit() || c == ';';
        assert!(
            inner.starts_with('[') && inner[1..].chars().all(digits),
            "{arguments:?}: {inner:?}"
        );
        rest = &color[end + 1..];
    }
    plain(arguments, rest);
    text
}

fn plain(arguments: &[&str], text: &str) {
    let steers = |c: char| {
        (c.is_control() && !"\n\t".contains(c))
            || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
    };
    let found = text.char_indices().find(|(_, c)| steers(*c));
    if let Some((at, c)) = found {
        panic!("{arguments:?}: {c:?} in {:?}", text[at.saturating_sub(200)..].get(..400));
    }
}

#[test]
fn no_command_lets_a_text_steer_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    lay(here, &hostile());
    let before = here.join("before");
    lay(&before, &support::ground());
    for format in render::FORMATS {
        let text = said(here, &["check", "--format", format.name]);
        assert!(!text.contains("yaml-syntax"), "the texts are read: {text}");
    }
    let reached = |arguments: &[&str], count: usize| {
        let text = said(here, arguments);
        let shown = text.matches("]0;owned").count();
        assert!(shown >= count, "{arguments:?} shows {shown} of the texts:\n{text}");
    };
    for kind in KINDS {
        reached(&["list", kind.name], 1);
    }
    for id in
        ["DT0001", "DM0001", "DD0001", "DA0001", "DTA0001", "DCS0001", "nerad-2019", "ps3.15:B.12"]
    {
        reached(&["show", id], 2);
        reached(&["explain", id], 1);
    }
    said(here, &["show", "ps3.15"]);
    said(here, &["show", "T1190"]);
    reached(&["search", "owned"], 1);
    reached(&["search", "tls", "--format", "json"], 1);
    reached(&["path", "DT0001", "ps3.15:B.12"], 2);
    reached(&["path", "DT0001", "ps3.15:B.12", "--format", "json"], 2);
    for format in ["dot", "graphml", "mermaid"] {
        reached(&["graph", "--format", format], 5);
    }
    said(here, &["stats"]);
    said(here, &["open", "DT0001"]);
    for format in ["human", "json", "markdown", "html", "layer", "github", "sarif", "labels"] {
        said(here, &["diff", "before/matrix", "matrix", "--format", format]);
    }
    reached(&["diff", "before/matrix", "matrix"], 5);
    reached(&["changelog", "before/matrix", "matrix"], 1);
    said(here, &["check", "--fix", "--dry-run"]);
    said(here, &["fmt", "--check"]);
    said(here, &["build"]);
    let site = std::fs::read_to_string(project("tests/assess/hospital.yaml")).expect("readable");
    let site = site.replace("site: ", &format!("site: \"{STEERS}"));
    let site = site.replace("Example Hospital\n", "Example Hospital\"\n");
    std::fs::write(here.join("site.yaml"), site).expect("written");
    for format in ["human", "json", "markdown"] {
        reached(&["assess", "site.yaml", "--format", format], 2);
    }
    reached(&["assess", "frameworks", "site.yaml"], 1);
}

/// What other programs read must say what the author wrote, though no character of it steers.
#[test]
fn json_on_the_terminal_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    lay(folder.path(), &hostile());
    let here = folder.path();
    lay(&here.join("before"), &support::ground());
    for arguments in [
        &["check", "--format", "json"][..],
        &["check", "--format", "sarif"],
        &["diff", "before/matrix", "matrix", "--format", "json"],
        &["diff", "before/matrix", "matrix", "--format", "layer"],
        &["diff", "before/matrix", "matrix", "--format", "sarif"],
        &["path", "DT0001", "ps3.15:B.12", "--format", "json"],
        &["stats", "--json"],
    ] {
        let output = dtm(here, arguments);
        let read: Result<serde_json::Value, _> = serde_json::from_slice(&output.stdout);
        assert!(read.is_ok(), "{arguments:?}: {:?}", read.err());
    }
    let text = said(here, &["search", "owned", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let name = found["found"][0]["name"].as_str().expect("a name");
    assert!(
        name.starts_with("\u{1b}[5;35m\u{1b}]0;owned\u{7}\u{9b}2J\u{7f}\u{8}\r\u{202e}"),
        "{name:?}"
    );
}

#[test]
fn devices_and_their_forms_do_not_steer() {
    let folder = tempfile::tempdir().expect("a folder");
    let device =
        std::fs::read_to_string(project("examples/mds2/devices/example-imaging-tomo-5.yaml"));
    let device = device.expect("readable");
    let steers = format!("{STEERS}\\n::error::");
    let device = device.replace("\"Example Imaging\"", &format!("\"{steers}\""));
    let device = device.replace("\"Tomo 5\"", &format!("\"T{steers}\""));
    std::fs::write(folder.path().join("a.yaml"), &device).expect("written");
    let wrong = device.replacen("answer: \"Yes\"", &format!("answer: \"{steers}\""), 1);
    std::fs::write(folder.path().join("b.yaml"), wrong).expect("written");
    let matrix = project("matrix");
    let matrix = matrix.to_str().expect("UTF-8");
    for format in ["human", "json", "markdown", "html", "csv"] {
        let text = said(
            folder.path(),
            &["--matrix", matrix, "mds2", "report", "a.yaml", "--format", format],
        );
        assert!(text.contains("]0;owned"), "{format}: {text}");
    }
    let text = said(folder.path(), &["--matrix", matrix, "mds2", "report", "b.yaml"]);
    assert!(text.contains("error[") && !text.lines().any(|it| it.starts_with("::")), "{text}");
}

/// Keys, ids and names of files are what a stranger chooses, too.
#[cfg(unix)]
#[test]
fn names_of_files_and_keys_do_not_steer() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let mut files = support::ground();
    let asset = String::from_utf8(files["assets/DA0001.yaml"].clone()).expect("UTF-8");
    let bad = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\n::stop-commands::x\r";
    files.insert(format!("assets/{bad}.yaml"), asset.clone().into_bytes());
    files.insert(format!("assets/{bad}.txt"), Vec::new());
    files.insert(format!("{bad}/DA0003.yaml"), asset.clone().into_bytes());
    let keys = asset
        .replace("DA0001", "DA0002")
        .replace("exposure:", "\"\\e[2J\\n::error::\\r\\u202e\": a\nexposure:");
    files.insert("assets/DA0002.yaml".to_owned(), keys.into_bytes());
    let id = asset.replace("id: DA0001", "id: \"DA0004\\e[2J\\n::error::x%0A\"");
    files.insert("assets/DA0004.yaml".to_owned(), id.into_bytes());
    lay(here, &files);
    for format in render::FORMATS {
        let text = said(here, &["check", "--format", format.name]);
        assert!(text.contains("owned"), "{text}");
        if format.name == "github" {
            for line in text.lines() {
                assert!(
                    line.starts_with("::error file=") || line.starts_with("::warning file="),
                    "{line:?}"
                );
            }
        }
    }
    said(here, &["check", "--fix", "--dry-run"]);
    said(here, &["fmt", "--check"]);
    said(here, &["build"]);
    said(here, &["list", "asset"]);
    said(here, &["diff", ".", "matrix"]);
}

/// A command of a workflow is a line; a finding is one line, whatever it quotes.
#[test]
fn a_finding_is_one_command_of_a_workflow() {
    let folder = tempfile::tempdir().expect("a folder");
    let example =
        "# file: assets/DA0001.yaml\nroles:\n  - \"x%0A,\\e[31m:\\r\\n::set-output name=a::b\"\n";
    lay(folder.path(), &support::overlay(example));
    let text = said(folder.path(), &["check", "--format", "github"]);
    assert_eq!(text.lines().count(), 1, "{text}");
    let (head, message) = text.trim_start_matches("::").split_once("::").expect("a message");
    assert!(
        head.starts_with("error file=matrix/assets/DA0001.yaml,line=") && !head.contains('\n'),
        "{head}"
    );
    assert!(message.contains("%0A::set-output name=a::b"), "{message}");
    assert!(message.contains("x%250A,"), "what was written as an escape stays text: {message}");
}
