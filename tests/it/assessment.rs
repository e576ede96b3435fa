//! The assessment: the schema takes what the page says and what the browser writes, and the page
//! knows everything that can be ticked.

use dicom_threat_matrix::export::export;
use serde_json::Value;

use crate::support;

fn valid(text: &str) -> bool {
    let schema = support::read("schema/assessment.schema.json");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    validator.is_valid(&serde_json::from_str(text).expect("JSON"))
}

#[test]
fn the_example_of_the_docs_satisfies_the_schema() {
    let page = support::read("docs/assessment.md");
    let (_, rest) = page.split_once("```json\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    assert!(valid(example));
    assert!(!valid(&example.replace("in-place", "done")));
    assert!(!valid(&example.replace("\"note\"", "\"notes\"")));
}

/// The file is compared with what the script writes in `tests/site/coverage.test.mjs`.
#[test]
fn the_export_of_the_browser_satisfies_the_schema() {
    assert!(valid(&support::read("tests/site/assessment.json")));
}

#[test]
fn the_page_knows_every_surface_and_groups_every_asset() {
    let compiled = support::compile(&support::real());
    let artifacts = export(&compiled.matrix, |it| it.name == "site");
    let text = |path: &str| {
        String::from_utf8(artifacts.get(path).expect("a file").to_vec()).expect("UTF-8")
    };
    let data = text("site/static/data.js");
    let data = data.trim_start_matches("window.DTM_DATA = ").trim_end_matches(";\n");
    let data: Value = serde_json::from_str(data).expect("JSON");
    let listed = data["surfaces"].as_array().expect("a list").iter().map(|it| &it["id"]);
    let schema = support::read("schema/technique.schema.json");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let known = schema["properties"]["surface"]["items"]["enum"].as_array().expect("a list");
    assert!(listed.eq(known), "src/model/surfaces.rs and the schema differ");
    let page = text("site/environment/index.html");
    assert!(!page.contains("<legend>More</legend>"), "an asset is in no group");
}
