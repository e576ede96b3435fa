//! The data of the search, and what it leads to.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::Matrix;
use serde_json::Value;

use crate::support;

const PATH: &str = "site/static/search.js";

fn site(matrix: &Matrix) -> Artifacts {
    export(matrix, |exporter| exporter.name == "site")
}

fn script(artifacts: &Artifacts) -> &str {
    std::str::from_utf8(artifacts.get(PATH).expect("a script")).expect("UTF-8")
}

fn data(artifacts: &Artifacts) -> Value {
    let inner = script(artifacts).strip_prefix("window.DTM_SEARCH = ").expect("a global");
    serde_json::from_str(inner.strip_suffix(";\n").expect("an end")).expect("JSON")
}

fn documents(data: &Value) -> &[Value] {
    data["docs"].as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

#[test]
fn every_id_is_a_document_and_every_address_a_place() {
    let matrix = support::compile(&support::real()).matrix;
    let artifacts = site(&matrix);
    let data = data(&artifacts);
    let kinds = data["kinds"].as_array().expect("a list");
    let mut ids = BTreeSet::new();
    for it in documents(&data) {
        let kind = usize::try_from(it[0].as_u64().expect("a number")).expect("small");
        let (id, url) = (text(&it[1]), text(&it[4]));
        assert!(ids.insert((text(&kinds[kind]["name"]), id)), "{id} twice");
        if url.starts_with("https:") {
            continue;
        }
        let (path, anchor) = url.split_once('#').unwrap_or((url, ""));
        let page = artifacts.get(&format!("site/{path}"));
        let page = std::str::from_utf8(page.unwrap_or_else(|| panic!("{id}: no page {path}")));
        let place = format!("id=\"{anchor}\"");
        assert!(anchor.is_empty() || page.expect("UTF-8").contains(&place), "{id}: no place {url}");
    }
    for object in matrix.objects() {
        assert!(ids.contains(&(object.kind().name, object.id())), "{}", object.id());
    }
    for id in matrix.control_ids() {
        assert!(ids.contains(&("control", id)), "{id}");
    }
    for node in matrix.graph().0 {
        if let Some(entry) = matrix.attack_entry(node) {
            assert!(ids.contains(&("attack", entry.id)), "{}", entry.id);
        }
    }
    for kind in kinds {
        let url = text(&kind["url"]);
        assert!(url.is_empty() || artifacts.get(&format!("site/{url}")).is_some(), "{url}");
    }
}

#[test]
fn it_is_the_same_each_time() {
    let made = || {
        let matrix = support::compile(&support::ground()).matrix;
        script(&site(&matrix)).to_owned()
    };
    assert_eq!(made(), made());
}

#[test]
fn hostile_text_stays_text() {
    let files = support::overlay(
        "# file: techniques/DT0001.yaml\nsummary: \"Ends </script><script>alert(1)</script> \\\" here.\"",
    );
    let matrix = support::compile(&files).matrix;
    let artifacts = site(&matrix);
    assert!(!script(&artifacts).contains('<'));
    let data = data(&artifacts);
    let technique = documents(&data).iter().find(|it| text(&it[1]) == "DT0001").expect("listed");
    assert_eq!(text(&technique[3]), "Ends </script><script>alert(1)</script> \" here.");
}
