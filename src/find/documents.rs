//! What can be found: whatever has an id that people know. An object, a control, an entry of ATT&CK
//! that we map to, a number of CVE, CWE, CAPEC or ATLAS that our texts name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::terms::{Field, Terms};
use crate::model::kinds::READING_ORDER;
use crate::model::{Body, Matrix, Node, Object, Relation, Target};

/// Sorts of documents that are no kinds of objects: the name, and the heading over several.
pub const OTHERS: [(&str, &str); 3] =
    [("control", "Controls"), ("attack", "ATT&CK"), ("other", "CVE, CWE, CAPEC, ATLAS")];

/// What a document is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A node of the graph.
    Node(Node),
    /// A number that others give, which our texts name.
    Foreign,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of its kind, or of one of [`OTHERS`].
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name; empty for a number of others.
    pub name: String,
    /// One sentence, or nothing.
    pub summary: String,
    /// What it says beyond that, a text on each line.
    pub text: String,
    /// What it is of.
    pub what: What,
    /// What is found by its id.
    pub touches: BTreeSet<Node>,
}

/// Returns the sorts of documents in the order in which readers meet them: name, and heading.
pub fn sorts() -> impl Iterator<Item = (&'static str, &'static str)> {
    READING_ORDER.into_iter().map(|kind| (kind.name, kind.plural)).chain(OTHERS)
}

/// Returns the words of documents, which are named by their places.
pub fn terms(documents: &[Document]) -> Terms {
    let mut terms = Terms::default();
    for (place, it) in documents.iter().enumerate() {
        terms.add(place, Field::Name, &it.id);
        terms.add(place, Field::Name, &it.name);
        terms.add(place, Field::Summary, &it.summary);
        for line in it.text.lines().filter(|line| line.contains(' ')) {
            terms.add(place, Field::Text, &without_citations(line));
        }
    }
    terms
}

/// Returns a text without its citations: a reference is found through what cites it.
fn without_citations(text: &str) -> String {
    let mut parts = text.split("[@");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once(']').map_or(part, |(_, rest)| rest))
}

/// Returns all documents, and the numbers of those that are nodes of the graph.
pub fn documents(matrix: &Matrix) -> (Vec<Document>, BTreeMap<Node, usize>) {
    let mut documents = Vec::new();
    let mut numbers = BTreeMap::new();
    let mut named: BTreeMap<String, BTreeSet<Node>> = BTreeMap::new();
    for kind in READING_ORDER {
        for object in matrix.of_kind(kind.name) {
            let Some(node) = matrix.node_of(object) else { continue };
            numbers.insert(node, documents.len());
            let it = of_object(matrix, object, node);
            for id in foreign_ids(&format!("{} {}", it.name, it.text)) {
                named.entry(id).or_default().insert(node);
            }
            documents.push(it);
        }
    }
    for id in matrix.control_ids() {
        let target = Target::Control(id.to_owned());
        let Some(node) = matrix.resolve(&target) else { continue };
        numbers.insert(node, documents.len());
        documents.extend(of_control(matrix, node));
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

fn of_object(matrix: &Matrix, object: &Object, node: Node) -> Document {
    let incoming = matrix.incoming(node);
    let wanted = |relation| match &object.body {
        Body::Mitigation(_) => relation == Relation::Mitigates,
        Body::Detection(_) => relation == Relation::Detects,
        Body::Reference(_) => true,
        _ => false,
    };
    let name = matrix.full_name(object);
    Document {
        kind: object.kind().name,
        id: object.id().to_owned(),
        name: if Matrix::in_use(&object.common) { name } else { format!("{name} (withdrawn)") },
        summary: object.common.summary.clone(),
        text: prose(object),
        what: What::Node(node),
        touches: incoming
            .into_iter()
            .filter(|(_, edge)| wanted(edge.relation))
            .map(|(source, _)| source)
            .collect(),
    }
}

fn of_control(matrix: &Matrix, node: Node) -> Option<Document> {
    let (_, control) = matrix.control(node)?;
    Some(Document {
        kind: "control",
        id: matrix.label(node),
        name: control.title.clone(),
        summary: control.summary.clone().unwrap_or_default(),
        text: control.section.clone().unwrap_or_default(),
        what: What::Node(node),
        touches: matrix.incoming(node).into_iter().map(|(source, _)| source).collect(),
    })
}

/// Returns a document for each entry of ATT&CK that something of ours maps to, by id. What stands
/// in two domains under one id is one document.
fn of_attack(matrix: &Matrix) -> Vec<Document> {
    let mut found: BTreeMap<String, Document> = BTreeMap::new();
    for node in matrix.graph().0 {
        let Some(entry) = matrix.attack_entry(node) else { continue };
        let sources = matrix.incoming(node).into_iter().map(|(source, _)| source);
        let document = found.entry(entry.id.to_owned()).or_insert_with(|| Document {
            kind: "attack",
            id: entry.id.to_owned(),
            name: entry.entry.name.clone(),
            summary: String::new(),
            text: "ATT&CK".to_owned(),
            what: What::Node(node),
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
    let (name, text) = (String::new(), String::new());
    let (summary, what) = (String::new(), What::Foreign);
    Document { kind: "other", summary, what, id, name, text, touches }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_others_are_seen_in_prose() {
        let text = "See CVE-2019-11687, CWE-306 and AML.T0015.001. Not CVE-2019 nor CAPEC-x.";
        let found: Vec<String> = foreign_ids(text).into_iter().collect();
        assert_eq!(found, ["AML.T0015.001", "CVE-2019-11687", "CWE-306"]);
    }
}
