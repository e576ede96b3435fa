//! `dtm lsp` as an editor meets it, over a connection in memory and on a small matrix.

use serde_json::{Value, json};

use crate::editor::{Editor, place};
use crate::support;

const TECHNIQUE: &str = "techniques/DT0001.yaml";
const MITIGATION: &str = "mitigations/DM0001.yaml";

#[test]
fn lsp_tells_findings_while_one_types() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    assert!(editor.codes(TECHNIQUE).is_empty());
    editor.edit(TECHNIQUE, "surface:", "surfce:");
    assert_eq!(editor.codes(TECHNIQUE), ["unknown-key"]);
    editor.edit(TECHNIQUE, "surfce:", "surface:");
    editor.edit(TECHNIQUE, "- DTA0001", "- DTA0002");
    assert!(editor.codes(TECHNIQUE).contains(&"dangling-reference".to_owned()));
    let finding = editor.findings[&editor.uri(TECHNIQUE)].clone();
    let finding = finding.iter().find(|it| it["code"] == "dangling-reference").expect("it");
    assert_eq!(
        finding["range"],
        json!({ "start": { "line": 7, "character": 4 }, "end": { "line": 7, "character": 11 } })
    );
    assert!(finding["message"].as_str().expect("a text").contains("did you mean `DTA0001`"));
    editor.edit(TECHNIQUE, "- DTA0002", "- DTA0001");
    assert!(editor.codes(TECHNIQUE).is_empty());
}

#[test]
fn lsp_tells_findings_of_other_files() {
    let mut editor = Editor::new();
    let tactic = "tactics/DTA0001.yaml";
    editor.open(tactic);
    editor.edit(
        tactic,
        "status: draft",
        "status: deprecated\nstatus_reason: Nobody needs it any more.",
    );
    assert!(editor.codes(TECHNIQUE).contains(&"link-to-withdrawn".to_owned()));
    // What was not saved goes away with the document.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(tactic) } }));
    assert!(editor.codes(TECHNIQUE).is_empty());
}

#[test]
fn lsp_reads_files_that_change_on_the_disk() {
    let mut editor = Editor::new();
    let path = editor.path("assets/DA0001.yaml");
    std::fs::remove_file(&path).expect("removed");
    let changed = |editor: &Editor, inner: &str| {
        let changes = json!([{ "uri": editor.uri(inner), "type": 2 }]);
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    };
    changed(&editor, "assets/DA0001.yaml");
    assert!(editor.codes(TECHNIQUE).contains(&"dangling-reference".to_owned()));
    std::fs::write(&path, &support::ground()["assets/DA0001.yaml"]).expect("written");
    changed(&editor, "assets/DA0001.yaml");
    assert!(editor.codes(TECHNIQUE).is_empty());
    std::fs::remove_file(editor.path("matrix.yaml")).expect("removed");
    changed(&editor, "matrix.yaml");
    assert_eq!(editor.codes("matrix.yaml"), ["missing-matrix-file"]);
}

#[test]
fn lsp_says_the_same_as_check() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    let edits = [
        ("- DM0001", "id: DM0001"),
        ("id: DT0001", "id: DT0009"),
        ("confidentiality: low", "confidentiality: lots"),
        ("T1190", "T1149"),
        ("  - DA0001\n", "  - DA0001\n  - DA0001\n"),
    ];
    for (old, new) in edits {
        let text = editor.texts[TECHNIQUE].1.clone();
        editor.edit(TECHNIQUE, if text.contains(old) { old } else { "id" }, new);
        let mut files = support::ground();
        files.insert(TECHNIQUE.to_owned(), editor.texts[TECHNIQUE].1.clone().into_bytes());
        let compiled = support::compile(&files);
        editor.codes(TECHNIQUE);
        for (file, source) in compiled.sources.iter() {
            let expected = compiled.report.iter().filter(|it| it.location.file == file);
            let expected: Vec<&str> = expected.map(|it| it.code.id).collect();
            assert_eq!(editor.codes(&source.inner), expected, "{} after {new}", source.inner);
        }
    }
}

