//! Workbook, galaxy, catalog, pictures and graphs: complete, the same each time, safe with any name.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use dicom_threat_matrix::export::graph::{GraphFormat, graph};
use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::{KINDS, Matrix, Relation};
use serde_json::Value;

use crate::{support, terminal};

const OURS: [&str; 5] = ["graph", "misp", "oscal", "svg", "xlsx"];

/// Names as no friend would choose them.
const HOSTILE: &str = "# file: techniques/DT0001.yaml\n\
    name: \"=cmd()|'/c calc'!A1 \\\" <script>alert(1)</script> & ]]> _x0041_\"\n\
    summary: \"+1 <b> & \\\"x\\\" {{ insert }} [x](javascript:1) *a* A sentence.\"\n\
    # file: mitigations/DM0001.yaml\n\
    name: \"@SUM(A1) <img src=x> & \\\" [DT0001] `a`\"\n\
    # file: tactics/DTA0001.yaml\n\
    name: \"-2+3 \\\"]; <x> & y\"\n";

fn made(matrix: &Matrix) -> Artifacts {
    export(matrix, |exporter| OURS.contains(&exporter.name))
}

fn real() -> Matrix {
    support::compile(&support::real()).matrix
}

fn hostile() -> Matrix {
    let example: Vec<&str> = HOSTILE.lines().map(str::trim_start).collect();
    support::compile(&support::overlay(&example.join("\n"))).matrix
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn json(artifacts: &Artifacts, path: &str) -> Value {
    serde_json::from_str(text(artifacts, path)).expect("JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn workbook(matrix: &Matrix, artifacts: &Artifacts) -> Xlsx<Cursor<Vec<u8>>> {
    let path = format!("xlsx/{}.xlsx", matrix.meta().id);
    let bytes = artifacts.get(&path).expect("a workbook").to_vec();
    Xlsx::new(Cursor::new(bytes)).expect("a workbook that opens")
}

/// Returns the techniques in use that serve a tactic.
fn serving<'a>(matrix: &'a Matrix, tactic: &str) -> BTreeSet<&'a str> {
    let serves = matrix.techniques().filter(|(object, technique)| {
        Matrix::in_use(&object.common) && technique.tactics.iter().any(|id| id == tactic)
    });
    serves.map(|(object, _)| object.id()).collect()
}

#[test]
fn no_part_of_the_workbook_holds_what_xml_cannot_carry() {
    // With the texts that hang over links, and those of the properties.
    let mut files = terminal::texts_become("\\u001F\\u0007");
    let meta = String::from_utf8(files["matrix.yaml"].clone()).expect("UTF-8");
    files.insert("matrix.yaml".into(), meta.replace("CC-BY-4.0", "\"\\u001F\"").into_bytes());
    let matrix = support::compile(&files).matrix;
    assert!(matrix.meta().name.contains('\u{1f}') && matrix.meta().licence.contains('\u{1f}'));
    let artifacts = made(&matrix);
    let bytes = artifacts.get("xlsx/small-matrix.xlsx").expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("packed");
    for index in 0..archive.len() {
        let mut text = String::new();
        let mut part = archive.by_index(index).expect("a part");
        part.read_to_string(&mut text).expect("UTF-8");
        let wrong = text.find(|c: char| c.is_control() && !"\n\r\t".contains(c));
        assert_eq!(wrong, None, "{:?}: {text}", part.name());
    }
}

#[test]
fn the_workbook_shows_the_matrix_first() {
    let matrix = real();
    let mut book = workbook(&matrix, &made(&matrix));
    let names = book.sheet_names();
    assert_eq!(names.first().map(String::as_str), Some("Matrix"));
    assert_eq!(names.last().map(String::as_str), Some("About"));
    let sheet = book.worksheet_range("Matrix").expect("the matrix");
    for (place, tactic) in matrix.columns().into_iter().enumerate() {
        let cells: Vec<String> = sheet
            .rows()
            .map(|row| row[place].to_string())
            .skip(2)
            .take_while(|cell| !cell.is_empty())
            .collect();
        assert_eq!(cells[0], tactic.name());
        let found: BTreeSet<&str> = cells[1..]
            .iter()
            .map(|cell| cell.rsplit_once('(').expect("an id").1.trim_end_matches(')'))
            .collect();
        assert_eq!(found, serving(&matrix, tactic.id()));
        assert_eq!(found.len(), cells.len() - 1, "a technique stands twice");
        assert!(cells[1..].iter().all(|cell| cell.starts_with(['●', '◐', '○'])));
    }
    for kind in KINDS {
        let sheet = book.worksheet_range(kind.plural).expect("a sheet per kind");
        assert_eq!(sheet.rows().count(), matrix.of_kind(kind.name).count() + 1, "{}", kind.name);
        assert_eq!(sheet.rows().next().expect("a head")[0], Data::String("ID".to_owned()));
    }
    let rows = |book: &mut Xlsx<_>, name| book.worksheet_range(name).expect("there").rows().count();
    let links: usize = matrix.techniques().map(|(_, it)| it.attack.len()).sum();
    assert_eq!(rows(&mut book, "Mappings"), links + 1);
    let links: usize = matrix.mitigations().map(|(_, it)| it.controls.len()).sum();
    assert_eq!(rows(&mut book, "Controls"), links + 1);
    let about = book.worksheet_range("About").expect("there");
    let about: Vec<String> = about.rows().map(|row| row[1].to_string()).collect();
    let meta = matrix.meta();
    for word in [&meta.version, &meta.released, &meta.licence, &matrix.attack()[0].notice] {
        assert!(about.contains(word), "{word}");
    }
}

