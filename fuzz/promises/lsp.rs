//! The language server: every question gets one answer, none of them a failure of ours, and in the end it has said
//! what `dtm check` says of the same texts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use dicom_threat_matrix::lsp::run;
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

use crate::ground::{Files, GROUND, compile};

/// The small matrix on a disk.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("dtm-fuzz-lsp-{}", std::process::id()));
    for (inner, bytes) in GROUND.iter() {
        let path = folder.join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
});

static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    GROUND.keys().map(String::as_str).filter(|inner| inner.ends_with(".yaml")).collect()
});

const QUESTIONS: &[&str] = &[
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
    "workspace/symbol",
];

struct Client {
    connection: Connection,
    asked: i32,
    /// What the editor holds, by path below the matrix folder.
    texts: BTreeMap<String, String>,
    told: BTreeMap<String, Vec<Value>>,
    /// Whether a raw message was sent, after which nobody knows what the server holds.
    raw: bool,
}

fn uri(inner: &str) -> String {
    format!("file://{}/matrix/{inner}", FOLDER.display())
}

/// Plays an input as a conversation, one line a step: `{…` is a message as it is; else the first byte says what, the
/// second which file, the third and fourth where, and the rest is text, with `\n` for a line end.
pub fn lsp(data: &[u8]) {
    let root = format!("file://{}", FOLDER.display());
    let (client, server) = Connection::memory();
    let thread = std::thread::spawn(move || run(&server, None));
    let mut it = Client {
        connection: client,
        asked: 0,
        texts: BTreeMap::new(),
        told: BTreeMap::new(),
        raw: false,
    };
    let utf8 = data.first().is_some_and(|byte| byte % 2 == 0);
    let offered = if utf8 { json!(["utf-8", "utf-16"]) } else { json!(["utf-16"]) };
    it.ask(
        "initialize",
        json!({ "capabilities": { "general": { "positionEncodings": offered } }, "rootUri": root }),
    );
    it.tell("initialized", json!({}));
    for line in data.split(|byte| *byte == b'\n').take(24) {
        it.step(line, utf8);
    }
    // A question that waits for the whole to be judged.
    it.ask("workspace/symbol", json!({ "query": "" }));
    if !it.raw {
        it.agrees();
    }
    it.ask("shutdown", Value::Null);
    it.tell("exit", Value::Null);
    let ended = thread.join().expect("the server does not panic");
    assert!(ended.is_ok() || it.raw, "{ended:?}");
}

impl Client {
    fn tell(&self, method: &str, params: Value) {
        let _ = self.connection.sender.send(Notification::new(method.to_owned(), params).into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        let _ =
            self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into());
        self.wait(&id, method);
    }

