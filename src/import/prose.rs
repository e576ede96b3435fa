//! Texts of others in our Markdown: links to what came along, citations by key, no stray brackets.

use std::fmt::Write as _;

/// What a link or a citation of the source becomes.
pub(super) trait Names {
    /// Returns our id for what a page of the source is about.
    fn id(&self, url: &str) -> Option<String>;
    /// Returns the key of a citation.
    fn key(&self, citation: &str) -> Option<String>;
}

const CITATION: &str = "(Citation: ";

/// Returns a text as Markdown of the matrix, with a line break at its end. `own` is the id of the object
/// that it stands in: no text links to itself.
pub(super) fn markdown(text: &str, names: &dyn Names, own: &str) -> String {
    let mut out = String::new();
    for line in tidy(text).lines() {
        let line = line.trim();
        // What would become a heading, a rule or code stays words.
        let line = line.trim_start_matches(['#', '>']).trim_start();
        out.push_str(&inline(line, names, own));
        out.push('\n');
    }
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    format!("{}\n", out.trim())
}

/// Returns a text without links, citations and marks, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut text = tidy(text).replace('`', "").replace("**", "");
    while let Some((start, end)) = span(&text, CITATION, ')') {
        text.replace_range(start..end, "");
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, words, _, after)) = link(rest) {
        out.push_str(before);
        out.push_str(words);
        rest = after;
    }
    out.push_str(rest);
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace(" .", ".").replace(" ,", ",")
}

/// Returns the first sentence of a text as a summary: plain words of at most 200 characters.
pub(super) fn summary(text: &str, otherwise: &str) -> String {
    let plain = plain(text);
    let end = crate::prose::second_sentence(&plain).unwrap_or(plain.len());
    let first = plain[..end].trim();
    let first = if first.chars().count() < 3 { otherwise } else { first };
    let mut line = cut(first, 196);
    if !line.ends_with(['.', '?', '!']) {
        line = line.trim_end_matches([',', ';', ':', ' ']).to_owned() + ".";
    }
    capital(&line)
}

/// Returns a text with a capital letter at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}

/// Returns a text of at most so many characters, cut behind a word.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = short.rfind(' ').filter(|at| *at > most / 2).unwrap_or(short.len());
    short[..end].trim_end_matches([',', ';', ':', ' ', '.']).to_owned() + "…"
}

/// Returns a name that fits a cell.
pub(super) fn name(text: &str, id: &str) -> String {
    let plain = plain(text);
    if plain.chars().count() < 3 { format!("Unnamed {id}") } else { cut(&plain, 80) }
}

/// Returns a text that is long enough for a field, or another one.
pub(super) fn at_least(text: String, least: usize, otherwise: &str) -> String {
    if text.chars().count() < least { otherwise.to_owned() } else { text }
}

/// Takes out what is no text: control characters, tags, spaces beside spaces.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").replace("<br>", "\n").replace("<code>", "`").chars() {
        match c {
            '\t' | '\u{a0}' => out.push(' '),
            c if c.is_control() && c != '\n' => {}
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            ' ' if out.ends_with(' ') => {}
            c => out.push(c),
        }
    }
    out.replace("</code>", "`")
}

/// Returns the bytes from a mark to the sign that closes it.
fn span(text: &str, open: &str, close: char) -> Option<(usize, usize)> {
    let start = text.find(open)?;
    let end = text[start..].find(close)? + start + close.len_utf8();
    Some((start, end))
}

/// Finds the first `[words](address)`: what stands before it, the words, the address, the rest.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    while let Some(middle) = text[from..].find("](").map(|at| at + from) {
        let start = text[..middle].rfind('[');
        let end = text[middle..].find(')').map(|at| at + middle);
        if let (Some(start), Some(end)) = (start, end) {
            let (words, url) = (&text[start + 1..middle], &text[middle + 2..end]);
            if !words.contains('\n') && !url.contains([' ', '\n']) {
                return Some((&text[..start], words, url, &text[end + 1..]));
            }
        }
        from = middle + 2;
    }
    None
}

fn inline(line: &str, names: &dyn Names, own: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, words, url, after)) = link(rest) {
        cited(&mut out, before, names);
        let id = names.id(url);
        if let Some(id) = id.as_deref().filter(|id| *id != own) {
            let _ = write!(out, "[{id}]");
        } else if id.is_none()
            && (url.starts_with("https://") || url.starts_with("http://"))
            && !is_theirs(url)
        {
            let _ = write!(out, "[{}]({url})", escaped(words));
        } else {
            out.push_str(&escaped(words));
        }
        rest = after;
    }
    cited(&mut out, rest, names);
    out
}

/// A page of ATT&CK about something that did not come along says nothing that the name does not.
fn is_theirs(url: &str) -> bool {
    url.starts_with("https://attack.mitre.org/")
}

/// Adds a text without links; a citation moves before the full stop that it stands behind.
fn cited(out: &mut String, text: &str, names: &dyn Names) {
    let mut rest = text;
    while let Some((start, end)) = span(rest, CITATION, ')') {
        out.push_str(&escaped(&rest[..start]));
        let name = &rest[start + CITATION.len()..end - 1];
        if let Some(key) = names.key(name) {
            let trimmed = out.trim_end().len();
            out.truncate(trimmed);
            let stop = out.ends_with('.') && !out.ends_with("..");
            if stop {
                out.pop();
            }
            let _ = write!(out, " [@{key}]");
            if stop {
                out.push('.');
            }
        }
        rest = &rest[end..];
    }
    out.push_str(&escaped(rest));
}

/// Puts a backslash before brackets, so that no word of the source becomes a link. Inside of code
/// they stay.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    let closed = text.matches('`').count().is_multiple_of(2);
    for c in text.chars() {
        match c {
            '`' if closed => code = !code,
            '[' | ']' if !code => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}
