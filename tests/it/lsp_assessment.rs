//! An assessment in an editor: `dtm lsp` finds the matrix for it and treats it like any other kind.

use dicom_threat_matrix::assess::is_assessment;
use dicom_threat_matrix::fmt::{Refusal, canonical};
use serde_json::{Value, json};

use crate::editor::{Editor, place};
use crate::lsp_actions::{actions, applied};
use crate::support;

const OURS: &str = "../ours.yaml";
const MITIGATION: &str = "mitigations/DM0001.yaml";

fn hospital() -> String {
    support::read("tests/assess/hospital.yaml")
}

/// An editor that has the matrix and an assessment beside it open.
fn opened() -> Editor {
    let mut editor = Editor::new();
    editor.open_as(OURS, &hospital());
    editor
}

#[test]
fn lsp_tells_what_is_wrong_with_an_assessment() {
    let mut editor = opened();
    assert_eq!(editor.codes(OURS), [] as [&str; 0]);
    let edits = [
        ("id: DM0001", "id: DM0011"),
        ("status: partial", "status: partal"),
        ("date: 2025-11-01", "date: 2027-02-30"),
        ("since: 2026-03-01", "since: 2027-03-01"),
        ("- association", "- asociation"),
        ("small-matrix", "smal-matrix"),
        ("  - id: DD0001\n", "  - id: DD0001\n    status: absent\n  - id: DD0001\n"),
        ("site: Example", "sit: Example"),
        ("id: DA0001", "id: DA-1"),
        (
            "      - date: 2027-02-30\n",
            "      - date: 2025-02-01\n        status: absent\n      - date: 2025-01-01\n",
        ),
        ("matrix:", "matrix: \""),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (old, new) in edits {
        editor.edit(OURS, old, new);
        let (compiled, _) = support::read_assessment(&support::ground(), &editor.texts[OURS].1);
        let expected: Vec<&str> = compiled.report.iter().map(|it| it.code.id).collect();
        assert_eq!(editor.codes(OURS), expected, "after {new}");
        seen.extend(expected);
    }
    assert!(seen.len() >= 10, "{seen:?}");
    let place = &editor.findings[&editor.uri(OURS)][0]["range"]["start"];
    assert_eq!(place["line"], 1, "{place}");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(OURS) } }));
    assert_eq!(editor.codes(OURS), [] as [&str; 0]);
    assert_eq!(editor.codes(MITIGATION), [] as [&str; 0]);
}

#[test]
fn lsp_judges_an_assessment_anew_when_the_matrix_changes() {
    let mut editor = opened();
    editor.open(MITIGATION);
    editor.edit(MITIGATION, "status: draft", "status: deprecated\nstatus_reason: It is old.");
    assert_eq!(editor.codes(OURS), ["unknown-assessed-id"]);
    editor.edit(MITIGATION, "status: deprecated\nstatus_reason: It is old.", "status: draft");
    assert_eq!(editor.codes(OURS), [] as [&str; 0]);
    // Files that come and go give the others new numbers.
    let path = editor.path("assets/DA0001.yaml");
    let changed = |editor: &Editor| {
        let changes = json!([{ "uri": editor.uri("assets/DA0001.yaml"), "type": 2 }]);
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    };
    editor.open_as("../theirs.yaml", &hospital().replace("DM0001", "DM0009"));
    std::fs::remove_file(&path).expect("removed");
    changed(&editor);
    assert_eq!(editor.codes(OURS), ["unknown-assessed-id"]);
    assert_eq!(editor.codes("../theirs.yaml"), ["unknown-assessed-id"; 2]);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(OURS) } }));
    std::fs::write(&path, &support::ground()["assets/DA0001.yaml"]).expect("written");
    changed(&editor);
    assert_eq!(editor.codes("../theirs.yaml"), ["unknown-assessed-id"]);
    editor.edit("../theirs.yaml", "DM0009", "DM0001");
    assert_eq!(editor.codes("../theirs.yaml"), [] as [&str; 0]);
}

