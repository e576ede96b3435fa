//! `dtm search`, `path`, `open` and `explain`: from a word, an id or a field to what is meant.

use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::find::{Found, Index};
use serde_json::Value;

use crate::support::{self, project};

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(arguments).current_dir(folder).env_remove("VISUAL").env_remove("EDITOR");
    command.output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Asks the matrix of this repository.
fn ask(arguments: &[&str]) -> String {
    let output = dtm(&project(""), arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    let text = out(&output);
    assert!(!text.contains('\u{1b}'), "no color without a terminal");
    text
}

/// A text that fits the screen, whatever its words.
fn fits(text: &str) {
    let wide = text.lines().find(|line| line.chars().count() > 80);
    assert!(wide.is_none(), "wider than 80 columns: {wide:?}");
}

#[test]
fn the_search_answers_as_that_of_the_site() {
    let matrix = support::compile(&support::real()).matrix;
    let index = Index::new(&matrix);
    let ids = |query: &str| -> Vec<&str> {
        index.answer(query).found.iter().map(|it| it.document.id.as_str()).collect()
    };
    let touched = |query: &str| -> Vec<&str> {
        let answer = index.answer(query);
        let first: &Found<'_> = answer.found.first().expect("found");
        index.touched(first).iter().map(|it| it.kind).collect()
    };
    for (query, id) in [
        ("T1190", "T1190"),
        ("conn-7", "mds2-2019:CONN-7"),
        ("CVE-2019-11687", "CVE-2019-11687"),
        ("B.12", "ps3.15:B.12"),
        ("ps3.15:b.12", "ps3.15:B.12"),
        ("CWE-306", "CWE-306"),
    ] {
        assert_eq!(ids(query).first(), Some(&id), "{query}");
        let kinds = touched(query);
        assert!(
            kinds.contains(&"technique") || kinds.contains(&"mitigation"),
            "{query}: {kinds:?}"
        );
    }
    assert_eq!(ids("ccsc 1").first(), Some(&"iec-62443-4-2:CCSC 1"));
    assert!(touched("CONN-7").contains(&"mitigation") && touched("CONN-7").contains(&"technique"));
    let narrowed = index.answer("type:technique T1190").found;
    assert!(!narrowed.is_empty() && narrowed.iter().all(|it| it.document.kind == "technique"));
    let (right, wrong) = (index.answer("preamble"), index.answer("premable"));
    assert!(!right.loose && wrong.loose);
    let best = |answer: &dicom_threat_matrix::find::Answer<'_>| {
        let mut best: Vec<String> =
            answer.found.iter().take(2).map(|it| it.document.id.clone()).collect();
        best.sort();
        best
    };
    assert_eq!(best(&right), best(&wrong));
    assert!(!ids("certifcate authentification").is_empty());
    assert!(!ids("the preamble of a file").is_empty(), "common words are passed over");
    assert!(ids("conn-7").iter().all(|id| !id.starts_with("DD")), "a part of an id is no word");
    assert!(ids("zzzzqqqq").is_empty() && ids("").is_empty() && ids("type:nothing tls").is_empty());
    assert!(ids("tls certificate").len() < ids("tls").len());
    let assets = matrix.of_kind("asset").count();
    assert_eq!(ids("type:asset").len(), assets);
}

