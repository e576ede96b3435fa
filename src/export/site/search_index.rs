//! The data of the search, `static/search.js`: a plain script, since a page that is opened from a
//! folder may fetch nothing. It is read when somebody searches for the first time.

use std::collections::BTreeSet;

use serde::Serialize;

use super::links::{Linker, cve, mitre};
use super::search_terms::{list, pack};
use crate::find::{STOP, What, documents, sorts, terms};
use crate::model::Matrix;
use crate::model::kinds::READING_ORDER;

/// Longest summary that is shown, in characters.
const SHORT: usize = 150;

/// What the script holds.
#[derive(Serialize)]
struct Index {
    kinds: Vec<Kind>,
    /// Number of the kind, id, name, summary, address from the root, and the documents that it
    /// touches.
    docs: Vec<(usize, String, String, String, String, String)>,
    stop: &'static [&'static str],
    terms: String,
    places: String,
}

/// A sort of document.
#[derive(Serialize)]
struct Kind {
    name: &'static str,
    plural: &'static str,
    /// The page that lists them; empty if there is none.
    url: String,
}

/// Returns the script.
pub(super) fn text(matrix: &Matrix, linker: &Linker<'_>) -> String {
    let json = serde_json::to_string(&index(matrix, linker)).unwrap_or_default();
    // Such a script may be copied into a page, where `</script>` would end it.
    format!("window.DTM_SEARCH = {};\n", json.replace('<', "\\u003c"))
}

fn index(matrix: &Matrix, linker: &Linker<'_>) -> Index {
    let (documents, numbers) = documents(matrix);
    let url = |name: &str| READING_ORDER.into_iter().find(|kind| kind.name == name);
    let url = |name: &str| url(name).map(|kind| linker.kind(kind)).unwrap_or_default();
    let kinds: Vec<Kind> =
        sorts().map(|(name, plural)| Kind { name, plural, url: url(name) }).collect();
    let (terms, places) = pack(&terms(&documents));
    let mut docs = Vec::new();
    for it in documents {
        let kind = kinds.iter().position(|kind| kind.name == it.kind).unwrap_or_default();
        let touches: BTreeSet<usize> =
            it.touches.iter().filter_map(|node| numbers.get(node).copied()).collect();
        let url = match it.what {
            What::Node(node) => linker.node(node).url,
            What::Foreign if it.id.starts_with("CVE-") => cve(&it.id).url,
            What::Foreign => mitre(&it.id).url,
        };
        docs.push((kind, it.id, it.name, short(&it.summary), url, list(touches)));
    }
    Index { kinds, docs, stop: STOP, terms, places }
}

/// Cuts a text at a word.
fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHORT).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_cut_between_words() {
        let long = "word ".repeat(60);
        assert!(short(&long).ends_with(" word…"));
        assert_eq!(short("kurz"), "kurz");
    }
}
