//! What a page shows of each kind: facts and blocks from the object's own fields and from the links
//! that lead to it. One file for each kind, or for a few that resemble each other.

mod case_study;
mod catalogue;
mod detection;
mod mitigation;
mod people;
mod places;
mod reference;
mod technique;

use super::blocks::{Block, Cell, Fact, Group, Row};
use super::links::{LinkRef, Linker};
use crate::model::{Body, Edge, Matrix, Node, Object, Relation, Status};

fn words<S: AsRef<str>>(label: &'static str, list: impl IntoIterator<Item = S>) -> Option<Fact> {
    links(label, list.into_iter().map(|it| LinkRef::words(it.as_ref())).collect())
}

fn links(label: &'static str, values: Vec<LinkRef>) -> Option<Fact> {
    (!values.is_empty()).then_some(Fact { label, values, note: String::new(), mark: "" })
}

/// Puts a sentence below a fact.
fn noted(fact: Option<Fact>, note: Option<&str>) -> Option<Fact> {
    fact.map(|fact| Fact { note: note.unwrap_or_default().to_owned(), ..fact })
}

/// Puts a sign before a fact.
fn marked(fact: Option<Fact>, mark: &'static str) -> Option<Fact> {
    fact.map(|fact| Fact { mark, ..fact })
}

/// Returns a status as a word.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated",
        Status::Revoked => "revoked",
    }
}

/// The facts and blocks of an object. Every kind has its arm.
pub(super) fn body(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
) -> (Vec<Fact>, Vec<Block>) {
    let (facts, blocks) = match &object.body {
        Body::Asset(it) => places::asset(matrix, linker, object, it),
        Body::Audience(it) => people::audience(matrix, linker, object, it),
        Body::Brief(it) => people::brief(matrix, linker, it),
        Body::CaseStudy(it) => case_study::parts(matrix, linker, it),
        Body::Catalogue(it) => catalogue::parts(matrix, linker, object, it),
        Body::Checklist(it) => people::checklist(linker, it),
        Body::Detection(it) => detection::parts(matrix, linker, object, it),
        Body::Mitigation(it) => mitigation::parts(matrix, linker, object, it),
        Body::Reference(it) => reference::parts(matrix, linker, object, it),
        Body::Tactic(it) => places::tactic(matrix, linker, object, it),
        Body::Technique(it) => technique::parts(matrix, linker, object, it),
    };
    (facts.into_iter().flatten().collect(), blocks.into_iter().flatten().collect())
}

type Parts = (Vec<Option<Fact>>, Vec<Option<Block>>);

fn none(title: &str, reason: Option<&String>) -> Option<Block> {
    reason.map(|reason| Block::text(title, reason).note("There is none, for this reason:"))
}

fn scope(word: &str) -> Option<&'static str> {
    match word {
        "" => None,
        "dicom-only" => Some("DICOM alone"),
        _ => Some("DICOM and MITA together"),
    }
}

/// Returns a row of a technique, with the sign of its maturity.
fn technique_row(linker: &Linker<'_>, object: &Object) -> Row {
    let mark = match &object.body {
        Body::Technique(it) => it.maturity().word(),
        _ => "",
    };
    Row { mark, ..Row::new(linker.object(object)) }
}

/// Returns techniques below their tactics: below each, or only below the first that they serve.
fn by_tactic(
    matrix: &Matrix,
    linker: &Linker<'_>,
    edges: &[(Node, &Edge)],
    each: bool,
) -> Vec<Group> {
    let techniques: Vec<(&Object, &str, Vec<&Object>)> = edges
        .iter()
        .filter_map(|(node, edge)| Some((matrix.object(*node)?, edge.text.as_str())))
        .filter(|(object, _)| matches!(object.body, Body::Technique(_)))
        .map(|(object, text)| (object, text, matrix.phases(object)))
        .collect();
    let groups = matrix.columns().into_iter().map(|tactic| {
        let stands = |phases: &[&Object]| {
            let here = |it: &&Object| it.id() == tactic.id();
            if each { phases.iter().any(here) } else { phases.first().is_some_and(here) }
        };
        let rows = techniques.iter().filter(|(_, _, phases)| stands(phases));
        // In the one file the words stand at the technique alone.
        let words = |text: &str| if linker.is_inside() { String::new() } else { text.to_owned() };
        let rows =
            rows.map(|(object, text, _)| technique_row(linker, object).text(words(text))).collect();
        Group { link: linker.object(tactic), rows }
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// Returns a row for each object of a kind from which a relation leads to an object.
fn origins(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    (relation, kind): (Relation, &str),
) -> Vec<Row> {
    let edges = matrix.origins(object, relation).into_iter();
    edges
        .filter(|(node, _)| matrix.object(*node).is_some_and(|it| it.kind().name == kind))
        .map(|(node, edge)| Row::new(linker.node(node)).text(&edge.text))
        .collect()
}

/// Returns a cell with the number of a reference.
fn cited(linker: &Linker<'_>, key: &str) -> Cell {
    Cell { cite: linker.cite(key), ..Cell::link(linker.id("reference", key)) }
}

/// The heads of the columns that the index of a kind has beside name and summary.
pub(super) fn heads(kind: &str) -> &'static [&'static str] {
    match kind {
        "technique" => &["Maturity", "Patient safety", "Mitigations", "Detections"],
        "mitigation" => &["Priority", "Effort", "Techniques"],
        "detection" => &["Source", "Rule", "Techniques"],
        "tactic" | "asset" => &["Techniques"],
        "case-study" | "reference" => &["Kind", "Date"],
        "catalogue" => &["Edition", "Controls"],
        "audience" => &["Topics"],
        "brief" | "checklist" => &["For"],
        _ => &[],
    }
}

/// The cells under those heads.
pub(super) fn cells(matrix: &Matrix, object: &Object) -> Vec<String> {
    let count = |relation| matrix.origins(object, relation).len().to_string();
    match &object.body {
        Body::Technique(it) => vec![
            it.maturity().word().to_owned(),
            it.impact.patient_safety.word().to_owned(),
            it.mitigations.len().to_string(),
            it.detections.len().to_string(),
        ],
        Body::Mitigation(it) => {
            vec![it.priority.to_string(), it.effort.clone(), count(Relation::Mitigates)]
        }
        Body::Detection(it) => vec![
            it.source.clone(),
            it.rule.as_ref().map(|rule| rule.format.clone()).unwrap_or_default(),
            count(Relation::Detects),
        ],
        Body::Tactic(_) => vec![count(Relation::Achieves)],
        Body::Asset(_) => vec![count(Relation::Targets)],
        Body::CaseStudy(it) => vec![it.kind.clone(), it.date.clone()],
        Body::Reference(it) => vec![it.kind.word().to_owned(), it.date.clone()],
        Body::Catalogue(it) => vec![it.edition.clone(), it.controls.len().to_string()],
        Body::Audience(it) => vec![it.topics.len().to_string()],
        Body::Brief(it) => vec![it.audience.clone()],
        Body::Checklist(it) => vec![it.audience.clone()],
    }
}