#[test]
fn lsp_completes_ids_keys_and_values() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    assert_eq!(editor.labels(TECHNIQUE, "tactics:\n  - "), ["DTA0001"]);
    assert_eq!(editor.labels(TECHNIQUE, "reference: "), ["CVE-2019-11687", "nerad-2019"]);
    assert_eq!(editor.labels(TECHNIQUE, "effect: "), ["prevents", "hinders", "limits"]);
    assert!(editor.labels(TECHNIQUE, "attack:\n  - id: ").contains(&"T1190".to_owned()));
    assert!(!editor.labels(TECHNIQUE, "attack:\n  - id: ").contains(&"T1149".to_owned()));
    assert!(editor.labels(TECHNIQUE, "calls [@").contains(&"nerad-2019".to_owned()));
    editor.edit(TECHNIQUE, "that nobody asked for.\n", "that nobody asked for.\nsta\n");
    let keys = editor.labels(TECHNIQUE, "asked for.\nsta");
    assert!(keys.contains(&"status_reason".to_owned()), "{keys:?}");
    assert!(!keys.contains(&"tactics".to_owned()), "{keys:?}");
    editor.edit(TECHNIQUE, "asked for.\nsta\n", "asked for.\n");
    editor.edit(TECHNIQUE, "    effect: hinders\n", "    \n");
    let keys = editor.labels(TECHNIQUE, "- id: DM0001\n    ");
    assert_eq!(keys, ["effect"]);
    editor.open(MITIGATION);
    assert!(editor.labels(MITIGATION, "control: \"").contains(&"ps3.15:B.12".to_owned()));
    let told = editor.at("textDocument/completion", MITIGATION, "control: \"ps3", &Value::Null);
    let item = &told["items"][0];
    assert_eq!(item["textEdit"]["newText"], "ps3.15:B.12");
    assert!(
        item["filterText"]
            .as_str()
            .expect("a text")
            .contains(item["detail"].as_str().expect("a name"))
    );
    assert_eq!(editor.labels(MITIGATION, "d3fend:\n  - "), ["D3-ET"]);
    assert_eq!(editor.labels(MITIGATION, "- audience: "), ["pacs-administrator"]);
}

#[test]
fn lsp_keeps_its_knowledge_while_a_file_is_broken() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    editor.open(MITIGATION);
    editor.edit(MITIGATION, "name: Use DICOM TLS", "name: \"Use DICOM TLS");
    assert!(!editor.codes(MITIGATION).is_empty());
    assert_eq!(editor.labels(TECHNIQUE, "mitigations:\n  - id: "), ["DM0001"]);
    assert!(editor.hover(TECHNIQUE, "mitigations:\n  - id: DM").contains("Use DICOM TLS"));
    assert!(editor.labels(MITIGATION, "- audience: ").contains(&"pacs-administrator".to_owned()));
    assert!(editor.hover(MITIGATION, "controls:\n  - control: \"ps3").contains("ps3.15"));
}

#[test]
fn lsp_shows_what_is_behind_a_word() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    editor.open(MITIGATION);
    assert!(editor.hover(TECHNIQUE, "- DTA00").starts_with("**DTA0001 Initial Access**"));
    assert!(editor.hover(TECHNIQUE, "- id: T11").contains("Exploit Public-Facing Application"));
    assert!(editor.hover(TECHNIQUE, "calls [@CVE").contains("CVE-2019-11687"));
    assert!(editor.hover(MITIGATION, "\"ps3.15:B").starts_with("**ps3.15:B.12 "));
    assert!(editor.hover(MITIGATION, "- D3").contains("D3-ET"));
    assert!(editor.hover(TECHNIQUE, "\nprereq").contains("What the adversary must have first."));
    assert!(editor.hover(TECHNIQUE, "patient_safety: no").contains("`none`"));
    assert!(editor.hover(TECHNIQUE, "name: Open an").is_empty());
}

#[test]
fn lsp_finds_where_things_are_and_who_names_them() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    editor.open(MITIGATION);
    let none = Value::Null;
    let there = editor.at("textDocument/definition", TECHNIQUE, "mitigations:\n  - id: DM", &none);
    assert_eq!(there["uri"], editor.uri(MITIGATION));
    assert_eq!(there["range"]["start"], json!({ "line": 0, "character": 4 }));
    let there = editor.at("textDocument/definition", TECHNIQUE, "- id: T1", &none);
    assert_eq!(there["uri"], editor.uri("attack/enterprise-attack.json"));
    let there = editor.at("textDocument/definition", MITIGATION, "control: \"ps", &none);
    assert_eq!(there["uri"], editor.uri("controls/ps3.15.yaml"));
    let whole = json!({ "context": { "includeDeclaration": true } });
    let users = editor.at("textDocument/references", MITIGATION, "id: DM00", &whole);
    let users = users.as_array().expect("a list");
    let by = |inner: &str| users.iter().filter(|it| it["uri"] == editor.uri(inner)).count();
    assert_eq!(by(MITIGATION), 1);
    assert_eq!(by(TECHNIQUE), 1);
    let users = editor.at("textDocument/references", TECHNIQUE, "- DTA", &json!({ "context": {} }));
    let users = users.as_array().expect("a list").clone();
    assert!(users.iter().any(|it| it["uri"] == editor.uri("matrix.yaml")));
    assert!(users.iter().all(|it| it["uri"] != editor.uri("tactics/DTA0001.yaml")));
}

