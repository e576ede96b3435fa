//! The words of a text that a dictionary can judge, with their bytes.

use std::ops::Range;

/// Letters that stand in addresses, paths, names of fields and formulas, and in no word.
const TECHNICAL: &[char] = &['_', '/', '\\', '@', '=', '<', '>', '&', '%', '$', '#', ':', '.', '+'];

/// A word, and the compound with hyphens that it is part of.
pub(super) struct Word {
    pub(super) range: Range<usize>,
    pub(super) compound: Range<usize>,
}

/// Returns the words of a text.
///
/// Code, brackets and the addresses behind them are left out, and so are words with digits, with a
/// capital that is not the first letter, or of one letter.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(at) = text[start..].find(['`', '[']).map(|at| start + at) {
        plain(text, start..at, &mut found);
        start = code(text, at).or_else(|| bracket(text, at)).unwrap_or(at + 1);
    }
    plain(text, start..text.len(), &mut found);
    found
}

/// Returns where the code ends that starts at a byte.
fn code(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let run = rest.len() - rest.trim_start_matches('`').len();
    let mut inner = at + run;
    if run == 0 {
        return None;
    }
    loop {
        let close = inner + text[inner..].find('`')?;
        let rest = &text[close..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        inner = close + length;
        if length == run {
            return Some(inner);
        }
    }
}

/// Returns where the bracket ends that starts at a byte, with the address that follows.
fn bracket(text: &str, at: usize) -> Option<usize> {
    let end = at + text[at..].strip_prefix('[')?.find(']')? + 2;
    let address = text[end..].strip_prefix('(').and_then(|rest| rest.find(')'));
    Some(address.map_or(end, |length| end + length + 2))
}

fn plain(text: &str, range: Range<usize>, found: &mut Vec<Word>) {
    let base = range.start;
    let text = &text[range];
    let at = |part: &str| {
        let start = base + part.as_ptr() as usize - text.as_ptr() as usize;
        start..start + part.len()
    };
    for token in text.split_ascii_whitespace() {
        // Most words are small letters with a mark behind them at most.
        let word = token.strip_suffix([',', '.', ';', ':']).unwrap_or(token);
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            if word.len() > 1 {
                found.push(Word { range: at(word), compound: at(word) });
            }
            continue;
        }
        let core = token.trim_matches(|c: char| !c.is_alphanumeric());
        if core.contains(TECHNICAL) {
            continue;
        }
        for compound in token.split(|c: char| !c.is_alphanumeric() && !"-'’".contains(c)) {
            for part in compound.split('-') {
                let word = part.trim_matches(['\'', '’']);
                let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
                if is_word(word) {
                    found.push(Word { range: at(word), compound: at(compound) });
                }
            }
        }
    }
}

fn is_word(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_alphabetic);
    let rest = letters.as_str();
    first && !rest.is_empty() && !rest.contains(|c: char| c.is_uppercase() || c.is_numeric())
}
