//! What comes out: links that lead somewhere, layers that clients open, text that stays text.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, EXPORTERS, export, one};
use serde_json::Value;

use crate::support;

fn real() -> Artifacts {
    let compiled = support::compile(&support::real());
    export(&compiled.matrix, |_| true)
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Returns the values of an attribute on a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.match_indices(&start)
        .map(|(at, _)| {
            let rest = &page[at + start.len()..];
            &rest[..rest.find('"').expect("a closing quote")]
        })
        .collect()
}

/// The site in one file carries its scripts inside; `single.rs` asks the same of it.
fn is_one_file(path: &str) -> bool {
    path.contains("site-single/")
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    let artifacts = real();
    let mut wrong = BTreeSet::new();
    for (path, bytes) in artifacts.iter().filter(|(path, _)| {
        path.ends_with(".html") && path.starts_with("site/") && !is_one_file(path)
    }) {
        let page = std::str::from_utf8(bytes).expect("UTF-8");
        assert!(!page.starts_with("template fault"), "{path}: {page}");
        for link in attributes(page, "href") {
            if ["https://", "http://", "#", "data:"].iter().any(|start| link.starts_with(start)) {
                continue;
            }
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let mut steps: Vec<&str> = path.split('/').collect();
            steps.pop();
            for step in target.split('/') {
                if step == ".." {
                    steps.pop();
                } else {
                    steps.push(step);
                }
            }
            match artifacts.get(&steps.join("/")) {
                None => drop(wrong.insert(format!("{path}: {link}"))),
                Some(there) if !anchor.is_empty() => {
                    let there = std::str::from_utf8(there).expect("UTF-8");
                    if !attributes(there, "id").contains(&anchor) {
                        wrong.insert(format!("{path}: {link} has no such place"));
                    }
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ids_of_a_page_are_unique() {
    for (path, bytes) in real().iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).expect("UTF-8");
        let ids = attributes(page, "id");
        let unique: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{path} has an id twice");
    }
}

#[test]
fn every_object_has_a_page_that_lists_both_directions() {
    let artifacts = real();
    let technique = text(&artifacts, "site/techniques/DT0053/index.html");
    assert!(technique.contains("mitigations/DM0012/index.html"));
    let mitigation = text(&artifacts, "site/mitigations/DM0012/index.html");
    assert!(mitigation.contains("techniques/DT0053/index.html"));
    assert!(mitigation.contains("controls/ps3.15/index.html#H.1.5.1"));
    let catalogue = text(&artifacts, "site/controls/ps3.15/index.html");
    assert!(catalogue.contains("mitigations/DM0012/index.html"));
}

#[test]
fn scripts_are_files_of_ours_and_no_page_names_another_host() {
    let artifacts = real();
    let pages = artifacts.iter().filter(|(path, _)| path.ends_with(".html") && !is_one_file(path));
    for (path, bytes) in pages {
        let page = std::str::from_utf8(bytes).expect("UTF-8");
        for (at, _) in page.match_indices("<script") {
            let tag = &page[at..at + page[at..].find("</script>").expect("an end")];
            assert!(
                tag.contains(" src=\"") && tag.ends_with('>'),
                "{path}: a script inside the page"
            );
        }
        for source in attributes(page, "src") {
            assert!(!source.contains("//"), "{path}: {source}");
        }
        assert!(page.contains("<html lang=\"en\""), "{path} does not say its language");
    }
}

#[test]
fn the_document_satisfies_its_schema_and_holds_everything() {
    let compiled = support::compile(&support::real());
    let artifacts = real();
    let document: Value = serde_json::from_str(text(&artifacts, "json/matrix.json")).expect("JSON");
    let schema: Value =
        serde_json::from_str(text(&artifacts, "json/matrix.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(&document).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(document["objects"].as_array().map(Vec::len), Some(compiled.matrix.objects().len()));
    // Nothing that an author wrote is lost: every field of every file stands in the document.
    for (object, value) in
        compiled.matrix.objects().iter().zip(document["objects"].as_array().unwrap())
    {
        let tree = compiled.sources.get(object.file).tree.as_ref().expect("a tree");
        for (key, written) in tree.as_object().expect("a mapping") {
            let key = match key.as_str() {
                "title" => "name",
                "kind" => "type",
                other => other,
            };
            assert_eq!(&value[key], written, "{}: {key}", object.id());
        }
    }
}

/// An object whose every text tries to break out of where it is printed.
fn hostile() -> Artifacts {
    let evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>${7007*7007}{{7007*7007}}";
    let example = format!(
        "# file: assets/DA0001.yaml\nname: {0}\nsummary: {0}\ndescription: |\n  {1} <b>bold</b> [x](javascript:alert(1)) ![p](https://e.example/p.png) [ok](https://e.example/\">)\nexposure: {0}\n# file: techniques/DT0001.yaml\nname: \"=cmd()\"\nsummary: \"@SUM(1)\"\n",
        serde_json::to_string(evil).expect("JSON"),
        evil,
    );
    let compiled = support::compile(&support::overlay(&example));
    assert!(compiled.matrix.get("DA0001").is_some());
    export(&compiled.matrix, |_| true)
}

#[test]
fn text_stays_text_on_pages() {
    for (path, bytes) in hostile().iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut page = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        if path.contains("site-single/") {
            // It carries scripts, whose number and whose hashes tests/it/single.rs checks.
            let parts = page.split("<script>");
            page = parts.map(|part| part.rsplit("</script>").next().unwrap_or_default()).collect();
        }
        for bad in [
            "<script>",
            "<img",
            "<b>bold",
            "javascript:alert(1)\"",
            "onerror=alert(1)>$",
            "href=\"javascript",
        ] {
            assert!(!page.contains(bad), "{path} holds {bad}");
        }
        assert!(!page.contains("49098049"), "{path} evaluated a template");
    }
}

#[test]
fn no_cell_is_a_formula() {
    let artifacts = hostile();
    for (path, bytes) in artifacts.iter().filter(|(path, _)| path.ends_with(".csv")) {
        let table = std::str::from_utf8(bytes).expect("UTF-8");
        for cell in table.split([',', '\n']) {
            let cell = cell.trim_matches('"');
            assert!(!cell.starts_with(['=', '+', '@']), "{path}: {cell}");
        }
    }
    assert!(text(&artifacts, "csv/techniques.csv").contains("'=cmd()"));
}

#[test]
fn graphs_quote_names() {
    use dicom_threat_matrix::export::graph::{GraphFormat, graph};
    let example = "# file: assets/DA0001.yaml\nname: \"a\\\" -> b [x] </data> \\\\\"\n";
    let compiled = support::compile(&support::overlay(example));
    let nodes = compiled.matrix.graph().0;
    let dot = graph(&compiled.matrix, &nodes, GraphFormat::Dot);
    assert!(dot.contains("a\\\" -> b [x] </data> \\\\\""), "{dot}");
    let graphml = graph(&compiled.matrix, &nodes, GraphFormat::Graphml);
    assert!(graphml.contains("a&quot; -&gt; b [x] &lt;/data&gt;"), "{graphml}");
    let mermaid = graph(&compiled.matrix, &nodes, GraphFormat::Mermaid);
    assert!(mermaid.contains("a#quot; -#gt; b"), "{mermaid}");
}

#[test]
fn checklists_carry_their_items_and_their_coverage() {
    let compiled = support::compile(&support::real());
    let artifacts = real();
    for (object, checklist) in compiled.matrix.checklists() {
        let page = text(&artifacts, &format!("checklist/{}.html", object.id()));
        let list = text(&artifacts, &format!("checklist/{}.md", object.id()));
        assert_eq!(page.matches("<p class=\"do\">").count(), checklist.items().count());
        assert_eq!(list.matches("- [ ] ").count(), checklist.items().count());
        let chosen: BTreeSet<&str> =
            checklist.items().map(|(_, item)| item.mitigation.as_str()).collect();
        let covered = compiled.matrix.techniques().filter(|(_, technique)| {
            technique.mitigations.iter().any(|link| chosen.contains(link.id.as_str()))
        });
        let (covered, total) = (covered.count(), compiled.matrix.techniques().count());
        assert!(
            page.contains(&format!("touch {covered} of the {total} techniques")),
            "{}",
            object.id()
        );
    }
}

#[test]
fn a_page_made_alone_is_the_page_of_the_whole() {
    let compiled = support::compile(&support::ground());
    let whole = export(&compiled.matrix, |it| it.name == "site");
    let site = EXPORTERS.iter().find(|it| it.name == "site").expect("the site");
    // These speak of all files, and are made in the second turn.
    let later = |path: &str| path.starts_with("downloads/") || path == "sitemap.xml";
    let mut count = 0;
    for (path, bytes) in whole.iter() {
        let path = path.strip_prefix("site/").expect("its folder");
        if !later(path) {
            assert!(one(&compiled.matrix, site, path).as_deref() == Some(bytes), "{path}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
    for path in
        ["", "nothing.html", "assets/DA9999/index.html", "../matrix.yaml", "site/index.html"]
    {
        assert!(one(&compiled.matrix, site, path).is_none(), "{path}");
    }
}
