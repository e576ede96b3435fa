//! How a text is written: bare, between double quotes, or as a block.

use crate::load::outline::reads_as_text;

/// Fields whose text stands in quotes even where it need not, so that neighbors look alike: numbers
/// with dots, and ids with colons.
const QUOTED: &[&str] = &["control", "edition", "milestone", "version"];

/// A text as YAML.
pub(super) enum Written {
    /// On the line of its key.
    Inline(String),
    /// Behind this mark, each line indented.
    Block(&'static str),
}

/// Returns how the text of a field is written.
pub(super) fn written(field: &str, text: &str) -> Written {
    if text.contains('\n') {
        let lines = text.strip_suffix('\n').unwrap_or(text);
        let hidden = |c: char| is_hidden(c) && c != '\n' && c != '\t';
        // A block cannot begin or end with an empty line, nor begin with spaces, without tricks.
        let plain = !lines.starts_with([' ', '\n', '\t'])
            && !lines.ends_with('\n')
            && !lines.is_empty()
            && !text.contains(hidden);
        if plain {
            return Written::Block(if text.ends_with('\n') { "|" } else { "|-" });
        }
        return Written::Inline(quoted(text));
    }
    let number = field == "section" && text.contains('.') && !text.contains(' ');
    let bare = is_bare(text) && !number && !QUOTED.contains(&field);
    Written::Inline(if bare { text.to_owned() } else { quoted(text) })
}

/// Returns a key as YAML.
pub(super) fn key(text: &str) -> String {
    if is_bare(text) { text.to_owned() } else { quoted(text) }
}

fn is_hidden(c: char) -> bool {
    c.is_control() || "\u{85}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(c)
}

/// Tells whether a text can stand without quotes.
fn is_bare(text: &str) -> bool {
    let second = text.chars().nth(1);
    let starts = match text.chars().next() {
        None => false,
        Some('-' | '?' | ':') => second.is_some_and(|c| c != ' '),
        Some(first) => !"#,[]{}&*!|>'\"%@`".contains(first),
    };
    starts
        && text.trim() == text
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.starts_with("---")
        && !text.starts_with("...")
        && text != "<<"
        && !text.contains(is_hidden)
        && reads_as_text(text)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                use std::fmt::Write as _;
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}
