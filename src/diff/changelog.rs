//! The section of a changelog for one release, for those who use the matrix.

use std::fmt::Write as _;

use super::change::{Change, Diff, What};
use super::markdown::escape;
use super::words;

/// The headings, each with what stands below it.
const HEADINGS: [(&str, &[What]); 6] = [
    ("Revoked and deprecated", &[What::Removed, What::Revoked, What::Deprecated]),
    ("Added", &[What::Added, What::Restored]),
    ("Renamed", &[What::Renamed]),
    ("Scope changed: look at your own mappings again", &[What::ScopeChanged]),
    (
        "Content changed",
        &[What::ContentChanged, What::MappingAdded, What::MappingChanged, What::Reviewed],
    ),
    ("Wording only", &[What::ProseOnly]),
];

/// Returns the section of a release: its heading, then the changes by kind of change.
pub fn changelog(diff: &Diff, version: &str, date: &str) -> String {
    let mut out = format!("## [{version}]");
    if !date.is_empty() {
        let _ = write!(out, " - {date}");
    }
    out.push('\n');
    if let Some(meta) = &diff.meta {
        matrix(&mut out, meta);
    }
    for (heading, words) in HEADINGS {
        let found: Vec<&Change> =
            diff.changes.iter().filter(|it| words.contains(&it.first())).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {heading}\n");
        if heading == "Wording only" {
            let ids: Vec<String> = found.iter().map(|change| escape(&change.id)).collect();
            let _ = writeln!(out, "{}.", ids.join(", "));
            continue;
        }
        for change in found {
            let _ = writeln!(out, "- {}", line(change));
        }
    }
    if diff.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    out
}

/// Says what the matrix as a whole refers to now.
fn matrix(out: &mut String, meta: &Change) {
    let mut lines = Vec::new();
    for field in meta.telling() {
        let place = &field.place;
        match words::values(field) {
            Some((before, after)) if !before.is_empty() && !after.is_empty() => {
                lines.push(format!("{}: {} → {}", escape(place), escape(&before), escape(&after)));
            }
            _ => lines.push(format!("{}: {}", escape(place), words::verb(field.verb))),
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\n### The matrix itself\n\n- {}", lines.join("\n- "));
    }
}

fn line(change: &Change) -> String {
    let mut line = format!("{} {}", escape(&change.id), escape(change.name()));
    let mut facts = Vec::new();
    match change.first() {
        What::Added => facts.push(words::lower(change.label)),
        What::Removed => facts.push("removed".to_owned()),
        what @ (What::Revoked | What::Deprecated | What::Restored) => {
            facts.push(what.words().to_owned());
            let field = |name: &str| {
                let found = change.fields.iter().find(|it| it.field == name);
                found.and_then(|it| it.after.as_ref()).and_then(|it| it.as_str())
            };
            if let Some(id) = field("replaced_by") {
                facts.push(format!("see {}", escape(id)));
            }
            facts.extend(field("status_reason").map(escape));
        }
        _ => {
            if let Some(before) = &change.before
                && change.what.contains(&What::Renamed)
            {
                facts.push(format!("was {}", escape(&before.name)));
            }
            let mut fields: Vec<&str> = Vec::new();
            for field in change.telling() {
                let head = field.field.split('.').next().unwrap_or_default();
                if !fields.contains(&head) && !matches!(head, "name" | "title") {
                    fields.push(head);
                }
            }
            facts.extend((!fields.is_empty()).then(|| escape(&fields.join(", "))));
            facts.push(words::versions(change));
        }
    }
    let _ = write!(line, " ({})", facts.join("; "));
    line
}
