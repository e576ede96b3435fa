//! The answer to a query: `search-query.js` of the site in Rust, with the same numbers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::distance::{distance, slack};
use super::documents::{Document, documents, sorts, terms};
use super::terms::{Field, STOP, words};
use crate::model::{Matrix, Node};

/// What a word is worth in text, summary and name, if it is the same, begins so, or is meant.
const SAME: [f64; 3] = [12.0, 30.0, 120.0];
const BEGINS: [f64; 3] = [8.0, 20.0, 90.0];
const MEANT: [f64; 3] = [4.0, 12.0, 60.0];

const ID_SAME: f64 = 1000.0;
const ID_BEGINS: f64 = 400.0;
const ID_BEGINS_AS_WORD: f64 = 90.0;
const ID_TOUCHED: f64 = 50.0;

/// What words are worth in sorts of documents that others wrote: ours come first.
fn favor(kind: &str) -> f64 {
    match kind {
        "reference" => 0.85,
        "control" | "attack" | "other" => 0.75,
        _ => 1.0,
    }
}

/// All documents with their words, ready to be asked.
#[derive(Debug)]
pub struct Index {
    documents: Vec<Document>,
    numbers: BTreeMap<Node, usize>,
    sorts: Vec<(&'static str, &'static str)>,
    /// Documents by id in small letters, with and without catalogue.
    ids: BTreeMap<String, Vec<usize>>,
    terms: Vec<(String, Vec<(usize, Field)>)>,
}

/// A document that a query finds.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document,
    /// What it is worth; greater is better.
    pub score: f64,
    /// Whether the query is its id.
    pub exact: bool,
    place: usize,
}

/// What a query finds.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The documents, the best first.
    pub found: Vec<Found<'a>>,
    /// Whether letters had to be wrong for it.
    pub loose: bool,
}

type Scores = BTreeMap<usize, f64>;

