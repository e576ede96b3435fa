//! The STIX bundles: nothing is lost, and nothing is missing that clients leave out in silence.

use std::collections::{BTreeMap, BTreeSet};

use dicom_threat_matrix::export::export;
use serde_json::{Map, Value, json};

use crate::support;

fn bundles(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<Value>> {
    let compiled = support::compile(files);
    let artifacts = export(&compiled.matrix, |exporter| exporter.name == "stix");
    artifacts
        .iter()
        .map(|(path, bytes)| {
            let bundle: Value = serde_json::from_slice(bytes).expect("JSON");
            assert_eq!(bundle["type"], "bundle");
            (path.to_owned(), bundle["objects"].as_array().expect("objects").clone())
        })
        .collect()
}

fn full() -> Vec<Value> {
    bundles(&support::real()).remove("stix/dicom-threat-matrix.json").expect("the bundle")
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

/// Undoes what STIX asks of a text: citations and links in ATT&CK's way.
fn ours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("(Citation: ") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(')').expect("closed") + at;
        out.extend(["[@", &rest[at + 11..end], "]"]);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    let mut text = String::new();
    let mut rest = out.as_str();
    while let Some(at) = rest.find("](https://dicom-threat-matrix.example/") {
        text.push_str(&rest[..=at]);
        rest = &rest[rest[at..].find(')').expect("closed") + at + 1..];
    }
    text + rest
}

/// Texts are compared by their words: how an author breaks lines is not content.
fn words(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Array(list) => list.iter().map(words).collect(),
        Value::Object(map) => map.iter().map(|(key, it)| (key.clone(), words(it))).collect(),
        other => other.clone(),
    }
}

/// Returns what an author wrote, from the STIX object alone.
fn back(object: &Value) -> Map<String, Value> {
    let mut fields = Map::new();
    for (key, value) in object.as_object().expect("an object") {
        if let Some(key) = key.strip_prefix("x_dtm_") {
            let derived = ["kind", "maturity"].contains(&key);
            if !derived {
                fields.insert(
                    if key == "type" { "kind".to_owned() } else { key.to_owned() },
                    value.clone(),
                );
            }
        }
    }
    let kind = text(object, "x_dtm_kind");
    let titled = ["reference", "catalogue", "checklist", "brief"].contains(&kind);
    fields.insert("id".to_owned(), object["external_references"][0]["external_id"].clone());
    fields.insert(if titled { "title" } else { "name" }.to_owned(), object["name"].clone());
    fields.insert("version".to_owned(), object["x_mitre_version"].clone());
    for key in ["created", "modified"] {
        fields.insert(key.to_owned(), json!(text(object, key)[..10]));
    }
    if let Some(names) = object.get("x_mitre_contributors") {
        fields.insert("contributors".to_owned(), names.clone());
    }
    if text(object, "description") != text(object, "x_dtm_summary") {
        fields.insert("description".to_owned(), json!(ours(text(object, "description"))));
    }
    fields
}

#[test]
fn everything_that_was_written_comes_back() {
    let compiled = support::compile(&support::real());
    let objects = full();
    let mut returned: BTreeMap<(String, String), Map<String, Value>> = BTreeMap::new();
    for object in objects.iter().filter(|it| it.get("x_dtm_kind").is_some()) {
        let fields = back(object);
        let id = fields["id"].as_str().expect("an id").to_owned();
        assert!(returned.insert((text(object, "x_dtm_kind").to_owned(), id), fields).is_none());
    }
    assert_eq!(returned.len(), compiled.matrix.objects().len());
    for object in compiled.matrix.objects() {
        let written = compiled.sources.get(object.file).tree.clone().expect("a tree");
        let key = (object.kind().name.to_owned(), object.id().to_owned());
        let mut got = Value::Object(returned.remove(&key).expect("an object"));
        if written.get("description").is_none() {
            got.as_object_mut().expect("a mapping").remove("description");
        }
        assert_eq!(words(&got), words(&written), "{}", object.id());
    }
}

