//! STIX 2.1 bundles of the knowledge base, for MISP, `OpenCTI`, Workbench, notebooks and the Navigator.
//!
//! - `<id>.json` holds everything, without loss: what STIX and ATT&CK have no word for stands in
//!   properties that begin with `x_dtm_`, and kinds that they do not know in types `x-dtm-…`.
//! - `<id>.navigator.json` holds what the ATT&CK Navigator draws and nothing else.
//! - `<id>-to-attack.json` ties our techniques and mitigations to MITRE's own objects, by MITRE's
//!   ids: load it beside ATT&CK. It is apart because its relationships point outside our bundle.
//!
//! Shapes are those that the Navigator 5.3.2, mitreattack-python 6 and stix2-validator 3 demand:
//! ids in the shape of UUID version 4, our own id in the first external reference, a platform on
//! every technique, the phases of a sub-technique no fewer than its parent's.

mod kinds;
mod relations;
mod thing;

use serde::Serialize;
use serde_json::{Value, json};

use super::ids::uuid;
use super::{Exporter, Sink};
use crate::model::Matrix;
use thing::{Maker, SPEC_VERSION};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "stix",
    about: "STIX 2.1: everything without loss, a bundle for the Navigator, ties to ATT&CK",
    committed: true,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let maker = Maker::new(matrix);
    let mut objects = frame(&maker);
    for object in matrix.objects() {
        objects.extend(kinds::objects(&maker, object));
    }
    objects.extend(kinds::data_components(&maker));
    objects.extend(relations::own(&maker));
    let id = &matrix.meta().id;
    let everything = collected(&maker, "", objects);
    sink.file(&format!("{id}.json"), text(&maker, "everything", &everything));
    let drawn = everything.into_iter().filter(is_drawn).map(bare).collect();
    let navigator = collected(&maker, "Navigator", only_known(drawn));
    sink.file(&format!("{id}.navigator.json"), text(&maker, "navigator", &navigator));
    drop(navigator);
    let mut ties = frame(&maker);
    ties.retain(|it| it["type"] != "x-mitre-matrix");
    ties.extend(relations::to_attack(&maker));
    sink.file(&format!("{id}-to-attack.json"), text(&maker, "to-attack", &ties));
}

/// The objects that are not of any kind: who speaks, under which terms, and the matrix itself.
fn frame(maker: &Maker<'_>) -> Vec<Value> {
    let meta = maker.matrix.meta();
    let stamp = maker.stamp(&meta.released);
    let born = maker.born();
    let identity = json!({
        "type": "identity",
        "spec_version": "2.1",
        "id": maker.identity,
        "created": born,
        "modified": stamp,
        "name": meta.name,
        "description": meta.summary,
        "identity_class": "group",
        "object_marking_refs": maker.markings,
    });
    let notice = maker.matrix.attack().first().map_or("", |index| index.notice.as_str());
    let statements = [
        format!("Content of the {} is under {}. {}", meta.name, meta.licence, meta.url("")),
        format!(
            "ATT&CK ids and names: {notice} ATT&CK is a registered trademark of The MITRE Corporation."
        ),
    ];
    let mut out = vec![identity];
    for (id, statement) in maker.markings.iter().zip(statements) {
        out.push(json!({
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": id,
            "created": born,
            "created_by_ref": maker.identity,
            "definition_type": "statement",
            "definition": { "statement": statement },
        }));
    }
    let tactics: Vec<String> = maker
        .matrix
        .columns()
        .into_iter()
        .filter(|it| Matrix::in_use(&it.common))
        .map(|it| maker.id("x-mitre-tactic", it.id()))
        .collect();
    out.push(json!({
        "type": "x-mitre-matrix",
        "spec_version": "2.1",
        "id": maker.id("x-mitre-matrix", &meta.id),
        "created": born,
        "modified": stamp,
        "created_by_ref": maker.identity,
        "object_marking_refs": maker.markings,
        "name": meta.name,
        "description": meta.summary,
        "external_references": [{ "source_name": meta.id, "external_id": meta.id, "url": meta.url("") }],
        "tactic_refs": tactics,
        "x_mitre_attack_spec_version": SPEC_VERSION,
        "x_mitre_domains": [meta.id],
        "x_mitre_version": meta.version,
        "x_dtm_meta": serde_json::to_value(meta).unwrap_or_default(),
    }));
    out
}

/// Puts the collection first, with every other object in its contents.
fn collected(maker: &Maker<'_>, what: &str, objects: Vec<Value>) -> Vec<Value> {
    let meta = maker.matrix.meta();
    let contents: Vec<Value> = objects
        .iter()
        .map(|it| {
            let time = if it["modified"].is_null() { &it["created"] } else { &it["modified"] };
            json!({ "object_ref": it["id"], "object_modified": time })
        })
        .collect();
    let name =
        if what.is_empty() { meta.name.clone() } else { format!("{} for the {what}", meta.name) };
    let collection = json!({
        "type": "x-mitre-collection",
        "spec_version": "2.1",
        "id": format!("x-mitre-collection--{}", uuid(&meta.stix_namespace, &["x-mitre-collection", what])),
        "created": maker.born(),
        "modified": maker.stamp(&meta.released),
        "created_by_ref": maker.identity,
        "object_marking_refs": maker.markings,
        "name": name,
        "description": meta.summary,
        "x_mitre_attack_spec_version": SPEC_VERSION,
        "x_mitre_version": meta.version,
        "x_mitre_contents": contents,
    });
    std::iter::once(collection).chain(objects).collect()
}

/// A bundle as STIX 2.1 writes it (section 8).
#[derive(Serialize)]
struct Bundle<'a> {
    r#type: &'static str,
    id: String,
    objects: &'a [Value],
}

fn text(maker: &Maker<'_>, what: &str, objects: &[Value]) -> String {
    let id = uuid(&maker.matrix.meta().stix_namespace, &["bundle", what]);
    let bundle = Bundle { r#type: "bundle", id: format!("bundle--{id}"), objects };
    let mut text = serde_json::to_string_pretty(&bundle).unwrap_or_default();
    text.push('\n');
    text
}

/// The types that the Navigator reads.
fn is_drawn(object: &Value) -> bool {
    let known = [
        "identity",
        "marking-definition",
        "x-mitre-matrix",
        "x-mitre-tactic",
        "attack-pattern",
        "course-of-action",
        "x-mitre-detection-strategy",
        "x-mitre-analytic",
        "x-mitre-data-component",
        "x-mitre-asset",
        "campaign",
    ];
    match object["type"].as_str() {
        Some("relationship") => object["relationship_type"] != "related-to",
        Some(name) => known.contains(&name),
        None => false,
    }
}

/// Leaves out of a relationship's ends what is not in the bundle.
fn only_known(objects: Vec<Value>) -> Vec<Value> {
    let ids: std::collections::BTreeSet<String> =
        objects.iter().filter_map(|it| it["id"].as_str().map(str::to_owned)).collect();
    let known = |it: &Value| it.as_str().is_none_or(|id| ids.contains(id));
    objects.into_iter().filter(|it| known(&it["source_ref"]) && known(&it["target_ref"])).collect()
}

/// Returns an object without what is ours alone.
fn bare(mut object: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.retain(|key, _| !key.starts_with("x_dtm_"));
    }
    object
}
