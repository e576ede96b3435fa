//! What the schemas say of a field: its meaning, what may stand there, and an example.

use std::fmt::Write as _;

use serde_json::Value;

use super::wrap::wrap;
use crate::lsp::schema::{Node, of};
use crate::model::KINDS;

/// Fields that readers see and authors do not write.
const DERIVED: &[(&str, &str)] = &[(
    "technique.maturity",
    "Derived and never written: `observed` if evidence of that kind is listed, `demonstrated` if \
     research, a vulnerability or a tool shows it, `conceptual` otherwise. See `technique.evidence`.",
)];

/// Deepest field that is looked at; an object nests less deep.
const DEEP: usize = 6;

/// A field of a kind.
pub(super) struct Field {
    /// Its name with the kind and the fields that hold it: `technique.evidence.kind`.
    pub(super) path: String,
    /// Whether it must be there.
    required: bool,
    node: Option<Node>,
}

/// Returns the fields of all kinds and of `matrix.yaml`.
pub(super) fn all() -> Vec<Field> {
    let mut found = Vec::new();
    let files = KINDS.iter().map(|kind| (kind.name, format!("{}/x.yaml", kind.folder)));
    for (name, file) in files.chain([("matrix", "matrix.yaml".to_owned())]) {
        if let Some(node) = of(&file) {
            collect(&mut found, name, node, 0);
        }
    }
    let derived = DERIVED.iter().map(|(path, _)| (*path).to_owned());
    found.extend(derived.map(|path| Field { path, required: false, node: None }));
    found
}

fn collect(found: &mut Vec<Field>, path: &str, node: Node, depth: usize) {
    if depth == DEEP {
        return;
    }
    for (key, required, node) in node.keys() {
        let path = format!("{path}.{key}");
        found.push(Field { path: path.clone(), required, node: Some(node) });
        collect(found, &path, node.item(), depth + 1);
    }
}

/// Returns the fields of that name: of its whole path, or of the end of it.
pub(super) fn named<'a>(fields: &'a [Field], name: &str) -> Vec<&'a Field> {
    let exact: Vec<&Field> = fields.iter().filter(|it| it.path == name).collect();
    if !exact.is_empty() {
        return exact;
    }
    let end = format!(".{name}");
    fields.iter().filter(|it| it.path.ends_with(&end)).collect()
}

/// Returns what is known of fields of one name. Those of which the same is said are told once.
pub(super) fn told(fields: &[&Field], width: usize) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for field in fields {
        let text = one(field, width);
        match groups.iter_mut().find(|(known, _)| *known == text) {
            Some((_, paths)) => paths.push(&field.path),
            None => groups.push((text, vec![&field.path])),
        }
    }
    let mut out = String::new();
    for (place, (text, paths)) in groups.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        wrap(&mut out, "", &format!("field {}", paths.join(", ")), width);
        out.push('\n');
        out.push_str(text);
    }
    out
}

fn one(field: &Field, width: usize) -> String {
    let mut out = String::new();
    let Some(node) = field.node else {
        let told = DERIVED.iter().find(|(path, _)| *path == field.path).map_or("", |it| it.1);
        wrap(&mut out, "", told, width);
        return out;
    };
    wrap(&mut out, "", node.about(), width);
    if node.item().about() != node.about() && !node.item().about().is_empty() {
        wrap(&mut out, "", &format!("Each: {}", node.item().about()), width);
    }
    let mut facts = vec![("form", form(node))];
    facts.push(("required", if field.required { "yes" } else { "no" }.to_owned()));
    let values: Vec<&str> = node.values().chain(node.item().values()).collect();
    let mut seen = std::collections::BTreeSet::new();
    let values: Vec<&str> = values.into_iter().filter(|it| seen.insert(*it)).collect();
    if !values.is_empty() {
        facts.push(("values", values.join(", ")));
    }
    for (label, key) in [
        ("pattern", "pattern"),
        ("at least", "minLength"),
        ("at most", "maxLength"),
        ("items from", "minItems"),
        ("items to", "maxItems"),
    ] {
        if let Some(value) = node.word(key).or_else(|| node.item().word(key)) {
            let unit = if key.ends_with("Length") { " characters" } else { "" };
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            facts.push((label, format!("{value}{unit}")));
        }
    }
    let inner: Vec<&str> = node.item().keys().into_iter().map(|(key, ..)| key).collect();
    if !inner.is_empty() {
        facts.push(("holds", inner.join(", ")));
    }
    out.push('\n');
    for (label, text) in facts {
        let mut lines = String::new();
        wrap(&mut lines, "            ", &text, width);
        let _ = write!(out, "{label:<12}{}", lines.trim_start());
    }
    if let Some(example) = node.example().or_else(|| node.item().example()) {
        let name = field.path.rsplit('.').next().unwrap_or_default();
        let _ = writeln!(out, "\nexample:");
        yaml(&mut out, "  ", name, example);
    }
    out
}

/// Returns what stands there, in a word or two.
fn form(node: Node) -> String {
    let plain = |node: Node| match node.form() {
        "string" | "" => "text",
        "object" => "mapping",
        "array" => "list",
        "boolean" => "true or false",
        other => other,
    };
    if node.form() == "array" {
        format!("list of {}s", plain(node.item()).trim_end_matches('s'))
    } else {
        plain(node).to_owned()
    }
}

/// Adds an example as it may stand in a file.
fn yaml(out: &mut String, indent: &str, key: &str, value: &Value) {
    let text = |value: &Value| match value {
        Value::String(text) if crate::load::outline::reads_as_text(text) && plain(text) => {
            text.clone()
        }
        other => other.to_string(),
    };
    match value {
        Value::Object(fields) => {
            let _ = writeln!(out, "{indent}{key}:");
            for (key, value) in fields {
                yaml(out, &format!("{indent}  "), key, value);
            }
        }
        Value::Array(items) => {
            let _ = writeln!(out, "{indent}{key}:");
            for item in items {
                let Some(fields) = item.as_object() else {
                    let _ = writeln!(out, "{indent}  - {}", text(item));
                    continue;
                };
                let mut inner = String::new();
                for (key, value) in fields {
                    yaml(&mut inner, &format!("{indent}    "), key, value);
                }
                let _ = write!(out, "{indent}  - {}", inner.trim_start());
            }
        }
        Value::String(block) if block.contains('\n') => {
            let _ = writeln!(out, "{indent}{key}: |");
            for line in block.lines() {
                let _ = writeln!(out, "{indent}  {line}");
            }
        }
        other => {
            let _ = writeln!(out, "{indent}{key}: {}", text(other));
        }
    }
}

/// Tells whether a text needs no quotes.
fn plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
}
