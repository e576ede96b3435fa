//! States of a matrix out of git and out of folders: what changed, changelog, release.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::diff;
use serde_json::Value;

use crate::support::{self, golden, project};

/// A repository of git with fixed dates, made of examples laid over the small matrix.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder"));
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@b.example",
                "-c",
                "core.autocrlf=false",
            ])
            .args(arguments)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-22T00:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-22T00:00:00Z")
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", err(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Makes the work tree what an example says.
    fn lay(&self, example: &str) {
        let matrix = self.path().join("matrix");
        if matrix.exists() {
            std::fs::remove_dir_all(&matrix).expect("removed");
        }
        for (inner, bytes) in support::overlay(example) {
            let path = matrix.join(inner);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
    }

    fn commit(&self, example: &str) {
        self.lay(example);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);
    }

    fn dtm(&self, arguments: &[&str]) -> Output {
        dtm(self.path(), arguments)
    }
}

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a parent"))
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A released state in which something can change in every way.
const BEFORE: &str = r#"# file: techniques/DT0002.yaml
id: DT0002
name: Guess a Title
summary: The adversary guesses the title of an application.
description: |
  The adversary tries titles until one is answered.
  Nobody counts the guesses.
tactics:
  - DTA0001
assets:
  - DA0001
surface:
  - association
role:
  - scu
prerequisites:
  access:
    - network
impact:
  confidentiality: low
  integrity: none
  availability: none
  patient_safety: none
  workflow: Nothing stops.
evidence:
  - reference: CVE-2019-11687
    kind: vulnerability
attack_none: Nothing in it corresponds.
mitigations:
  - id: DM0001
    effect: hinders
    use: A guess without a certificate is not answered.
detections:
  - id: DD0001
    use: Many guesses stand out.
status: stable
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
# file: techniques/DT0001.yaml
status: stable
# file: mitigations/DM0001.yaml
status: stable
# file: assets/DA0001.yaml
status: stable
# file: references/nerad-2019.yaml
status: stable
"#;

/// The same, changed in every way, with some of the rules broken.
const AFTER: &str = r#"# file: matrix.yaml
version: "1.1"
dicom_edition: 2023c
# file: techniques/DT0002.yaml
status: deprecated
status_reason: It is part of [DT0001].
version: "1.1"
modified: 2026-11-24
# file: techniques/DT0001.yaml
name: Open an *Association* | <b>Unasked</b>
surface:
  - association
  - c-echo
cwe:
  - CWE-287
  - CWE-306
version: "1.1"
modified: 2026-11-24
# file: techniques/DT0001.001.yaml
summary: The adversary copies a title that @somebody else uses.
# file: mitigations/DM0001.yaml
effort: medium
modified: 2026-11-21
# file: assets/DA0001.yaml
description: |
  It sends images to the archive.
  Some models ask for worklists with `C-FIND`.
modified: 2026-11-23
# file: assets/DA0002.yaml
id: DA0002
name: Print Server
summary: A server that prints films.
description: |
  It prints what modalities send.
roles:
  - scp
exposure: The imaging network only.
status: draft
version: "1.0"
created: 2026-11-24
modified: 2026-11-24
# gone: references/nerad-2019.yaml
"#;

fn history() -> Repository {
    let repository = Repository::new();
    repository.commit(BEFORE);
    repository.git(&["tag", "v1.0"]);
    repository.commit(&format!("{BEFORE}{AFTER}"));
    repository
}

#[test]
fn a_history_reads_as_it_should() {
    let repository = history();
    let render = |arguments: &[&str]| {
        let output = repository.dtm(arguments);
        assert_eq!(err(&output), "");
        out(&output)
    };
    golden("tests/diff/changes.md", &render(&["diff", "v1.0", "HEAD", "--format", "markdown"]));
    golden("tests/diff/changes.txt", &render(&["diff", "v1.0", "HEAD"]));
    golden("tests/diff/changelog.md", &render(&["changelog", "v1.0"]));
    for format in diff::FORMATS {
        let arguments = ["diff", "v1.0", "HEAD", "--format", format.name];
        assert_eq!(render(&arguments), render(&arguments), "{}", format.name);
    }
    assert_eq!(repository.git(&["status", "--porcelain"]), "", "nothing is checked out");
}