#[test]
fn uses_stand_in_relationships_too() {
    let compiled = support::compile(&support::real());
    let objects = full();
    let count = |kind: &str| objects.iter().filter(|it| it["relationship_type"] == kind).count();
    let sum = |of: fn(&dicom_threat_matrix::model::kinds::Technique) -> usize| {
        compiled.matrix.techniques().map(|(_, it)| of(it)).sum::<usize>()
    };
    assert_eq!(count("mitigates"), sum(|it| it.mitigations.len()));
    assert_eq!(count("detects"), sum(|it| it.detections.len()));
    assert_eq!(count("targets"), sum(|it| it.assets.len()));
    let subs = compiled.matrix.techniques().filter(|(it, _)| it.parent_id().is_some()).count();
    assert_eq!(count("subtechnique-of"), subs);
    for relationship in objects.iter().filter(|it| it["relationship_type"] == "mitigates") {
        assert!(text(relationship, "description").len() > 20, "the use is missing");
    }
}

fn version_four(id: &str) -> bool {
    let uuid = id.split("--").nth(1).unwrap_or_default();
    let bytes = uuid.as_bytes();
    uuid.len() == 36 && bytes[14] == b'4' && b"89ab".contains(&bytes[19])
}

/// What the Navigator and the libraries leave out without a word (or stop at), over every bundle.
#[test]
fn nothing_is_missing_that_clients_pass_over_in_silence() {
    for (path, objects) in bundles(&support::real()) {
        let ids: BTreeSet<&str> = objects.iter().map(|it| text(it, "id")).collect();
        assert_eq!(ids.len(), objects.len(), "{path}: an id stands twice");
        let mut external = BTreeSet::new();
        let tactics: BTreeSet<&str> = objects
            .iter()
            .filter(|it| it["type"] == "x-mitre-tactic")
            .map(|it| text(it, "x_mitre_shortname"))
            .collect();
        for object in &objects {
            let (kind, id) = (text(object, "type"), text(object, "id"));
            assert!(id.starts_with(&format!("{kind}--")) && version_four(id), "{path}: {id}");
            assert!(object.get("created").is_some() && object["spec_version"] == "2.1", "{id}");
            for (key, value) in object.as_object().expect("an object") {
                for target in
                    value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str)
                {
                    if key.ends_with("_ref") || key.ends_with("_refs") {
                        assert!(version_four(target), "{id}: {key} {target}");
                        let outside = path.ends_with("-to-attack.json");
                        assert!(
                            outside || ids.contains(target),
                            "{path}: {id}: {key} leads nowhere"
                        );
                    }
                }
            }
            let referenced = ["attack-pattern", "course-of-action", "campaign"].contains(&kind)
                || kind.starts_with("x-mitre-") && kind != "x-mitre-collection";
            if referenced {
                let first = &object["external_references"][0];
                assert!(first["external_id"].is_string() && first["url"].is_string(), "{id}");
                assert!(
                    external.insert((kind.to_owned(), first["external_id"].to_string())),
                    "{id}: its external id is taken"
                );
                assert!(!text(object, "name").is_empty(), "{id} has no name");
            }
        }
        for tactic in objects.iter().filter(|it| it["type"] == "x-mitre-tactic") {
            let computed = text(tactic, "name").to_lowercase().replace(' ', "-");
            assert_eq!(text(tactic, "x_mitre_shortname"), computed);
        }
        for technique in objects.iter().filter(|it| it["type"] == "attack-pattern") {
            let id = &technique["external_references"][0]["external_id"];
            assert!(
                technique["x_mitre_platforms"].as_array().is_some_and(|it| !it.is_empty()),
                "{id} has no platform"
            );
            let phases = technique["kill_chain_phases"].as_array().expect("phases");
            assert!(
                !phases.is_empty()
                    && phases.iter().all(|it| tactics.contains(text(it, "phase_name"))),
                "{id}"
            );
        }
        families(&path, &objects);
        if let Some(collection) = objects.iter().find(|it| it["type"] == "x-mitre-collection") {
            assert_eq!(objects[0]["id"], collection["id"], "the collection comes first");
            let contents = collection["x_mitre_contents"].as_array().expect("contents");
            let listed: BTreeSet<&str> = contents.iter().map(|it| text(it, "object_ref")).collect();
            assert_eq!(listed.len(), objects.len() - 1, "{path}: the collection is not complete");
        }
        for strategy in objects.iter().filter(|it| it["type"] == "x-mitre-detection-strategy") {
            let detects = objects.iter().any(|it| {
                it["relationship_type"] == "detects" && it["source_ref"] == strategy["id"]
            });
            assert!(detects, "an old Navigator stops at a strategy that detects nothing");
        }
    }
}

