//! The section of a changelog for one release, for those who use the matrix.

use std::fmt::Write as _;

use super::change::{Change, Diff, FieldChange, Verb, What};
use super::markdown::escape;
use super::words;
use crate::model::kinds::READING_ORDER;

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
            diff.changes.iter().filter(|it| words.contains(&it.first()) && is_news(it)).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {heading}\n");
        if heading == "Wording only" {
            for (label, ids) in by_kind(&found) {
                let _ = writeln!(out, "- {label}: {}", ids.join(", "));
            }
            continue;
        }
        for line in lines(&found) {
            let _ = writeln!(out, "- {line}");
        }
    }
    if diff.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    out
}

/// Tells whether more than the order of lists is another.
fn is_news(change: &Change) -> bool {
    let mut fields = change.telling().peekable();
    fields.peek().is_none() || fields.any(|field| field.verb != Verb::Reordered)
}

/// Says what the matrix as a whole refers to now.
fn matrix(out: &mut String, meta: &Change) {
    let mut lines: Vec<String> = Vec::new();
    let mut entries: Vec<((&str, Verb), Vec<String>)> = Vec::new();
    for field in meta.telling() {
        let verb = words::verb(field.verb);
        match (&field.entry, words::values(field)) {
            (_, Some((before, after))) if !before.is_empty() && !after.is_empty() => {
                let place = escape(&field.place);
                lines.push(format!("{place}: {} → {}", escape(&before), escape(&after)));
            }
            (Some(entry), _) if matches!(field.verb, Verb::Added | Verb::Removed) => {
                gather(&mut entries, (head(field), field.verb), escape(entry));
            }
            _ => lines.push(format!("{}: {verb}", escape(&field.place))),
        }
    }
    for ((field, verb), names) in entries {
        let verb = words::verb(verb);
        lines.push(format!("{}: {verb} {}", escape(field), names.join(", ")));
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\n### The matrix itself\n\n- {}", lines.join("\n- "));
    }
}

/// Puts a value to those of the same key, which stay in the order in which they came.
fn gather<K: PartialEq, V>(groups: &mut Vec<(K, Vec<V>)>, key: K, value: V) {
    match groups.iter_mut().find(|(known, _)| *known == key) {
        Some((_, values)) => values.push(value),
        None => groups.push((key, vec![value])),
    }
}

/// Returns objects by kind: how many of what, and their ids.
fn by_kind(changes: &[&Change]) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in changes {
        gather(&mut groups, change.kind, *change);
    }
    let ids = |changes: Vec<&Change>| changes.iter().map(|it| escape(&it.id)).collect();
    groups.into_iter().map(|(_, changes)| (many(&changes), ids(changes))).collect()
}

/// Returns how many of what, for objects of one kind.
fn many(changes: &[&Change]) -> String {
    let first = changes.first();
    let kind = READING_ORDER.iter().find(|kind| first.is_some_and(|it| it.kind == kind.name));
    let word = kind.map_or("", |kind| if changes.len() == 1 { kind.label } else { kind.plural });
    format!("{} {}", changes.len(), words::lower(word))
}

/// As many objects with the same change are said in one line.
const MANY: usize = 4;

/// Returns a line for each object, and one for many of a kind in which the same fields are others.
fn lines(changes: &[&Change]) -> Vec<String> {
    let mut groups = Vec::new();
    for change in changes {
        let what = change.first();
        let alike =
            matches!(what, What::ContentChanged | What::MappingAdded | What::MappingChanged)
                && !words::versions(change).contains('→');
        // What is like nothing else stands by its id.
        let alone = if alike { "" } else { change.id.as_str() };
        gather(&mut groups, (change.kind, fields(change), alone), *change);
    }
    let mut lines = Vec::new();
    for ((_, fields, alone), changes) in groups {
        if alone.is_empty() && !fields.is_empty() && changes.len() >= MANY {
            let ids: Vec<String> = changes.iter().map(|it| escape(&it.id)).collect();
            lines.push(format!("{} ({fields}): {}", many(&changes), ids.join(", ")));
        } else {
            lines.extend(changes.into_iter().map(line));
        }
    }
    lines
}

/// Returns the first step of a field.
fn head(field: &FieldChange) -> &str {
    field.field.split('.').next().unwrap_or_default()
}

/// Returns the fields that say something else: with what is inside them if that is one thing alone.
fn fields(change: &Change) -> String {
    let told =
        |it: &&FieldChange| it.verb != Verb::Reordered && !matches!(head(it), "name" | "title");
    let mut heads: Vec<(&str, Vec<&str>)> = Vec::new();
    for field in change.telling().filter(told) {
        gather(&mut heads, head(field), field.field.as_str());
    }
    let names = heads
        .into_iter()
        .map(|(head, inner)| if inner.iter().all(|it| *it == inner[0]) { inner[0] } else { head });
    escape(&names.collect::<Vec<_>>().join(", "))
}

fn line(change: &Change) -> String {
    let label = words::lower(change.label);
    let mut facts = Vec::new();
    // An id that is words says much the same as the name, and nothing of the kind.
    let mut line = if change.id.starts_with(|c: char| c.is_lowercase()) {
        facts.push(format!("{label} {}", escape(&change.id)));
        escape(change.name())
    } else {
        if change.first() == What::Added {
            facts.push(label);
        }
        format!("{} {}", escape(&change.id), escape(change.name()))
    };
    match change.first() {
        What::Added => {}
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
            facts.extend(Some(fields(change)).filter(|it| !it.is_empty()));
            facts.extend(Some(words::versions(change)).filter(|it| it.contains('→')));
        }
    }
    if !facts.is_empty() {
        let _ = write!(line, " ({})", facts.join("; "));
    }
    line
}
