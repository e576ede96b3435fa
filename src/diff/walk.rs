//! Two trees of one object, and what differs between them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::change::{Class, FieldChange, Verb};
use super::{fields, words};
use crate::prose;

/// The keys by which people know an entry of a list, in the order in which they are tried.
const KEYS: [&str; 8] =
    ["id", "reference", "control", "mitigation", "audience", "technique", "topic", "title"];

/// Returns every difference between two objects of a kind.
pub(super) fn walk(kind: &str, old: &Value, new: &Value) -> Vec<FieldChange> {
    let mut walker = Walker { kind, found: Vec::new() };
    walker.node(&Place::default(), Some(old), Some(new));
    walker.found
}

/// Where the walk stands.
#[derive(Clone, Default)]
struct Place {
    /// The steps, with `*` for an entry of a list.
    pattern: Vec<String>,
    entry: Option<String>,
    words: String,
    old: String,
    new: String,
}

impl Place {
    fn key(&self, key: &str) -> Self {
        let step = key.replace('~', "~0").replace('/', "~1");
        let mut next = self.clone();
        let inside = self.pattern.last().is_some_and(|last| last == "*");
        if !self.words.is_empty() {
            next.words.push_str(if inside { ": " } else { "." });
        }
        next.words.push_str(key);
        next.pattern.push(key.to_owned());
        next.old = format!("{}/{step}", self.old);
        next.new = format!("{}/{step}", self.new);
        next
    }

    fn item(&self, entry: &str, old: Option<usize>, new: Option<usize>) -> Self {
        let mut next = self.clone();
        next.pattern.push("*".to_owned());
        next.words = format!("{} {}", self.words, words::short(entry));
        next.entry = Some(match &self.entry {
            Some(outer) => format!("{outer}, {entry}"),
            None => entry.to_owned(),
        });
        let step = |at: Option<usize>| at.map_or_else(String::new, |at| format!("/{at}"));
        next.old = self.old.clone() + &step(old);
        next.new = self.new.clone() + &step(new);
        next
    }
}

struct Walker<'a> {
    kind: &'a str,
    found: Vec<FieldChange>,
}

impl Walker<'_> {
    fn node(&mut self, place: &Place, old: Option<&Value>, new: Option<&Value>) {
        if old == new {
            return;
        }
        let none = Vec::new();
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.mapping(place, old, new),
            (Some(Value::Array(old)), Some(Value::Array(new))) => self.list(place, old, new),
            (Some(Value::Array(old)), None) => self.list(place, old, &none),
            (None, Some(Value::Array(new))) => self.list(place, &none, new),
            (Some(_), Some(_)) => self.push(place, Verb::Changed, old, new),
            (Some(_), None) => self.push(place, Verb::Removed, old, None),
            (None, _) => self.push(place, Verb::Added, None, new),
        }
    }

    fn mapping(&mut self, place: &Place, old: &Map<String, Value>, new: &Map<String, Value>) {
        let gone = old.keys().filter(|key| !new.contains_key(*key));
        for key in new.keys().chain(gone) {
            self.node(&place.key(key), old.get(key), new.get(key));
        }
    }

    fn list(&mut self, place: &Place, old: &[Value], new: &[Value]) {
        let (old_keys, new_keys) = (keys(old), keys(new));
        for (at, key) in new_keys.iter().enumerate() {
            let before = old_keys.iter().position(|it| it == key);
            let inner = place.item(key, before, Some(at));
            match before {
                Some(before) => self.node(&inner, old.get(before), new.get(at)),
                None => self.push(&inner, Verb::Added, None, new.get(at)),
            }
        }
        for (at, key) in old_keys.iter().enumerate().filter(|(_, key)| !new_keys.contains(key)) {
            self.push(&place.item(key, Some(at), None), Verb::Removed, old.get(at), None);
        }
        let kept = |keys: &[String], other: &[String]| -> Vec<String> {
            keys.iter().filter(|key| other.contains(key)).cloned().collect()
        };
        let (before, after) = (kept(&old_keys, &new_keys), kept(&new_keys, &old_keys));
        if before != after {
            let (before, after) = (Value::from(before), Value::from(after));
            self.push(place, Verb::Reordered, Some(&before), Some(&after));
        }
    }

    fn push(&mut self, place: &Place, verb: Verb, old: Option<&Value>, new: Option<&Value>) {
        let pattern = place.pattern.join("/");
        let mut class = fields::class(self.kind, &pattern);
        // Prose that names other objects or other sources says something else than before.
        if class == Class::Prose && mentions(old) != mentions(new) {
            class = Class::Content;
        }
        if verb == Verb::Reordered && class > Class::Prose && !self.ordered(&pattern) {
            class = Class::Prose;
        }
        let steps = place.pattern.iter().map(String::as_str).filter(|step| *step != "*");
        self.found.push(FieldChange {
            field: steps.collect::<Vec<_>>().join("."),
            place: place.words.clone(),
            entry: place.entry.clone(),
            verb,
            class,
            before: old.cloned(),
            after: new.cloned(),
            old_pointer: old.map(|_| place.old.clone()),
            new_pointer: new.map(|_| place.new.clone()),
        });
    }

    /// Returns whether the order of a list means something.
    fn ordered(&self, pattern: &str) -> bool {
        matches!(
            (self.kind, pattern),
            ("mitigation", "steps")
                | ("case-study", "procedure")
                | ("checklist", "sections" | "sections/*/items")
                | ("matrix", "tactics")
        )
    }
}

fn mentions(value: Option<&Value>) -> BTreeSet<String> {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    prose::mentions(text).into_iter().map(|it| it.name).collect()
}

/// Returns a word for each entry of a list by which it is found on the other side. Of entries that
/// share one, each has a number.
fn keys(list: &[Value]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(list.len());
    for value in list {
        let key = key(value);
        let mut unique = key.clone();
        let mut number = 1;
        while keys.contains(&unique) {
            number += 1;
            unique = format!("{key} ({number})");
        }
        keys.push(unique);
    }
    keys
}

fn key(value: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Some(map) = value.as_object() else { return text(value) };
    if let (Some(part), Some(section)) = (map.get("part"), map.get("section")) {
        return format!("{} {}", text(part), text(section));
    }
    let named = KEYS.iter().find_map(|key| map.get(*key));
    named.map_or_else(|| value.to_string(), text)
}
