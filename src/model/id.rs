//! Order of ids, and short names made from names.

use std::cmp::Ordering;

use super::kind::Kind;
use super::kinds::KINDS;

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

/// Returns the prefix of a matrix and the kind that an id such as `DT0042.001` names: letters of the
/// matrix, letters of the kind, four digits. Ids that are words name neither.
pub fn prefixed(id: &str) -> Option<(&str, &'static Kind)> {
    let end = id.find(|c: char| !c.is_ascii_uppercase())?;
    let number = id[end..].split('.').next()?;
    if number.len() != 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kinds = KINDS.iter().copied().filter(|kind| !kind.letters.is_empty());
    let longest = kinds.filter(|kind| id[..end].ends_with(kind.letters));
    let kind = longest.max_by_key(|kind| kind.letters.len())?;
    let prefix = &id[..end - kind.letters.len()];
    is_prefix(prefix).then_some((prefix, kind))
}

/// Returns whether letters can stand before the ids of a matrix. The last is no T, so that `DTA0001`
/// is always a tactic and never an asset.
pub fn is_prefix(letters: &str) -> bool {
    (1..=5).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && !letters.ends_with('T')
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
