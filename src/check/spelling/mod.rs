//! Words against a dictionary and the matrix's own list. The only folder that names `fst`.
//!
//! The dictionary is the `en_US` of SCOWL, written out by `expand.py` and packed by `build.rs`, so that
//! nothing is loaded when the program starts: see docs/decisions/0013-dictionary.md.

mod lately;
mod words;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fst::automaton::Levenshtein;
use fst::{IntoStreamer as _, Set};
use serde_json::Value;

use super::free_text::FreeText;
use crate::diagnostic::{FileId, Location, Sources, nearest};
use crate::model::Stranger;

/// Where a matrix lists its own words, one a line; `#` starts a comment.
pub(super) const LIST: &str = "words.txt";

static ENGLISH: LazyLock<Option<Set<&'static [u8]>>> =
    LazyLock::new(|| Set::new(&include_bytes!(concat!(env!("OUT_DIR"), "/en-US.fst"))[..]).ok());

/// What the words of one file came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelled {
    /// Words that neither the dictionary nor the list knows.
    pub(super) strangers: Vec<Stranger>,
    /// Words of the list that the file needs.
    pub(super) needed: BTreeSet<String>,
}

/// The dictionary with the words of one matrix.
pub(super) struct Speller<'a> {
    own: BTreeMap<&'a str, Location>,
    twice: Vec<(String, Location)>,
}

impl<'a> Speller<'a> {
    /// Returns the speller of a matrix, if its `matrix.yaml` asks for one.
    pub(super) fn new(sources: &'a Sources) -> Option<Self> {
        let named = |name: &str| sources.iter().find(|(_, source)| source.inner == name);
        let (_, meta) = named("matrix.yaml")?;
        meta.tree.as_ref()?.get("spelling").and_then(Value::as_str).filter(|it| *it == "en-US")?;
        let mut speller = Self { own: BTreeMap::new(), twice: Vec::new() };
        if let Some((file, source)) = named(LIST) {
            let mut start = 0;
            for line in source.text.split_inclusive('\n') {
                let word = line.split('#').next().unwrap_or_default().trim();
                let at = start + line.len() - line.trim_start().len();
                let location = Location::bytes(file, at..at + word.len());
                start += line.len();
                if word.is_empty() {
                    continue;
                }
                if speller.own.contains_key(word) {
                    speller.twice.push((word.to_owned(), location));
                } else {
                    speller.own.insert(word, location);
                }
            }
        }
        Some(speller)
    }

    /// Reads the texts of one file.
    pub(super) fn read(&self, file: FileId, texts: &[FreeText<'_>]) -> Spelled {
        let mut spelled = Spelled::default();
        for text in texts.iter().filter(|text| text.ours) {
            for words::Word { range, compound } in words::words(text.text) {
                let word = &text.text[range.clone()];
                if known(word) {
                    continue;
                }
                let own = |word: &String| self.own.contains_key(word.as_str());
                let compound = forms(&text.text[compound]);
                if let Some(form) = forms(word).into_iter().chain(compound).find(own) {
                    spelled.needed.insert(form);
                    continue;
                }
                spelled.strangers.push(Stranger {
                    location: Location::within(file, text.pointer.as_str(), range),
                    word: word.to_owned(),
                    near: self.near(word),
                });
            }
        }
        spelled
    }

    /// Returns the words of the list that no text needs, in the order of the list.
    pub(super) fn idle(self, needed: &BTreeSet<String>) -> Vec<(String, Location)> {
        let own = self.own.into_iter().filter(|(word, _)| !needed.contains(*word));
        own.map(|(word, location)| (word.to_owned(), location)).chain(self.twice).collect()
    }

    /// Returns a known word that a misspelt one may mean, with its capital if it has one.
    fn near(&self, word: &str) -> Option<String> {
        let small = word.to_lowercase();
        let mut found = Vec::new();
        if let Some(english) = &*ENGLISH {
            let edits = if small.chars().count() < 5 { 1 } else { 2 };
            let close = |edits| Levenshtein::new(&small, edits).ok();
            let stream = |edits| Some(english.search(close(edits)?).into_stream().into_strs());
            found = stream(edits)?.ok()?;
            // Two letters that changed places are two edits to the automaton.
            if edits == 1
                && let Some(Ok(more)) = stream(2)
            {
                found.extend(more.into_iter().filter(|it| letters(it) == letters(&small)));
            }
        }
        found.retain(|it| !it.chars().all(char::is_uppercase));
        let rank = |it: &String| {
            let common = it.chars().zip(small.chars()).take_while(|(a, b)| a == b).count();
            (letters(it) != letters(&small), Reverse(common), it.clone())
        };
        found.sort_by_cached_key(rank);
        let own = self.own.keys().copied();
        let near = nearest(&small, own.chain(found.iter().map(String::as_str)))?;
        Some(if word.starts_with(char::is_uppercase) { capital(near) } else { near.to_owned() })
    }
}

fn english(word: &str) -> bool {
    // Without a dictionary no word is called wrong.
    lately::or_look(word, |word| ENGLISH.as_ref().is_none_or(|set| set.contains(word)))
}

fn known(word: &str) -> bool {
    // Most words are small letters and stand in the dictionary as they are.
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if plain { english(word) } else { forms(word).iter().any(|form| english(form)) }
}

/// Returns the forms under which a word may be listed: as it is, and with a small first letter.
fn forms(word: &str) -> [String; 2] {
    let word = word.replace('’', "'");
    let small = uncapital(&word);
    [word, small]
}

fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters
}
