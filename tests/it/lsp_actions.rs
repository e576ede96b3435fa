//! What an editor can let `dtm lsp` do: mend a finding, a whole file, or how it is written.

use serde_json::{Value, json};

use crate::editor::Editor;

const TECHNIQUE: &str = "techniques/DT0001.yaml";

/// Asks what can be done about a whole file.
pub fn actions(editor: &mut Editor, inner: &str, context: &Value) -> Vec<Value> {
    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let params = json!({
        "textDocument": { "uri": editor.uri(inner) }, "range": whole, "context": context,
    });
    editor.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
}

/// Does what the edits of one file say, as an editor does: from the end to the start.
pub fn applied(text: &str, edits: &Value) -> String {
    let mut edits = edits.as_array().expect("edits").clone();
    let key = |place: &Value| (place["line"].as_u64(), place["character"].as_u64());
    edits.sort_by_key(|it| std::cmp::Reverse(key(&it["range"]["start"])));
    let offset = |place: &Value| {
        let number =
            |name: &str| usize::try_from(place[name].as_u64().expect("a number")).expect("small");
        let lines = text.split_inclusive('\n').take(number("line"));
        lines.map(str::len).sum::<usize>() + number("character")
    };
    let mut out = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        out.replace_range(range, edit["newText"].as_str().expect("a text"));
    }
    out
}

#[test]
fn lsp_mends_one_finding() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    assert_eq!(actions(&mut editor, TECHNIQUE, &json!({})), Vec::<Value>::new());
    let whole = editor.texts[TECHNIQUE].1.clone();
    editor.edit(TECHNIQUE, "- DA0001", "- DA001");
    let only = json!({ "only": ["quickfix"] });
    let found = actions(&mut editor, TECHNIQUE, &only);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["title"], "write `DA0001`");
    assert_eq!(found[0]["diagnostics"][0]["code"], "dangling-reference");
    let edits = &found[0]["edit"]["changes"][editor.uri(TECHNIQUE)];
    assert_eq!(applied(&editor.texts[TECHNIQUE].1, edits), whole);
    // The places of a fix move with the text above it.
    editor.edit(TECHNIQUE, "name: ", "# a word\nname: ");
    let found = actions(&mut editor, TECHNIQUE, &only);
    let edits = &found[0]["edit"]["changes"][editor.uri(TECHNIQUE)];
    let mended = applied(&editor.texts[TECHNIQUE].1, edits);
    assert_eq!(mended, whole.replacen("name: ", "# a word\nname: ", 1));
    // Beside the place of the finding there is nothing to do.
    let here = json!({ "line": 0, "character": 0 });
    let params = json!({
        "textDocument": { "uri": editor.uri(TECHNIQUE) },
        "range": { "start": here, "end": here },
        "context": only,
    });
    assert_eq!(editor.ask("textDocument/codeAction", params), json!([]));
}

#[test]
fn lsp_mends_a_file() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    let whole = editor.texts[TECHNIQUE].1.clone();
    editor.edit(TECHNIQUE, "- DA0001", "- DA001");
    editor.edit(TECHNIQUE, "surface:", "surfce:");
    editor.edit(TECHNIQUE, "effect: hinders", "effect: hindrs");
    // Who saves asks by name, who opens the menu by none, and a cursor that moves asks too much.
    for context in [
        json!({ "only": ["source.fixAll"] }),
        json!({ "only": ["source"], "triggerKind": 2 }),
        json!({ "triggerKind": 1 }),
        json!({}),
    ] {
        let found = actions(&mut editor, TECHNIQUE, &context);
        let all = found.last().expect("an action");
        assert_eq!(all["title"], "mend all 3 in this file", "{context}");
        assert_eq!(all["kind"], "source.fixAll.dtm");
        let edits = &all["edit"]["changes"][editor.uri(TECHNIQUE)];
        assert_eq!(applied(&editor.texts[TECHNIQUE].1, edits), whole);
    }
    for context in [json!({ "triggerKind": 2 }), json!({ "only": ["quickfix"] })] {
        let found = actions(&mut editor, TECHNIQUE, &context);
        assert!(found.iter().all(|it| it["kind"] == "quickfix"), "{found:?}");
    }
    assert_eq!(
        actions(&mut editor, TECHNIQUE, &json!({ "only": ["source.fixAllOfIt"] })),
        [] as [Value; 0]
    );
}

#[test]
fn lsp_names_a_file_anew_where_the_editor_can() {
    let able = json!({ "workspace": { "workspaceEdit": {
        "documentChanges": true, "resourceOperations": ["create", "rename", "delete"],
    }}});
    for (capabilities, count) in [(&able, 1), (&json!({}), 0)] {
        let mut editor = Editor::start(capabilities);
        let (old, new) = ("assets/scanner.yaml", "assets/DA0001.yaml");
        std::fs::rename(editor.path(new), editor.path(old)).expect("moved");
        let changes: Vec<Value> =
            [old, new].iter().map(|it| json!({ "uri": editor.uri(it), "type": 2 })).collect();
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        editor.open(old);
        let found = actions(&mut editor, old, &json!({ "only": ["quickfix"] }));
        assert_eq!(found.len(), count, "{found:?}");
        for action in found {
            let to = action["edit"]["documentChanges"][0].clone();
            assert_eq!(to["kind"], "rename");
            assert_eq!(to["oldUri"], editor.uri(old));
            assert!(to["newUri"].as_str().expect("an address").ends_with("/assets/DA0001.yaml"));
        }
        // Nothing is written over: if the name is taken, there is nothing to offer.
        std::fs::copy(editor.path(old), editor.path(new)).expect("copied");
        let changes = json!([{ "uri": editor.uri(new), "type": 1 }]);
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        let found = actions(&mut editor, old, &json!({ "only": ["quickfix"] }));
        assert_eq!(found, [] as [Value; 0]);
    }
}

#[test]
fn lsp_writes_a_file_in_its_canonical_form() {
    let mut editor = Editor::new();
    editor.open(TECHNIQUE);
    let about = json!({
        "textDocument": { "uri": editor.uri(TECHNIQUE) },
        "options": { "tabSize": 2, "insertSpaces": true },
    });
    let before = editor.texts[TECHNIQUE].1.clone();
    let edits = editor.ask("textDocument/formatting", about.clone());
    let whole = applied(&before, &edits);
    assert_eq!(
        dicom_threat_matrix::fmt::canonical("techniques", "DT0001.yaml", &before).as_ref(),
        Ok(&whole)
    );
    for (text, expected) in [
        (whole.clone(), whole.clone()),
        (whole.replacen("name: ", "name:   ", 1), whole.clone()),
        (whole.replace('\n', "\r\n"), whole.replace('\n', "\r\n")),
        (format!("{whole}\n\n"), whole.clone()),
    ] {
        editor.open_as(TECHNIQUE, &text);
        let edits = editor.ask("textDocument/formatting", about.clone());
        let count = edits.as_array().expect("a list").len();
        assert_eq!(count, usize::from(text != expected));
        assert_eq!(applied(&text, &edits), expected);
    }
    editor.open_as(TECHNIQUE, "name: \"broken");
    assert_eq!(editor.ask("textDocument/formatting", about), Value::Null);
}
