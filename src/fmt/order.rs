//! What the schema of a kind says of order: keys as it lists them, lists that are sets, prose.

use std::cmp::Ordering;

use serde_json::Value;

use crate::load::outline::{Item, Shape};
use crate::model::natural;
use crate::prose::{one_sentence_per_line, same_meaning};

/// The lists whose order says nothing, by the name of their field: words in the order in which the
/// schema lists them, ids as a person would sort them.
///
/// A table and no keyword of the schemas: these are published, and a strict validator refuses a
/// keyword that it does not know. `uniqueItems` alone does not tell: the order of `tactics` is that of
/// the columns, of `references` and `related` that in which they matter.
pub const SETS: &[&str] =
    &["access", "assets", "atlas", "capec", "cwe", "d3fend", "events", "role", "roles", "surface"];

/// Brings keys, lists and prose of an object into order.
pub(super) fn order(schema: &Value, root: &mut Item) {
    arrange(schema, schema, "", root);
}

fn arrange(schema: &Value, node: &Value, field: &str, item: &mut Item) {
    let prose = is_prose(node);
    let node = followed(schema, node);
    match &mut item.shape {
        Shape::Text(text) if prose => *text = one_sentence_per_line(text),
        Shape::Text(_) | Shape::Bare(_) => {}
        Shape::Map(entries) => {
            let known = node.get("properties").and_then(Value::as_object);
            let rank = |key: &String| known?.keys().position(|name| name == key);
            entries.sort_by_key(|(key, _)| rank(key).unwrap_or(usize::MAX));
            for (key, item) in entries {
                let child = known.and_then(|known| known.get(key.as_str()));
                arrange(schema, child.unwrap_or(&Value::Null), key, item);
            }
        }
        Shape::List(items) => {
            let child = node.get("items").unwrap_or(&Value::Null);
            for item in items.iter_mut() {
                arrange(schema, child, field, item);
            }
            if SETS.contains(&field) && items.iter().all(|it| matches!(it.shape, Shape::Text(_))) {
                let words = followed(schema, child).get("enum").and_then(Value::as_array);
                items.sort_by(|a, b| compare(words, text(a), text(b)));
            }
        }
    }
}

fn text(item: &Item) -> &str {
    if let Shape::Text(text) = &item.shape { text } else { "" }
}

fn compare(words: Option<&Vec<Value>>, a: &str, b: &str) -> Ordering {
    let place = |word: &str| words.and_then(|words| words.iter().position(|it| *it == word));
    let place = |word: &str| place(word).unwrap_or(usize::MAX);
    place(a).cmp(&place(b)).then_with(|| natural(a, b))
}

fn is_prose(node: &Value) -> bool {
    node.get("$ref").and_then(Value::as_str) == Some("#/$defs/prose")
}

/// Follows a local `$ref`.
fn followed<'a>(schema: &'a Value, node: &'a Value) -> &'a Value {
    let target = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    target.and_then(|target| schema.pointer(target)).unwrap_or(node)
}

/// A tree whose sets are sorted, and the prose apart.
pub(super) struct Meaning {
    tree: Value,
    prose: Vec<(String, String)>,
}

/// Returns what a file means: its tree without the order of sets, and its prose.
pub(super) fn meaning(schema: Option<&Value>, tree: &Value) -> Meaning {
    let mut meaning = Meaning { tree: tree.clone(), prose: Vec::new() };
    if let Some(schema) = schema {
        let fields = schema.get("properties").and_then(Value::as_object);
        if let Some(map) = meaning.tree.as_object_mut() {
            for (key, node) in fields.into_iter().flatten() {
                if let Some(Value::String(text)) = map.get(key).filter(|_| is_prose(node)) {
                    meaning.prose.push((key.clone(), text.clone()));
                    map.insert(key.clone(), Value::Null);
                }
            }
        }
        sort_sets("", &mut meaning.tree);
    }
    meaning
}

fn sort_sets(field: &str, value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| sort_sets(key, value)),
        Value::Array(list) => {
            for value in list.iter_mut() {
                sort_sets(field, value);
            }
            if SETS.contains(&field) {
                list.sort_by_key(ToString::to_string);
            }
        }
        _ => {}
    }
}

/// Tells whether two files mean the same.
pub(super) fn same(a: &Meaning, b: &Meaning) -> bool {
    let prose = a.prose.len() == b.prose.len()
        && a.prose.iter().zip(&b.prose).all(|(a, b)| a.0 == b.0 && same_meaning(&a.1, &b.1));
    prose && a.tree == b.tree
}
