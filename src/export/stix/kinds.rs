//! Each kind as the STIX objects that its readers expect.

use serde_json::{Map, Value, json};

use super::thing::{Maker, SPEC_VERSION};
use crate::model::kinds::{CaseStudy, Detection, Technique};
use crate::model::{Body, Object, Target, shortname};

/// The type of the main object of a kind. Every kind has its arm.
pub(super) fn type_of(object: &Object) -> &'static str {
    match &object.body {
        Body::Asset(_) => "x-mitre-asset",
        Body::Audience(_) => "x-dtm-audience",
        Body::Brief(_) => "x-dtm-brief",
        Body::CaseStudy(case) if case.kind == "incident" => "campaign",
        Body::CaseStudy(_) => "report",
        Body::Catalogue(_) => "x-dtm-catalogue",
        Body::Checklist(_) => "x-dtm-checklist",
        Body::Detection(_) => "x-mitre-detection-strategy",
        Body::Mitigation(_) => "course-of-action",
        Body::Reference(_) => "x-dtm-reference",
        Body::Tactic(_) => "x-mitre-tactic",
        Body::Technique(_) => "attack-pattern",
    }
}

/// Returns the STIX objects of one of ours.
pub(super) fn objects(maker: &Maker<'_>, object: &Object) -> Vec<Value> {
    let mut thing = maker.thing(type_of(object), object);
    let mut more = Vec::new();
    match &object.body {
        Body::Tactic(_) => {
            thing.insert("x_mitre_shortname".to_owned(), json!(shortname(object.name())));
        }
        Body::Technique(technique) => attack_pattern(maker, object, technique, &mut thing),
        Body::Detection(detection) => {
            let analytic = analytic(maker, object, detection);
            thing.insert("x_mitre_analytic_refs".to_owned(), json!([analytic["id"]]));
            more.push(analytic);
        }
        Body::CaseStudy(case) => case_study(maker, case, &mut thing),
        Body::Asset(_) => {
            thing.insert("x_mitre_platforms".to_owned(), json!([object.name()]));
        }
        Body::Audience(_)
        | Body::Brief(_)
        | Body::Catalogue(_)
        | Body::Checklist(_)
        | Body::Mitigation(_)
        | Body::Reference(_) => {}
    }
    more.insert(0, Value::Object(thing));
    more
}

fn attack_pattern(
    maker: &Maker<'_>,
    object: &Object,
    technique: &Technique,
    thing: &mut Map<String, Value>,
) {
    let meta = maker.matrix.meta();
    let parent = object.parent_id().and_then(|id| maker.matrix.get(id));
    let phases = maker.matrix.phases(object).into_iter();
    let phases: Vec<Value> = phases
        .map(|it| json!({ "kill_chain_name": meta.kill_chain, "phase_name": shortname(it.name()) }))
        .collect();
    let assets = technique.assets.iter().filter_map(|id| maker.matrix.find("asset", id));
    let platforms: Vec<&str> = assets.map(Object::name).collect();
    thing.insert("kill_chain_phases".to_owned(), json!(phases));
    thing.insert("x_mitre_is_subtechnique".to_owned(), json!(parent.is_some()));
    thing.insert("x_mitre_platforms".to_owned(), json!(platforms));
    thing.insert("x_dtm_maturity".to_owned(), json!(technique.maturity().word()));
    if let Some(Value::Array(references)) = thing.get_mut("external_references") {
        for id in &technique.capec {
            references.push(json!({ "source_name": "capec", "external_id": id }));
        }
        for id in &technique.cwe {
            references.push(json!({ "source_name": "cwe", "external_id": id }));
        }
    }
}

/// The sources of signals, each a data component.
const SOURCES: [(&str, &str, &str); 5] = [
    (
        "dicom-audit",
        "DICOM Audit Trail",
        "Audit messages of DICOM PS3.15 A.5, collected in an audit record repository.",
    ),
    ("file", "DICOM File Content", "Content of DICOM files at import, in the archive or on media."),
    (
        "host",
        "Imaging Host Activity",
        "Processes, files, services and accounts of hosts that run DICOM software.",
    ),
    (
        "network",
        "DICOM Network Traffic",
        "Associations and DIMSE messages as seen in a copy of the traffic.",
    ),
    (
        "web",
        "DICOMweb and Viewer Logs",
        "Logs of web servers and proxies in front of DICOMweb services and viewers.",
    ),
];

/// The same in a matrix of something else than DICOM.
const OTHER_SOURCES: [(&str, &str, &str); 5] = [
    ("dicom-audit", "Audit Trail", "Audit messages, collected in a repository."),
    ("file", "File Content", "Content of files."),
    ("host", "Host Activity", "Processes, files, services and accounts of hosts."),
    ("network", "Network Traffic", "Connections as seen in a copy of the traffic."),
    ("web", "Web Logs", "Logs of web servers and proxies."),
];

