//! A galaxy and its clusters for MISP: events there are tagged with techniques, and shown as a matrix.
//!
//! Keys stand in alphabetical order, as the tools of `misp-galaxy` write them. The UUID of a technique
//! is that of its STIX object, and what maps to ATT&CK names MISP's own cluster for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Exporter, Sink, ids, text};
use crate::model::kinds::{AttackLink, Technique};
use crate::model::{Matrix, Meta, Object, Status, shortname};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "misp",
    about: "a galaxy for MISP, to tag events with techniques",
    committed: true,
    run,
};

#[derive(Serialize)]
struct Galaxy<'a> {
    description: &'a str,
    icon: &'static str,
    kill_chain_order: BTreeMap<&'a str, Vec<String>>,
    name: &'a str,
    namespace: &'a str,
    #[serde(rename = "type")]
    sort: &'a str,
    uuid: String,
    version: u32,
}

#[derive(Serialize)]
struct Clusters<'a> {
    authors: [String; 1],
    category: &'static str,
    description: &'a str,
    name: &'a str,
    source: String,
    #[serde(rename = "type")]
    sort: &'a str,
    uuid: String,
    values: Vec<Cluster<'a>>,
    version: u32,
}

#[derive(Serialize)]
struct Cluster<'a> {
    description: String,
    meta: Facts<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    revoked: bool,
    uuid: String,
    value: String,
}

/// What a cluster says in its `meta`: texts and lists of texts, which is all that MISP keeps.
#[derive(Serialize)]
struct Facts<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assets: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attack: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    capec: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    cwe: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    detections: Vec<String>,
    external_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kill_chain: Vec<String>,
    maturity: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mitigations: Vec<String>,
    patient_safety: &'static str,
    refs: Vec<String>,
    status: Status,
}

#[derive(Serialize)]
struct Related {
    #[serde(rename = "dest-uuid")]
    dest_uuid: String,
    #[serde(rename = "type")]
    sort: &'static str,
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let meta = matrix.meta();
    let order = matrix.columns().into_iter().map(|tactic| shortname(tactic.name()));
    let galaxy = Galaxy {
        description: &meta.summary,
        icon: "map",
        kill_chain_order: BTreeMap::from([(meta.kill_chain.as_str(), order.collect())]),
        name: &meta.name,
        namespace: &meta.id,
        sort: &meta.id,
        uuid: ids::uuid(&meta.stix_namespace, &["misp-galaxy", &meta.id]),
        version: version(&meta.released),
    };
    let clusters = Clusters {
        authors: [format!("The contributors to the {}", meta.name)],
        category: "attack-pattern",
        description: &meta.summary,
        name: &meta.name,
        source: meta.url(""),
        sort: &meta.id,
        uuid: ids::uuid(&meta.stix_namespace, &["misp-clusters", &meta.id]),
        values: matrix.techniques().map(|(object, it)| cluster(matrix, object, it)).collect(),
        version: version(&meta.released),
    };
    let files = [
        ("galaxies", serde_json::to_string_pretty(&galaxy)),
        ("clusters", serde_json::to_string_pretty(&clusters)),
    ];
    for (folder, file) in files {
        sink.file(&format!("{folder}/{}.json", meta.id), file.unwrap_or_default() + "\n");
    }
}

/// Returns the day of release as a number: MISP takes a file that it knows only if this is higher.
fn version(released: &str) -> u32 {
    let digits: String = released.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn cluster<'a>(matrix: &'a Matrix, object: &'a Object, technique: &'a Technique) -> Cluster<'a> {
    let common = &object.common;
    let description = common.description.as_deref().map(text::plain).unwrap_or_default();
    Cluster {
        description: format!("{}\n\n{description}", common.summary).trim_end().to_owned(),
        meta: facts(matrix, object, technique),
        related: related(matrix, object, technique),
        revoked: !Matrix::in_use(common),
        uuid: uuid(matrix.meta(), object.id()),
        // A quotation mark would end the tag that MISP makes of it.
        value: format!("{} - {}", object.name().replace('"', "'"), object.id()),
    }
}

