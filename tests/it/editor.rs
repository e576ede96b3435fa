//! An editor as `dtm lsp` meets it: it opens files, types, and remembers what it was told.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use dicom_threat_matrix::lsp;
use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};

use crate::support;

/// An editor with a server of its own, on a copy of the small matrix.
pub struct Editor {
    connection: Connection,
    server: Option<JoinHandle<Result<(), String>>>,
    folder: tempfile::TempDir,
    asked: i32,
    pub findings: BTreeMap<String, Vec<Value>>,
    pub texts: BTreeMap<String, (i64, String)>,
}

impl Editor {
    pub fn start(capabilities: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (inner, bytes) in support::ground() {
            let path = folder.path().join("matrix").join(inner);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
        let (client, server) = Connection::memory();
        let server = std::thread::spawn(move || lsp::run(&server, None));
        let mut this = Self {
            connection: client,
            server: Some(server),
            folder,
            asked: 0,
            findings: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        let root = this.uri("").trim_end_matches("/matrix/").to_owned();
        let told = this.ask(
            "initialize",
            json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": root, "name": "m" }] }),
        );
        assert_eq!(told["serverInfo"]["name"], "dtm");
        this.tell("initialized", json!({}));
        this
    }

    pub fn new() -> Self {
        Self::start(&json!({
            "general": { "positionEncodings": ["utf-8", "utf-16"] },
            "textDocument": { "hover": { "contentFormat": ["markdown"] } },
        }))
    }

    pub fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join("matrix").join(inner)
    }

    pub fn uri(&self, inner: &str) -> String {
        let path = self.folder.path().to_string_lossy().replace('\\', "/");
        let path = path.replace(':', "%3A");
        // What lies beside the matrix is named from the matrix.
        let (folder, inner) = inner.strip_prefix("../").map_or(("matrix/", inner), |it| ("", it));
        format!("file:///{}/{folder}{inner}", path.trim_start_matches('/'))
    }

    pub fn tell(&self, method: &str, params: Value) {
        let note = Notification::new(method.to_owned(), params);
        self.connection.sender.send(note.into()).expect("sent");
    }

    pub fn try_ask(&mut self, method: &str, params: Value) -> Response {
        self.asked += 1;
        let request = Request::new(self.asked.into(), method.to_owned(), params);
        self.connection.sender.send(request.into()).expect("sent");
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_mins(1));
            match message.expect("an answer") {
                Message::Response(response) => return response,
                Message::Notification(note) => {
                    assert_eq!(note.method, "textDocument/publishDiagnostics");
                    let uri = note.params["uri"].as_str().expect("an address").to_owned();
                    let found = note.params["diagnostics"].as_array().expect("a list").clone();
                    self.findings.insert(uri, found);
                }
                Message::Request(request) => {
                    assert_eq!(request.method, "client/registerCapability");
                    let answer = Response::new_ok(request.id, Value::Null);
                    self.connection.sender.send(answer.into()).expect("sent");
                }
            }
        }
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).response_result.expect("no error")
    }

    pub fn open(&mut self, inner: &str) {
        let text = std::fs::read_to_string(self.path(inner)).expect("readable");
        self.open_as(inner, &text);
    }

    pub fn open_as(&mut self, inner: &str, text: &str) {
        let item =
            json!({ "uri": self.uri(inner), "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
        self.texts.insert(inner.to_owned(), (1, text.to_owned()));
    }

    /// Types over a text: one change of a range, as editors send it.
    pub fn edit(&mut self, inner: &str, old: &str, new: &str) {
        let (version, text) = self.texts.get(inner).expect("open").clone();
        let start = text.find(old).unwrap_or_else(|| panic!("{inner} has no {old:?}"));
        let range = json!({ "start": place(&text, start), "end": place(&text, start + old.len()) });
        let document = json!({ "uri": self.uri(inner), "version": version + 1 });
        let change = json!({ "range": range, "text": new });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        self.tell("textDocument/didChange", params);
        self.texts.insert(inner.to_owned(), (version + 1, text.replacen(old, new, 1)));
    }

    /// Asks about the place behind `before` in a file.
    pub fn at(&mut self, method: &str, inner: &str, before: &str, more: &Value) -> Value {
        let text = &self.texts[inner].1;
        let at = text.find(before).unwrap_or_else(|| panic!("{inner} has no {before:?}"));
        let position = place(text, at + before.len());
        let mut params =
            json!({ "textDocument": { "uri": self.uri(inner) }, "position": position });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(method, params)
    }

    pub fn hover(&mut self, inner: &str, before: &str) -> String {
        let told = self.at("textDocument/hover", inner, before, &Value::Null);
        told["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    pub fn labels(&mut self, inner: &str, before: &str) -> Vec<String> {
        let told = self.at("textDocument/completion", inner, before, &Value::Null);
        let items = told["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|it| it["label"].as_str().expect("a label").to_owned()).collect()
    }

    /// Returns the codes of the findings of a file, when all is judged.
    pub fn codes(&mut self, inner: &str) -> Vec<String> {
        self.ask("workspace/symbol", json!({ "query": "" }));
        let found = self.findings.get(&self.uri(inner)).cloned().unwrap_or_default();
        found.iter().map(|it| it["code"].as_str().expect("a code").to_owned()).collect()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let ended = self.server.take().expect("a server").join().expect("no panic");
        assert_eq!(ended, Ok(()));
    }
}

/// Line and column in bytes.
pub fn place(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": before.matches('\n').count(), "character": offset - start })
}
