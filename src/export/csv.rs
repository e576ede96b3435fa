//! Tables for spreadsheets: one per kind, and one per sort of link. RFC 4180, UTF-8, LF.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises.

use super::{Exporter, Sink};
use crate::model::{Body, KINDS, Matrix, Object, Relation};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "csv",
    about: "one table per kind, and the links between them, for spreadsheets",
    committed: true,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for kind in KINDS {
        let objects: Vec<&Object> = matrix.of_kind(kind.name).collect();
        let extra: Vec<Vec<(&str, String)>> = objects.iter().map(|it| own(matrix, it)).collect();
        let mut table = Table::default();
        let common = ["id", "name", "summary", "status", "version", "created", "modified"];
        let own_heads = extra.first().into_iter().flatten().map(|(head, _)| *head);
        table.row(common.into_iter().chain(own_heads));
        for (object, extra) in objects.iter().zip(&extra) {
            let it = &object.common;
            let status = serde_json::to_value(it.status).unwrap_or_default();
            let status = status.as_str().unwrap_or_default().to_owned();
            let cells =
                [&it.id, &it.name, &it.summary, &status, &it.version, &it.created, &it.modified];
            let own = extra.iter().map(|(_, cell)| cell.as_str());
            table.row(cells.into_iter().map(String::as_str).chain(own));
        }
        sink.file(&format!("{}.csv", kind.folder), table.finish());
    }
    sink.file("controls-by-mitigation.csv", controls(matrix));
    sink.file("links.csv", links(matrix));
    sink.file("mappings.csv", mappings(matrix));
}

/// A table; its cells are made harmless.
#[derive(Default)]
pub(super) struct Table {
    writer: Option<csv::Writer<Vec<u8>>>,
}

impl Table {
    /// Adds a row.
    pub(super) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let writer = self.writer.get_or_insert_with(|| {
            csv::WriterBuilder::new().flexible(true).from_writer(Vec::new())
        });
        // Writing to memory does not fail.
        let _ = writer.write_record(cells.into_iter().map(harmless));
    }

    /// Returns the table as a file.
    pub(super) fn finish(self) -> Vec<u8> {
        self.writer.and_then(|writer| writer.into_inner().ok()).unwrap_or_default()
    }
}

fn harmless(cell: &str) -> String {
    let cell = cell.trim_end();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
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
            ("confidentiality", it.impact.confidentiality.word().to_owned()),
            ("integrity", it.impact.integrity.word().to_owned()),
            ("availability", it.impact.availability.word().to_owned()),
            ("patient_safety", it.impact.patient_safety.word().to_owned()),
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

fn mappings(matrix: &Matrix) -> Vec<u8> {
    let mut table = Table::default();
    table.row(["technique", "name", "relation", "domain", "attack_id", "attack_name", "rationale"]);
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
    table.finish()
}

fn controls(matrix: &Matrix) -> Vec<u8> {
    let mut table = Table::default();
    table.row(["mitigation", "name", "relation", "control", "title", "confidence", "rationale"]);
    for (object, mitigation) in matrix.mitigations() {
        for link in &mitigation.controls {
            let node = matrix.resolve(&crate::model::Target::Control(link.control.clone()));
            let control = node.and_then(|node| matrix.control(node)).map(|(_, control)| control);
            let title = control.map_or("", |control| control.title.as_str());
            let confidence = control.map_or("", |control| match control.confidence {
                crate::model::kinds::Confidence::Seen => "seen",
                crate::model::kinds::Confidence::Secondary => "secondary",
            });
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
    table.finish()
}

fn links(matrix: &Matrix) -> Vec<u8> {
    let mut table = Table::default();
    table.row(["from", "relation", "to", "text"]);
    for object in matrix.objects() {
        let Some(node) = matrix.node_of(object) else { continue };
        for (to, edge) in matrix.outgoing(node) {
            table.row([object.id(), edge.relation.name(), &matrix.label(to), &edge.text]);
        }
    }
    table.finish()
}
