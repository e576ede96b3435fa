//! The data of the search, `static/search.js`: a plain script, since a page that is opened from a
//! folder may fetch nothing. It is read when somebody searches for the first time.
//!
//! A document is whatever has an id that people know: an object, a control, an entry of ATT&CK that
//! we map to, a number of CVE, CWE, CAPEC or ATLAS that our texts name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::links::{Linker, cve, full_name, mitre};
use super::search_terms::{Field, STOP, Terms, list};
use crate::model::kinds::READING_ORDER;
use crate::model::{Body, Matrix, Node, Object, Relation};

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

/// A document before it is numbered.
struct Document {
    kind: &'static str,
    id: String,
    name: String,
    summary: String,
    text: String,
    url: String,
    touches: BTreeSet<Node>,
}

/// Sorts of documents that are no kinds of objects.
const OTHERS: [(&str, &str); 3] =
    [("control", "Controls"), ("attack", "ATT&CK"), ("other", "CVE, CWE, CAPEC, ATLAS")];

/// Returns the script.
pub(super) fn text(matrix: &Matrix, linker: &Linker<'_>) -> String {
    let json = serde_json::to_string(&index(matrix, linker)).unwrap_or_default();
    // Such a script may be copied into a page, where `</script>` would end it.
    format!("window.DTM_SEARCH = {};\n", json.replace('<', "\\u003c"))
}

fn index(matrix: &Matrix, linker: &Linker<'_>) -> Index {
    let (documents, numbers) = documents(matrix, linker);
    let kinds = READING_ORDER.into_iter().map(|kind| Kind {
        name: kind.name,
        plural: kind.plural,
        url: linker.kind(kind),
    });
    let others = OTHERS.iter().map(|(name, plural)| Kind { name, plural, url: String::new() });
    let kinds: Vec<Kind> = kinds.chain(others).collect();
    let mut terms = Terms::default();
    let mut docs = Vec::new();
    for (place, it) in documents.into_iter().enumerate() {
        terms.add(place, Field::Name, &it.id);
        terms.add(place, Field::Name, &it.name);
        terms.add(place, Field::Summary, &it.summary);
        for line in it.text.lines().filter(|line| line.contains(' ')) {
            terms.add(place, Field::Text, &without_citations(line));
        }
        let kind = kinds.iter().position(|kind| kind.name == it.kind).unwrap_or_default();
        let touches: BTreeSet<usize> =
            it.touches.iter().filter_map(|node| numbers.get(node).copied()).collect();
        docs.push((kind, it.id, it.name, short(&it.summary), it.url, list(touches)));
    }
    let (terms, places) = terms.pack();
    Index { kinds, docs, stop: STOP, terms, places }
}

/// Returns all documents, and the numbers of those that are nodes of the graph.
fn documents(matrix: &Matrix, linker: &Linker<'_>) -> (Vec<Document>, BTreeMap<Node, usize>) {
    let mut documents = Vec::new();
    let mut numbers = BTreeMap::new();
    let mut named: BTreeMap<String, BTreeSet<Node>> = BTreeMap::new();
    for kind in READING_ORDER {
        for object in matrix.of_kind(kind.name) {
            let Some(node) = matrix.node_of(object) else { continue };
            numbers.insert(node, documents.len());
            let it = of_object(matrix, linker, object, node);
            for id in foreign_ids(&format!("{} {}", it.name, it.text)) {
                named.entry(id).or_default().insert(node);
            }
            documents.push(it);
        }
    }
    for id in matrix.control_ids() {
        let target = crate::model::Target::Control(id.to_owned());
        let Some(node) = matrix.resolve(&target) else { continue };
        numbers.insert(node, documents.len());
        documents.extend(of_control(matrix, linker, node));
    }
    documents.extend(of_attack(matrix));
    for (id, nodes) in named {
        match documents.iter_mut().find(|it| it.id == id) {
            Some(it) => it.touches.extend(
                nodes
                    .iter()
                    .filter(|node| matrix.object(**node).is_some_and(|object| object.id() != id)),
            ),
            None => documents.push(of_foreign_id(id, nodes)),
        }
    }
    (documents, numbers)
}

fn of_object(matrix: &Matrix, linker: &Linker<'_>, object: &Object, node: Node) -> Document {
    let incoming = matrix.incoming(node);
    let wanted = |relation| match &object.body {
        Body::Mitigation(_) => relation == Relation::Mitigates,
        Body::Detection(_) => relation == Relation::Detects,
        Body::Reference(_) => true,
        _ => false,
    };
    let name = full_name(matrix, object);
    Document {
        kind: object.kind().name,
        id: object.id().to_owned(),
        name: if Matrix::in_use(&object.common) { name } else { format!("{name} (withdrawn)") },
        summary: object.common.summary.clone(),
        text: prose(object),
        url: linker.url(object),
        touches: incoming
            .into_iter()
            .filter(|(_, edge)| wanted(edge.relation))
            .map(|(source, _)| source)
            .collect(),
    }
}