#[test]
fn lsp_renames_a_name_wherever_it_is_quoted() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    editor.open(MITIGATION);
    editor.edit(TECHNIQUE, "gets no association.", "gets no association, as Use DICOM TLS says.");
    let may = editor.at("textDocument/prepareRename", TECHNIQUE, "- id: DM", &Value::Null);
    assert_eq!(may["placeholder"], "Use DICOM TLS");
    let new = json!({ "newName": "Speak TLS" });
    let edit = editor.at("textDocument/rename", TECHNIQUE, "- id: DM", &new);
    let changes = edit["changes"].as_object().expect("changes").clone();
    assert_eq!(changes.len(), 2, "{changes:?}");
    for inner in [TECHNIQUE, MITIGATION] {
        let edits = changes[&editor.uri(inner)].as_array().expect("edits").clone();
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0]["newText"], "Speak TLS");
    }
    let text = &editor.texts[MITIGATION].1;
    let params = json!({
        "textDocument": { "uri": editor.uri(MITIGATION) },
        "position": place(text, text.find("Use DICOM").expect("it")),
        "newName": "Use: TLS",
    });
    let refused = editor.try_ask("textDocument/rename", params).response_result;
    assert!(refused.expect_err("refused").message.contains("colon"));
}

#[test]
fn lsp_refuses_names_that_cannot_stand() {
    let mut editor = Editor::new();
    editor.open(MITIGATION);
    let text = editor.texts[MITIGATION].1.clone();
    for (name, why) in [
        ("\"TLS\"", "starts with a letter"),
        ("Use \"TLS\"", "no double quotes"),
        ("Use\tTLS", "on one line"),
        ("Use TLS #1", "number sign"),
    ] {
        let params = json!({
            "textDocument": { "uri": editor.uri(MITIGATION) },
            "position": place(&text, text.find("Use DICOM").expect("it")),
            "newName": name,
        });
        let refused = editor.try_ask("textDocument/rename", params).response_result;
        let message = refused.expect_err(name).message;
        assert!(message.contains(why), "{name}: {message}");
    }
}

#[test]
fn lsp_says_what_a_technique_is_also_without_markdown() {
    for (formats, name) in [(json!(["markdown"]), "**DT0001 "), (json!(["plaintext"]), "DT0001 ")] {
        let hover = json!({ "textDocument": { "hover": { "contentFormat": formats } } });
        let mut editor = Editor::start(&hover);
        editor.open(MITIGATION);
        editor.edit(MITIGATION, "description: |\n", "description: |\n  Beside DT0001.\n");
        let told = editor.hover(MITIGATION, "Beside DT0");
        assert!(told.starts_with(name), "{told}");
        assert!(told.contains("Technique · draft · "), "{told}");
        assert_eq!(told.contains('*'), name.starts_with('*'), "{told}");
    }
}

#[test]
fn lsp_outlines_folds_and_lists() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    let about = json!({ "textDocument": { "uri": editor.uri(TECHNIQUE) } });
    let outline = editor.ask("textDocument/documentSymbol", about.clone());
    let outline = outline.as_array().expect("a list");
    let named = |name: &str| outline.iter().find(|it| it["name"] == name).expect("a symbol");
    assert_eq!(named("name")["detail"], "Open an Association");
    assert_eq!(named("mitigations")["children"][0]["name"], "DM0001");
    assert_eq!(named("mitigations")["children"][0]["detail"], "Use DICOM TLS");
    for symbol in outline {
        let (whole, part) = (&symbol["range"], &symbol["selectionRange"]);
        let line = |it: &Value, end: &str| it[end]["line"].as_u64().expect("a line");
        assert!(line(whole, "start") <= line(part, "start"));
        assert!(line(part, "end") <= line(whole, "end"));
    }
    let folds = editor.ask("textDocument/foldingRange", about);
    let folds = folds.as_array().expect("a list");
    assert!(folds.contains(&json!({ "startLine": 3, "endLine": 5 })), "{folds:?}");
    editor.edit(TECHNIQUE, "id: DT0001\n", "# One.\n# Two.\nid: DT0001\n# Alone.\n");
    let about = json!({ "textDocument": { "uri": editor.uri(TECHNIQUE) } });
    let folds = editor.ask("textDocument/foldingRange", about);
    let comments: Vec<&Value> =
        folds.as_array().expect("a list").iter().filter(|it| it["kind"] == "comment").collect();
    assert_eq!(comments, [&json!({ "startLine": 0, "endLine": 1, "kind": "comment" })]);
    let found = editor.ask("workspace/symbol", json!({ "query": "dicom tls" }));
    assert_eq!(found[0]["name"], "DM0001 Use DICOM TLS");
    assert_eq!(found[0]["location"]["uri"], editor.uri(MITIGATION));
}