/// Every sub-technique has its parent, and stands in each of its parent's columns.
fn families(path: &str, objects: &[Value]) {
    let by_id: BTreeMap<&str, &Value> = objects.iter().map(|it| (text(it, "id"), it)).collect();
    let phases = |it: &Value| -> BTreeSet<String> {
        let list = it["kill_chain_phases"].as_array().expect("phases");
        list.iter().map(|it| text(it, "phase_name").to_owned()).collect()
    };
    let ties: BTreeMap<&str, &str> = objects
        .iter()
        .filter(|it| it["relationship_type"] == "subtechnique-of")
        .map(|it| (text(it, "source_ref"), text(it, "target_ref")))
        .collect();
    for sub in objects.iter().filter(|it| it["x_mitre_is_subtechnique"] == true) {
        let parent = by_id[ties[text(sub, "id")]];
        assert!(
            phases(sub).is_superset(&phases(parent)),
            "{path}: {} lacks a phase",
            text(sub, "name")
        );
    }
}

#[test]
fn wrapping_and_layout_change_nothing() {
    let files = support::real();
    let mut other = files.clone();
    let path = "techniques/DT0053.yaml";
    let old = String::from_utf8(files[path].clone()).expect("UTF-8");
    let (head, rest) = old.split_once("description: |\n").expect("a description");
    let (prose, tail) = rest.split_once("tactics:\n").expect("tactics");
    let sentences: Vec<&str> = prose.lines().map(str::trim).collect();
    let wrapped = sentences.join(" ").replace("; ", ";\n  ").replace(", ", ",\n  ");
    assert_ne!(wrapped, prose);
    let new = format!("{head}# a comment\ndescription: |\n  {wrapped}\ntactics:\n{tail}");
    other.insert(path.to_owned(), new.into_bytes());
    for name in ["stix", "navigator"] {
        let made = |files| {
            let compiled = support::compile(files);
            export(&compiled.matrix, |exporter| exporter.name == name)
        };
        assert_eq!(made(&files), made(&other), "{name} changed");
    }
}

#[test]
fn ids_do_not_depend_on_names() {
    let ids = |files: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        let objects = bundles(files).into_values().flatten();
        objects.map(|it| text(&it, "id").to_owned()).collect()
    };
    let renamed = support::overlay(
        "# file: techniques/DT0001.yaml\nname: Another Name\nsummary: Another sentence.\n",
    );
    assert_eq!(ids(&support::ground()), ids(&renamed));
}

#[test]
fn what_was_withdrawn_is_marked_and_leads_to_its_heir() {
    let mut files = support::ground();
    let technique = support::read("tests/ground/techniques/DT0001.yaml");
    let heir = technique.replace("id: DT0001\n", "id: DT0002\n");
    let heir = heir.replace("name: Open an Association\n", "name: Open Another\n");
    let gone = technique.replace("status: draft\n", "status: revoked\nreplaced_by: DT0002\n");
    let asset = support::read("tests/ground/assets/DA0001.yaml");
    let old = "status: deprecated\nstatus_reason: Nobody builds it.\ncontributors:\n  - Jo Doe\n";
    files.insert("techniques/DT0001.yaml".to_owned(), gone.into_bytes());
    files.insert("techniques/DT0002.yaml".to_owned(), heir.into_bytes());
    let asset = asset.replace("status: draft\n", old);
    files.insert("assets/DA0001.yaml".to_owned(), asset.into_bytes());
    let objects: Vec<Value> = bundles(&files).into_values().flatten().collect();
    let named = |name: &str| objects.iter().find(|it| it["name"] == name).expect(name);
    let (gone, heir) = (named("Open an Association"), named("Open Another"));
    assert_eq!((&gone["revoked"], &heir["revoked"]), (&json!(true), &Value::Null));
    let leads = |it: &&Value| it["relationship_type"] == "revoked-by";
    let way = objects.iter().find(leads).expect("a way to the heir");
    assert_eq!((&way["source_ref"], &way["target_ref"]), (&gone["id"], &heir["id"]));
    let asset = named("Imaging Modality");
    assert_eq!(asset["x_mitre_deprecated"], true);
    assert_eq!(asset["x_mitre_contributors"], json!(["Jo Doe"]));
}
