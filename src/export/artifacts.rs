//! Files in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::ids::hex;

/// Files by path, with `/` between folders, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    files: BTreeMap<String, Arc<File>>,
}

/// The content of a file, which may stand at more than one path.
#[derive(Debug)]
struct File {
    bytes: Vec<u8>,
    hash: OnceLock<String>,
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for File {}

impl Artifacts {
    /// Returns the files by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.bytes.as_slice()))
    }

    /// Returns one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|file| file.bytes.as_slice())
    }

    /// Returns the SHA-256 of a file in hexadecimal digits. It is counted once, wherever the file stands.
    pub fn sha256(&self, path: &str) -> Option<&str> {
        let file = self.files.get(path)?;
        Some(file.hash.get_or_init(|| hex(&Sha256::digest(&file.bytes))))
    }

    /// Takes one file out.
    pub fn take(&mut self, path: &str) -> Option<Vec<u8>> {
        let file = self.files.remove(path)?;
        Some(Arc::try_unwrap(file).map_or_else(|shared| shared.bytes.clone(), |file| file.bytes))
    }

    /// Adds a file. A path that leaves its folder is refused by being left out: no object that
    /// satisfies its schema makes one.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        if is_safe(path) {
            let file = File { bytes: bytes.into(), hash: OnceLock::new() };
            self.files.insert(path.to_owned(), Arc::new(file));
        }
    }

    /// Returns the files of both.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self
    }
}

/// A path is safe if each of its steps is a plain name.
fn is_safe(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    path.split('/')
        .all(|step| !step.is_empty() && !step.starts_with('.') && step.chars().all(plain))
}

/// Where an exporter puts its files: under its own name and nowhere else.
#[derive(Debug)]
pub struct Sink<'a> {
    name: &'static str,
    artifacts: &'a mut Artifacts,
    /// The one path that is wanted; all where there is none.
    wanted: Option<&'a str>,
}

impl<'a> Sink<'a> {
    /// Returns the sink of the exporter of that name.
    pub fn new(name: &'static str, artifacts: &'a mut Artifacts) -> Self {
        Self { name, artifacts, wanted: None }
    }

    /// Returns a sink that takes one file, by its path below the exporter's folder.
    pub fn of_one(name: &'static str, artifacts: &'a mut Artifacts, path: &'a str) -> Self {
        Self { name, artifacts, wanted: Some(path) }
    }

    /// Returns whether a file would be taken.
    pub fn wants(&self, path: &str) -> bool {
        self.wanted.is_none_or(|wanted| wanted == path)
    }

    /// Returns whether a file of a folder could be taken; its path ends with `/`.
    pub fn wants_below(&self, folder: &str) -> bool {
        self.wanted.is_none_or(|wanted| wanted.starts_with(folder))
    }

    /// Adds a file below the exporter's folder.
    pub fn file(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        if self.wants(path) {
            self.artifacts.insert(&format!("{}/{path}", self.name), bytes);
        }
    }

    /// Adds a file that another exporter made, at its path there; its bytes are not copied.
    pub fn share(&mut self, made: &Artifacts, path: &str) {
        let file = made.files.get(path).filter(|_| self.wants(path));
        if let Some(file) = file {
            self.artifacts.files.insert(format!("{}/{path}", self.name), Arc::clone(file));
        }
    }

    /// Adds a file that is made only if it is wanted.
    pub fn make<B: Into<Vec<u8>>>(&mut self, path: &str, bytes: impl FnOnce() -> B) {
        if self.wants(path) {
            self.file(path, bytes());
        }
    }
}