#[test]
fn both_searches_give_the_same_in_the_same_order() {
    if Command::new("node").arg("--version").output().is_err() {
        support::skip("no node to run the search of the site");
        return;
    }
    let matrix = support::compile(&support::real()).matrix;
    let site = dicom_threat_matrix::export::export(&matrix, |it| it.name == "site");
    let folder = tempfile::tempdir().expect("a folder");
    let queries = [
        "T1190",
        "conn-7",
        "preamble",
        "premable",
        "polyglott",
        "tls certificate",
        "d",
        "1.1",
        "certifcate authentification",
        "type:mitigation tls",
        "x-ray",
        "off-the-shelf",
        "ccsc 1",
        "dicom network imaging",
        "the preamble of a file",
        "audit trail",
        "B.12",
        "asociation",
    ];
    let script = [
        "const window = {};",
        std::str::from_utf8(site.get("site/static/search.js").expect("made")).expect("UTF-8"),
        &support::read("src/export/site/assets/scripts/search-query.js"),
        "const index = openSearch(window.DTM_SEARCH);",
        &format!("const queries = {};", serde_json::to_string(&queries).expect("JSON")),
        "console.log(JSON.stringify(queries.map((it) => findAll(index, it).found.map((found) => \
         found.doc.id))));",
    ]
    .join("\n");
    let path = folder.path().join("ask.js");
    std::fs::write(&path, script).expect("written");
    let output = Command::new("node").arg(&path).output().expect("node runs");
    let theirs: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).expect("JSON");
    let index = Index::new(&matrix);
    for (query, theirs) in queries.iter().zip(theirs) {
        let answer = index.answer(query);
        let ours: Vec<&str> = answer.found.iter().map(|it| it.document.id.as_str()).collect();
        assert_eq!(ours, theirs, "{query}");
    }
}

