//! An object to fill in: every key of its kind, explained in the words of the schema.

use std::fmt::Write as _;

use serde_json::Value;

use crate::fmt;
use crate::model::{FILL_IN, Kind};

/// What is known of an object before it is written.
#[derive(Clone, Debug, Default)]
pub struct Given<'a> {
    /// Its id, which is also the name of its file.
    pub id: &'a str,
    /// Its name or title.
    pub name: Option<&'a str>,
    /// Tactics that it serves, for a technique.
    pub tactics: &'a [String],
    /// The day on which it is made, `YYYY-MM-DD`.
    pub day: &'a str,
    /// Whether its matrix is one of DICOM, which needs more of an object.
    pub dicom: bool,
    /// Where editors find the schema, seen from the folder of the file.
    pub schema: Option<&'a str>,
}

/// The longest line of a comment, in characters.
const WIDTH: usize = 98;

/// Returns a file in its canonical form: the keys that must be there, then those that may be left out
/// as comments.
///
/// # Errors
/// Returns a sentence if the schema of the kind cannot be read; this is a fault of the program.
pub fn object(kind: &Kind, given: &Given<'_>) -> Result<String, String> {
    let fault = || format!("no file can be made of the schema of `{}`", kind.name);
    let schema: Value = serde_json::from_str(kind.schema).map_err(|_| fault())?;
    let form = Form { schema: &schema, dicom: given.dicom };
    let mut out = String::new();
    if let Some(path) = given.schema {
        let _ = writeln!(out, "# yaml-language-server: $schema={path}");
    }
    let keys = form.keys(&schema);
    for (key, node) in keys.iter().filter(|(key, _)| form.is_required(&schema, key)) {
        form.explain(&mut out, "", key, node);
        let (text, day) = (|text: &str| Value::from(text), given.day);
        let known = match *key {
            "id" => Some(text(given.id)),
            "name" | "title" => given.name.map(text),
            "tactics" if !given.tactics.is_empty() => Some(Value::from(given.tactics)),
            "status" => Some(text("draft")),
            "version" => Some(text("1.0")),
            "created" | "modified" => Some(text(day)),
            _ => None,
        };
        let value = known.unwrap_or_else(|| form.open(key, node));
        write(&mut out, "", key, &value);
    }
    out.push_str(
        "# What follows may be left out. To use a key, take away the marks before its lines.\n",
    );
    for (key, node) in keys.iter().filter(|(key, _)| !form.is_required(&schema, key)) {
        form.explain(&mut out, "", key, node);
        write(&mut out, "# ", key, &form.example(key, node));
    }
    fmt::canonical(kind.folder, &format!("{}.yaml", given.id), &out).map_err(|_| fault())
}

/// The schema of a kind.
struct Form<'a> {
    schema: &'a Value,
    dicom: bool,
}

impl<'a> Form<'a> {
    /// Follows a local `$ref`.
    fn real(&self, node: &'a Value) -> &'a Value {
        let target = node.get("$ref").and_then(Value::as_str);
        target.and_then(|it| self.schema.pointer(it.trim_start_matches('#'))).unwrap_or(node)
    }

    fn keys(&self, node: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let entries = node.get("properties").and_then(Value::as_object).into_iter().flatten();
        entries.map(|(key, node)| (key.as_str(), self.real(node))).collect()
    }

    fn is_required(&self, node: &Value, key: &str) -> bool {
        let required = node.get("required").and_then(Value::as_array).into_iter().flatten();
        required.filter_map(Value::as_str).any(|it| it == key)
            // Without these a matrix of DICOM is not complete, though a schema cannot know it.
            || (self.dicom && std::ptr::eq(node, self.schema) && DICOM.contains(&key))
    }

    /// Writes what a key is for, and what the keys inside it are for.
    fn explain(&self, out: &mut String, indent: &str, key: &str, node: &'a Value) {
        let said = node.get("description").and_then(Value::as_str).unwrap_or_default();
        let mut text = if indent.is_empty() { said.to_owned() } else { format!("{key}: {said}") };
        if let Some(words) = node.get("enum").and_then(Value::as_array) {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            let _ = write!(text, " One of: {}.", words.join(", "));
        }
        wrap(out, indent, &text);
        let inner = node.get("items").map_or(node, |items| self.real(items));
        if !std::ptr::eq(inner, node) && inner.get("enum").is_some() {
            self.explain(out, &format!("{indent}  "), "each", inner);
        }
        for (key, node) in self.keys(inner) {
            let must = self.is_required(inner, key);
            let shown = if must { key.to_owned() } else { format!("{key} (may be left out)") };
            self.explain(out, &format!("{indent}  "), &shown, node);
        }
    }

    /// Returns a value whose every place is to be filled in.
    fn open(&self, key: &str, node: &'a Value) -> Value {
        self.value(key, node, &|_| Value::from(FILL_IN), false)
    }

    /// Returns a value made of the examples of the schema.
    fn example(&self, key: &str, node: &'a Value) -> Value {
        let shown = |node: &Value| {
            let first = node.get("examples").and_then(|it| it.get(0)).cloned();
            match first {
                Some(Value::String(text)) if text.starts_with("|\n") => {
                    let lines = text.lines().skip(1).map(|line| format!("{}\n", line.trim_start()));
                    Value::from(lines.collect::<String>())
                }
                Some(value) => value,
                None => Value::from(FILL_IN),
            }
        };
        self.value(key, node, &shown, true)
    }

    fn value(
        &self,
        key: &str,
        node: &'a Value,
        leaf: &dyn Fn(&Value) -> Value,
        all: bool,
    ) -> Value {
        match node.get("type").and_then(Value::as_str) {
            Some("object") => {
                let keys = self.keys(node).into_iter();
                let keys = keys.filter(|(key, _)| all || self.is_required(node, key));
                Value::Object(
                    keys.map(|(key, node)| (key.to_owned(), self.value(key, node, leaf, all)))
                        .collect(),
                )
            }
            Some("array") => {
                let item = node.get("items").map(|items| self.real(items));
                Value::Array(
                    item.map(|item| self.value(key, item, leaf, all)).into_iter().collect(),
                )
            }
            // Prose stands in a block, so that there is room for it.
            _ if !all && key == "description" && node.get("maxLength").is_none() => {
                Value::from(format!("{FILL_IN}\n"))
            }
            _ => leaf(node),
        }
    }
}

/// Keys of the kinds that a matrix of DICOM needs.
const DICOM: [&str; 8] =
    ["assets", "impact", "prerequisites", "responsibility", "role", "roles", "scope", "surface"];

/// Writes a comment, broken where it gets too long.
fn wrap(out: &mut String, indent: &str, text: &str) {
    let mut line = String::new();
    let mut hanging = "";
    for word in text.split_whitespace() {
        let length = indent.len() + hanging.len() + line.chars().count() + word.chars().count();
        if !line.is_empty() && length + 3 > WIDTH {
            let _ = writeln!(out, "# {indent}{hanging}{line}");
            line.clear();
            if !indent.is_empty() {
                hanging = "  ";
            }
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        let _ = writeln!(out, "# {indent}{hanging}{line}");
    }
}

/// Writes a key with its value as YAML, each line behind a mark.
fn write(out: &mut String, mark: &str, key: &str, value: &Value) {
    for line in fmt::block(key, value).lines() {
        let _ = writeln!(out, "{mark}{line}");
    }
}