#[test]
fn no_cell_of_the_workbook_is_a_formula() {
    let matrix = hostile();
    let mut book = workbook(&matrix, &made(&matrix));
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("readable");
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
    }
    let techniques = book.worksheet_range("Techniques").expect("there");
    let cells: Vec<String> = techniques.rows().map(|row| row[1].to_string()).collect();
    let name = matrix.get("DT0001").expect("there").name();
    assert!(name.starts_with("=cmd()") && cells.iter().any(|cell| cell == name), "{cells:?}");
}

#[test]
fn the_same_matrix_gives_the_same_bytes() {
    let matrix = real();
    let first = made(&matrix);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert!(pool.install(|| made(&matrix)) == first, "differs with {threads} threads");
    }
}

#[test]
fn ids_for_machines_come_from_ids_alone() {
    let uuids = |matrix: &Matrix| -> BTreeMap<String, String> {
        let clusters = json(&made(matrix), &format!("misp/clusters/{}.json", matrix.meta().id));
        let pair = |it: &Value| {
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            (text(&it["meta"]["external_id"]), text(&it["uuid"]))
        };
        list(&clusters, "values").iter().map(pair).collect()
    };
    let small = uuids(&support::compile(&support::ground()).matrix);
    // sha256 of the namespace, `attack-pattern` and the id with NUL between, then the bits of version 4.
    assert_eq!(small["DT0001"], "dbb4fb1d-aef3-4ac4-926d-8664a53fce98");
    assert_eq!(small, uuids(&hostile()), "a name changed an id");
    let matrix = real();
    let real = uuids(&matrix);
    let stix = export(&matrix, |exporter| exporter.name == "stix");
    let stix: String = stix.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let same = |uuid: &String| stix.contains(&format!("\"attack-pattern--{uuid}\""));
    assert!(real.values().all(same), "a cluster and its STIX object have different UUIDs");
    assert_eq!(real.values().collect::<BTreeSet<_>>().len(), real.len());
    for uuid in real.values() {
        assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'4', "{uuid}");
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
    }
}

#[test]
fn the_galaxy_holds_every_technique_in_its_columns() {
    let matrix = real();
    let artifacts = made(&matrix);
    let id = &matrix.meta().id;
    let galaxy = json(&artifacts, &format!("misp/galaxies/{id}.json"));
    let clusters = json(&artifacts, &format!("misp/clusters/{id}.json"));
    assert!(galaxy["type"] == clusters["type"] && galaxy["version"] == clusters["version"]);
    let order = list(&galaxy["kill_chain_order"], &matrix.meta().kill_chain);
    assert_eq!(order.len(), matrix.columns().len());
    let values = list(&clusters, "values");
    assert_eq!(values.len(), matrix.techniques().count());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for phase in values.iter().flat_map(|it| list(&it["meta"], "kill_chain")) {
        let (chain, name) = phase.as_str().and_then(|it| it.split_once(':')).expect("a phase");
        assert_eq!(chain, matrix.meta().kill_chain);
        *counts.entry(name).or_default() += 1;
    }
    for (tactic, name) in matrix.columns().iter().zip(order) {
        assert_eq!(counts[name.as_str().expect("text")], serving(&matrix, tactic.id()).len());
    }
    let ours: Vec<&Value> = values.iter().map(|it| &it["uuid"]).collect();
    let mut parents = values.iter().flat_map(|it| list(it, "related"));
    let dangling =
        |it: &&Value| it["type"] == "subtechnique-of" && !ours.contains(&&it["dest-uuid"]);
    assert_eq!(parents.find(dangling), None);
}