fn component_id(maker: &Maker<'_>, source: &str) -> String {
    maker.id("x-mitre-data-component", source)
}

/// Returns the data components that the analytics of the matrix read.
pub(super) fn data_components(maker: &Maker<'_>) -> Vec<Value> {
    let meta = maker.matrix.meta();
    let used = |source: &str| maker.matrix.detections().any(|(_, it)| it.source == source);
    let sources = if meta.speaks_dicom() { &SOURCES } else { &OTHER_SOURCES };
    let sources = sources.iter().filter(|(source, ..)| used(source));
    sources
        .map(|(source, name, description)| {
            json!({
                "type": "x-mitre-data-component",
                "spec_version": "2.1",
                "id": component_id(maker, source),
                "created": maker.born(),
                "modified": maker.born(),
                "created_by_ref": maker.identity,
                "object_marking_refs": maker.markings,
                "name": name,
                "description": description,
                "external_references": [{ "source_name": meta.id, "external_id": format!("DC-{source}"), "url": meta.url("detections/") }],
                "x_mitre_attack_spec_version": SPEC_VERSION,
                "x_mitre_domains": [meta.id],
                "x_mitre_modified_by_ref": maker.identity,
                "x_mitre_version": "1.0",
                "x_mitre_log_sources": [{ "name": source, "channel": "None" }],
            })
        })
        .collect()
}

fn analytic(maker: &Maker<'_>, object: &Object, detection: &Detection) -> Value {
    let meta = maker.matrix.meta();
    let mut platforms: Vec<&str> = Vec::new();
    for (node, _) in maker.matrix.origins(object, crate::model::Relation::Detects) {
        let Some(Body::Technique(technique)) = maker.matrix.object(node).map(|it| &it.body) else {
            continue;
        };
        for asset in technique.assets.iter().filter_map(|id| maker.matrix.find("asset", id)) {
            if !platforms.contains(&asset.name()) {
                platforms.push(asset.name());
            }
        }
    }
    platforms.sort_unstable();
    let channel =
        if detection.events.is_empty() { "None".to_owned() } else { detection.events.join(", ") };
    json!({
        "type": "x-mitre-analytic",
        "spec_version": "2.1",
        "id": maker.id("x-mitre-analytic", object.id()),
        "created": maker.stamp(&object.common.created),
        "modified": maker.stamp(&object.common.modified),
        "created_by_ref": maker.identity,
        "object_marking_refs": maker.markings,
        "name": format!("Analytic of {}", object.id()),
        "description": detection.logic,
        "external_references": [{
            "source_name": meta.id,
            "external_id": format!("{}-A", object.id()),
            "url": meta.url(&format!("detections/{}/", object.id())),
        }],
        "x_mitre_attack_spec_version": SPEC_VERSION,
        "x_mitre_domains": [meta.id],
        "x_mitre_modified_by_ref": maker.identity,
        "x_mitre_version": object.common.version,
        "x_mitre_platforms": platforms,
        "x_mitre_log_source_references": [{
            "x_mitre_data_component_ref": component_id(maker, &detection.source),
            "name": detection.source,
            "channel": channel,
        }],
    })
}

fn case_study(maker: &Maker<'_>, case: &CaseStudy, thing: &mut Map<String, Value>) {
    let day = match case.date.len() {
        4 => format!("{}-01-01", case.date),
        7 => format!("{}-01", case.date),
        _ => case.date.clone(),
    };
    let steps = case.procedure.iter().map(|step| maker.id("attack-pattern", &step.technique));
    if thing["type"] == "report" {
        let mut refs: Vec<String> = steps.collect();
        refs.dedup();
        thing.insert("report_types".to_owned(), json!(["threat-report"]));
        thing.insert("published".to_owned(), json!(maker.stamp(&day)));
        thing.insert("object_refs".to_owned(), json!(refs));
    } else {
        thing.insert("first_seen".to_owned(), json!(maker.stamp(&day)));
        thing.insert("x_mitre_first_seen_citation".to_owned(), json!(citations(case)));
    }
}

fn citations(case: &CaseStudy) -> String {
    let all: Vec<String> = case.references.iter().map(|key| format!("(Citation: {key})")).collect();
    all.concat()
}

/// Returns the node of a reference in a field, if it leads somewhere.
pub(super) fn attack_target(domain: &str, id: &str) -> Target {
    Target::AttackTechnique(domain.to_owned(), id.to_owned())
}
