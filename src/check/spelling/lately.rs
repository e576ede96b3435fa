//! Words that were found in the dictionary lately: most words of a text are said again and again, and to
//! look one up costs a thousand steps.

use std::cell::RefCell;

/// Places for words; a power of two.
const SEATS: usize = 4096;

/// The longest word that is kept, in bytes.
const LONGEST: usize = 23;

/// A word, behind its length.
type Seat = [u8; LONGEST + 1];

thread_local! {
    static SEEN: RefCell<Vec<Seat>> = RefCell::new(vec![[0; LONGEST + 1]; SEATS]);
}

/// Returns whether a word is in a list, by way of what is known from earlier. The list must be the same
/// for every call, and only what is in it is kept.
pub(super) fn or_look(word: &str, look: impl FnOnce(&str) -> bool) -> bool {
    let Some(seat) = seat(word) else { return look(word) };
    let place = place(word);
    SEEN.with_borrow_mut(|seen| {
        if seen[place] == seat {
            return true;
        }
        let found = look(word);
        if found {
            seen[place] = seat;
        }
        found
    })
}

fn seat(word: &str) -> Option<Seat> {
    let mut seat = [0; LONGEST + 1];
    // A seat without a length is free.
    seat[0] = u8::try_from(word.len()).ok().filter(|length| *length > 0)?;
    seat.get_mut(1..=word.len())?.copy_from_slice(word.as_bytes());
    Some(seat)
}

/// Where a word sits, by FNV-1a. Another word may take the place: then it is looked up again.
fn place(word: &str) -> usize {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = word.bytes().fold(0x811c_9dc5, mix);
    (hash ^ (hash >> 16)) as usize % SEATS
}

#[cfg(test)]
mod tests {
    use super::or_look;

    #[test]
    fn what_is_kept_is_what_was_found() {
        let long = "a".repeat(40);
        for _ in 0..2 {
            assert!(or_look("kept", |_| true));
            assert!(!or_look("keptx", |_| false));
            assert!(or_look(&long, |_| true));
            assert!(!or_look(&long, |_| false));
            assert!(!or_look("", |_| false));
        }
        assert!(or_look("kept", |_| unreachable!("it is known")));
    }
}