#[test]
fn the_catalog_holds_every_mitigation_and_its_links_resolve() {
    let matrix = real();
    let artifacts = made(&matrix);
    let catalog = &json(&artifacts, "oscal/catalog.json")["catalog"];
    let midnight = format!("{}T00:00:00Z", matrix.meta().released);
    assert_eq!(catalog["metadata"]["last-modified"], midnight.as_str());
    let controls: Vec<&Value> =
        list(catalog, "groups").iter().flat_map(|group| list(group, "controls")).collect();
    assert_eq!(controls.len(), matrix.mitigations().count());
    let resources = list(&catalog["back-matter"], "resources");
    assert_eq!(resources.len(), matrix.catalogues().count());
    let known: BTreeSet<String> = resources
        .iter()
        .map(|it| format!("#{}", it["uuid"].as_str().expect("text")))
        .chain(controls.iter().map(|it| format!("#{}", it["id"].as_str().expect("text"))))
        .collect();
    let links: Vec<&Value> = controls.iter().flat_map(|it| list(it, "links")).collect();
    let inner = links.iter().filter_map(|it| it["href"].as_str()).filter(|it| it.starts_with('#'));
    let inner: Vec<&str> = inner.collect();
    assert!(inner.iter().all(|it| known.contains(*it)), "{inner:?}");
    let answered: usize = matrix.mitigations().map(|(_, it)| it.controls.len()).sum();
    assert_eq!(links.iter().filter(|it| it["rel"] == "reference").count(), answered);
    let named: usize = matrix.techniques().map(|(_, it)| it.mitigations.len()).sum();
    assert_eq!(links.iter().filter(|it| it["rel"] == "mitigates").count(), named);
    let first = controls.iter().find(|it| it["id"] == "dm-0001").expect("dm-0001");
    let kinds: Vec<&str> =
        list(first, "parts").iter().filter_map(|part| part["name"].as_str()).collect();
    assert!(kinds.starts_with(&["statement", "guidance", "assessment-objective"]), "{kinds:?}");
}

#[test]
fn hostile_names_stay_text() {
    let matrix = hostile();
    let artifacts = made(&matrix);
    for path in ["svg/matrix.svg", "svg/poster.svg", "graph/matrix.graphml"] {
        let file = text(&artifacts, path);
        well_formed(path, file);
        assert!(!file.contains("<script") && !file.contains("<img") && !file.contains("<x>"));
        assert!(file.contains("&lt;script&gt;alert(1)"), "{path}");
    }
    let catalog = text(&artifacts, "oscal/catalog.json");
    assert!(!catalog.contains("{{ insert") && !catalog.contains(" <img"), "markup is not escaped");
    let clusters = json(&artifacts, &format!("misp/clusters/{}.json", matrix.meta().id));
    for value in list(&clusters, "values") {
        assert!(!value["value"].as_str().expect("text").contains('"'), "it would end a tag");
    }
    assert!(text(&artifacts, "graph/tactics.mmd").contains("-2+3 #quot;]; #lt;x#gt; #amp; y<br>"));
}

/// Fails if the tags of a file do not close in order, or an ampersand stands alone.
fn well_formed(path: &str, file: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = file.split_once("?>").map_or(file, |(_, body)| body);
    for part in body.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or_else(|| panic!("{path}: <{part}"));
        assert_eq!(tag.matches('"').count() % 2, 0, "{path}: <{tag}>");
        for entity in tag.split('&').skip(1).chain(after.split('&').skip(1)) {
            let name = entity.split_once(';').map(|(name, _)| name);
            assert!(matches!(name, Some("amp" | "lt" | "gt" | "quot")), "{path}: &{entity}");
        }
        let name = tag.split([' ', '\n']).next().expect("a name");
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{path}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
}

#[test]
fn graphs_hold_every_node_and_every_edge() {
    let matrix = real();
    let artifacts = made(&matrix);
    let (nodes, edges) = matrix.graph();
    let graphml = text(&artifacts, "graph/matrix.graphml");
    well_formed("matrix.graphml", graphml);
    assert_eq!(graphml.matches("<node id=").count(), nodes.len());
    assert_eq!(graphml.matches("<edge source=").count(), edges.len());
    assert_eq!(graphml, graph(&matrix, &nodes, GraphFormat::Graphml));
    let dot = text(&artifacts, "graph/matrix.dot");
    assert_eq!(dot.matches(" -> n").count(), edges.len());
    let tactics = text(&artifacts, "graph/tactics.mmd");
    for (place, tactic) in matrix.columns().into_iter().enumerate() {
        let count = serving(&matrix, tactic.id()).len();
        let line = format!("  t{place}[\"{}<br>{count} technique", tactic.name());
        assert!(tactics.contains(&line), "{line}");
    }
    assert!(edges.iter().any(|(.., edge)| edge.relation == Relation::Achieves));
}
