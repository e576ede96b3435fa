//! What to type, read off a schema: descriptions, examples, keys.

use serde_json::Value;

use crate::diagnostic::{FileId, Fix, Location, Source};
use crate::model::{Kind, prefixed};

/// Follows a local `$ref`.
fn node<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let node = schema.pointer(pointer)?;
    match node.get("$ref").and_then(Value::as_str) {
        Some(target) => schema.pointer(target.strip_prefix('#')?),
        None => Some(node),
    }
}

/// Returns the first example of a field, as it would be typed after the colon.
fn example(schema: &Value, pointer: &str) -> Option<String> {
    match node(schema, pointer)?.get("examples")?.get(0)? {
        Value::String(text) if text.contains('\n') => Some("|".to_owned()),
        Value::String(text) if needs_quotes(text) => Some(format!("\"{text}\"")),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

fn needs_quotes(text: &str) -> bool {
    text.contains(": ") || text.parse::<f64>().is_ok()
}

/// Returns how to add a key that is missing.
pub(super) fn addition(schema: &Value, pointer: &str, key: &str) -> String {
    let item = node(schema, pointer).and_then(|it| it.get("examples")?.get(0)?.get(0)?.as_str());
    match (example(schema, pointer), item) {
        (Some(example), _) if example == "|" => format!("add `{key}: |` and the text below it"),
        (Some(example), _) => format!("add `{key}`, for example `{key}: {example}`"),
        (None, Some(item)) => format!("add `{key}:` and below it lines such as `  - {item}`"),
        (None, None) => format!("add the key `{key}`"),
    }
}

/// Returns what the schema says of a field, with its example.
pub(super) fn described(schema: &Value, pointer: &str) -> String {
    let text = node(schema, pointer).and_then(|node| node.get("description"));
    let text = text.and_then(Value::as_str).unwrap_or("see the schema");
    match example(schema, pointer) {
        Some(example) => format!("{text} For example `{example}`."),
        None => text.to_owned(),
    }
}

/// Returns how to mend a value of the wrong type. `raw` is the value as it is typed, `wanted` are the
/// words of [`type_of`].
pub(super) fn retyped(
    schema: &Value,
    pointer: &str,
    wanted: &str,
    value: &Value,
    raw: &str,
) -> String {
    let first = raw.lines().next().unwrap_or_default().trim_end();
    match (wanted, value) {
        (_, Value::Null) => {
            format!("write {wanted} after the colon, or delete the key if it may be left out")
        }
        ("text", Value::Number(_) | Value::Bool(_)) => format!("put it in quotes: \"{raw}\""),
        ("text", Value::Array(_)) if first.starts_with('[') => {
            "write one text without brackets, or put it in double quotes if they are part of it"
                .to_owned()
        }
        ("text", Value::Array(_)) => "write one text after the colon, without dashes".to_owned(),
        ("text", Value::Object(_)) if !first.starts_with('{') => {
            format!("put it in double quotes if the colon is part of the text: \"{first}\"")
        }
        ("text", Value::Object(_)) => {
            "put it in double quotes if the brace is part of the text".to_owned()
        }
        ("a list", Value::String(_)) => match raw.strip_prefix(['-', '–', '—', '•', '*']) {
            Some(item) => format!("write a hyphen and a space: `- {}`", item.trim_start()),
            None => format!("write it on a line of its own, as `- {raw}`"),
        },
        ("a list", Value::Object(_)) => {
            format!("begin each item with a dash, the first as `- {first}`")
        }
        ("a mapping", Value::Array(_)) if pointer.is_empty() => {
            "a file holds one object: delete the dash, and begin its keys in the first column"
                .to_owned()
        }
        ("a mapping", _) => {
            let names = node(schema, pointer).and_then(|node| node.get("required"));
            let names: Vec<&str> = names
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            if names.is_empty() {
                described(schema, pointer)
            } else {
                format!("write keys with their values, one on a line: {}", names.join(", "))
            }
        }
        _ => described(schema, pointer),
    }
}

/// Returns what to type for a value that lacks the form of its field.
pub(super) fn reformed(schema: &Value, pointer: &str, value: &Value) -> String {
    let curly = ['“', '”', '„', '‟', '«', '»', '‘', '’'];
    match value.as_str() {
        Some(text) if text.starts_with(curly) => {
            let plain = text.trim_matches(curly);
            format!("curly quotes are letters to a program; write straight ones: \"{plain}\"")
        }
        _ => described(schema, pointer),
    }
}

/// Returns a value as a message shows it: in backticks, cut after forty letters.
pub(super) fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// Returns the words for the type of a value.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// Returns what to call the value behind a pointer.
pub(super) fn subject(pointer: &str) -> String {
    let mut steps = pointer.rsplit('/').filter(|step| !step.is_empty());
    let number = |step: &str| step.parse::<usize>().is_ok();
    match steps.next() {
        None => "the file".to_owned(),
        Some(step) if number(step) => {
            format!("an item of `{}`", steps.find(|step| !number(step)).unwrap_or_default())
        }
        Some(step) => format!("`{step}`"),
    }
}

/// Returns the kind to which a file belongs by its name, if its ids begin with letters of their own.
pub(super) fn kind_of(stem: &str) -> Option<&'static Kind> {
    prefixed(stem).map(|(_, kind)| kind)
}

/// Returns how to bring an id and the name of its file together.
pub(super) fn named(kind: &Kind, stem: &str, id: &str) -> String {
    let fits = |id: &str| kind.letters.is_empty() || kind_of(id).is_some_and(|it| it == kind);
    match (fits(id), fits(stem)) {
        (true, false) => format!("name the file `{id}.yaml`"),
        (false, true) => format!("write `id: {stem}`"),
        _ => format!("name the file `{id}.yaml`, or write `id: {stem}`"),
    }
}

/// Returns the fix that brings an id and the name of its file together, if only one of them can be
/// wrong.
pub(super) fn renamed(kind: &Kind, file: FileId, stem: &str, id: &str) -> Option<Fix> {
    let fits = |id: &str| kind_of(id).is_some_and(|it| it == kind);
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    match (fits(id), fits(stem)) {
        (true, false) if plain => Some(Fix::rename(file, format!("{}/{id}.yaml", kind.folder))),
        (false, true) => Some(Fix::word(Location::value(file, "/id"), stem)),
        _ => None,
    }
}

/// Returns the fix that puts a number or a truth value into quotes.
pub(super) fn quoted(file: FileId, source: &Source, pointer: &str) -> Option<Fix> {
    let tree = source.tree.as_ref()?;
    if !matches!(tree.pointer(pointer)?, Value::Number(_) | Value::Bool(_)) {
        return None;
    }
    let (_, range) = source.spans.find(tree, pointer)?;
    let raw = source.text.get(range.clone())?;
    Some(Fix::bytes("put it in quotes", file, range, format!("\"{raw}\"")))
}
