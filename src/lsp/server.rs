//! The conversation with a client: it opens and changes documents, asks, and is told of findings.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions::{FIX_ALL, QUICK_FIX};
use super::answers::{self, Asked};
use super::guest;
use super::protocol::{About, Change, DidChange, DidOpen, Watched};
use super::state::{Document, Server};
use super::text::Encoding;
use super::uri;
use super::world::World;
use crate::load;

/// A matrix that is judged faster than this is judged with every change.
const QUICK: Duration = Duration::from_millis(60);

/// A larger one is judged when nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(150);

/// Serves one client on standard input and output.
///
/// # Errors
/// Returns a sentence if the client breaks the protocol or goes away.
pub fn stdio(matrix: Option<&Path>) -> Result<(), String> {
    let (connection, threads) = Connection::stdio();
    let result = run(&connection, matrix);
    drop(connection);
    // A client that is gone cannot be written to; what it did wrong is said above.
    let ended = threads.join().map_err(|error| error.to_string());
    result.and(ended)
}

/// Serves one client on a connection, until it says `exit`.
///
/// # Errors
/// Returns a sentence if the client breaks the protocol or goes away.
pub fn run(connection: &Connection, matrix: Option<&Path>) -> Result<(), String> {
    let (id, params) = connection.initialize_start().map_err(|error| error.to_string())?;
    let mut server = Server::new(&params);
    let result = server.introduction();
    connection.initialize_finish(id, result).map_err(|error| error.to_string())?;
    server.begin(&params, matrix);
    loop {
        for message in server.pending.drain(..) {
            let _ = connection.sender.send(message);
        }
        let message = if let Some(wait) = server.wait() {
            match connection.receiver.recv_timeout(wait) {
                Ok(message) => Some(message),
                Err(error) if error.is_timeout() => None,
                Err(_) => return Err("the client went away without a word".to_owned()),
            }
        } else {
            let message = connection.receiver.recv();
            Some(message.map_err(|_| "the client went away without a word".to_owned())?)
        };
        match message {
            None => server.settle(),
            Some(Message::Request(request)) => {
                let over = connection.handle_shutdown(&request);
                if over.map_err(|error| error.to_string())? {
                    return Ok(());
                }
                let response = server.answer(request);
                server.pending.push(response.into());
            }
            Some(Message::Notification(note)) if note.method == "exit" => {
                return Err("the client left without asking for a shutdown".to_owned());
            }
            Some(Message::Notification(note)) => {
                // A fault of ours must not take the editor's server away.
                let _ = catch_unwind(AssertUnwindSafe(|| server.note(&note)));
            }
            Some(Message::Response(_)) => {}
        }
    }
}

fn read<T: DeserializeOwned>(params: &Value) -> Option<T> {
    T::deserialize(params).ok()
}

/// Tells whether a client can give files other names when it is told to.
fn renames(params: &Value) -> bool {
    let edits = &params["capabilities"]["workspace"]["workspaceEdit"];
    let known = edits["resourceOperations"].as_array();
    let known = known.is_some_and(|all| all.iter().any(|it| it == "rename"));
    known && edits["documentChanges"] == true
}

impl Server {
    fn new(params: &Value) -> Self {
        let offered = params.pointer("/capabilities/general/positionEncodings");
        let mut offered = offered.and_then(Value::as_array).into_iter().flatten();
        let encoding =
            if offered.any(|it| it == "utf-8") { Encoding::Utf8 } else { Encoding::Utf16 };
        let formats = params.pointer("/capabilities/textDocument/hover/contentFormat");
        let mut formats = formats.and_then(Value::as_array).into_iter().flatten();
        Self {
            encoding,
            markdown: formats.any(|it| it == "markdown"),
            renames: renames(params),
            given: None,
            home: None,
            worlds: BTreeMap::new(),
            documents: BTreeMap::new(),
            addresses: BTreeMap::new(),
            cost: BTreeMap::new(),
            told: BTreeMap::new(),
            pending: Vec::new(),
        }
    }

    fn introduction(&self) -> Value {
        json!({
            "serverInfo": { "name": "dtm", "version": env!("CARGO_PKG_VERSION") },
            "capabilities": {
                "positionEncoding": self.encoding.name(),
                "textDocumentSync": { "openClose": true, "change": 2 },
                "completionProvider": { "triggerCharacters": ["[", "@", "-", " ", ":"] },
                "hoverProvider": true,
                "definitionProvider": true,
                "referencesProvider": true,
                "renameProvider": { "prepareProvider": true },
                "codeActionProvider": { "codeActionKinds": [QUICK_FIX, FIX_ALL] },
                "documentFormattingProvider": true,
                "documentSymbolProvider": true,
                "foldingRangeProvider": true,
                "workspaceSymbolProvider": true,
            },
        })
    }