#[test]
fn lsp_completes_an_assessment() {
    let mut editor = opened();
    let labels = |editor: &mut Editor, before: &str| editor.labels(OURS, before);
    assert_eq!(
        labels(&mut editor, "    status: "),
        ["in-place", "partial", "planned", "absent", "not-applicable"]
    );
    assert_eq!(labels(&mut editor, "assets:\n  - id: "), ["DA0001"]);
    assert_eq!(labels(&mut editor, "mitigations:\n  - id: "), ["DM0001"]);
    assert_eq!(labels(&mut editor, "detections:\n  - id: "), ["DD0001"]);
    assert_eq!(labels(&mut editor, "format: "), ["dtm-assessment/1"]);
    assert_eq!(labels(&mut editor, "  id: small-matrix"), ["small-matrix"]);
    assert_eq!(labels(&mut editor, "version: \""), ["1.0"]);
    let surfaces = labels(&mut editor, "surfaces:\n  - ");
    assert!(surfaces.contains(&"c-store".to_owned()), "{surfaces:?}");
    let told = editor.at("textDocument/completion", OURS, "mitigations:\n  - id: ", &Value::Null);
    assert_eq!(told["items"][0]["detail"], "Use DICOM TLS");
    // What is listed is not proposed twice, and a key that is there neither.
    editor.edit(OURS, "surfaces:\n", "surfaces:\n  - x\n");
    assert!(!labels(&mut editor, "surfaces:\n  - ").contains(&"association".to_owned()));
    assert_eq!(
        labels(&mut editor, "    exposure: "),
        ["isolated", "imaging-network", "hospital-network", "remote-access", "internet"]
    );
    editor.edit(OURS, "    count: 4\n    exposure: remote-access\n", "    \n");
    assert_eq!(labels(&mut editor, "- id: DA0001\n    "), ["count", "exposure"]);
    editor.edit(OURS, "site: Example Hospital\n", "n\n");
    let keys = labels(&mut editor, "\"1.0\"\nn");
    assert!(keys.contains(&"note".to_owned()) && !keys.contains(&"date".to_owned()), "{keys:?}");
    // While the text is not YAML the matrix is known all the same.
    editor.edit(OURS, "id: DM0001", "id: \"DM");
    assert_eq!(labels(&mut editor, "mitigations:\n  - id: \"DM"), ["DM0001"]);
}

#[test]
fn lsp_leads_from_an_assessment_into_the_matrix_and_back() {
    let mut editor = opened();
    assert!(editor.hover(OURS, "mitigations:\n  - id: DM").starts_with("**DM0001 Use DICOM TLS**"));
    assert!(editor.hover(OURS, "- assoc").starts_with("**`association` Associations**"));
    assert!(editor.hover(OURS, "    sta").contains("`not-applicable`"));
    assert!(editor.hover(OURS, "status: part").contains("for a part of the site"));
    let none = Value::Null;
    let there = editor.at("textDocument/definition", OURS, "mitigations:\n  - id: DM", &none);
    assert_eq!(there["uri"], editor.uri(MITIGATION));
    editor.open(MITIGATION);
    let users =
        editor.at("textDocument/references", MITIGATION, "id: DM00", &json!({ "context": {} }));
    let users = users.as_array().expect("a list");
    assert!(users.iter().any(|it| it["uri"] == editor.uri(OURS)), "{users:?}");
    let about = json!({ "textDocument": { "uri": editor.uri(OURS) } });
    let outline = editor.ask("textDocument/documentSymbol", about.clone());
    let named = |name: &str| {
        outline.as_array().expect("a list").iter().find(|it| it["name"] == name).expect("a symbol")
    };
    assert_eq!(named("mitigations")["children"][0]["name"], "DM0001");
    assert_eq!(named("mitigations")["children"][0]["detail"], "Use DICOM TLS");
    let folds = editor.ask("textDocument/foldingRange", about);
    assert!(!folds.as_array().expect("a list").is_empty());
}

