//! The matrix as tables: one per kind, and one per sort of link. For CSV and for workbooks.

use crate::model::kinds::{ControlLink, Technique};
use crate::model::{Body, Kind, Matrix, Object, Relation, Target};

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// Names of the columns.
    pub heads: Vec<&'static str>,
    /// Cells, as many in each row as there are names.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.rows.push(cells.into_iter().map(str::to_owned).collect());
    }
}

/// Returns the objects of a kind, one in each row, with the id in front.
pub(super) fn kind(matrix: &Matrix, kind: &Kind) -> Table {
    let mut table = Table::default();
    table.heads.extend(["id", "name", "summary", "status", "version", "created", "modified"]);
    for (place, object) in matrix.of_kind(kind.name).enumerate() {
        let it = &object.common;
        let status = serde_json::to_value(it.status).unwrap_or_default();
        let status = status.as_str().unwrap_or_default().to_owned();
        let own = own(matrix, object);
        if place == 0 {
            table.heads.extend(own.iter().map(|(head, _)| *head));
        }
        let cells =
            [&it.id, &it.name, &it.summary, &status, &it.version, &it.created, &it.modified];
        let cells = cells.into_iter().cloned().chain(own.into_iter().map(|(_, cell)| cell));
        table.rows.push(cells.collect());
    }
    table
}

/// Returns the word of a grade, or nothing where nobody judged.
fn graded(technique: &Technique, word: &str) -> String {
    if technique.impact.is_unsaid() { String::new() } else { word.to_owned() }
}

fn join(list: &[String]) -> String {
    list.join("; ")
}

/// The columns that a kind has of its own.
fn own(matrix: &Matrix, object: &Object) -> Vec<(&'static str, String)> {
    match &object.body {
        Body::Asset(it) => vec![("roles", join(&it.roles)), ("exposure", it.exposure.clone())],
        Body::Audience(it) => vec![("topics", it.topics.len().to_string())],
        Body::Brief(it) => vec![("audience", it.audience.clone())],
        Body::CaseStudy(it) => vec![
            ("kind", it.kind.clone()),
            ("date", it.date.clone()),
            ("target", it.target.clone()),
            ("actor", it.actor.clone()),
            (
                "techniques",
                join(&it.procedure.iter().map(|step| step.technique.clone()).collect::<Vec<_>>()),
            ),
            ("outcome", it.outcome.clone()),
        ],
        Body::Catalogue(it) => vec![
            ("edition", it.edition.clone()),
            ("publisher", it.publisher.clone()),
            ("controls", it.controls.len().to_string()),
            ("url", it.url.clone()),
        ],
        Body::Checklist(it) => vec![
            ("audience", it.audience.clone()),
            ("items", it.items().count().to_string()),
            ("scope", it.scope.clone()),
        ],
        Body::Detection(it) => vec![
            ("source", it.source.clone()),
            ("events", join(&it.events)),
            ("rule", it.rule.as_ref().map(|rule| rule.format.clone()).unwrap_or_default()),
            ("logic", it.logic.clone()),
            ("techniques", matrix.origins(object, Relation::Detects).len().to_string()),
        ],
        Body::Mitigation(it) => vec![
            ("priority", it.priority.to_string()),
            ("effort", it.effort.clone()),
            ("tier", it.tier.clone()),
            ("scope", it.scope.clone()),
            (
                "audiences",
                join(
                    &it.responsibility.iter().map(|part| part.audience.clone()).collect::<Vec<_>>(),
                ),
            ),
            ("verify", it.verify.clone()),
            ("techniques", matrix.origins(object, Relation::Mitigates).len().to_string()),
        ],
        Body::Reference(it) => vec![
            ("kind", it.kind.word().to_owned()),
            ("date", it.date.clone()),
            ("product", it.product.clone().unwrap_or_default()),
            ("url", it.url.clone()),
        ],
        Body::Tactic(it) => vec![
            ("attack", it.attack.as_ref().map(|link| link.id.clone()).unwrap_or_default()),
            ("techniques", matrix.origins(object, Relation::Achieves).len().to_string()),
        ],
        Body::Technique(it) => vec![
            ("tactics", join(&it.tactics)),
            ("assets", join(&it.assets)),
            ("surface", join(&it.surface)),
            ("role", join(&it.role)),
            ("access", join(&it.prerequisites.access)),
            ("maturity", it.maturity().word().to_owned()),
            ("confidentiality", graded(it, it.impact.confidentiality.word())),
            ("integrity", graded(it, it.impact.integrity.word())),
            ("availability", graded(it, it.impact.availability.word())),
            ("patient_safety", graded(it, it.impact.patient_safety.word())),
            ("attack", join(&it.attack.iter().map(|link| link.id.clone()).collect::<Vec<_>>())),
            ("cwe", join(&it.cwe)),
            (
                "mitigations",
                join(&it.mitigations.iter().map(|link| link.id.clone()).collect::<Vec<_>>()),
            ),
            (
                "detections",
                join(&it.detections.iter().map(|link| link.id.clone()).collect::<Vec<_>>()),
            ),
        ],
    }
}

/// Returns what the techniques map to in ATT&CK.
pub(super) fn mappings(matrix: &Matrix) -> Table {
    let heads =
        ["technique", "name", "relation", "domain", "attack_id", "attack_name", "rationale"];
    let mut table = Table { heads: heads.to_vec(), rows: Vec::new() };
    for (object, technique) in matrix.techniques() {
        for link in &technique.attack {
            let index = matrix.attack_index(&link.domain);
            let name = index.and_then(|index| index.techniques.get(&link.id));
            let name = name.map_or("", |entry| entry.name.as_str());
            table.row([
                object.id(),
                object.name(),
                &link.relation,
                &link.domain,
                &link.id,
                name,
                &link.rationale,
            ]);
        }
    }
    table
}

/// Returns what the mitigations say of controls.
pub(super) fn controls(matrix: &Matrix) -> Table {
    let heads = ["mitigation", "name", "relation", "control", "title", "confidence", "rationale"];
    let mut table = Table { heads: heads.to_vec(), rows: Vec::new() };
    for (object, mitigation) in matrix.mitigations() {
        for link in &mitigation.controls {
            let (title, confidence) = control(matrix, link);
            table.row([
                object.id(),
                object.name(),
                &link.relation,
                &link.control,
                title,
                confidence,
                &link.rationale,
            ]);
        }
    }
    table
}

/// Returns the title of a control and how it is known.
fn control<'a>(matrix: &'a Matrix, link: &ControlLink) -> (&'a str, &'static str) {
    let node = matrix.resolve(&Target::Control(link.control.clone()));
    let control = node.and_then(|node| matrix.control(node)).map(|(_, control)| control);
    let confidence = control.map_or("", |control| control.confidence.word());
    (control.map_or("", |control| control.title.as_str()), confidence)
}

/// Returns all links that start at an object.
pub(super) fn links(matrix: &Matrix) -> Table {
    let mut table = Table { heads: vec!["from", "relation", "to", "text"], rows: Vec::new() };
    for object in matrix.objects() {
        let Some(node) = matrix.node_of(object) else { continue };
        for (to, edge) in matrix.outgoing(node) {
            table.row([object.id(), edge.relation.name(), &matrix.label(to), &edge.text]);
        }
    }
    table
}