#[test]
fn search_prints_lines_and_json() {
    let text = ask(&["search", "T1190"]);
    fits(&text);
    assert!(text.starts_with("T1190 "), "{text}");
    assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("  DT")), "{text}");
    let text = ask(&["search", "premable"]);
    assert!(text.starts_with("Nothing is written exactly so"), "{text}");
    fits(&text);
    let json: Value =
        serde_json::from_str(&ask(&["search", "CONN-7", "--format", "json"])).expect("JSON");
    assert_eq!(json["found"][0]["id"], "mds2-2019:CONN-7");
    assert!(json["found"][0]["touches"].as_array().is_some_and(|it| it.len() > 1));
    let nothing = dtm(&project(""), &["search", "zzzzqqqq"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(err(&nothing).contains("nothing found for `zzzzqqqq`"));
}

#[test]
fn a_way_says_each_link_with_its_reason() {
    let text = ask(&["path", "DT0016", "ps3.15:B.12"]);
    fits(&text);
    for part in ["DT0016  ", "implements: ", "ps3.15:B.12", "way 1", "--all shows them"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let ways = |arguments: &[&str]| -> Value {
        serde_json::from_str(&ask(&[arguments, &["--format", "json"]].concat())).expect("JSON")
    };
    let some = ways(&["path", "DT0016", "b.12"]);
    let all = ways(&["path", "DT0016", "b.12", "--all"]);
    let count = |it: &Value| it["ways"].as_array().expect("ways").len();
    assert!(count(&some) == 3 && count(&all) as u64 == all["total"].as_u64().expect("a number"));
    let lengths: Vec<usize> = all["ways"]
        .as_array()
        .expect("ways")
        .iter()
        .map(|it| {
            assert_eq!(it["nodes"][0]["id"], "DT0016");
            assert_eq!(
                it["nodes"].as_array().expect("nodes").last().expect("one")["id"],
                "ps3.15:B.12"
            );
            it["links"].as_array().expect("links").len()
        })
        .collect();
    assert!(lengths.is_sorted() && lengths.last() <= lengths.first().map(|it| it + 1).as_ref());
    // There and back it is as far.
    let back = ways(&["path", "ps3.15:B.12", "DT0016"]);
    let length = |it: &Value| it["ways"][0]["links"].as_array().map(Vec::len);
    assert_eq!(length(&back), length(&all));
    let none = dtm(&project(""), &["path", "DT0016", "DT9999"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(err(&none).contains("there is nothing with the id `DT9999`"), "{}", err(&none));
    assert_eq!(dtm(&project(""), &["path", "DT0016", "dt0016"]).status.code(), Some(2));
}

#[test]
fn open_prints_file_and_line() {
    let place = ask(&["open", "DT0016"]);
    let (path, line) = place.trim().rsplit_once(':').expect("a line");
    let text = support::read(path);
    let line: usize = line.parse().expect("a number");
    assert_eq!(text.lines().nth(line - 1), Some("id: DT0016"));
    for (id, key) in [("B.12", "id: B.12"), ("T1190", "\"T1190\":"), ("TA0001", "\"TA0001\":")] {
        let place = ask(&["open", id]);
        let (path, line) = place.lines().next().expect("one").rsplit_once(':').expect("a line");
        let text = support::read(path);
        let line: usize = line.parse().expect("a number");
        assert!(text.lines().nth(line - 1).is_some_and(|it| it.contains(key)), "{id}: {place}");
    }
    let refused = dtm(&project(""), &["open", "DT0016", "--edit"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("neither VISUAL nor EDITOR"), "{}", err(&refused));
    assert!(ask(&["open", "T1190", "--site"]).starts_with("https://attack.mitre.org/"));
    let absent = dtm(&project(""), &["open", "DT0016", "--site", "--out", "/nowhere"]);
    assert!(err(&absent).contains("`dtm build` writes it"), "{}", err(&absent));
}

#[cfg(unix)]
#[test]
fn open_starts_the_editor_at_the_line() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = folder.path().join("vim");
    std::fs::write(&editor, "#!/bin/sh\necho \"$@\"\n").expect("written");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).expect("set");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(["open", "DT0016", "--edit"]).current_dir(project("")).env_remove("VISUAL");
    let output = command.env("EDITOR", &editor).output().expect("runs");
    let place = ask(&["open", "DT0016"]);
    let (path, line) = place.trim().rsplit_once(':').expect("a line");
    assert_eq!(out(&output), format!("+{line} {path}\n"), "{}", err(&output));
    for (editor, why) in [("false", "false ended with "), ("no-such-editor", "cannot run ")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
        command.args(["open", "DT0016", "--edit"]).current_dir(project("")).env_remove("VISUAL");
        let output = command.env("EDITOR", editor).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(why), "{}", err(&output));
    }
}

#[test]
fn explain_knows_codes_fields_and_ids() {
    for (what, parts) in [
        ("dangling-link", &["error", "fail"][..]),
        ("effect", &["technique.mitigations.effect", "required", "prevents", "hinders"]),
        ("technique.evidence.kind", &["observed", "demonstrated", "example:"]),
        ("technique.maturity", &["Derived and never written"]),
        ("matrix.tactics", &["order of the columns", "list"]),
        ("DT0016", &["(technique)", "is mitigated by", "`dtm show DT0016`"]),
        ("ps3.15:B.12", &["control of", "is implemented by"]),
        ("T1190", &["technique of ATT&CK", "is mapped to by"]),
        ("T1574.002", &["revoked, replaced by T1574.001"]),
    ] {
        let text = ask(&["explain", what]);
        for part in parts {
            assert!(text.contains(part), "{what} without {part}: {text}");
        }
        if what != "dangling-link" {
            fits(&text);
        }
    }
    for (wrong, right) in [
        ("dangling-lnik", "dangling-link"),
        ("technique.evidnce", "technique.evidence"),
        ("efect", "effect"),
        ("pacs-adminstrator", "pacs-administrator"),
    ] {
        let output = dtm(&project(""), &["explain", wrong]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(&format!("did you mean `{right}`?")), "{}", err(&output));
    }
    // Codes and fields need no matrix.
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(dtm(empty.path(), &["explain", "effect"]).status.code(), Some(0));
    assert_eq!(dtm(empty.path(), &["explain", "DT0016"]).status.code(), Some(2));
}

#[test]
fn every_field_says_what_it_means() {
    for kind in dicom_threat_matrix::model::KINDS {
        let schema: Value = serde_json::from_str(kind.schema).expect("JSON");
        for key in schema["properties"].as_object().expect("properties").keys() {
            let text = ask(&["explain", &format!("{}.{key}", kind.name)]);
            assert!(text.lines().nth(2).is_some_and(|line| line.len() > 3), "{text}");
        }
    }
}
