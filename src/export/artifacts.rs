//! Files in memory.

use std::collections::BTreeMap;

/// Files by path, with `/` between folders, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    files: BTreeMap<String, Vec<u8>>,
}

impl Artifacts {
    /// Returns the files by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Returns one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Adds a file. A path that leaves its folder is refused by being left out: no object that
    /// satisfies its schema makes one.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        if is_safe(path) {
            self.files.insert(path.to_owned(), bytes.into());
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
}

impl<'a> Sink<'a> {
    /// Returns the sink of the exporter of that name.
    pub fn new(name: &'static str, artifacts: &'a mut Artifacts) -> Self {
        Self { name, artifacts }
    }

    /// Adds a file below the exporter's folder.
    pub fn file(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.artifacts.insert(&format!("{}/{path}", self.name), bytes);
    }
}
