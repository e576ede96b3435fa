//! Places of a new file that its author has still to fill in.

use serde_json::Value;

use super::schema_codes::NOT_FILLED_IN;
use super::schema_words::described;
use crate::diagnostic::{Diagnostic, FileId, Location};
use crate::model::FILL_IN;

/// Returns whether a value is the mark that `dtm new` leaves.
pub(super) fn is_open(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim() == FILL_IN)
}

/// Returns a finding for each place that holds the mark, with what belongs there.
pub(super) fn open_places(schema: &Value, file: FileId, tree: &Value) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Nearly every file is filled in, and to follow the schema costs more than to look.
    if !holds_open(tree) {
        return findings;
    }
    walk(schema, String::new(), file, tree, String::new(), &mut findings);
    findings
}

fn holds_open(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.values().any(holds_open),
        Value::Array(items) => items.iter().any(holds_open),
        value => is_open(value),
    }
}

/// `at` points into the schema, `here` into the file.
fn walk(
    schema: &Value,
    at: String,
    file: FileId,
    value: &Value,
    here: String,
    findings: &mut Vec<Diagnostic>,
) {
    let at = match schema.pointer(&at).and_then(|node| node.get("$ref")).and_then(Value::as_str) {
        Some(target) => target.trim_start_matches('#').to_owned(),
        None => at,
    };
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let step = key.replace('~', "~0").replace('/', "~1");
                let (at, here) = (format!("{at}/properties/{step}"), format!("{here}/{step}"));
                walk(schema, at, file, value, here, findings);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let (at, here) = (format!("{at}/items"), format!("{here}/{index}"));
                walk(schema, at, file, item, here, findings);
            }
        }
        value if is_open(value) => {
            let field = here.rsplit('/').find(|step| step.parse::<usize>().is_err());
            let message = format!("`{}` is not filled in yet", field.unwrap_or_default());
            let words = schema.pointer(&format!("{at}/enum")).and_then(Value::as_array);
            let words: Vec<&str> = words.into_iter().flatten().filter_map(Value::as_str).collect();
            let help = if words.is_empty() {
                described(schema, &at)
            } else {
                format!("write one of {}", words.join(", "))
            };
            let place = Location::value(file, here);
            findings.push(Diagnostic::new(&NOT_FILLED_IN, place, message).help(help));
        }
        _ => {}
    }
}
