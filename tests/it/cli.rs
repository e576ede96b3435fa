//! The program as a user meets it.

use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::compile::codes;
use dicom_threat_matrix::export::EXPORTERS;
use dicom_threat_matrix::model::KINDS;

use crate::support::{self, project};

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A folder that holds the small matrix, changed by an example.
fn folder(example: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (inner, bytes) in support::overlay(example) {
        let path = folder.path().join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

#[test]
fn exit_codes_tell_clean_findings_and_failure_apart() {
    let clean = folder("");
    assert_eq!(dtm(clean.path(), &["check"]).status.code(), Some(0));
    let error = folder("# file: assets/DA0001.yaml\nnmae: Scanner\n");
    assert_eq!(dtm(error.path(), &["check"]).status.code(), Some(1));
    let warning = folder("# file: assets/DA0001.yaml\nname: Imaging modality\n");
    assert_eq!(dtm(warning.path(), &["check"]).status.code(), Some(0));
    assert_eq!(dtm(warning.path(), &["check", "--fail-level", "warning"]).status.code(), Some(1));
    let empty = tempfile::tempdir().expect("a folder");
    let nothing = dtm(empty.path(), &["check"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(err(&nothing).contains("name one with --matrix DIR"), "{}", err(&nothing));
    assert_eq!(dtm(clean.path(), &["chekc"]).status.code(), Some(2));
}

#[test]
fn the_matrix_is_found_from_a_folder_inside() {
    let folder = folder("# file: assets/DA0001.yaml\nname: Imaging modality\n");
    let output = dtm(&folder.path().join("matrix/assets"), &["check"]);
    assert!(
        out(&output).contains("--> ../../matrix/assets/DA0001.yaml:")
            || out(&output).contains("--> ../assets/DA0001.yaml:"),
        "{}",
        out(&output)
    );
}

#[test]
fn machine_formats_name_the_place() {
    let folder = folder("# file: assets/DA0001.yaml\nname: Ünit modality\n");
    let json = dtm(folder.path(), &["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&out(&json)).expect("JSON");
    assert_eq!(document["version"], 1);
    let finding = &document["findings"][0];
    assert_eq!(finding["code"], "name-not-title-case");
    assert_eq!(finding["file"], "matrix/assets/DA0001.yaml");
    assert_eq!(finding["pointer"], "/name");
    let (line, column) = (finding["line"].as_u64(), finding["column"].as_u64());
    let github = out(&dtm(folder.path(), &["check", "--format", "github"]));
    let place =
        format!("line={},endLine={},col={},", line.unwrap(), line.unwrap(), column.unwrap());
    assert!(
        github.starts_with("::warning file=matrix/assets/DA0001.yaml,") && github.contains(&place),
        "{github}"
    );
    let sarif = out(&dtm(folder.path(), &["check", "--format", "sarif"]));
    let document: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let region = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"].as_u64(), line);
    assert_eq!(region["startColumn"].as_u64(), column);
    assert_eq!(document["runs"][0]["columnKind"], "unicodeCodePoints");
}

#[test]
fn color_is_for_terminals() {
    let folder = folder("# file: assets/DA0001.yaml\nname: Imaging modality\n");
    assert!(!out(&dtm(folder.path(), &["check"])).contains('\u{1b}'));
    let run = |key: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
        let output = command.arg("check").current_dir(folder.path()).env(key, value).output();
        out(&output.expect("runs"))
    };
    assert!(run("CLICOLOR_FORCE", "1").contains('\u{1b}'));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.arg("check").current_dir(folder.path()).env("CLICOLOR_FORCE", "0").env("NO_COLOR", "1");
    assert!(!out(&command.output().expect("runs")).contains('\u{1b}'));
}

#[test]
fn build_writes_everything_once_and_takes_away_what_is_no_longer_made() {
    let folder = folder("");
    let exports = folder.path().join("exports");
    let first = dtm(folder.path(), &["build"]);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert!(exports.join("site/techniques/DT0001/index.html").is_file());
    assert!(exports.join("navigator/enterprise-attack.layer.json").is_file());
    assert_eq!(dtm(folder.path(), &["build", "--check"]).status.code(), Some(0));
    let some = dtm(folder.path(), &["build", "--check", "--only", "csv,json"]);
    assert_eq!((some.status.code(), &*out(&some)), (Some(0), ""), "the others are not asked for");
    assert!(out(&dtm(folder.path(), &["build"])).contains(" 0 changed, 0 removed"));
    // A file of the user's stays, a file of ours that nothing makes goes.
    std::fs::write(exports.join("notes.txt"), "mine").expect("written");
    std::fs::remove_file(folder.path().join("matrix/techniques/DT0001.001.yaml")).expect("removed");
    let stale = dtm(folder.path(), &["build", "--check"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(out(&stale).contains("manifest.txt is stale"), "{}", out(&stale));
    assert!(
        out(&dtm(folder.path(), &["build", "--check", "--only", "csv"]))
            .contains("csv/techniques.csv is stale")
    );
    assert!(
        exports.join("site/techniques/DT0001.001/index.html").is_file(),
        "--check writes nothing"
    );
    assert_eq!(dtm(folder.path(), &["build"]).status.code(), Some(0));
    assert!(!exports.join("site/techniques/DT0001.001").exists());
    assert_eq!(std::fs::read_to_string(exports.join("notes.txt")).expect("there"), "mine");
}

#[test]
fn build_refuses_a_matrix_with_errors() {
    let folder = folder("# file: assets/DA0001.yaml\nnmae: Scanner\n");
    let output = dtm(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("unknown-key"));
    assert!(!folder.path().join("exports").exists());
}

#[test]
fn build_makes_only_what_is_asked() {
    let folder = folder("");
    let output = dtm(folder.path(), &["build", "--only", "csv,navigator", "--out", "made"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let made = support::files(&folder.path().join("made"));
    assert!(
        made.iter().all(|path| path.starts_with("csv/") || path.starts_with("navigator/")),
        "{made:?}"
    );
    assert!(!made.is_empty());
}

#[test]
fn build_publishes_under_another_address_when_asked() {
    let folder = folder("");
    let url = "https://hospital.example/dicom/";
    let output = dtm(folder.path(), &["build", "--only", "checklist,json", "--base-url", url]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let page = folder.path().join("exports/checklist/pacs-administrator-page.md");
    let page = std::fs::read_to_string(page).expect("written");
    assert!(page.contains("<https://hospital.example/dicom/checklists/"), "{page}");
    for bad in ["ftp://h.example", "h.example", "https://", "https://h.example/?a", "https://a b"] {
        let output = dtm(folder.path(), &["build", "--base-url", bad]);
        assert_eq!(output.status.code(), Some(2), "{bad}");
        assert!(err(&output).contains("--base-url"), "{}", err(&output));
    }
}

#[test]
fn a_path_in_an_old_manifest_never_leads_out() {
    let folder = folder("");
    let precious = folder.path().join("precious.txt");
    std::fs::write(&precious, "keep").expect("written");
    std::fs::create_dir(folder.path().join("exports")).expect("made");
    let evil = format!(
        "0000  ../precious.txt\n0000  {}\n0000  csv/../../precious.txt\n",
        precious.display()
    );
    std::fs::write(folder.path().join("exports/manifest.txt"), evil).expect("written");
    assert_eq!(dtm(folder.path(), &["build"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(precious).expect("there"), "keep");
}

#[test]
fn show_prints_both_directions() {
    let folder = folder("");
    let text = out(&dtm(folder.path(), &["show", "DM0001"]));
    for part in [
        "DM0001  Use DICOM TLS",
        "implements",
        "ps3.15:B.12  TLS Profile",
        "mitigates",
        "DT0001  Open an Association",
    ] {
        assert!(
            text.contains(part)
                || text
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .contains(&part.replace("  ", " ")),
            "{part} is not in:\n{text}"
        );
    }
    assert!(out(&dtm(folder.path(), &["show", "ps3.15:B.12"])).contains("is implemented by"));
    assert!(out(&dtm(folder.path(), &["show", "T1190"])).contains("is mapped to by"));
    let wrong = dtm(folder.path(), &["show", "DM0002"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("did you mean `DM0001`?"), "{}", err(&wrong));
}

#[test]
fn show_says_what_an_object_is_and_what_a_catalogue_holds() {
    let folder = folder("");
    let show = |id: &str| out(&dtm(folder.path(), &["show", id]));
    let part = show("DT0001.001");
    assert!(part.contains("Technique · draft · version 1.0 · "), "{part}");
    assert!(part.contains(" · part of Open an Association\n"), "{part}");
    let harm = "# file: techniques/DT0001.yaml\nimpact:\n  confidentiality: low\n  integrity: none\n  \
                availability: none\n  patient_safety: direct\n  workflow: Nothing stops.\n";
    let harmful = self::folder(harm);
    let text = out(&dtm(harmful.path(), &["show", "DT0001"]));
    assert!(text.contains(" · patient safety: direct\n"), "{text}");
    let catalogue = show("ps3.15");
    let (_, held) = catalogue.split_once("\nholds\n").unwrap_or_else(|| panic!("{catalogue}"));
    assert!(held.starts_with("  ps3.15:B.12  "), "{held}");
}

#[test]
fn without_a_name_everything_that_can_be_named_is_listed() {
    let folder = folder("");
    let first = |arguments: &[&str], at: usize| -> Vec<String> {
        let output = dtm(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let word = |line: &str| line.split_whitespace().nth(at).unwrap_or_default().to_owned();
        out(&output).lines().map(word).collect()
    };
    let kinds: Vec<&str> = KINDS.iter().map(|it| it.name).collect();
    assert_eq!(first(&["list"], 0), kinds);
    assert_eq!(first(&["list"], 2), KINDS.iter().map(|it| it.folder).collect::<Vec<_>>());
    assert_eq!(first(&["list"], 1)[kinds.iter().position(|it| *it == "technique").unwrap()], "2");
    assert_eq!(first(&["explain"], 1), codes().iter().map(|it| it.id).collect::<Vec<_>>());
    let exporters: Vec<&str> = EXPORTERS.iter().map(|it| it.name).collect();
    assert_eq!(first(&["build", "--list"], 0), exporters);
    assert!(!folder.path().join("exports").exists(), "a list builds nothing");
}

#[test]
fn what_hangs_together_by_nothing_is_a_finding_of_path() {
    let folder = folder(
        "# file: assets/DA0002.yaml\nid: DA0002\nname: Loose Thing\nsummary: Nothing names it.\n\
         description: |\n  It stands alone.\nexposure: Nowhere.\nroles:\n  - scp\nstatus: draft\n\
         version: \"1.0\"\ncreated: 2026-11-22\nmodified: 2026-11-22\n",
    );
    let none = dtm(folder.path(), &["path", "DA0002", "DT0001"]);
    assert_eq!(none.status.code(), Some(1), "{}", err(&none));
    assert_eq!(out(&none), "");
    assert!(err(&none).contains("no way leads from DA0002 to DT0001"), "{}", err(&none));
    let json = out(&dtm(folder.path(), &["path", "DA0002", "DT0001", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["total"], &json["ways"]), (&0.into(), &serde_json::json!([])));
}

#[test]
fn a_control_of_two_catalogues_must_be_said_in_full() {
    let text = support::read("tests/ground/controls/ps3.15.yaml");
    let twin = text.replace("id: ps3.15\n", "id: ps3.99\n");
    let folder = folder("");
    std::fs::write(folder.path().join("matrix/controls/ps3.99.yaml"), twin).expect("written");
    let both = dtm(folder.path(), &["path", "b.12", "DT0001"]);
    assert_eq!(both.status.code(), Some(2));
    let said = "`b.12` is an id of several catalogues: ps3.15:B.12, ps3.99:B.12";
    assert!(err(&both).contains(said), "{}", err(&both));
    assert_eq!(dtm(folder.path(), &["path", "ps3.15:b.12", "DT0001"]).status.code(), Some(0));
    // To look at, all of them are meant.
    let text = out(&dtm(folder.path(), &["show", "b.12"]));
    assert!(text.contains("ps3.15:B.12  ") && text.contains("ps3.99:B.12  "), "{text}");
}

#[test]
fn list_graph_stats_and_explain_answer() {
    let folder = folder("");
    assert!(
        out(&dtm(folder.path(), &["list", "techniques"]))
            .contains("DT0001.001  Open an Association with a Copied Title")
    );
    assert!(err(&dtm(folder.path(), &["list", "techniqe"])).contains("did you mean `technique`?"));
    let all = out(&dtm(folder.path(), &["graph"]));
    let near = out(&dtm(folder.path(), &["graph", "--around", "DA0001", "--format", "mermaid"]));
    assert!(all.starts_with("digraph") && near.starts_with("flowchart") && near.len() < all.len());
    let stats = out(&dtm(folder.path(), &["stats", "--json"]));
    let stats: serde_json::Value = serde_json::from_str(&stats).expect("JSON");
    assert_eq!(stats["objects"]["techniques"], 2);
    assert!(out(&dtm(folder.path(), &["explain", "unknown-key"])).contains("misspelt key"));
    assert!(
        err(&dtm(folder.path(), &["explain", "unknown-kee"]))
            .contains("did you mean `unknown-key`?")
    );
}

#[test]
fn pin_makes_an_index_of_a_bundle() {
    let folder = folder("");
    let bundle = serde_json::json!({ "type": "bundle", "objects": [
        { "type": "x-mitre-collection", "id": "x-mitre-collection--1", "name": "Enterprise ATT&CK", "x_mitre_version": "18.1" },
        { "type": "x-mitre-tactic", "id": "x-mitre-tactic--1", "name": "Initial Access", "x_mitre_shortname": "initial-access",
          "external_references": [{ "source_name": "mitre-attack", "external_id": "TA0001" }] },
        { "type": "attack-pattern", "id": "attack-pattern--1", "name": "Old", "revoked": true, "x_mitre_domains": ["enterprise-attack"],
          "external_references": [{ "source_name": "mitre-attack", "external_id": "T1001" }] },
        { "type": "attack-pattern", "id": "attack-pattern--2", "name": "New", "x_mitre_domains": ["enterprise-attack"],
          "kill_chain_phases": [{ "kill_chain_name": "mitre-attack", "phase_name": "initial-access" }],
          "external_references": [{ "source_name": "mitre-attack", "external_id": "T1002.001" }] },
        { "type": "relationship", "id": "relationship--1", "relationship_type": "revoked-by", "source_ref": "attack-pattern--1", "target_ref": "attack-pattern--2" },
    ]});
    std::fs::write(folder.path().join("bundle.json"), bundle.to_string()).expect("written");
    let output = dtm(folder.path(), &["attack", "pin", "bundle.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = std::fs::read_to_string(folder.path().join("matrix/attack/enterprise-attack.json"))
        .expect("there");
    let index: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(index["version"], "18.1");
    assert_eq!(index["techniques"]["T1001"]["status"], "revoked");
    assert_eq!(index["techniques"]["T1001"]["revoked_by"], "T1002.001");
    assert_eq!(index["techniques"]["T1002.001"]["parent"], "T1002");
    std::fs::write(folder.path().join("bundle.json"), "{}").expect("written");
    let wrong = dtm(folder.path(), &["attack", "pin", "bundle.json"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("matrix/attack/enterprise-attack.json"))
            .expect("there"),
        text
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let command = format!(
        "{} list reference --matrix {} | head -1",
        env!("CARGO_BIN_EXE_dtm"),
        project("matrix").display()
    );
    let output = Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {command}")])
        .output()
        .expect("bash");
    assert!(output.status.success(), "{}", err(&output));
}

#[test]
fn the_page_of_commands_is_fresh() {
    support::golden("docs/cli.md", &dicom_threat_matrix::cli::reference());
}

#[test]
fn programs_get_findings_while_people_see_the_difference() {
    let folder = folder("");
    let path = folder.path().join("matrix/assets/DA0001.yaml");
    let text = std::fs::read_to_string(&path).expect("readable").replacen("name: ", "nmae: ", 1);
    std::fs::write(&path, text).expect("written");
    let output = dtm(folder.path(), &["check", "--fix", "--dry-run", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON and no more");
    assert!(json["findings"].as_array().is_some_and(|it| !it.is_empty()));
    let shown = err(&output);
    assert!(shown.contains("\n-nmae: ") && shown.contains("\n+name: "), "{shown}");
}