    fn wait(&mut self, id: &RequestId, method: &str) {
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(20));
            match message {
                Ok(Message::Response(response)) => {
                    let failed =
                        response.response_result.as_ref().err().filter(|it| it.code == -32603);
                    assert!(failed.is_none(), "{method}: {failed:?}");
                    if response.id == *id {
                        return;
                    }
                    assert!(self.raw, "an answer to nothing");
                }
                Ok(Message::Notification(note))
                    if note.method == "textDocument/publishDiagnostics" =>
                {
                    let uri = note.params["uri"].as_str().expect("an address").to_owned();
                    self.told.insert(
                        uri,
                        note.params["diagnostics"].as_array().expect("a list").clone(),
                    );
                }
                Ok(_) => {}
                Err(_) if self.raw => return,
                Err(error) => panic!("{method} got no answer: {error}"),
            }
        }
    }

    fn step(&mut self, line: &[u8], utf8: bool) {
        if line.starts_with(b"{") {
            let text = String::from_utf8_lossy(line).replace("ROOT", &FOLDER.to_string_lossy());
            if let Ok(message) = serde_json::from_str::<Message>(&text) {
                let stays = match &message {
                    Message::Request(it) => it.method != "shutdown" && it.method != "initialize",
                    Message::Notification(it) => it.method != "exit",
                    Message::Response(_) => true,
                };
                if stays {
                    self.raw = true;
                    let _ = self.connection.sender.send(message);
                }
            }
            return;
        }
        let [what, which, row, column, text @ ..] = line else { return };
        let inner = NAMES[usize::from(*which) % NAMES.len()];
        let document = json!({ "uri": uri(inner) });
        let text = String::from_utf8_lossy(text).replace("\\n", "\n");
        match what {
            b'o' => {
                let text = if text.is_empty() {
                    String::from_utf8_lossy(&GROUND[inner]).into_owned()
                } else {
                    text
                };
                self.tell(
                    "textDocument/didOpen",
                    json!({ "textDocument": { "uri": uri(inner), "version": 1, "text": text } }),
                );
                self.texts.insert(inner.to_owned(), text);
            }
            b'c' => {
                self.tell("textDocument/didClose", json!({ "textDocument": document }));
                self.texts.remove(inner);
            }
            b'e' => {
                let Some(old) = self.texts.get_mut(inner) else { return };
                let (start, place) = place(old, usize::from(*row), usize::from(*column), utf8);
                let length = old[start..]
                    .chars()
                    .take(usize::from(*column) / 8)
                    .map(char::len_utf8)
                    .sum::<usize>();
                let end = position(old, start + length, utf8);
                old.replace_range(start..start + length, &text);
                let change = json!({ "range": { "start": place, "end": end }, "text": text });
                self.tell(
                    "textDocument/didChange",
                    json!({ "textDocument": document, "contentChanges": [change] }),
                );
            }
            b'w' => {
                self.tell(
                    "workspace/didChangeWatchedFiles",
                    json!({ "changes": [{ "uri": uri(inner), "type": 2 }] }),
                );
            }
            other => {
                let method = QUESTIONS[usize::from(*other) % QUESTIONS.len()];
                let known = self.texts.get(inner).cloned().unwrap_or_default();
                let (_, place) = place(&known, usize::from(*row), usize::from(*column), utf8);
                let range = json!({ "start": place, "end": place });
                self.ask(
                    method,
                    json!({
                        "textDocument": document, "position": place, "range": range, "query": text, "newName": text,
                        "context": { "includeDeclaration": true, "diagnostics": [] },
                        "options": { "tabSize": 2, "insertSpaces": true },
                    }),
                );
            }
        }
    }

    /// What the server said last of each file is what a check of the same texts finds.
    fn agrees(&self) {
        let mut files: Files = GROUND.clone();
        for (inner, text) in &self.texts {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            files.insert(inner.clone(), text.as_bytes().to_vec());
        }
        let compiled = compile(&files);
        for inner in NAMES.iter() {
            let mut wanted: Vec<(&str, String)> = Vec::new();
            for finding in compiled.report.iter() {
                if compiled.sources.get(finding.location.file).inner == *inner {
                    wanted.push((finding.code.id, finding.message.clone()));
                }
            }
            let told = self.told.get(&uri(inner)).map(Vec::as_slice).unwrap_or_default();
            let mut codes: Vec<&str> = told.iter().filter_map(|it| it["code"].as_str()).collect();
            let mut expected: Vec<&str> = wanted.iter().map(|(code, _)| *code).collect();
            codes.sort_unstable();
            expected.sort_unstable();
            assert_eq!(
                codes,
                expected,
                "{inner}: {told:?}\n{wanted:?}\n{:?}",
                self.texts.get(*inner)
            );
        }
    }
}

/// Returns a byte near a line and a column, and its place.
fn place(text: &str, row: usize, column: usize, utf8: bool) -> (usize, Value) {
    let row = row % (text.matches('\n').count() + 1);
    let start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text[start..].split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let letters = line.chars().count();
    let at = start + line.chars().take(column % (letters + 1)).map(char::len_utf8).sum::<usize>();
    (at, position(text, at, utf8))
}

fn position(text: &str, offset: usize, utf8: bool) -> Value {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let length = |c: char| if utf8 { c.len_utf8() } else { c.len_utf16() };
    let column: usize = before[start..].chars().map(length).sum();
    json!({ "line": before.matches('\n').count(), "character": column })
}

/// Conversations to start from.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for (index, _) in NAMES.iter().enumerate() {
        let file = u8::try_from(index).expect("few files") + b'0';
        let mut talk = Vec::new();
        let mut say = |what: u8, row: u8, column: u8, text: &str| {
            talk.extend([&[what, file, row, column], text.as_bytes(), b"\n"].concat());
        };
        say(b'o', b'a', b'a', "");
        say(b'e', b'3', b'5', "x: [");
        for question in b'm'..b'x' {
            say(question, b'5', b'7', "DT0009");
        }
        say(b'e', b'3', b'\x05', "\\n");
        say(b'c', b'a', b'a', "");
        found.push((format!("talk{index}"), talk));
    }
    let raw = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://ROOT/matrix/techniques/DT0001.yaml","version":1,"text":"id: x"}}}
{"jsonrpc":"2.0","id":"a","method":"textDocument/hover","params":{"textDocument":{"uri":"file://ROOT/matrix/techniques/DT0001.yaml"},"position":{"line":4294967295,"character":4294967295}}}
{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file://ROOT/matrix/techniques/DT0001.yaml"},"contentChanges":[{"range":{"start":{"line":9,"character":9},"end":{"line":0,"character":0}},"text":"a"}]}}"#;
    found.push(("raw".to_owned(), raw.as_bytes().to_vec()));
    found
}
