//! The outline of a file, what may be folded, and the objects of a matrix by name.

use std::ops::Range;

use serde_json::{Value, json};

use super::text::Encoding;
use super::world::World;
use crate::diagnostic::{FileId, Source};

/// Kinds of symbols, as the protocol numbers them.
const STRING: u8 = 15;
const ARRAY: u8 = 18;
const OBJECT: u8 = 19;
const CLASS: u8 = 5;

/// Longer words are cut in an outline, in letters.
const LONG: usize = 60;

/// Returns the outline of a file.
pub(super) fn outline(world: &World, file: FileId, encoding: Encoding) -> Value {
    let source = world.source(file);
    let Some(tree) = &source.tree else { return json!([]) };
    Outline { world, source, encoding }.children(tree, "")
}

struct Outline<'a> {
    world: &'a World,
    source: &'a Source,
    encoding: Encoding,
}

impl Outline<'_> {
    fn children(&self, value: &Value, pointer: &str) -> Value {
        let entries: Vec<(String, String, &Value)> = match value {
            Value::Object(map) => map
                .iter()
                .filter(|(key, _)| !key.contains('\u{0}'))
                .map(|(key, value)| (key.clone(), escape(key), value))
                .collect(),
            Value::Array(list) => list
                .iter()
                .enumerate()
                .filter(|(_, value)| value.is_object() || value.is_string())
                .map(|(index, value)| (titled(value), index.to_string(), value))
                .collect(),
            _ => Vec::new(),
        };
        let symbols = entries.into_iter().filter_map(|(name, step, value)| {
            self.symbol(name, value, &format!("{pointer}/{step}"))
        });
        Value::Array(symbols.collect())
    }

    fn symbol(&self, name: String, value: &Value, pointer: &str) -> Option<Value> {
        let (key, whole) = self.source.spans.find(self.source.tree.as_ref()?, pointer)?;
        let whole = trimmed(&self.source.text, &whole);
        let start = if key.is_empty() { whole.start } else { key.start };
        let chosen = if key.is_empty() { first_line(&self.source.text, &whole) } else { key };
        let known = value.as_str().or_else(|| id_of(value)).and_then(|it| self.world.resolve(it));
        let detail = match (known, value) {
            (Some(node), _) => self.world.matrix().name(node).to_owned(),
            (None, Value::String(text)) => cut(text),
            (None, Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => String::new(),
        };
        let name = if name.trim().is_empty() { "…".to_owned() } else { name };
        let detail = if detail == name { String::new() } else { detail };
        Some(json!({
            "name": name,
            "detail": detail,
            "kind": match value { Value::Array(_) => ARRAY, Value::Object(_) => OBJECT, _ => STRING },
            "range": self.encoding.range(&self.source.text, &(start..whole.end.max(chosen.end))),
            "selectionRange": self.encoding.range(&self.source.text, &chosen),
            "children": self.children(value, pointer),
        }))
    }
}

/// Returns what may be folded: every key and item of several lines, and comments.
pub(super) fn folds(source: &Source) -> Value {
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    let lines = Lines::new(&source.text);
    if let Some(tree) = &source.tree {
        fold(source, &lines, tree, "", &mut found);
    }
    let mut comment: Option<usize> = None;
    for (number, line) in source.text.lines().chain([""]).enumerate() {
        match (line.trim_start().starts_with('#'), comment) {
            (true, None) => comment = Some(number),
            (false, Some(start)) => {
                if number > start + 1 {
                    found.push((start, number - 1, true));
                }
                comment = None;
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(start, ..)| *start);
    let folds = found.into_iter().map(|(start, end, comment)| {
        let mut fold = json!({ "startLine": start, "endLine": end });
        if comment {
            fold["kind"] = json!("comment");
        }
        fold
    });
    Value::Array(folds.collect())
}

fn fold(
    source: &Source,
    lines: &Lines,
    value: &Value,
    pointer: &str,
    found: &mut Vec<(usize, usize, bool)>,
) {
    if let Some((key, range)) = source.tree.as_ref().and_then(|it| source.spans.find(it, pointer)) {
        let range = trimmed(&source.text, &range);
        let start = lines.of(if key.is_empty() { range.start } else { key.start });
        let end = lines.of(range.end);
        if end > start && !pointer.is_empty() {
            found.push((start, end, false));
        }
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            fold(source, lines, value, &format!("{pointer}/{}", escape(key)), found);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| {
            fold(source, lines, value, &format!("{pointer}/{index}"), found);
        }),
        _ => {}
    }
}

/// Returns the objects of a matrix whose id or name holds some words.
pub(super) fn named(world: &World, query: &str, most: usize) -> Vec<(FileId, Value)> {
    let query = query.to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&query);
    let objects = world.matrix().objects().iter();
    objects
        .filter(|it| fits(it.id()) || fits(it.name()))
        .take(most)
        .map(|it| {
            let name = format!("{} {}", it.id(), it.name());
            let container = it.kind().label;
            (it.file, json!({ "name": name, "kind": CLASS, "containerName": container }))
        })
        .collect()
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    fn of(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

fn id_of(value: &Value) -> Option<&str> {
    let keys = ["id", "reference", "mitigation", "technique", "control", "audience"];
    keys.iter().find_map(|key| value.get(key)?.as_str())
}

fn titled(value: &Value) -> String {
    let title =
        || ["title", "name", "part", "type"].iter().find_map(|key| value.get(key)?.as_str());
    cut(value.as_str().or_else(|| id_of(value)).or_else(title).unwrap_or("…"))
}

fn cut(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > LONG {
        line.chars().take(LONG).chain(['…']).collect()
    } else {
        line.to_owned()
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + slice.trim_end().len()
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + slice.lines().next().unwrap_or_default().len()
}