#[test]
fn lsp_counts_columns_as_agreed() {
    for (encodings, column) in [(json!(["utf-8"]), 13), (json!(["utf-16"]), 11), (json!([]), 11)] {
        let general = json!({ "general": { "positionEncodings": encodings } });
        let mut editor = Editor::start(&general);
        let text = std::fs::read_to_string(editor.path(TECHNIQUE)).expect("readable");
        editor.open_as(TECHNIQUE, &text.replacen("id: DT0001", "é𝄞: DT0009", 1));
        editor.codes(TECHNIQUE);
        let found = &editor.findings[&editor.uri(TECHNIQUE)];
        let finding = found.iter().find(|it| it["code"] == "unknown-key").expect("it");
        assert_eq!(finding["range"]["start"]["character"], 0);
        let end = finding["range"]["end"]["character"].as_u64().expect("a column");
        assert_eq!(end, column - 7 - u64::from(column == 11), "{encodings}");
    }
}

#[test]
fn lsp_judges_a_lone_file_alone() {
    let mut editor = Editor::new();
    let lone = tempfile::tempdir().expect("a folder");
    let path = lone.path().to_string_lossy().replace('\\', "/").replace(':', "%3A");
    let text = std::fs::read_to_string(editor.path(TECHNIQUE)).expect("readable");
    let text = text.replacen("surface:", "surfce:", 1).replacen("DTA0001", "DTA0009", 1);
    let modeline = format!("# yaml-language-server: $schema=../technique.schema.json\n{text}");
    for (name, text, codes) in [
        ("techniques/DT0001.yaml", text.as_str(), vec!["unknown-key"]),
        ("drafts/DT0001.yaml", &modeline, vec!["unknown-key"]),
        ("other/compose.yaml", "a: b\n", vec![]),
        ("other/broken.yaml", "a: \"b\n", vec!["yaml-syntax"]),
    ] {
        let uri = format!("file:///{}/{name}", path.trim_start_matches('/'));
        let item = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": item }));
        editor.ask("workspace/symbol", json!({}));
        let found: Vec<&str> =
            editor.findings[&uri].iter().map(|it| it["code"].as_str().expect("a code")).collect();
        assert_eq!(found, codes, "{name}");
        editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        editor.ask("workspace/symbol", json!({}));
        assert!(editor.findings[&uri].is_empty());
    }
}

#[test]
fn lsp_answers_whatever_it_is_told() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    editor.tell("$/cancelRequest", json!({ "id": 1 }));
    editor.tell("textDocument/didChange", json!({ "textDocument": 7 }));
    editor.tell("textDocument/didOpen", Value::Null);
    editor
        .tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": "file:///%zz" }] }));
    let unknown = editor.try_ask("textDocument/moniker", json!({}));
    assert_eq!(unknown.response_result.expect_err("unknown").code, -32601);
    let methods = [
        "textDocument/completion",
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/prepareRename",
        "textDocument/rename",
        "textDocument/codeAction",
        "textDocument/formatting",
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
    ];
    for method in methods {
        let lacking = editor.try_ask(method, json!({ "textDocument": { } }));
        assert_eq!(lacking.response_result.expect_err("unreadable").code, -32602, "{method}");
        let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
        for uri in ["untitled:1", "file:///nowhere/x.yaml", &editor.uri(TECHNIQUE)] {
            let params = json!({
                "textDocument": { "uri": uri },
                "position": far,
                "range": { "start": far, "end": { "line": 0, "character": 0 } },
                "newName": "X",
            });
            let _ = editor.try_ask(method, params);
        }
    }
    assert!(editor.codes(TECHNIQUE).is_empty());
}

/// Every prefix of a file, and every place in it, must be answered.
#[test]
fn lsp_survives_every_moment_of_typing() {
    let mut editor = Editor::new();
    let text = std::fs::read_to_string(editor.path(MITIGATION)).expect("readable");
    let text = text.replacen("summary: B", "summary: «B» [", 1);
    editor.open_as(MITIGATION, "");
    for (count, (at, _)) in text.char_indices().enumerate().filter(|(n, _)| n % 17 == 0) {
        let document = json!({ "uri": editor.uri(MITIGATION), "version": count + 2 });
        let change = json!({ "text": &text[..at] });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        editor.tell("textDocument/didChange", params);
        for method in ["textDocument/completion", "textDocument/hover", "textDocument/definition"] {
            let params = json!({
                "textDocument": { "uri": editor.uri(MITIGATION) },
                "position": place(&text, at),
            });
            let answer = editor.try_ask(method, params).response_result;
            assert!(answer.is_ok(), "{method} at {at}: {answer:?}");
        }
    }
}
