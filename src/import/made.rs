//! What an import makes, and what all imports write alike.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::prose::{capital, cut};
use crate::fmt;
use crate::model::{AttackIndex, KINDS, Kind};

/// The matrix that the files are for.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// The letters before its ids.
    pub prefix: &'a str,
    /// The day of the import, `YYYY-MM-DD`.
    pub day: &'a str,
}

/// What an import makes.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Path below the matrix folder and text of each file, sorted by path.
    pub files: Vec<(String, String)>,
    /// The tactics in the order of the source.
    pub tactics: Vec<String>,
    /// The index of ATT&CK that the links of the files are looked up in.
    pub attack: Option<AttackIndex>,
    /// What the owners of the source ask to be printed.
    pub notices: Vec<String>,
    /// What was not taken over, a sentence each.
    pub left: Vec<String>,
    /// Kind, whole and name of what was added: a name stands once in its kind, and of parts once in a
    /// whole.
    names: BTreeSet<(&'static str, String, String)>,
}

impl Imported {
    /// Returns how many objects of each kind there are, in the order of the kinds.
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let of = |kind: &Kind| {
            let folder = format!("{}/", kind.folder);
            self.files.iter().filter(|(path, _)| path.starts_with(&folder)).count()
        };
        KINDS.iter().map(|kind| (kind.folder, of(kind))).filter(|(_, count)| *count > 0).collect()
    }

    pub(super) fn add(&mut self, mut object: Made) {
        let text =
            |key: &str| object.keys.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, name) = (text("id"), text("name"));
        let whole = id.split_once('.').map_or("", |(whole, _)| whole).to_owned();
        let entry = (object.kind, whole, name.to_lowercase());
        if !name.is_empty() && !self.names.insert(entry) {
            object.set("name", format!("{} ({id})", cut(&name, 66)));
        }
        self.files.push(object.file());
    }
}

/// What stands where a schema asks for what the source does not say.
pub(super) fn unsaid(source: &str) -> String {
    format!("Not judged yet: {source} does not say it.")
}

/// An object that is being made.
pub(super) struct Made {
    kind: &'static str,
    pub(super) keys: Map<String, Value>,
}

impl Made {
    pub(super) fn new(kind: &'static str, id: &str, home: Home<'_>) -> Self {
        let keys = json!({
            "id": id, "status": "draft", "version": "1.0",
            "created": home.day, "modified": home.day,
        });
        let Value::Object(keys) = keys else { return Self { kind, keys: Map::new() } };
        Self { kind, keys }
    }

    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.keys.insert(key.to_owned(), value.into());
    }

    /// Sets a list, unless it is empty.
    pub(super) fn list(&mut self, key: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.set(key, list);
        }
    }

    /// Sets a list, or the reason why there is none.
    pub(super) fn list_or(&mut self, key: &str, list: Vec<Value>, reason: &str) {
        if list.is_empty() {
            self.set(&format!("{key}_none"), capital(reason));
        } else {
            self.set(key, list);
        }
    }

    /// Sets what a mitigation must say and no source says.
    pub(super) fn unweighed(&mut self, source: &str, step: &str) {
        let unsaid = unsaid(source);
        self.set("effort", "medium");
        self.set("priority", 2);
        self.set("tier", "intermediate");
        self.set("steps", json!([step]));
        self.set("verify", unsaid.clone());
        self.set("limits", unsaid);
        self.allow("mitigation-without-control", source, "names no control for it");
    }

    /// Silences a finding about what the source does not have.
    pub(super) fn allow(&mut self, code: &str, source: &str, lacks: &str) {
        let entry = json!({ "code": code, "reason": capital(&format!("{source} {lacks}.")) });
        match self.keys.get_mut("allow").and_then(Value::as_array_mut) {
            Some(list) => list.push(entry),
            None => self.set("allow", json!([entry])),
        }
    }

    fn file(&self) -> (String, String) {
        let kind = KINDS.iter().find(|kind| kind.name == self.kind);
        let folder = kind.map_or(self.kind, |kind| kind.folder);
        let id = self.keys.get("id").and_then(Value::as_str).unwrap_or_default();
        let name = format!("{id}.yaml");
        let head =
            format!("# yaml-language-server: $schema=../../schema/{}.schema.json", self.kind);
        let keys = Value::Object(self.keys.clone());
        let text = fmt::document(folder, &name, &[head], &keys);
        // Sentences are told apart a line at a time, so a second look may see one more.
        let text = fmt::canonical(folder, &name, &text).unwrap_or(text);
        (format!("{folder}/{name}"), text)
    }
}

/// Gives ids of a matrix to things of a source.
pub(super) struct Ids<'a> {
    prefix: &'a str,
    given: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl<'a> Ids<'a> {
    pub(super) fn new(home: Home<'a>) -> Self {
        Self { prefix: home.prefix, given: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// Gives an id of a kind to a thing. The number is that of its own id, `T0859` or `AML.T0015.001`,
    /// where it has one that is free.
    pub(super) fn give(&mut self, kind: &str, thing: &str, own: &str) -> String {
        let letters = KINDS.iter().find(|it| it.name == kind).map_or("", |it| it.letters);
        let start = format!("{}{letters}", self.prefix);
        let wanted = number(own).map(|number| format!("{start}{number}"));
        let free = |id: &String| {
            let whole = id.split_once('.').map(|(parent, _)| parent);
            !self.taken.contains(id) && whole.is_none_or(|parent| self.taken.contains(parent))
        };
        let mut candidates = (1..10_000).map(|number| format!("{start}{number:04}"));
        let id = wanted.filter(free).or_else(|| candidates.find(free)).unwrap_or_default();
        self.taken.insert(id.clone());
        self.given.insert(thing.to_owned(), id.clone());
        id
    }

    /// Returns the id that a thing was given.
    pub(super) fn of(&self, thing: &str) -> Option<&str> {
        self.given.get(thing).map(String::as_str)
    }
}

/// Returns the number of an id of MITRE's: four digits, and three more of a sub-technique.
fn number(own: &str) -> Option<&str> {
    let start = own.find(|c: char| c.is_ascii_digit())?;
    let (head, number) = own.split_at(start);
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|it| it.is_ascii_digit());
    let fits = match number.split_once('.') {
        None => digits(number, 4),
        // Only techniques have parts.
        Some((number, part)) => head.ends_with('T') && digits(number, 4) && digits(part, 3),
    };
    fits.then_some(number)
}
