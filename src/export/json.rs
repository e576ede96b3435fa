//! Everything, resolved, in one JSON document for programs. Its schema is
//! `schema/export/matrix.schema.json`; the number in `format` goes up when a field goes away.

use serde::Serialize;
use serde_json::Value;

use super::{Exporter, Sink};
use crate::model::{Body, Matrix, Meta, Node, Object, Relation};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "json",
    about: "everything, resolved, in one document for programs",
    committed: false,
    run,
};

/// The schema of the document.
const SCHEMA: &str = include_str!("../../schema/export/matrix.schema.json");

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    matrix: &'a Meta,
    notice: &'a str,
    objects: Vec<Value>,
    edges: Vec<Edge<'a>>,
}

#[derive(Serialize)]
struct Edge<'a> {
    from: String,
    relation: Relation,
    to: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let (_, edges) = matrix.graph();
    let document = Document {
        format: "dicom-threat-matrix/1",
        matrix: matrix.meta(),
        notice: matrix.attack().first().map_or("", |index| index.notice.as_str()),
        objects: matrix.objects().iter().map(|object| value(matrix, object)).collect(),
        edges: edges
            .into_iter()
            .map(|(from, to, edge)| Edge {
                from: matrix.label(from),
                relation: edge.relation,
                to: matrix.label(to),
                text: &edge.text,
            })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    sink.file("matrix.json", text);
    sink.file("matrix.schema.json", SCHEMA);
}

/// Returns an object as authors wrote it, with its kind and what is derived.
fn value(matrix: &Matrix, object: &Object) -> Value {
    let mut fields = serde_json::Map::new();
    fields.insert("kind".to_owned(), Value::from(object.kind().name));
    let parts = [serde_json::to_value(&object.common), serde_json::to_value(&object.body)];
    for part in parts.into_iter().flatten() {
        if let Value::Object(map) = part {
            for (key, value) in map {
                // A case study and a reference have a field of the same name as ours.
                let key = if key == "kind" { "type".to_owned() } else { key };
                fields.insert(key, value);
            }
        }
    }
    fields.insert("derived".to_owned(), derived(matrix, object));
    Value::Object(fields)
}

fn derived(matrix: &Matrix, object: &Object) -> Value {
    let mut fields = serde_json::Map::new();
    let page = format!("{}/{}/", object.kind().folder, object.id());
    fields.insert("url".to_owned(), Value::from(matrix.meta().url(&page)));
    if let Body::Technique(technique) = &object.body {
        fields.insert("maturity".to_owned(), Value::from(technique.maturity().word()));
        fields.insert("parent".to_owned(), Value::from(object.parent_id()));
        fields.insert("controls".to_owned(), Value::from(reached(matrix, object)));
    }
    Value::Object(fields)
}

/// Returns the controls that a technique reaches through its mitigations.
fn reached(matrix: &Matrix, object: &Object) -> Vec<String> {
    let mut found: Vec<Node> = Vec::new();
    for (mitigation, _) in matrix.targets(object, Relation::Mitigates) {
        let edges = matrix.outgoing(mitigation);
        let controls = edges.into_iter().filter(|(_, edge)| edge.relation.is_control());
        found.extend(controls.map(|(control, _)| control));
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|node| matrix.label(node)).collect()
}
