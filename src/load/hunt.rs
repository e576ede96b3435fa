//! From where a parser gave up to what the author must mend. Knows texts and places, no grammar.

use std::ops::Range;

/// Returns the line that holds a byte, without its end.
pub(super) fn line(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    start..end
}

/// Returns the rest of a line, from a byte to its last visible character.
pub(super) fn rest(text: &str, at: usize) -> Range<usize> {
    let end = line(text, at).end;
    at..at + text[at..end].trim_end().len()
}

/// Returns the character at a byte, or nothing at the end.
pub(super) fn character(text: &str, at: usize) -> Range<usize> {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Returns the word at a byte, such as `*name`.
pub(super) fn word(text: &str, at: usize) -> Range<usize> {
    let ends = |c: char| c.is_whitespace() || ",[]{}".contains(c);
    at..text[at..].find(ends).map_or(text.len(), |length| at + length)
}

/// Returns whether a quoted text, from its opening quote to what follows the quote that ended it,
/// holds more than its author meant: a key, or the quote that opens another text.
pub(super) fn runs_away(text: &str, between: Range<usize>, quote: char) -> bool {
    let inside = text.get(between.clone()).unwrap_or_default();
    let key = |line: &str| {
        let line = line.trim_start_matches([' ', '-']);
        let letters = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        letters.len() < line.len() && (letters == ":" || letters.starts_with(": "))
    };
    let opens = || inside.rfind(quote).is_some_and(|at| starts(text, between.start + at));
    inside.contains('\n') && (inside.lines().skip(1).any(key) || opens())
}

/// Returns whether two bytes stand on one line.
pub(super) fn one_line(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_none_or(|between| !between.contains('\n'))
}

/// Returns the first token that starts with this character, between two bytes.
pub(super) fn token(text: &str, between: Range<usize>, first: char) -> Option<usize> {
    let found = text.get(between.clone())?.match_indices(first);
    found.map(|(at, _)| between.start + at).find(|at| starts(text, *at))
}

/// Returns the last word that starts with this character, before a byte: `&name` or `!name`.
pub(super) fn last_word(text: &str, before: usize, first: char) -> Option<Range<usize>> {
    let mut found = text.get(..before)?.rmatch_indices(first).map(|(at, _)| at);
    found.find(|at| starts(text, *at)).map(|at| word(text, at))
}

fn starts(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|c| c.is_whitespace() || ",[{".contains(c))
}

/// Returns the tabs in the indentation of the first line that has some, from the line of a byte on.
pub(super) fn tabs(text: &str, at: usize) -> Option<Range<usize>> {
    let mut start = line(text, at).start;
    for line in text[start..].split_inclusive('\n') {
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if let (Some(first), Some(last)) = (indentation.find('\t'), indentation.rfind('\t')) {
            return Some(start + first..start + last + 1);
        }
        start += line.len();
    }
    None
}

/// Returns the first escape, from the opening double quote on, that YAML does not know.
pub(super) fn escape(text: &str, quote: usize) -> Option<Range<usize>> {
    let mut letters = text.get(quote..)?.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            let (_, next) = letters.next()?;
            if !"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(next) {
                let start = quote + at;
                return Some(start..start + 1 + next.len_utf8());
            }
        }
    }
    None
}

/// Returns the spaces at the start of a line if one of them is none that YAML knows. Word processors
/// and web pages leave such spaces behind.
pub(super) fn odd_spaces(text: &str, at: usize) -> Option<Range<usize>> {
    let line = line(text, at);
    let odd = |c: char| !c.is_ascii() && (c.is_whitespace() || "\u{200b}\u{feff}".contains(c));
    let spaces = text[line.clone()].trim_start_matches(|c| " \t\r".contains(c) || odd(c));
    let end = line.end - spaces.len();
    text[line.start..end].contains(odd).then_some(line.start..end)
}

/// Returns the line that git writes above two versions between which it could not choose.
pub(super) fn conflict(text: &str) -> Option<Range<usize>> {
    let mark = "<<<<<<< ";
    let start = if text.starts_with(mark) { 0 } else { text.find("\n<<<<<<< ")? + 1 };
    Some(rest(text, start))
}

/// Returns how many bytes stand before a place on its line.
pub(super) fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |line| line + 1)
}

/// Returns whether what begins at a place stands behind a dash in a column, or has none of its own.
pub(super) fn is_behind_dash(text: &str, at: usize, column: usize) -> bool {
    let before = text.get(at - self::column(text, at)..at).unwrap_or_default();
    let spaces = before.len() - before.trim_start_matches(' ').len();
    !text[at..].starts_with('-') || (before[spaces..].starts_with('-') && spaces == column)
}

/// Returns where the first further line of a range begins that is not indented by more than a column.
pub(super) fn outside(text: &str, range: &Range<usize>, column: usize) -> Option<usize> {
    let slice = text.get(range.clone())?;
    let starts = slice.match_indices('\n').map(|(at, _)| range.start + at + 1);
    starts.into_iter().find_map(|start| {
        let line = text[start..].lines().next().unwrap_or_default();
        let spaces = line.len() - line.trim_start_matches(' ').len();
        (spaces <= column && !line.trim().is_empty()).then_some(start + spaces)
    })
}

/// Cuts trailing white space off a range, which block scalars have.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + slice.trim_end().len()
}