fn of_control(matrix: &Matrix, linker: &Linker<'_>, node: Node) -> Option<Document> {
    let (_, control) = matrix.control(node)?;
    Some(Document {
        kind: "control",
        id: matrix.label(node),
        name: control.title.clone(),
        summary: control.summary.clone().unwrap_or_default(),
        text: control.section.clone().unwrap_or_default(),
        url: linker.node(node).url,
        touches: matrix.incoming(node).into_iter().map(|(source, _)| source).collect(),
    })
}

/// Returns a document for each entry of ATT&CK that something of ours maps to, by id. What stands
/// in two domains under one id is one document.
fn of_attack(matrix: &Matrix) -> Vec<Document> {
    let linker = Linker::new(matrix, "");
    let mut found: BTreeMap<String, Document> = BTreeMap::new();
    for node in matrix.graph().0 {
        let Some(entry) = matrix.attack_entry(node) else { continue };
        let sources = matrix.incoming(node).into_iter().map(|(source, _)| source);
        let link = linker.node(node);
        let document = found.entry(entry.id.to_owned()).or_insert_with(|| Document {
            kind: "attack",
            id: link.id,
            name: link.name,
            summary: String::new(),
            text: "ATT&CK".to_owned(),
            url: link.url,
            touches: BTreeSet::new(),
        });
        document.touches.extend(sources);
        let domain = &format!("ATT&CK, {}", entry.domain);
        if document.summary.is_empty() {
            document.summary.clone_from(domain);
        } else if !document.summary.contains(entry.domain) {
            document.summary = format!("{}, {}", document.summary, entry.domain);
        }
    }
    found.into_values().collect()
}

fn of_foreign_id(id: String, touches: BTreeSet<Node>) -> Document {
    let link = if id.starts_with("CVE-") { cve(&id) } else { mitre(&id) };
    let (name, text) = (String::new(), String::new());
    Document { kind: "other", summary: String::new(), url: link.url, id, name, text, touches }
}

/// Returns what an object says beyond its name and its summary: every text of its fields on a
/// line of its own, addresses left out. The controls of a catalogue are documents of their own.
fn prose(object: &Object) -> String {
    let mut out = object.common.description.clone().unwrap_or_default();
    if let Body::Catalogue(it) = &object.body {
        return format!("{out} {}, {}", it.publisher, it.edition);
    }
    gather(&serde_json::to_value(&object.body).unwrap_or_default(), &mut out);
    out
}

fn gather(value: &Value, out: &mut String) {
    match value {
        Value::String(text) if !text.starts_with("https:") => {
            out.push('\n');
            out.push_str(text);
        }
        Value::Array(list) => list.iter().for_each(|it| gather(it, out)),
        Value::Object(fields) => fields.values().for_each(|it| gather(it, out)),
        _ => {}
    }
}

/// Returns a text without its citations: a reference is found through what cites it.
fn without_citations(text: &str) -> String {
    let mut parts = text.split("[@");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once(']').map_or(part, |(_, rest)| rest))
}

/// Returns the ids of CVE, CWE, CAPEC and ATLAS that a text names.
fn foreign_ids(text: &str) -> BTreeSet<String> {
    let sign = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let words = text.split(|c| !sign(c)).map(|word| word.trim_end_matches(['.', '-']));
    words.filter(|word| is_foreign_id(word)).map(str::to_owned).collect()
}

fn is_foreign_id(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = word.strip_prefix("CVE-") {
        return rest.split_once('-').is_some_and(|(year, number)| digits(year) && digits(number));
    }
    if let Some(rest) = word.strip_prefix("AML.T") {
        return rest.split('.').all(digits);
    }
    let number = word.strip_prefix("CWE-").or_else(|| word.strip_prefix("CAPEC-"));
    number.is_some_and(digits)
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
    fn ids_of_others_are_seen_in_prose() {
        let text = "See CVE-2019-11687, CWE-306 and AML.T0015.001. Not CVE-2019 nor CAPEC-x.";
        let found: Vec<String> = foreign_ids(text).into_iter().collect();
        assert_eq!(found, ["AML.T0015.001", "CVE-2019-11687", "CWE-306"]);
    }

    #[test]
    fn summaries_are_cut_between_words() {
        let long = "word ".repeat(60);
        assert!(short(&long).ends_with(" word…"));
        assert_eq!(short("kurz"), "kurz");
    }
}
