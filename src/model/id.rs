//! Order of ids, and short names made from names.

use std::cmp::Ordering;

/// Compares two ids as a person would: runs of digits by their value, the rest by letters.
///
/// `B.2` comes before `B.12`, `DT0042` before `DT0042.001`, `AUTH-1.1` before `AUTH-1.10`.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a.first(), b.first()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (left, rest_a) = number(a);
                let (right, rest_b) = number(b);
                let order = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
                if order != Ordering::Equal {
                    return order;
                }
                (a, b) = (rest_a, rest_b);
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return x.cmp(y);
                }
                (a, b) = (&a[1..], &b[1..]);
            }
        }
    }
}

/// Returns the short name of a tactic of that name, as layers and STIX write it.
///
/// It must be the name in lower case with spaces as hyphens and nothing else changed: clients make
/// it themselves from the name, and find an empty column where the two differ.
pub fn shortname(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// Splits off a run of digits, without its leading zeros.
fn number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    (&digits[zeros..], rest)
}
