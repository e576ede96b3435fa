//! The words of all documents, and where they stand.

use indexmap::IndexMap;

/// Words too common to find anything by. A query may hold them; they are passed over there, too.
pub const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "for", "from", "has", "if",
    "in", "into", "is", "it", "its", "may", "no", "not", "of", "on", "or", "so", "such", "that",
    "the", "their", "them", "then", "they", "this", "to", "was", "what", "when", "where", "which",
    "who", "with",
];

/// Bytes of the longest of them.
const LONGEST_STOP: usize = 5;

/// Where a word stands. The greater counts more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In the running text.
    Text = 0,
    /// In the summary.
    Summary = 1,
    /// In the name or the id.
    Name = 2,
}

/// How many sorts of places there are.
pub const FIELDS: usize = 3;

/// Returns the words of a text: runs of letters and digits, in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_lowercase)
}

/// The words of all documents, with the documents in which they stand.
#[derive(Debug, Default)]
pub struct Terms {
    /// In the order in which the words came, looked up by hash; the documents by number.
    places: IndexMap<String, Vec<(usize, Field)>>,
}

impl Terms {
    /// Adds the words of a text that belongs to a document, which is named by its number.
    pub fn add(&mut self, document: usize, field: Field, text: &str) {
        for word in words(text) {
            if word.len() <= LONGEST_STOP && STOP.binary_search(&word.as_str()).is_ok() {
                continue;
            }
            let places = self.places.entry(word).or_default();
            // Documents come one after the other.
            let is_new = places.last().is_none_or(|(last, _)| *last < document);
            let found = if is_new {
                Err(places.len())
            } else {
                places.binary_search_by_key(&document, |(known, _)| *known)
            };
            match found {
                Ok(at) => places[at].1 = field.max(places[at].1),
                Err(at) => places.insert(at, (document, field)),
            }
        }
    }

    /// Returns the words in their order, each with its documents and the best place in each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[(usize, Field)])> {
        let mut sorted: Vec<_> =
            self.places.iter().map(|(word, places)| (word.as_str(), places.as_slice())).collect();
        sorted.sort_unstable_by_key(|(word, _)| *word);
        sorted.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP.is_sorted());
        assert_eq!(STOP.iter().map(|it| it.len()).max(), Some(LONGEST_STOP));
    }
}
