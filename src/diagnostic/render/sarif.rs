//! For code-scanning tools: SARIF 2.1.0 (OASIS), columns in Unicode code points as it declares.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Format, Screen};
use crate::diagnostic::code::{Code, Level};
use crate::diagnostic::fix::Fix;
use crate::diagnostic::report::Report;
use crate::diagnostic::source::{FileId, Location, Sources};

pub(super) const FORMAT: Format =
    Format { name: "sarif", about: "SARIF 2.1.0, for code-scanning tools", render };

fn level(level: Level) -> &'static str {
    level.word()
}

fn render(report: &Report, sources: &Sources, _: Screen) -> String {
    let codes: BTreeMap<&str, &Code> =
        report.iter().map(|finding| (finding.code.id, finding.code)).collect();
    let index: BTreeMap<&str, usize> =
        codes.keys().enumerate().map(|(index, id)| (*id, index)).collect();
    let rules: Vec<Value> = codes
        .values()
        .map(|code| {
            json!({
                "id": code.id,
                "shortDescription": { "text": code.summary },
                "help": { "text": code.explain.trim(), "markdown": code.explain.trim() },
                "defaultConfiguration": { "level": level(code.level) },
            })
        })
        .collect();
    let results: Vec<Value> = report
        .iter()
        .map(|finding| {
            let text = match &finding.help {
                Some(help) => format!("{}\n{help}", finding.message),
                None => finding.message.clone(),
            };
            let mut result = json!({
                "ruleId": finding.code.id,
                "ruleIndex": index.get(finding.code.id),
                "level": level(finding.code.level),
                "message": { "text": text },
                "locations": [{ "physicalLocation": physical(&finding.location, sources) }],
            });
            if let (Some((location, label)), Some(map)) = (&finding.related, result.as_object_mut())
            {
                let related = json!([{
                    "id": 1,
                    "message": { "text": label },
                    "physicalLocation": physical(location, sources),
                }]);
                map.insert("relatedLocations".to_owned(), related);
            }
            let fixes: Vec<Value> =
                finding.fix.iter().filter_map(|fix| mending(fix, sources)).collect();
            if let Some(map) = result.as_object_mut().filter(|_| !fixes.is_empty()) {
                map.insert("fixes".to_owned(), fixes.into());
            }
            result
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dtm",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

/// A fix as SARIF knows it; it has no word for a file that gets another name.
fn mending(fix: &Fix, sources: &Sources) -> Option<Value> {
    let edits = sources.edits(fix)?;
    let mut files: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let place = physical(&Location::bytes(edit.file, edit.range), sources);
        let replacement =
            json!({ "deletedRegion": place["region"], "insertedContent": { "text": edit.text } });
        files.entry(edit.file).or_default().push(replacement);
    }
    let change = |(file, replacements): (FileId, Vec<Value>)| {
        let path = uri(&sources.get(file).path);
        json!({ "artifactLocation": { "uri": path }, "replacements": replacements })
    };
    let changes: Vec<Value> = files.into_iter().map(change).collect();
    let whole = !changes.is_empty() && fix.renames().next().is_none();
    whole.then(|| json!({ "description": { "text": fix.title }, "artifactChanges": changes }))
}

fn physical(location: &Location, sources: &Sources) -> Value {
    let (start, end) = sources.positions(location);
    json!({
        "artifactLocation": { "uri": uri(&sources.get(location.file).path) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// Percent-encodes what a relative reference (RFC 3986) cannot hold.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
