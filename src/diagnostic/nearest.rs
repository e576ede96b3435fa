//! "Did you mean": the one candidate that a misspelt word is close to.

use strsim::damerau_levenshtein;

/// Returns the candidate nearest to `word`, if it is near enough to be a slip of the hand.
///
/// A slip is at most one edit for words of up to four letters and one edit more for every further
/// four; of ids with a number at most one. A transposition counts as one. Letter case does not count. Of several equally near the
/// first in the order given is taken, so the answer does not depend on anything but the input.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for (distance, candidate) in near(word, candidates) {
        if best.is_none_or(|(shortest, _)| distance < shortest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the candidate that `word` must mean: the only one that is near.
pub fn sole<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut found = near(word, candidates).map(|(_, candidate)| candidate);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Returns the candidates that are near, with how many edits lie between.
fn near<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    // Numbered ids are all alike: there only one wrong digit is a slip.
    let numbered = word.chars().filter(char::is_ascii_digit).count() >= 3;
    let limit = if numbered { 1 } else { 1 + word.chars().count() / 5 };
    let folded = word.to_lowercase();
    let length = folded.chars().count();
    candidates.into_iter().filter_map(move |candidate| {
        if candidate == word || candidate.len().abs_diff(word.len()) > 4 * limit {
            return None;
        }
        let other = candidate.to_lowercase();
        // Each letter more is an edit.
        if other.chars().count().abs_diff(length) > limit {
            return None;
        }
        let distance = damerau_levenshtein(&folded, &other);
        (distance <= limit).then_some((distance, candidate))
    })
}