/// Returns the UUID of a technique: the one in the id of its STIX object.
fn uuid(meta: &Meta, id: &str) -> String {
    ids::uuid(&meta.stix_namespace, &["attack-pattern", id])
}

fn facts<'a>(matrix: &'a Matrix, object: &'a Object, technique: &'a Technique) -> Facts<'a> {
    let meta = matrix.meta();
    let named = |kind: &'static str, ids: Vec<&str>| -> Vec<String> {
        let name = |id: &str| matrix.find(kind, id).map_or("", Object::name);
        let list: BTreeSet<String> = ids.iter().map(|id| format!("{} - {id}", name(id))).collect();
        list.into_iter().collect()
    };
    let phase = |id: &String| {
        let tactic = matrix.find("tactic", id)?;
        Some(format!("{}:{}", meta.kill_chain, shortname(tactic.name())))
    };
    // A withdrawn technique stands in no column.
    let tactics = technique.tactics.iter().filter(|_| Matrix::in_use(&object.common));
    let attack: BTreeSet<&str> = technique.attack.iter().map(|link| link.id.as_str()).collect();
    Facts {
        assets: named("asset", technique.assets.iter().map(String::as_str).collect()),
        attack: attack.into_iter().collect(),
        capec: &technique.capec,
        cwe: &technique.cwe,
        detections: named(
            "detection",
            technique.detections.iter().map(|link| link.id.as_str()).collect(),
        ),
        external_id: object.id(),
        kill_chain: tactics.filter_map(phase).collect(),
        maturity: technique.maturity().word(),
        mitigations: named(
            "mitigation",
            technique.mitigations.iter().map(|link| link.id.as_str()).collect(),
        ),
        patient_safety: technique.impact.patient_safety.word(),
        refs: refs(matrix, object, technique),
        status: object.common.status,
    }
}

/// Returns the address of the page and those of the sources, each once.
fn refs(matrix: &Matrix, object: &Object, technique: &Technique) -> Vec<String> {
    let mut refs = vec![matrix.meta().url(&format!("techniques/{}/", object.id()))];
    for evidence in &technique.evidence {
        let source = matrix.references().find(|(it, _)| it.id() == evidence.reference);
        if let Some((_, source)) = source.filter(|(_, it)| !refs.contains(&it.url)) {
            refs.push(source.url.clone());
        }
    }
    refs
}

fn related(matrix: &Matrix, object: &Object, technique: &Technique) -> Vec<Related> {
    let meta = matrix.meta();
    let ours = |id: &str, sort| Related { dest_uuid: uuid(meta, id), sort };
    let mut related: Vec<Related> = Vec::new();
    related.extend(object.parent_id().map(|id| ours(id, "subtechnique-of")));
    related.extend(object.common.replaced_by.as_deref().map(|id| ours(id, "revoked-by")));
    for link in &technique.attack {
        if let Some(dest_uuid) = theirs(matrix, link) {
            let sort = if link.relation == "same" { "similar" } else { "related-to" };
            related.push(Related { dest_uuid, sort });
        }
    }
    let mut seen = BTreeSet::new();
    related.retain(|it| seen.insert((it.dest_uuid.clone(), it.sort)));
    related
}

/// The domain whose techniques have the UUIDs of their STIX objects in MISP. Those of ICS have others.
const SHARED: &str = "enterprise-attack";

/// Returns the UUID of MISP's cluster for a technique of ATT&CK, if it is known.
fn theirs(matrix: &Matrix, link: &AttackLink) -> Option<String> {
    let index = matrix.attack_index(&link.domain).filter(|index| index.domain == SHARED)?;
    let entry = index.techniques.get(&link.id)?;
    entry.stix.split_once("--").map(|(_, uuid)| uuid.to_owned())
}