    /// Opens the matrices of the folders that the client has open.
    fn begin(&mut self, params: &Value, matrix: Option<&Path>) {
        let dynamic = "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration";
        if params.pointer(dynamic).and_then(Value::as_bool) == Some(true) {
            let watchers = json!([{ "globPattern": "**/*.{yaml,yml,json}" }, { "globPattern": "**/words.txt" }]);
            let register = json!({ "registrations": [{
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            }]});
            let method = "client/registerCapability".to_owned();
            self.pending.push(Request::new(1.into(), method, register).into());
        }
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten().map(|it| it.get("uri"));
        let mut roots: Vec<PathBuf> = folders
            .chain([params.get("rootUri")])
            .filter_map(|it| uri::to_path(it?.as_str()?))
            .flat_map(|folder| [folder.join("matrix"), folder])
            .filter(|folder| folder.join("matrix.yaml").is_file())
            .collect();
        self.home = roots.first().cloned();
        self.given = matrix.map(Path::to_owned);
        roots.splice(0..0, self.given.clone());
        for root in roots {
            self.enter(&root);
        }
    }

    /// Opens the matrix of a folder, once.
    fn enter(&mut self, root: &Path) -> bool {
        if self.worlds.contains_key(root) {
            return true;
        }
        let start = now();
        match World::open(root) {
            Ok(world) => {
                self.worlds.insert(root.to_owned(), world);
                self.cost.insert(root.to_owned(), start.elapsed() / 2);
                self.tell(root, None);
                true
            }
            Err(message) => {
                self.send("window/logMessage", json!({ "type": 1, "message": message }));
                false
            }
        }
    }

    /// How long to wait for a message before the whole is judged; forever if there is nothing to judge.
    fn wait(&self) -> Option<Duration> {
        let stale = self.worlds.iter().filter(|(_, world)| world.linked && world.kept.is_stale());
        let quick = |root: &PathBuf| self.cost.get(root).is_none_or(|cost| *cost < QUICK);
        stale.map(|(root, _)| if quick(root) { Duration::ZERO } else { PAUSE }).min()
    }

