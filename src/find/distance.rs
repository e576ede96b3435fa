//! How far a word is from another.

/// Returns how many letters of a word may be wrong.
pub(super) fn slack(word: &str) -> usize {
    let letters = word.chars().count();
    if letters < 4 || word.contains(|c: char| c.is_ascii_digit()) {
        0
    } else if letters < 8 {
        1
    } else {
        2
    }
}

/// Returns in how many letters a word differs from a term or from its beginning: letters that are
/// wrong, too many, missing or swapped. More than `slack` is told as `slack + 1`.
pub(super) fn distance(word: &[char], term: &[char], slack: usize) -> usize {
    let width = term.len().min(word.len() + slack);
    if width + slack < word.len() {
        return slack + 1;
    }
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=width).collect();
    for row in 1..=word.len() {
        let mut next = vec![row];
        let mut least = row;
        for at in 1..=width {
            let same = word[row - 1] == term[at - 1];
            let mut cost =
                (old[at] + 1).min(next[at - 1] + 1).min(old[at - 1] + usize::from(!same));
            let swapped =
                at > 1 && row > 1 && word[row - 1] == term[at - 2] && word[row - 2] == term[at - 1];
            if swapped {
                cost = cost.min(older[at - 2] + 1);
            }
            next.push(cost);
            least = least.min(cost);
        }
        if least > slack {
            return slack + 1;
        }
        older = std::mem::replace(&mut old, next);
    }
    old.into_iter().min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_what_a_typing_hand_does() {
        for (word, term, slack, expected) in [
            ("premable", "preamble", 2, 1),
            ("polyglott", "polyglot", 2, 1),
            ("premab", "preamble", 1, 1),
            ("prexxble", "preamble", 1, 2),
            ("tls", "tls", 1, 0),
            ("archive", "arch", 1, 2),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            assert_eq!(distance(&letters(word), &letters(term), slack), expected, "{word} {term}");
        }
    }
}
