//! `dtm check --fix`: what has one right answer is mended, and nothing else is touched.

use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::diagnostic::render::{Screen, format};
use serde_json::Value;

use crate::support;

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    let both = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(both).expect("UTF-8")
}

fn folder(example: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (inner, bytes) in support::overlay(example) {
        let path = folder.path().join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

fn bytes(folder: &Path, inner: &str) -> Vec<u8> {
    std::fs::read(folder.join("matrix").join(inner)).unwrap_or_default()
}

fn text(folder: &Path, inner: &str) -> String {
    String::from_utf8(bytes(folder, inner)).expect("UTF-8")
}

/// Mends, and demands that nothing is left to complain about.
fn mended(folder: &Path) -> String {
    let arguments = ["check", "--matrix", "matrix", "--fix", "--yes", "--fail-level", "warning"];
    let output = dtm(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    said(&output)
}

/// An example of each sort of fix, and what the file then holds.
const SORTS: &[(&str, &str, &str)] = &[
    (
        "# file: techniques/DT0001.yaml\nassets:\n  - DA001\n",
        "techniques/DT0001.yaml",
        "  - DA0001\n",
    ),
    (
        "# file: techniques/DT0001.yaml\nassets:\n  - 'DA001'\n",
        "techniques/DT0001.yaml",
        "  - 'DA0001'\n",
    ),
    ("# file: techniques/DT0001.yaml\nrole:\n  - scuu\n", "techniques/DT0001.yaml", "  - scu\n"),
    (
        "# file: assets/DA0001.yaml\ndrop: summary\nsumary: It makes images.\n",
        "assets/DA0001.yaml",
        "summary: It makes images.\n",
    ),
    ("# file: assets/DA0001.yaml\nversion: 1.10\n", "assets/DA0001.yaml", "version: \"1.10\"\n"),
    (
        "# file: assets/DA0001.yaml\ndescription: |\n  It was counted [@nerad-2o19].\n  So [DT001] goes.\n",
        "assets/DA0001.yaml",
        "  It was counted [@nerad-2019].\n  So [DT0001] goes.\n",
    ),
    ("# file: assets/DA0001.yaml\nid: da01\n", "assets/DA0001.yaml", "id: DA0001\n"),
    ("# file: matrix.yaml\ntactics:\n  - DTA001\n", "matrix.yaml", "  - DTA0001\n"),
    (
        "# file: techniques/DT0001.yaml\nattack:\n  - id: T1574.002\n    domain: enterprise-attack\n    relation: related\n    rationale: A library beside the program is loaded.\n",
        "techniques/DT0001.yaml",
        "  - id: T1574.001\n",
    ),
    (
        "# file: techniques/DT0001.001.yaml\n# yaml-language-server: $schema=../s/technique.json\n",
        "techniques/DT0001.yaml",
        "# yaml-language-server: $schema=../s/technique.json\nid: DT0001\n",
    ),
    (
        "# file: mitigations/DM0001.yaml\ncontrols:\n  - control: \"ps3.15:B12\"\n    relation: implements\n    rationale: The profile says how.\n",
        "mitigations/DM0001.yaml",
        "  - control: \"ps3.15:B.12\"\n",
    ),
];

#[test]
fn every_sort_of_fix_leaves_the_matrix_clean() {
    for (example, inner, expected) in SORTS {
        let folder = folder(example);
        let output = dtm(folder.path(), &["check", "--fix", "--yes", "--fail-level", "warning"]);
        let now = text(folder.path(), inner);
        assert!(now.contains(expected), "{example}\n{}\n{now}", said(&output));
        assert_eq!(output.status.code(), Some(0), "{example}\n{}", said(&output));
    }
}

#[test]
fn a_file_gets_its_name_and_its_place() {
    for (from, to) in [
        ("asset/DA0001.yaml", "assets/DA0001.yaml"),
        ("assets/inner/DA0001.yaml", "assets/DA0001.yaml"),
        ("elsewhere/inner/DA0001.yaml", "assets/DA0001.yaml"),
        ("DA0001.yaml", "assets/DA0001.yaml"),
        ("assets/scanner.yaml", "assets/DA0001.yaml"),
        ("assets/DA0001.yaml.txt", "assets/DA0001.yaml"),
        ("matrix.yml", "matrix.yaml"),
    ] {
        let folder = folder("");
        let before = bytes(folder.path(), to);
        let (old, new) =
            (folder.path().join("matrix").join(from), folder.path().join("matrix").join(to));
        std::fs::create_dir_all(old.parent().expect("a parent")).expect("made");
        std::fs::rename(new, &old).expect("moved");
        let told = mended(folder.path());
        assert!(told.contains(&format!("rename from matrix/{from}")), "{told}");
        assert_eq!(bytes(folder.path(), to), before);
        assert!(!old.exists());
    }
}

#[test]
fn two_fixes_in_one_file_keep_its_line_ends_and_its_mark() {
    let example = "# file: techniques/DT0001.yaml\nrole:\n  - scuu\nassets:\n  - DA001\n";
    let folder = folder(example);
    let path = folder.path().join("matrix/techniques/DT0001.yaml");
    let old = text(folder.path(), "techniques/DT0001.yaml");
    std::fs::write(&path, format!("\u{feff}{}", old.replace('\n', "\r\n"))).expect("written");
    let told = mended(folder.path());
    assert!(told.contains("2 fixes in 1 file, written"), "{told}");
    let right = old.replace("scuu", "scu").replace("DA001\n", "DA0001\n").replace('\n', "\r\n");
    assert_eq!(text(folder.path(), "techniques/DT0001.yaml"), format!("\u{feff}{right}"));
}

#[test]
fn without_a_yes_nothing_is_written() {
    let folder = folder("# file: techniques/DT0001.yaml\nrole:\n  - scuu\n");
    let before = bytes(folder.path(), "techniques/DT0001.yaml");
    for arguments in [&["check", "--fix"][..], &["check", "--fix", "--dry-run"]] {
        let output = dtm(folder.path(), arguments);
        let told = said(&output);
        assert!(told.contains("-  - scuu\n+  - scu\n"), "{told}");
        assert!(told.contains("--- matrix/techniques/DT0001.yaml\n"), "{told}");
        assert!(told.contains("1 fix in 1 file, nothing was written"), "{told}");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(bytes(folder.path(), "techniques/DT0001.yaml"), before);
    }
}

#[test]
fn what_has_two_answers_is_left_to_people() {
    for example in [
        "# file: techniques/DT0001.yaml\nrole:\n  - elsewhere\n",
        "# file: assets/DA0001.yaml\nexposure: no\n",
        "# file: assets/DA0001.yaml\nname: Imaging modality\n",
    ] {
        let folder = folder(example);
        let before: Vec<_> = ["techniques/DT0001.yaml", "assets/DA0001.yaml"]
            .map(|it| bytes(folder.path(), it))
            .into();
        let output = dtm(folder.path(), &["check", "--fix", "--yes"]);
        assert!(said(&output).contains("nothing here has one right answer"), "{}", said(&output));
        let after: Vec<_> = ["techniques/DT0001.yaml", "assets/DA0001.yaml"]
            .map(|it| bytes(folder.path(), it))
            .into();
        assert_eq!(before, after);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let example = "# file: techniques/DT0001.yaml\nrole:\n  - scuu\n\
                   # file: assets/DA0001.yaml\nversion: 1.10\n";
    let folder = folder(example);
    let locked = folder.path().join("matrix/techniques");
    let mode = |mode| std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(mode));
    mode(0o555).expect("locked");
    // Whoever may do anything cannot be locked out.
    if std::fs::write(locked.join("probe"), "").is_ok() {
        return;
    }
    let before = bytes(folder.path(), "assets/DA0001.yaml");
    let output = dtm(folder.path(), &["check", "--fix", "--yes"]);
    mode(0o755).expect("unlocked");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot write"), "{}", said(&output));
    assert_eq!(bytes(folder.path(), "assets/DA0001.yaml"), before);
}

#[test]
fn fixes_appear_in_json_and_sarif() {
    let example =
        "# file: assets/DA0001.yaml\nversion: 1.10\nname: \"Ünïcode\" # x\nroles:\n  - scpp\n";
    let compiled = support::compile(&support::overlay(example));
    let made = |name: &str| -> Value {
        let render = format(name).expect("a format").render;
        let text = render(&compiled.report, &compiled.sources, Screen { color: false, width: 80 });
        serde_json::from_str(&text).expect("JSON")
    };
    let json = made("json");
    let findings = json["findings"].as_array().expect("findings");
    let one = findings.iter().find(|it| it["code"] == "wrong-type").expect("a finding");
    assert_eq!(one["fixes"][0]["title"], "put it in quotes");
    assert_eq!(one["fixes"][0]["edits"][0]["text"], "\"1.10\"");
    assert_eq!(one["fixes"][0]["edits"][0]["column"], 10);
    let sarif = made("sarif");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let one = results.iter().find(|it| it["ruleId"] == "unknown-value").expect("a result");
    let change = &one["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "matrix/assets/DA0001.yaml");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "scp");
    assert_eq!(change["replacements"][0]["deletedRegion"]["startColumn"], 5);
    assert_eq!(change["replacements"][0]["deletedRegion"]["endColumn"], 9);
}

#[test]
fn fmt_on_the_disk_writes_once_and_leaves_broken_files_alone() {
    let folder = folder("# file: assets/DA0001.yaml\nroles: [ scu ]\n");
    let root = folder.path();
    dtm(root, &["fmt"]);
    std::fs::write(root.join("matrix/assets/DA0001.yaml"), "id:   DA0001\r\n").expect("written");
    std::fs::write(root.join("matrix/assets/DA0002.yaml"), "id: \"DA0002\n").expect("written");
    let check = dtm(root, &["fmt", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(said(&check).contains("DA0001.yaml\n"), "{}", said(&check));
    assert_eq!(bytes(root, "assets/DA0001.yaml"), b"id:   DA0001\r\n");
    let output = dtm(root, &["fmt", "matrix/assets"]);
    assert!(said(&output).contains("left alone: matrix/assets/DA0002.yaml"), "{}", said(&output));
    assert_eq!(bytes(root, "assets/DA0001.yaml"), b"id: DA0001\n");
    assert_eq!(bytes(root, "assets/DA0002.yaml"), b"id: \"DA0002\n");
    let again = dtm(root, &["fmt", "matrix/assets/DA0001.yaml", "--check"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
}