#[test]
fn lsp_mends_and_formats_an_assessment() {
    let mut editor = opened();
    let whole = hospital();
    editor.edit(OURS, "id: DM0001", "id: DM001");
    editor.edit(OURS, "status: in-place", "status: in-palce");
    editor.edit(OURS, "- association", "- asociation");
    let found = actions(&mut editor, OURS, &json!({ "only": ["quickfix"] }));
    assert_eq!(found.len(), 3, "{found:?}");
    for action in &found {
        assert_eq!(action["isPreferred"], true);
    }
    let all = actions(&mut editor, OURS, &json!({ "only": ["source.fixAll"] })).pop();
    let all = all.expect("an action");
    assert_eq!(all["title"], "mend all 3 in this file");
    let edits = &all["edit"]["changes"][editor.uri(OURS)];
    assert_eq!(applied(&editor.texts[OURS].1, edits), whole);

    let mixed = whole
        .replace("    status: partial\n", "")
        .replace("DM0001\n", "DM0001\n    # a word\n    status:   'partial'\n");
    let mixed = mixed.replacen("format: dtm-assessment/1\n", "", 1) + "format: dtm-assessment/1\n";
    let wanted = whole.replace("    status: partial\n", "    # a word\n    status: partial\n");
    editor.open_as(OURS, &mixed);
    let about = json!({
        "textDocument": { "uri": editor.uri(OURS) },
        "options": { "tabSize": 2, "insertSpaces": true },
    });
    let edits = editor.ask("textDocument/formatting", about.clone());
    assert_eq!(applied(&mixed, &edits), canonical("", "x.yaml", &wanted).expect("canonical"));
    editor.open_as(OURS, "{\n  \"format\": \"dtm-assessment/1\"\n}\n");
    assert_eq!(editor.ask("textDocument/formatting", about), Value::Null);
    assert_eq!(canonical("", "ours.json", "{\"a\": 1}"), Err(Refusal::Json));
}

#[test]
fn lsp_finds_the_matrix_of_an_assessment() {
    let mut editor = Editor::new();
    let far = tempfile::tempdir().expect("a folder");
    let open = |editor: &mut Editor, path: &std::path::Path, text: &str| {
        let path = path.to_string_lossy().replace('\\', "/").replace(':', "%3A");
        let uri = format!("file:///{}", path.trim_start_matches('/'));
        let item = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": item }));
        editor.ask("workspace/symbol", json!({ "query": "" }));
        let found: Vec<String> = editor.findings[&uri]
            .iter()
            .map(|it| it["code"].as_str().expect("a code").to_owned())
            .collect();
        (uri, found)
    };
    // Far from every matrix it is that of the workspace.
    let text = hospital().replace("DM0001", "DM0009");
    let (_, found) = open(&mut editor, &far.path().join("ours.yaml"), &text);
    assert_eq!(found, ["unknown-assessed-id"]);
    // One beside the file is nearer.
    let near = far.path().join("site/matrix");
    for (inner, bytes) in support::ground() {
        let path = near.join(&inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let text = String::from_utf8(bytes).expect("UTF-8").replace("small-matrix", "their-matrix");
        std::fs::write(path, text).expect("written");
    }
    let (_, found) = open(&mut editor, &far.path().join("site/2026/ours.yaml"), &hospital());
    assert_eq!(found, ["assessment-of-other-matrix"]);
    // What becomes an assessment while it is typed is taken as one.
    let path = far.path().join("new.yaml");
    let (uri, found) = open(&mut editor, &path, "a: b\n");
    assert_eq!(found, [] as [&str; 0]);
    let change = json!({
        "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }],
    });
    editor.tell("textDocument/didChange", change);
    editor.ask("workspace/symbol", json!({ "query": "" }));
    assert_eq!(editor.findings[&uri][0]["code"], "unknown-assessed-id");
    // A new name for an object is written where the assessment stands on its id.
    let named = place(&text, text.find("DA0001").expect("an id"));
    let asked = json!({ "textDocument": { "uri": uri }, "position": named, "newName": "Scanner" });
    let edit = editor.ask("textDocument/rename", asked);
    let asset = editor.uri("assets/DA0001.yaml");
    assert!(edit["changes"].get(&asset).is_some(), "{edit}");
}

#[test]
fn an_assessment_is_known_by_its_text_or_its_name() {
    for (name, text, known) in [
        ("a.yaml", "format: dtm-assessment/1\n", true),
        ("a.yaml", "# a word\nformat: 'dtm-assessment/2'\n", true),
        ("a.json", "{\"format\":\"dtm-assessment/1\"}", true),
        ("a.json", "{\n  \"format\" : \"dtm-assessment/1\"\n}", true),
        ("a.json", "{\"format\": \"dtm-assessment-report/1\"}", false),
        ("a.yaml", "# yaml-language-server: $schema=../schema/assessment.schema.json\n", true),
        ("a.yaml", "# yaml-language-server: $schema=../schema/asset.schema.json\n", false),
        ("ours.assessment.yaml", "", true),
        ("assessment.yaml", "", false),
        ("a.yaml", "note: the format is dtm-assessment/1\n", false),
    ] {
        assert_eq!(is_assessment(name, text), known, "{name}: {text}");
    }
}
