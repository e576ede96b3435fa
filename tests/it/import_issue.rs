//! `dtm import issue`: the answers of a form.

use std::path::Path;

use dicom_threat_matrix::import::{Issue, issue};

use crate::start::{codes, dtm, err, ground, out, put};

const TECHNIQUE: &str = "### Name\n\nPrint a False Film\n\n### Tactics\n\nDTA0001, Nonsense\n\n\
### What the adversary does\n\nThe adversary sends a print job.\nSee [XX] and ../../etc/passwd.\n\n\
### Why DICOM allows it\n\nNobody asks who prints.\n\n\
### Evidence\n\nhttps://paper.example/film.pdf\nnerad-2019\nsomebody told me\n\n\
### Mitigations\n\nDM0001 and a lock\n\n### Detections\n\n_No response_\n\n\
### ATT&CK technique\n\nT1190\n";

fn run(folder: &Path, body: &str) -> std::process::Output {
    put(folder, "issue.md", body.as_bytes());
    dtm(folder, &["import", "issue", "issue.md", "--date", "2026-11-22"])
}

fn read(folder: &Path, inner: &str) -> String {
    std::fs::read_to_string(folder.join("matrix").join(inner)).expect("there")
}

#[test]
fn a_new_technique_says_what_was_said_and_asks_for_the_rest() {
    let folder = ground();
    let output = run(folder.path(), &TECHNIQUE.replace('\n', "\r\n"));
    assert!(output.status.success(), "{}", err(&output));
    let text = read(folder.path(), "techniques/DT0002.yaml");
    for part in [
        "#   Tactic: Nonsense\n",
        "#   Evidence: somebody told me\n",
        "#   About a mitigation: DM0001 and a lock\n",
        "name: Print a False Film\n",
        "  The adversary sends a print job.\n  See \\[XX\\] and ../../etc/passwd.\n\n  Nobody asks who prints.\n",
        "tactics:\n  - DTA0001\n",
        "  - reference: paper-example-film-pdf\n    kind: FILL IN\n",
        "  - reference: nerad-2019\n",
        "  - id: T1190\n    domain: enterprise-attack\n    relation: FILL IN\n",
        "  - id: DM0001\n    effect: FILL IN\n",
        "impact:\n  confidentiality: FILL IN\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(
        read(folder.path(), "references/paper-example-film-pdf.yaml")
            .contains("url: https://paper.example/film.pdf\n")
    );
    let found = codes(folder.path());
    assert!(!found.is_empty() && found.iter().all(|it| it == "not-filled-in"), "{found:?}");
    let made = ["matrix/techniques/DT0002.yaml", "matrix/references/paper-example-film-pdf.yaml"];
    assert!(dtm(folder.path(), &["fmt", "--check", made[0], made[1]]).status.success());
}

#[test]
fn a_correction_stands_above_its_object() {
    let folder = ground();
    let before = read(folder.path(), "techniques/DT0001.yaml");
    let body = "### Object\n\nDT0001 Open an Association\n\n### What is wrong\n\nThe word\n\"nobody\".\n\n### What it should say\n\n_No response_\n\n### Source\n\nhttps://paper.example/right\n";
    let output = run(folder.path(), body);
    assert!(output.status.success(), "{}", err(&output));
    let after = read(folder.path(), "techniques/DT0001.yaml");
    assert!(after.contains("# Correction asked for on 2026-11-22:\n#   wrong: The word \"nobody\".\n#   source: https://paper.example/right\n"), "{after}");
    assert!(after.ends_with(&before), "the object itself is as it was");
    assert!(folder.path().join("matrix/references/paper-example-right.yaml").is_file());
}

#[test]
fn evidence_is_added_to_its_technique_once() {
    let folder = ground();
    let body = "### Object\n\nDT0001\n\n### Kind of evidence\n\nObserved: done by an adversary\n\n### Source\n\nnerad-2019\n\n### What it shows\n\nThat it was done: at least once.\n";
    assert!(run(folder.path(), body).status.success());
    let text = read(folder.path(), "techniques/DT0001.yaml");
    let entry = "  - reference: CVE-2019-11687\n    kind: vulnerability\n  - reference: nerad-2019\n    kind: observed\n    note: \"That it was done: at least once.\"\nattack:\n";
    assert!(text.contains(entry), "{text}");
    assert_eq!(codes(folder.path()), Vec::<String>::new());
    let again = run(folder.path(), body);
    assert!(err(&again).contains("cites `nerad-2019` already"), "{}", err(&again));
}

#[test]
fn what_is_no_form_is_refused() {
    let folder = ground();
    let fails = |body: &str, words: &str| {
        let output = run(folder.path(), body);
        assert_eq!(output.status.code(), Some(2), "{body}");
        assert!(err(&output).contains(words), "{}", err(&output));
        assert_eq!(out(&output), "");
    };
    fails("", "none of the forms");
    fails("### Name\n\nX\n", "none of the forms");
    fails(
        "### Name\n\n_No response_\n\n### What the adversary does\n\nX\n",
        "no answer under `Name`",
    );
    fails("### Object\n\n../../x\n\n### What is wrong\n\nX\n", "which is not there");
    fails(
        "### Object\n\nDM0001\n\n### Source\n\nhttps://a.example\n\n### What it shows\n\nX\n",
        "is no technique",
    );
    fails(
        "### Object\n\nDT0001\n\n### Source\n\nmy aunt\n\n### What it shows\n\nX\n",
        "neither an address nor",
    );
}

#[test]
fn multiple_choice_and_checkboxes_read_as_lists() {
    let body = "### Name\n\nA Thing\n\n### Tactics\n\n- [x] Initial Access\n- [ ] Impact\n- [X] DTA0002\n\n### What the adversary does\n\nIt.\n";
    let Ok(Issue::Technique(found)) = issue(body) else { panic!("a technique") };
    assert_eq!(found.tactics, ["Initial Access", "DTA0002"]);
}