    /// Judges what changed as a whole, and tells what came out.
    fn settle(&mut self) {
        let stale = |(_, world): &(&PathBuf, &World)| world.linked && world.kept.is_stale();
        let roots: Vec<PathBuf> =
            self.worlds.iter().filter(stale).map(|(root, _)| root.clone()).collect();
        for root in roots {
            let start = now();
            if let Some(world) = self.worlds.get_mut(&root) {
                world.kept.finish();
            }
            self.cost.insert(root.clone(), start.elapsed());
            self.tell(&root, None);
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        // A proposal may come from the graph of a moment ago, an edit may not.
        if method != "textDocument/completion" {
            let _ = catch_unwind(AssertUnwindSafe(|| self.settle()));
        }
        let known = catch_unwind(AssertUnwindSafe(|| answers::answer(self, &method, &params)));
        let (code, message) = match known {
            Ok(Asked::Answer(value)) => return Response::new_ok(id, value),
            Ok(Asked::Unknown) => {
                (ErrorCode::MethodNotFound, format!("`{method}` is not known here"))
            }
            Ok(Asked::Unreadable) => {
                (ErrorCode::InvalidParams, format!("`{method}` lacks what it needs"))
            }
            Ok(Asked::Refused(message)) => (ErrorCode::RequestFailed, message),
            Err(_) => (ErrorCode::InternalError, format!("the program failed on `{method}`")),
        };
        Response::new_err(id, code as i32, message)
    }

    fn note(&mut self, note: &Notification) {
        let params = &note.params;
        match note.method.as_str() {
            "textDocument/didOpen" => {
                if let Some(DidOpen { text_document: it }) = read(params) {
                    self.open(&it.uri, it.version, &it.text);
                }
            }
            "textDocument/didChange" => {
                if let Some(DidChange { text_document: it, content_changes }) = read(params) {
                    self.change(&it.uri, it.version, &content_changes);
                }
            }
            "textDocument/didClose" => {
                if let Some(About { text_document: it }) = read(params) {
                    self.close(&it.uri);
                }
            }
            "workspace/didChangeWatchedFiles" => {
                let changes = read::<Watched>(params).map(|it| it.changes).unwrap_or_default();
                for file in changes {
                    self.reread(&file.uri);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, address: &str, version: Option<i64>, text: &str) {
        let Some(path) = uri::to_path(address) else { return };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let above = self.worlds.iter().find(|(root, world)| world.linked && path.starts_with(root));
        let root = above.map(|(root, _)| root.clone()).or_else(|| load::root_above(&path));
        let root = root.filter(|root| self.enter(root));
        let root = root.unwrap_or_else(|| path.clone());
        let guest = root == path && guest::is_guest(&path, text);
        let root = if guest { self.host_of(&path) } else { root };
        let world = self
            .worlds
            .entry(root.clone())
            .or_insert_with(|| if guest { World::empty(&path) } else { World::alone(&path, text) });
        let name = load::guest(&path, "").inner;
        let inner = if guest { Some(name) } else { world.inner(&path, text) };
        self.addresses.insert(path.clone(), address.to_owned());
        let document = Document { world: root, guest, inner, path, version, text: text.to_owned() };
        self.documents.insert(address.to_owned(), document);
        self.take(address);
    }

    /// Returns the matrix that an assessment speaks of: the one that the user named, the nearest, that of
    /// the folders that the client has open. It stays alone, under its own path, if there is none.
    fn host_of(&mut self, path: &Path) -> PathBuf {
        let root = self.given.clone().or_else(|| load::root_beside(path));
        let root = root.or_else(|| self.home.clone()).filter(|root| self.enter(root));
        root.unwrap_or_else(|| path.to_owned())
    }

    fn change(&mut self, address: &str, version: Option<i64>, changes: &[Change]) {
        let Some(document) = self.documents.get_mut(address) else { return };
        for change in changes {
            self.encoding.apply(&mut document.text, change);
        }
        document.version = version.or(document.version);
        // What becomes an assessment while it is typed is taken as one.
        if document.world == document.path && !document.guest {
            let (path, text) = (document.path.clone(), document.text.clone());
            if guest::is_guest(&path, &text) {
                let version = document.version;
                self.close(address);
                return self.open(address, version, &text);
            }
        }
        self.take(address);
    }

    /// Puts the text of a document into its world, and tells at once what is known of it.
    fn take(&mut self, address: &str) {
        let Some(document) = self.documents.get(address) else { return };
        let root = document.world.clone();
        let (Some(inner), Some(world)) = (&document.inner, self.worlds.get_mut(&root)) else {
            return;
        };
        if document.guest {
            world.host(&document.path, &document.text);
        } else {
            world.edit(inner, &document.text);
        }
        let file = world.kept.file(inner);
        let quick = self.cost.get(&root).is_none_or(|cost| *cost < QUICK);
        if document.guest {
            self.tell(&root, file);
        } else if !world.linked || !world.kept.is_stale() {
            self.tell(&root, None);
        } else if !quick {
            // Where the whole follows at once, one word is enough.
            self.tell(&root, file);
        }
    }

    fn close(&mut self, address: &str) {
        let Some(document) = self.documents.remove(address) else { return };
        self.addresses.remove(&document.path);
        let Some(world) = self.worlds.get_mut(&document.world) else { return };
        if !world.linked {
            self.worlds.remove(&document.world);
            self.told.remove(&document.world);
            self.send(
                "textDocument/publishDiagnostics",
                json!({ "uri": address, "diagnostics": [] }),
            );
        } else if let Some(inner) = document.inner {
            if document.guest {
                world.kept.dismiss(&inner);
            } else {
                world.reread(&inner);
            }
            self.tell(&document.world, None);
        }
    }

    /// Reads a file again that changed on the disk, unless the client has it open.
    fn reread(&mut self, address: &str) {
        let Some(path) = uri::to_path(address) else { return };
        if self.addresses.contains_key(&path) {
            return;
        }
        let roots: Vec<PathBuf> = self.worlds.keys().cloned().collect();
        for root in roots {
            let world = self.worlds.get_mut(&root).filter(|world| world.linked);
            let Some(world) = world else { continue };
            let Some(inner) = world.inner(&path, "") else { continue };
            world.reread(&inner);
            // A file that came or went is judged at once.
            if !world.kept.is_stale() {
                self.tell(&root, None);
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a pause is measured, nothing is made of the time")]
fn now() -> Instant {
    Instant::now()
}
