//! For programs: a versioned document. Version 1; fields may be added, none removed or renamed.

use serde::Serialize;
use serde_json::{Value, json};

use super::change::Change;
use super::{Format, View};
use crate::diagnostic::render;

pub(super) const FORMAT: Format =
    Format { name: "json", about: "a versioned JSON document, for programs", render };

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    from: &'a str,
    to: &'a str,
    counts: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    matrix: &'a Option<Change>,
    changes: &'a [Change],
    unread: &'a [String],
    findings: Value,
}

fn render(view: &View<'_>) -> String {
    let mut counts = json!({});
    for (what, count) in view.diff.counts() {
        if let Ok(Value::String(word)) = serde_json::to_value(what) {
            counts[word] = count.into();
        }
    }
    let findings =
        render::format("json").map(|it| (it.render)(view.report, view.sources, view.screen));
    let findings: Value = serde_json::from_str(&findings.unwrap_or_default()).unwrap_or_default();
    let document = Document {
        version: 1,
        from: view.from,
        to: view.to,
        counts,
        matrix: &view.diff.meta,
        changes: &view.diff.changes,
        unread: &view.diff.unread,
        findings: findings["findings"].clone(),
    };
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}