impl Index {
    /// Returns the index of a matrix.
    pub fn new(matrix: &Matrix) -> Self {
        let (documents, numbers) = documents(matrix);
        let mut ids: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, document) in documents.iter().enumerate() {
            let small = document.id.to_lowercase();
            if let Some((_, short)) = small.split_once(':') {
                ids.entry(short.to_owned()).or_default().push(place);
            }
            ids.entry(small).or_default().push(place);
        }
        let words = terms(&documents);
        let terms = words.iter().map(|(word, found)| (word.to_owned(), found.to_vec())).collect();
        Self { documents, numbers, sorts: sorts().collect(), ids, terms }
    }

    /// Returns what a query finds, the best first. All words must be found; only if nothing has them
    /// all as they are written may letters be wrong.
    pub fn answer(&self, query: &str) -> Answer<'_> {
        let (words, kinds) = self.read(query);
        if words.is_empty() && kinds.is_none() {
            return Answer { found: Vec::new(), loose: false };
        }
        // Some controls have ids of two words, as `CCSC 1`.
        let joined = if words.is_empty() { None } else { self.ids.get(&words.join(" ")) };
        let whole: &[usize] = joined.map_or(&[], Vec::as_slice);
        let strict = self.all(&words, kinds.as_ref(), whole, false);
        let loose = strict.is_empty();
        let found = if loose { self.all(&words, kinds.as_ref(), whole, true) } else { strict };
        Answer { found, loose }
    }

    /// Returns what a document touches, and what is reached through that: from a control its
    /// mitigations and through them the techniques.
    pub fn touched(&self, found: &Found<'_>) -> Vec<&Document> {
        let near = self.touches(found.place);
        let through = near.iter().filter(|at| self.documents[**at].kind != "reference");
        let mut far: Vec<usize> = through.flat_map(|at| self.touches(*at)).collect();
        far.sort_unstable();
        let mut seen = BTreeSet::from([found.place]);
        let all = near.into_iter().chain(far).filter(|at| seen.insert(*at));
        all.map(|at| &self.documents[at]).collect()
    }

    fn touches(&self, place: usize) -> Vec<usize> {
        let nodes = self.documents[place].touches.iter();
        let mut places: Vec<usize> =
            nodes.filter_map(|node| self.numbers.get(node).copied()).collect();
        places.sort_unstable();
        places
    }

    /// Takes `type:mitigation` out of a query. The kinds are `None` if all are meant.
    fn read(&self, query: &str) -> (Vec<String>, Option<BTreeSet<&'static str>>) {
        let plain = |text: &str| -> String {
            text.to_lowercase().chars().filter(char::is_ascii_lowercase).collect()
        };
        let mut kinds = None;
        let mut words = Vec::new();
        for word in query.to_lowercase().split_whitespace() {
            match word.strip_prefix("type:").or_else(|| word.strip_prefix("kind:")) {
                None => words.push(word.to_owned()),
                Some("") => {}
                Some(wanted) => {
                    let wanted = plain(wanted);
                    let fits = |name: &str| plain(name).starts_with(&wanted);
                    let those = self.sorts.iter().filter(|(a, b)| fits(a) || fits(b));
                    kinds = Some(those.map(|(name, _)| *name).collect());
                }
            }
        }
        let telling = |word: &&String| STOP.binary_search(&word.as_str()).is_err();
        if words.iter().any(|word| telling(&word)) {
            words.retain(|word| telling(&word));
        }
        (words, kinds)
    }

    fn all(
        &self,
        words: &[String],
        kinds: Option<&BTreeSet<&'static str>>,
        whole: &[usize],
        loose: bool,
    ) -> Vec<Found<'_>> {
        let each: Vec<Scores> = words.iter().map(|word| self.word(word, loose)).collect();
        let mut found = Vec::new();
        for (place, document) in self.documents.iter().enumerate() {
            let exact = whole.contains(&place);
            let fits = kinds.is_none_or(|kinds| kinds.contains(document.kind));
            if !fits || (!exact && !each.iter().all(|scores| scores.contains_key(&place))) {
                continue;
            }
            let sum: f64 = each.iter().filter_map(|scores| scores.get(&place)).sum();
            let score = if exact { sum.max(ID_SAME) } else { sum };
            found.push(Found { document, score, exact, place });
        }
        let kind =
            |it: &Found<'_>| self.sorts.iter().position(|(name, _)| *name == it.document.kind);
        let length = |it: &Found<'_>| it.document.name.encode_utf16().count();
        // Of equals the shorter name says more of what was asked.
        found.sort_by(|a, b| {
            let score = b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal);
            score
                .then_with(|| kind(a).cmp(&kind(b)))
                .then_with(|| length(a).cmp(&length(b)))
                .then(a.place.cmp(&b.place))
        });
        found
    }

    /// Returns the score of every document that a word finds.
    fn word(&self, word: &str, loose: bool) -> Scores {
        let mut found = Scores::new();
        let parts: Vec<String> = words(word)
            .filter(|part| part == word || STOP.binary_search(&part.as_str()).is_err())
            .collect();
        // Of "CONN-7" only the last part may still be growing.
        let last = parts.len().saturating_sub(1);
        let each: Vec<Scores> = parts
            .iter()
            .enumerate()
            .map(|(place, part)| self.part(part, place < last, loose))
            .collect();
        for at in each.first().into_iter().flat_map(BTreeMap::keys) {
            let scores: Vec<f64> = each.iter().filter_map(|one| one.get(at).copied()).collect();
            if scores.len() == each.len() {
                let count = f64::from(u32::try_from(each.len()).unwrap_or(u32::MAX));
                let mean = scores.iter().sum::<f64>() / count;
                put(&mut found, *at, mean * favor(self.documents[*at].kind));
            }
        }
        for at in self.ids.get(word).into_iter().flatten() {
            put(&mut found, *at, ID_SAME);
            for touched in self.touches(*at) {
                put(&mut found, touched, ID_TOUCHED);
            }
        }
        if word.chars().count() > 1 {
            let number = word.contains(|c: char| c.is_ascii_digit() || c == ':');
            let worth = if number { ID_BEGINS } else { ID_BEGINS_AS_WORD };
            let from = self.ids.range(word.to_owned()..);
            for (_, places) in from.take_while(|(id, _)| id.starts_with(word)) {
                for at in places {
                    put(&mut found, *at, worth);
                }
            }
        }
        found
    }

    /// Returns what a run of letters and digits finds among the words. `whole` tells that a longer
    /// word that begins so is another one, `loose` that letters may be wrong.
    fn part(&self, part: &str, whole: bool, loose: bool) -> Scores {
        let mut found = Scores::new();
        let mut take = |places: &[(usize, Field)], worth: [f64; 3], share: f64| {
            for (at, field) in places {
                put(&mut found, *at, worth[*field as usize] * share);
            }
        };
        let start = self.terms.partition_point(|(term, _)| term.as_str() < part);
        for (term, places) in self.terms[start..].iter().take_while(|it| it.0.starts_with(part)) {
            if term == part {
                take(places, SAME, 1.0);
            } else if !whole {
                take(places, BEGINS, 1.0);
            }
        }
        let slack = if loose { slack(part) } else { 0 };
        if slack > 0 {
            let letters: Vec<char> = part.chars().collect();
            for (term, places) in &self.terms {
                let term: Vec<char> = term.chars().collect();
                let faults = distance(&letters, &term, slack);
                // A term of about the same length is rather meant than a longer one that begins so.
                let close = if term.len().abs_diff(letters.len()) <= slack { 1.0 } else { 0.7 };
                if (1..=slack).contains(&faults) {
                    let faults = f64::from(u32::try_from(faults).unwrap_or(u32::MAX));
                    take(places, MEANT, close / faults);
                }
            }
        }
        found
    }
}

fn put(scores: &mut Scores, at: usize, score: f64) {
    let best = scores.entry(at).or_insert(score);
    *best = best.max(score);
}
