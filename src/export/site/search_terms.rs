//! The words of the search, packed so that a browser opens them at once.
//!
//! Numbers are written in base 32 with the signs of [`DIGITS`], lowest digits first; a sign of the
//! second half says that another follows. Terms are sorted, and each begins with the number of
//! letters that it shares with the one before.

use crate::find::{FIELDS, Terms};

/// The signs of a number: 32 that end it, and 32 that say that it goes on.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// Returns the terms and, in the same order, their documents.
pub(super) fn pack(words: &Terms) -> (String, String) {
    let (mut terms, mut places) = (String::new(), String::new());
    let mut last = "";
    for (term, documents) in words.iter() {
        if !terms.is_empty() {
            terms.push(' ');
            places.push(' ');
        }
        // Code units of UTF-16, which is how a browser cuts a text.
        let both = last.chars().zip(term.chars()).take_while(|(a, b)| a == b);
        let both: Vec<char> = both.map(|(a, _)| a).take(31).collect();
        number(both.iter().map(|c| c.len_utf16()).sum(), &mut terms);
        terms.push_str(&term[both.iter().map(|c| c.len_utf8()).sum()..]);
        let mut before = 0;
        for (document, field) in documents {
            number((document - before) * FIELDS + *field as usize, &mut places);
            before = *document;
        }
        last = term;
    }
    (terms, places)
}

/// Returns a sorted list of numbers as text.
pub(super) fn list(numbers: impl IntoIterator<Item = usize>) -> String {
    let mut out = String::new();
    let mut before = 0;
    for next in numbers {
        number(next - before, &mut out);
        before = next;
    }
    out
}

fn number(mut value: usize, out: &mut String) {
    while value >= 32 {
        out.push(char::from(DIGITS[32 + value % 32]));
        value /= 32;
    }
    out.push(char::from(DIGITS[value]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::Field;

    #[test]
    fn numbers_are_short_and_terms_share_beginnings() {
        assert_eq!(list([0, 31, 63, 64]), "0vw11");
        let mut terms = Terms::default();
        terms.add(0, Field::Text, "The Preamble, the PREFIX");
        terms.add(40, Field::Name, "preamble");
        assert_eq!(pack(&terms), ("0preamble 3fix".to_owned(), "0W3 0".to_owned()));
    }
}
