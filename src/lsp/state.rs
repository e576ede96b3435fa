//! What the server knows: the worlds, the documents that the client has open, what it was told.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use lsp_server::{Message, Notification};
use serde_json::Value;

use super::text::Encoding;
use super::world::World;

/// A document that the client has open.
pub(super) struct Document {
    /// Which of the worlds it is in.
    pub(super) world: PathBuf,
    /// Whether it is an assessment, which lies beside the matrix.
    pub(super) guest: bool,
    /// Its path below the matrix folder, or the name of a guest; nothing for files that are no part of a matrix.
    pub(super) inner: Option<String>,
    pub(super) path: PathBuf,
    pub(super) version: Option<i64>,
    pub(super) text: String,
}

/// What the server knows.
pub(super) struct Server {
    pub(super) encoding: Encoding,
    pub(super) markdown: bool,
    /// Whether an edit may give files other names.
    pub(super) renames: bool,
    /// The matrix that the user named.
    pub(super) given: Option<PathBuf>,
    /// The first matrix of the folders that the client has open.
    pub(super) home: Option<PathBuf>,
    pub(super) worlds: BTreeMap<PathBuf, World>,
    pub(super) documents: BTreeMap<String, Document>,
    pub(super) addresses: BTreeMap<PathBuf, String>,
    /// How long it took to judge the whole, by world.
    pub(super) cost: BTreeMap<PathBuf, Duration>,
    /// What the client was told last, and of which version, by world and address.
    pub(super) told: BTreeMap<PathBuf, BTreeMap<String, (Value, Option<i64>)>>,
    pub(super) pending: Vec<Message>,
}

impl Server {
    /// Puts a message into the queue.
    pub(super) fn send(&mut self, method: &str, params: Value) {
        self.pending.push(Notification::new(method.to_owned(), params).into());
    }
}
