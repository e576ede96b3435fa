//! A new name for an object, wherever its name is quoted. Its id never changes.

use std::ops::Range;

use super::world::World;
use crate::diagnostic::FileId;
use crate::model::Object;

/// Words that begin a sentence and are no part of the name behind them.
const OPENERS: &[&str] = &[
    "A", "An", "And", "As", "At", "But", "By", "Each", "Every", "For", "From", "If", "In", "Its",
    "No", "Of", "On", "Or", "See", "That", "The", "This", "To", "When", "Where", "With", "Without",
];

/// An edit: which file, which bytes, what to write there.
pub(super) type Edit = (FileId, Range<usize>, String);

/// Returns the edits that give an object another name.
///
/// # Errors
/// Returns a sentence for the user if the name cannot stand where names stand.
pub(super) fn rename(world: &World, object: &Object, name: &str) -> Result<Vec<Edit>, String> {
    let name = name.trim();
    let starts = name.starts_with(|c: char| c.is_alphanumeric());
    if !starts || name.chars().any(char::is_control) {
        return Err("a name starts with a letter and stands on one line".to_owned());
    }
    if name.contains(": ") || name.contains(" #") || name.ends_with(':') {
        return Err("a name holds no colon before a space and no number sign behind one".to_owned());
    }
    if name.contains(['"', '\\']) {
        return Err("a name holds no double quotes and no backslash".to_owned());
    }
    let old = object.name();
    if old == name || old.is_empty() {
        return Ok(Vec::new());
    }
    let longer: Vec<&str> = world
        .matrix()
        .objects()
        .iter()
        .map(Object::name)
        .filter(|other| other.len() > old.len() && other.contains(old))
        .collect();
    let own = world.kept.sources().range(&object.at(object.name_pointer()));
    let mut edits = Vec::new();
    for (file, source) in world.kept.sources().iter() {
        if source.tree.is_none() || source.inner.starts_with("attack/") {
            continue;
        }
        for range in quoted(&source.text, old) {
            let is_own = file == object.file && own.start <= range.start && range.end <= own.end;
            let line = super::text::line_around(&source.text, range.start);
            let line = &source.text[line];
            // A name of one word is also a word, and what a catalogue says is not ours: there the id must
            // stand beside it.
            let ours = old.contains(' ')
                && !source.inner.starts_with("controls/")
                && !is_part(&source.text, &range);
            let sure = ours || mentions(line, object.id());
            let inside = longer.iter().any(|other| covers(&source.text, &range, old, other));
            if is_own || (sure && !inside) {
                edits.push((file, range.clone(), fitted(&source.text, &range, name)));
            }
        }
    }
    Ok(edits)
}

/// Returns the places where a name stands as whole words.
fn quoted(text: &str, name: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    };
    let found = text.match_indices(name).map(|(at, _)| at).filter(|at| whole(*at));
    found.map(|at| at..at + name.len()).collect()
}

fn mentions(line: &str, id: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    line.match_indices(id).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + id.len()..];
        let ends = !after.starts_with(part)
            || after.starts_with('.') && !after[1..].starts_with(|c: char| c.is_alphanumeric());
        !before.is_some_and(part) && ends
    })
}

/// Returns whether words beside a place make it part of a name that no object has: `Osimis Web Viewer`.
fn is_part(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].strip_suffix(' ').unwrap_or_default();
    let before = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let after = text[range.end..].strip_prefix(' ').unwrap_or_default();
    (before.starts_with(char::is_uppercase) && !OPENERS.contains(&before))
        || after.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Returns whether a place lies inside the longer name of something else.
fn covers(text: &str, range: &Range<usize>, old: &str, other: &str) -> bool {
    other.match_indices(old).any(|(inner, _)| {
        let start = range.start.checked_sub(inner);
        start.and_then(|start| text.get(start..start + other.len())) == Some(other)
    })
}

/// Writes an apostrophe as a text in single quotes needs it.
fn fitted(text: &str, range: &Range<usize>, name: &str) -> String {
    let line = super::text::line_around(text, range.start);
    let before = &text[line.start..range.start];
    let single = before.trim_start_matches(['-', ' ']).split(": ").last();
    if single.is_some_and(|it| it.starts_with('\'')) {
        name.replace('\'', "''")
    } else {
        name.to_owned()
    }
}