#[test]
fn machines_and_browsers_get_it_without_harm() {
    let repository = history();
    let of = |format: &str| out(&repository.dtm(&["diff", "v1.0", "HEAD", "--format", format]));
    let json: Value = serde_json::from_str(&of("json")).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["counts"]["deprecated"], 1);
    assert_eq!(json["counts"]["removed"], 1);
    let renamed =
        json["changes"].as_array().expect("a list").iter().find(|it| it["id"] == "DT0001");
    let words = renamed.expect("DT0001")["what"].as_array().expect("a list").len();
    assert_eq!(words, 3, "renamed, scope changed, mapping added");
    let codes = json["findings"].as_array().expect("a list").iter();
    let codes: BTreeSet<&str> = codes.map(|it| it["code"].as_str().expect("a code")).collect();
    for code in ["id-removed", "major-not-raised", "modified-not-moved", "version-not-raised"] {
        assert!(codes.contains(code), "{code} is not in {codes:?}");
    }
    let html = of("html");
    assert!(html.contains("&lt;b&gt;Unasked") && !html.contains("<b>"), "{html}");
    assert!(html.contains("default-src 'none'") && !html.contains("<script"), "{html}");
    // Between backticks nothing has a meaning; outside nothing may.
    let markdown = of("markdown");
    let text: String = markdown.split('`').step_by(2).collect();
    assert!(text.contains("\\*Association\\* \\| &lt;b&gt;Unasked"), "{text}");
    assert!(!text.contains('<') && !text.contains('@'), "{text}");
    let layer: Value = serde_json::from_str(&of("layer")).expect("JSON");
    assert_eq!(layer["domain"], "small-matrix");
    let cells = layer["techniques"].as_array().expect("a list");
    let gone = cells.iter().find(|it| it["techniqueID"] == "DT0002").expect("DT0002");
    assert_eq!((&gone["score"], &gone["color"]), (&5.into(), &"#e66101ff".into()));
    assert!(gone["comment"].as_str().expect("text").starts_with("deprecated"), "{gone}");
    assert!(of("github").contains("::error file=matrix/"), "{}", of("github"));
    assert!(of("sarif").contains("\"id-removed\""));
}

#[test]
fn exit_codes_tell_clean_findings_and_failure_apart() {
    let repository = history();
    let code = |arguments: &[&str]| repository.dtm(arguments).status.code();
    assert_eq!(code(&["diff", "HEAD"]), Some(0));
    assert_eq!(code(&["diff", "v1.0"]), Some(1));
    assert_eq!(code(&["diff", "nothing"]), Some(2));
    assert_eq!(code(&["diff", "--", "--output=x"]), Some(2));
    assert!(!repository.path().join("x").exists());
    // Wording that moved no date is a warning.
    repository.commit(BEFORE);
    repository.lay(&format!("{BEFORE}# file: assets/DA0001.yaml\nsummary: A scanner of images.\n"));
    assert_eq!(code(&["diff", "HEAD"]), Some(0));
    assert_eq!(code(&["diff", "HEAD", "--fail-level", "warning"]), Some(1));
}

#[test]
fn a_branch_is_held_to_where_it_left_main() {
    let repository = Repository::new();
    repository.commit(BEFORE);
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.git(&["checkout", "--quiet", "main"]);
    let more = format!("{BEFORE}# file: assets/DA0002.yaml\n{}", asset("DA0002", "Print Server"));
    repository.commit(&more);
    repository.git(&["checkout", "--quiet", "work"]);
    repository.lay(BEFORE);
    assert!(out(&repository.dtm(&["diff"])).contains("nothing changed"), "main went on by itself");
    let gone = repository.dtm(&["diff", "main"]);
    assert!(out(&gone).contains("asset DA0002 is gone"), "{}", out(&gone));
    assert!(out(&repository.dtm(&["diff", "main..."])).contains("nothing changed"));
}

fn asset(id: &str, name: &str) -> String {
    format!(
        "id: {id}\nname: {name}\nsummary: A server that prints films.\ndescription: |\n  It prints.\n\
         roles:\n  - scp\nexposure: None.\nstatus: draft\nversion: \"1.0\"\ncreated: 2026-11-22\n\
         modified: 2026-11-22\n"
    )
}

