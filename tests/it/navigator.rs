//! What a Navigator is told besides layers: addresses, versions, a configuration, a page.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::Meta;
use serde_json::Value;

use crate::support;

fn made(base_url: Option<&str>) -> (Meta, Artifacts) {
    let mut compiled = support::compile(&support::real());
    if let Some(url) = base_url {
        compiled.matrix.publish_at(url);
    }
    (compiled.matrix.meta().clone(), export(&compiled.matrix, |_| true))
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn json(artifacts: &Artifacts, path: &str) -> Value {
    serde_json::from_str(text(artifacts, path)).expect("JSON")
}

/// Undoes what the Navigator undoes: `decodeURIComponent`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().expect("a digit"), rest.next().expect("a digit")];
            let pair = std::str::from_utf8(&pair).expect("ASCII");
            bytes.push(u8::from_str_radix(pair, 16).expect("a number"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A layer opens only where domain and version are those of the data, letter by letter.
#[test]
fn all_ways_name_the_same_domain_and_version() {
    let (meta, artifacts) = made(None);
    let layer = json(&artifacts, "navigator/matrix/maturity.layer.json");
    let domain = layer["domain"].as_str().expect("text");
    let version = layer["versions"]["attack"].as_str().expect("text");
    let data = layer["customDataURL"].as_str().expect("text");
    assert_eq!(domain, meta.id);

    let config = json(&artifacts, "navigator/config.fragment.json");
    assert_eq!(config["versions"]["enabled"], true);
    let entry = &config["versions"]["entries"][0];
    assert_eq!(entry["version"], version);
    assert_eq!(entry["domains"][0]["identifier"], domain);
    assert_eq!(entry["domains"][0]["data"][0], data);

    let index = json(&artifacts, "navigator/collection-index.json");
    let collection = &index["collections"][0];
    let name = collection["name"].as_str().expect("text");
    assert_eq!(name.replace(' ', "-").replace('&', "a").to_lowercase(), domain);
    let listed = &collection["versions"][0];
    let major = listed["version"].as_str().and_then(|it| it.split('.').next()).expect("a number");
    assert_eq!(major, version);
    assert!(major.parse::<u32>().expect("a number") >= 4, "the Navigator skips {major} in silence");
    assert_eq!(listed["url"], data);

    let note = text(&artifacts, "navigator/open.txt");
    let link = note.lines().find(|line| line.contains("#bundleURL=")).expect("a link");
    let fragment = link.split_once('#').expect("a fragment").1;
    assert!(!fragment.contains([':', '/']), "{fragment} holds an address that is not escaped");
    let value = |key: &str| {
        let mut parts = fragment.split('&').filter_map(|part| part.split_once('='));
        decoded(parts.find(|(name, _)| *name == key).expect("a part").1)
    };
    assert_eq!(value("bundleURL"), data);
    assert_eq!(value("version"), version);
    assert_eq!(value("domain"), domain);
    let page = text(&artifacts, "site/navigator/index.html");
    assert!(page.contains(&link.replace('&', "&amp;")), "the page has another link");
}

/// The Navigator joins layer and data by id and short name, and says nothing of what does not fit.
#[test]
fn every_entry_finds_its_cell_in_the_data() {
    let (meta, artifacts) = made(None);
    let layer = json(&artifacts, "navigator/matrix/maturity.layer.json");
    let url = layer["customDataURL"].as_str().expect("text");
    let path = url.strip_prefix(&meta.url("")).expect("an address of ours");
    let bundle = json(&artifacts, path);
    let objects = bundle["objects"].as_array().expect("objects");
    let mut cells = BTreeSet::new();
    for technique in objects.iter().filter(|it| it["type"] == "attack-pattern") {
        let id = technique["external_references"][0]["external_id"].as_str().expect("an id");
        for phase in technique["kill_chain_phases"].as_array().expect("phases") {
            cells.insert((id, phase["phase_name"].as_str().expect("text")));
        }
    }
    for (path, bytes) in artifacts.iter().filter(|(path, _)| path.starts_with("navigator/matrix/"))
    {
        let layer: Value = serde_json::from_slice(bytes).expect("JSON");
        for entry in layer["techniques"].as_array().expect("entries") {
            let id = entry["techniqueID"].as_str().expect("an id");
            let cell = (id, entry["tactic"].as_str().expect("text"));
            assert!(cells.contains(&cell), "{path}: no cell for {cell:?}");
        }
    }
    let index = json(&artifacts, "navigator/collection-index.json");
    let collection = objects.iter().find(|it| it["type"] == "x-mitre-collection").expect("one");
    assert_eq!(index["collections"][0]["id"], collection["id"]);
}

#[test]
fn another_base_url_reaches_every_address() {
    let (before, _) = made(None);
    let (meta, artifacts) = made(Some("https://h.example/of/dicom//"));
    assert_eq!(meta.base_url, "https://h.example/of/dicom");
    for (path, bytes) in artifacts.iter() {
        // The schema keeps the name that it has in all copies.
        if !path.ends_with("json/matrix.schema.json") {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(&before.base_url), "{path} still speaks of {}", before.base_url);
        }
    }
    let layer = json(&artifacts, "navigator/matrix/maturity.layer.json");
    assert_eq!(
        layer["customDataURL"],
        "https://h.example/of/dicom/stix/dicom-threat-matrix.navigator.json"
    );
}

/// The site carries the layers that its page lists, so that a site published whole is found by the
/// addresses in them.
#[test]
fn the_page_lists_every_layer_and_has_it_beside_itself() {
    let (_, artifacts) = made(None);
    let page = text(&artifacts, "site/navigator/index.html");
    let mut total = 0;
    for (path, bytes) in artifacts.iter() {
        let Some(inner) = path.strip_prefix("navigator/") else { continue };
        assert_eq!(artifacts.get(&format!("site/{path}")), Some(bytes), "{path}");
        assert!(page.contains(inner) || inner == "open.txt", "the page does not list {inner}");
        total += bytes.len();
    }
    assert!(total < 6_000_000, "{total} bytes of layers");
    for page in ["site/index.html", "site/techniques/DT0001/index.html"] {
        assert!(text(&artifacts, page).contains("navigator/index.html"), "{page} has no way there");
    }
}

/// What an author breaks into other lines stays the same layer.
#[test]
fn layers_do_not_depend_on_where_prose_is_wrapped() {
    let mut files = support::real();
    let before = export(&support::compile(&files).matrix, |it| it.name == "navigator");
    let mut wrapped = 0;
    for (path, bytes) in &mut files {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let Some(rest) = text.split_once("\ndescription: |\n").map(|it| it.1) else { continue };
        if !path.starts_with("techniques/") || !rest.starts_with("  ") {
            continue;
        }
        let line = rest.lines().next().expect("a line");
        if let Some((head, tail)) = line.split_once(' ').and_then(|_| line.rsplit_once(' ')) {
            *bytes = text.replace(line, &format!("{head}\n  {tail}")).into_bytes();
            wrapped += 1;
        }
    }
    assert!(wrapped > 50, "{wrapped} texts were wrapped");
    assert!(before == export(&support::compile(&files).matrix, |it| it.name == "navigator"));
}
