//! An assessment to start from: YAML with a word about every field, and the name of every id.

use std::fmt::Write as _;

use super::assessment::{Assessment, Entry};
use crate::model::{Body, Matrix, Object};

/// Writes an assessment as YAML that explains itself. `schema` is where an editor finds the schema.
pub fn draft(matrix: &Matrix, assessment: &Assessment, schema: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(schema) = schema {
        let _ = writeln!(out, "# yaml-language-server: $schema={schema}");
    }
    let it = assessment;
    let _ = write!(
        out,
        "# What we have, and how far things are in place. For the report: dtm assess FILE --out report
# Lines that begin with # are notes to you. It is kept outside of the matrix and sent nowhere.

format: {}
matrix:
  id: {}
  version: {}
# The name of the site, as it is to stand on the report.
site: {}
# The day for which it holds.
date: {}
",
        it.format,
        it.matrix.id,
        quoted(&it.matrix.version),
        quoted(it.site.as_deref().unwrap_or("Our site")),
        it.date,
    );
    places(&mut out, matrix, it);
    out.push_str(
        "# A status is one of
#   in-place        there and working
#   partial         there for a part of the site, or half done
#   planned         decided, not there yet
#   absent          not there; the same as not listed
#   not-applicable  it cannot apply here
# Beside it may stand since: 2026-03-01, evidence: how one can see it, and history: what it was before.
",
    );
    entries(&mut out, matrix, ("mitigations", "mitigation"), &it.mitigations);
    entries(&mut out, matrix, ("detections", "detection"), &it.detections);
    out
}

fn places(out: &mut String, matrix: &Matrix, it: &Assessment) {
    let name = |id: &str| matrix.find("asset", id).map_or("", Object::name);
    out.push_str(
        "# What the site has: `dtm list asset`. Without any, all assets count.
# Beside an id may stand count: 4, and exposure: from where the widest reachable of them can be reached:
#   isolated, imaging-network, hospital-network, remote-access, internet
",
    );
    out.push_str(if it.assets.is_empty() { "assets: []\n" } else { "assets:\n" });
    for asset in &it.assets {
        let _ = writeln!(out, "  # {}\n  - id: {}", name(&asset.id), asset.id);
        if let Some(count) = asset.count {
            let _ = writeln!(out, "    count: {count}");
        }
        if let Some(exposure) = asset.exposure {
            let _ = writeln!(out, "    exposure: {}", exposure.word());
        }
    }
    out.push_str("# Services and interfaces that are on. Without any, all count.\n");
    out.push_str(if it.surfaces.is_empty() { "surfaces: []\n" } else { "surfaces:\n" });
    for surface in &it.surfaces {
        let _ = writeln!(out, "  - {surface}");
    }
}

fn entries(
    out: &mut String,
    matrix: &Matrix,
    (field, kind): (&str, &'static str),
    entries: &[Entry],
) {
    let _ = writeln!(out, "{field}:{}", if entries.is_empty() { " []" } else { "" });
    let mut last = None;
    for entry in entries {
        let object = matrix.find(kind, &entry.id);
        let priority = object.and_then(|it| match &it.body {
            Body::Mitigation(it) => Some(it.priority),
            _ => None,
        });
        if priority != last {
            last = priority;
            out.push_str(match priority {
                Some(1) => "  # Priority 1: first\n",
                Some(2) => "  # Priority 2: next\n",
                _ => "  # Priority 3: when the base stands\n",
            });
        }
        let name = object.map_or("", Object::name);
        let _ =
            writeln!(out, "  # {name}\n  - id: {}\n    status: {}", entry.id, entry.status.word());
    }
}

/// Writes a text in double quotes, which YAML reads as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