#[test]
fn folders_are_compared_without_git() {
    let old = Repository::new();
    old.lay(BEFORE);
    std::fs::remove_dir_all(old.path().join(".git")).expect("removed");
    let new = Repository::new();
    new.lay(&format!("{BEFORE}{AFTER}"));
    std::fs::remove_dir_all(new.path().join(".git")).expect("removed");
    let path = old.path().to_str().expect("UTF-8");
    let output = dtm(new.path(), &["diff", path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("--> matrix/references/nerad-2019.yaml"), "{}", out(&output));
    assert!(out(&output).contains("there is no such file"), "{}", out(&output));
    for arguments in [&["diff"][..], &["diff", "HEAD"]] {
        let output = dtm(new.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains("compare two folders instead"), "{}", err(&output));
    }
}

#[test]
fn a_release_sets_two_values_and_nothing_else() {
    let repository = Repository::new();
    repository.commit(BEFORE);
    let meta = repository.path().join("matrix/matrix.yaml");
    let text = std::fs::read_to_string(&meta).expect("there");
    let text = text.replace("released: 2026-11-22", "released: 2026-11-22   # a day");
    std::fs::write(&meta, format!("# The whole.\n{text}")).expect("written");
    let refused = |arguments: &[&str], why: &str| {
        let before = std::fs::read(&meta).expect("there");
        let output = repository.dtm(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", err(&output));
        assert!(err(&output).contains(why), "{}", err(&output));
        assert_eq!(std::fs::read(&meta).expect("there"), before);
    };
    refused(&["release", "1.0", "--date", "2026-11-24"], "commit these files first: matrix/matrix");
    repository.git(&["commit", "--quiet", "--all", "--message", "x"]);
    refused(&["release", "0.9", "--date", "2026-11-24"], "at version 1.0 already");
    refused(&["release", "1.0", "--date", "2026-11-21"], "after the day of the release");
    refused(&["release", "1.0", "--date", "tomorrow"], "has errors");
    let output = repository.dtm(&["release", "1.0", "--date", "2026-11-24"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    let now = std::fs::read_to_string(&meta).expect("there");
    let wanted =
        format!("# The whole.\n{text}").replace("released: 2026-11-22", "released: 2026-11-24");
    assert_eq!(now, wanted);
    repository.git(&["commit", "--quiet", "--all", "--message", "x"]);
    repository.git(&["tag", "v1.0"]);
    refused(&["release", "1.1", "--date", "2026-11-25"], "nothing changed since v1.0");
    refused(&["release", "1.0", "--date", "2026-11-25"], "the next one is higher");
    repository.commit(&format!("{BEFORE}# file: assets/DA0001.yaml\nexposure: Everywhere.\n"));
    refused(&["release", "1.1", "--date", "2026-11-25"], "against the rules");
    let raised = "# file: assets/DA0001.yaml\nexposure: Everywhere.\nversion: \"1.1\"\n";
    repository.commit(&format!("{BEFORE}{raised}"));
    refused(&["release", "1.1", "--date", "2026-11-25"], "--allow-warnings");
    repository.commit(&format!("{BEFORE}{raised}modified: 2026-11-24\n"));
    let output = repository.dtm(&["release", "1.1", "--date", "2026-11-25"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    let changelog = repository.dtm(&["changelog", "--into", "CHANGELOG.md"]);
    assert_eq!(changelog.status.code(), Some(0), "{}", err(&changelog));
    let text = std::fs::read_to_string(repository.path().join("CHANGELOG.md")).expect("there");
    assert!(text.contains("## [1.1] - 2026-11-25\n"), "{text}");
    assert!(text.contains("- DA0001 Imaging Modality (exposure; 1.0 → 1.1)"), "{text}");
    repository.dtm(&["changelog", "--into", "CHANGELOG.md"]);
    let again = std::fs::read_to_string(repository.path().join("CHANGELOG.md")).expect("there");
    assert_eq!(again, text);
}

#[test]
fn the_history_of_this_project_can_be_compared() {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(project("")).output().ok()?;
        output.status.success().then(|| out(&output))
    };
    let Some(log) = git(&["log", "--reverse", "--format=%H", "--", "matrix/matrix.yaml"]) else {
        return;
    };
    let Some(first) = log.lines().next() else { return };
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["diff", first, "--format", "json"])
        .current_dir(project(""))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    let json: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn where_git_has_no_answer_a_sentence_says_so() {
    let repository = Repository::new();
    repository.commit("");
    let refused = |arguments: &[&str], why: &str| {
        let output = repository.dtm(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(why), "{arguments:?}: {}", err(&output));
    };
    refused(&["changelog"], "there is no tag such as v1.2 before this commit");
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.git(&["rm", "-r", "--quiet", "--force", "."]);
    repository.git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);
    repository.lay("");
    refused(&["diff", "main...other"], "the two have no commit in common");
    refused(&["diff", "HEAD"], "HEAD holds no matrix in");
}
