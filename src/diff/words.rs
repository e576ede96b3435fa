//! Changes in words, as all formats say them.

use serde_json::Value;

use super::change::{Change, Diff, FieldChange, Side, Verb, What};

/// Longer values are cut.
const LONGEST: usize = 90;

/// Returns a label as it stands inside a sentence.
pub(super) fn lower(label: &str) -> String {
    label.to_lowercase()
}

/// Returns a number with its word.
pub(super) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// Returns the whole in a line: how many objects of what.
pub(super) fn totals(diff: &Diff) -> String {
    if diff.is_empty() {
        return "nothing changed".to_owned();
    }
    let counts = diff.counts();
    let mut parts: Vec<String> =
        counts.into_iter().map(|(what, count)| format!("{count} {}", what.words())).collect();
    if diff.meta.is_some() {
        parts.push("the matrix itself changed".to_owned());
    }
    parts.join(", ")
}

/// Returns the groups of a report: each heading with its changes. An object stands in one group and
/// its other words beside it.
pub(super) fn groups(diff: &Diff) -> Vec<(What, Vec<&Change>)> {
    let group = |what: What| (what, diff.of(what).collect::<Vec<_>>());
    What::ALL.into_iter().map(group).filter(|(_, changes)| !changes.is_empty()).collect()
}

/// Returns the version, or both if there are two.
pub(super) fn versions(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.version != after.version => {
            format!("{} → {}", before.version, after.version)
        }
        (_, Some(Side { version, .. })) | (Some(Side { version, .. }), None) => version.clone(),
        (None, None) => String::new(),
    }
}

/// Returns what else happened to an object, beside what its group says.
pub(super) fn also(change: &Change) -> String {
    let rest: Vec<&str> = change.what.iter().skip(1).map(|what| what.words()).collect();
    rest.join(", ")
}

/// Returns the sign that stands before a difference.
pub(super) fn sign(verb: Verb) -> char {
    match verb {
        Verb::Added => '+',
        Verb::Changed => '~',
        Verb::Reordered => '↕',
        Verb::Removed => '-',
    }
}

/// Returns the word for what happened.
pub(super) fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Added => "added",
        Verb::Changed => "changed",
        Verb::Reordered => "in another order",
        Verb::Removed => "removed",
    }
}

/// Returns the values before and now where both are one line, and cuts what is long.
pub(super) fn values(field: &FieldChange) -> Option<(String, String)> {
    whole_values(field).map(|(before, after)| (short(&before), short(&after)))
}

/// Returns the values before and now where both are one line.
pub(super) fn whole_values(field: &FieldChange) -> Option<(String, String)> {
    if field.verb == Verb::Reordered {
        return None;
    }
    let text = |value: &Option<Value>| match value {
        None => Some(String::new()),
        Some(Value::String(text)) if !text.trim_end().contains('\n') => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Bool(truth)) => Some(truth.to_string()),
        Some(_) => None,
    };
    let (before, after) = (text(&field.before)?, text(&field.after)?);
    // Of an entry that is a word the place has said it all.
    if field.entry.as_deref().is_some_and(|entry| entry == before || entry == after)
        && (before.is_empty() || after.is_empty())
    {
        return None;
    }
    Some((before.trim_end().to_owned(), after.trim_end().to_owned()))
}

/// Returns the lists in which nothing but the order is another.
pub(super) fn reordered(change: &Change) -> Vec<&str> {
    let moved = change.telling().filter(|field| field.verb == Verb::Reordered);
    moved.map(|field| field.place.as_str()).collect()
}

/// Returns the lines of a long text that are gone and those that are new.
pub(super) fn lines(field: &FieldChange) -> Option<(Vec<&str>, Vec<&str>)> {
    fn text(value: Option<&Value>) -> &str {
        value.and_then(Value::as_str).unwrap_or_default().trim_end()
    }
    let (old, new) = (text(field.before.as_ref()), text(field.after.as_ref()));
    if !old.contains('\n') && !new.contains('\n') {
        return None;
    }
    let gone = old.lines().filter(|line| !new.lines().any(|it| it == *line));
    let fresh = new.lines().filter(|line| !old.lines().any(|it| it == *line));
    Some((gone.collect(), fresh.collect()))
}

/// Cuts a text that is too long for a line.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST - 1).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}
