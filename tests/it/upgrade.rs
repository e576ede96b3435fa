//! `dtm attack upgrade`: what a newer ATT&CK does to the matrix, and what of it is written.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use dicom_threat_matrix::attack;
use dicom_threat_matrix::model::{AttackEntry, AttackIndex, AttackStatus};
use serde_json::{Value, json};

use crate::support;

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    let both = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(both).expect("UTF-8")
}

fn folder(files: BTreeMap<String, Vec<u8>>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (inner, bytes) in files {
        let path = folder.path().join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

fn text(folder: &Path, inner: &str) -> String {
    std::fs::read_to_string(folder.join("matrix").join(inner)).expect("readable")
}

/// An object of a bundle as MITRE writes it.
fn object(kind: &str, id: &str, name: &str, tactics: &[&str]) -> Value {
    let phases =
        tactics.iter().map(|it| json!({ "kill_chain_name": "mitre-attack", "phase_name": it }));
    json!({
        "type": kind,
        "id": format!("{kind}--{id}"),
        "name": name,
        "x_mitre_domains": ["enterprise-attack"],
        "kill_chain_phases": phases.collect::<Vec<_>>(),
        "external_references": [{ "source_name": "mitre-attack", "external_id": id }],
    })
}

fn tactic(id: &str, name: &str, short: &str) -> Value {
    let mut it = object("x-mitre-tactic", id, name, &[]);
    it["x_mitre_shortname"] = short.into();
    it
}

fn revoked(mut it: Value) -> Value {
    it["revoked"] = true.into();
    it
}

fn replaced(old: &str, new: &str) -> Value {
    let id = |id: &str| format!("attack-pattern--{id}");
    json!({ "type": "relationship", "id": format!("relationship--{old}"), "relationship_type": "revoked-by",
            "source_ref": id(old), "target_ref": id(new) })
}

fn bundle(version: &str, mut objects: Vec<Value>) -> String {
    let id = format!("x-mitre-collection--{version}");
    objects.push(json!({ "type": "x-mitre-collection", "id": id, "x_mitre_version": version }));
    json!({ "type": "bundle", "id": "bundle--1", "objects": objects }).to_string()
}

const PATTERN: &str = "attack-pattern";

fn older() -> String {
    bundle(
        "18.1",
        vec![
            tactic("TA0001", "Initial Access", "initial-access"),
            tactic("TA0005", "Defense Evasion", "defense-evasion"),
            object(PATTERN, "T1001", "Stays", &["initial-access"]),
            object(PATTERN, "T1002", "Old Name", &["initial-access"]),
            object(PATTERN, "T1003", "Replaced", &["defense-evasion"]),
            object(PATTERN, "T1004", "Also Replaced", &["initial-access"]),
            object(PATTERN, "T1005", "Retired", &["initial-access"]),
            object(PATTERN, "T1006", "Gone", &["initial-access"]),
            object(PATTERN, "T1007", "Moves", &["defense-evasion"]),
            object("course-of-action", "M1041", "Encrypt", &[]),
        ],
    )
}

fn newer() -> Vec<Value> {
    let mut retired = object(PATTERN, "T1005", "Retired", &["initial-access"]);
    retired["x_mitre_deprecated"] = true.into();
    vec![
        tactic("TA0001", "Initial Access", "initial-access"),
        tactic("TA0005", "Stealth", "stealth"),
        tactic("TA0112", "Defense Impairment", "defense-impairment"),
        object(PATTERN, "T1001", "Stays", &["initial-access"]),
        object(PATTERN, "T1002", "New Name", &["initial-access"]),
        revoked(object(PATTERN, "T1003", "Replaced", &["defense-evasion"])),
        revoked(object(PATTERN, "T1004", "Also Replaced", &["initial-access"])),
        retired,
        object(PATTERN, "T1007", "Moves", &["defense-impairment"]),
        revoked(object(PATTERN, "T1098", "A Step Between", &["stealth"])),
        object(PATTERN, "T1099", "Heir", &["stealth"]),
        object(PATTERN, "T1106", "Gone", &["initial-access"]),
        replaced("T1003", "T1098"),
        replaced("T1098", "T1099"),
        replaced("T1004", "T1001"),
        object("course-of-action", "M1041", "Encrypt", &[]),
    ]
}

/// Links to everything, with comments and a layout of the author's own.
const LINKS: &str = "\
# file: tactics/DTA0001.yaml
attack:
  id: TA0005
  domain: enterprise-attack
# file: techniques/DT0001.yaml
attack:
  # What a person wrote stays.
  - id:    T1003   # the old id
    domain: enterprise-attack
    relation: narrower
    rationale: 'The library beside the viewer was T1003 once.'
  - { id: \"T1007\", domain: enterprise-attack, relation: related, rationale: The audit trail is put out of work. }
  - id: T1001
    domain: enterprise-attack
    relation: related
    rationale: The public side of the archive stays open.
  - id: T1002
    domain: enterprise-attack
    relation: related
    rationale: The archive is asked under another name.
  - id: T1004
    domain: enterprise-attack
    relation: related
    rationale: The heir of this one is linked already.
  - id: T1005
    domain: enterprise-attack
    relation: related
    rationale: The way in was retired long ago.
  - id: T1006
    domain: enterprise-attack
    relation: related
    rationale: The way in is gone by now.
# file: techniques/DT0001.001.yaml
attack:
  - id: T1001
    domain: enterprise-attack
    relation: related
    rationale: The public side of the archive stays open.
";

/// A matrix that is pinned to the older bundle, and the newer one beside it.
fn pair() -> tempfile::TempDir {
    let mut files = support::overlay(LINKS);
    let index = attack::index(&older(), None, None).expect("a bundle");
    files.insert("attack/enterprise-attack.json".to_owned(), attack::to_json(&index).into_bytes());
    let folder = folder(files);
    std::fs::write(folder.path().join("new.json"), bundle("19.1", newer())).expect("written");
    folder
}

#[test]
fn each_link_is_told_with_its_place_and_nothing_is_written() {
    let folder = pair();
    let before = support::files(folder.path()).len();
    let old = text(folder.path(), "techniques/DT0001.yaml");
    let output = dtm(folder.path(), &["attack", "upgrade", "new.json"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let line = |id: &str| old.lines().position(|line| line.contains(id)).expect("there") + 1;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for (id, what) in [
        ("T1003", "revoked, replaced by `T1099` (Heir)"),
        ("T1004", "replaced by `T1001` (Stays), to which DT0001"),
        ("T1005", "deprecated: choose another"),
        ("T1006", "gone; the same name has `T1106` (Gone)"),
        ("T1002", "now called \"New Name\""),
        ("T1007", "tactics TA0112, before TA0005"),
    ] {
        let place = format!("matrix/techniques/DT0001.yaml:{}  {id} ", line(id));
        assert!(told.contains(&place) && flat.contains(what), "{id}: {told}");
    }
    assert!(told.contains("TA0005 Defense Evasion\n      now called \"Stealth\""), "{told}");
    assert!(flat.contains("`TA0112` (Defense Impairment) is new and took 1 of its"), "{told}");
    assert!(told.contains("ATT&CK 18.1 to 19.1, 10 links, 3 unchanged"), "{told}");
    let change = "-  - id:    T1003   # the old id\n+  - id:    T1099   # the old id\n";
    assert!(told.contains(change), "{told}");
    let pin = "-  enterprise-attack: \"18.1\"\n+  enterprise-attack: \"19.1\"\n";
    assert!(told.contains(pin), "{told}");
    assert!(told.contains("nothing was written"), "{told}");
    // A text that names an id is told too, as nothing checks it.
    let named = told.split("named in texts").nth(1).expect("a list");
    assert!(named.contains(&format!("DT0001.yaml:{}  T1003", line("once"))), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert_eq!(text(folder.path(), "techniques/DT0001.yaml"), old);
    assert_eq!(support::files(folder.path()).len(), before);
}

#[test]
fn what_is_written_keeps_the_layout_and_leaves_only_what_a_person_decides() {
    let folder = pair();
    let old = text(folder.path(), "techniques/DT0001.yaml");
    let output = dtm(folder.path(), &["attack", "upgrade", "new.json", "--write"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let right = old.replace("- id:    T1003   # the old id", "- id:    T1099   # the old id");
    assert_eq!(text(folder.path(), "techniques/DT0001.yaml"), right);
    assert!(text(folder.path(), "matrix.yaml").contains("enterprise-attack: \"19.1\"\n"));
    let check = dtm(folder.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&check.stdout).expect("JSON");
    let found = report["findings"].as_array().expect("findings");
    let codes: Vec<&str> = found.iter().map(|it| it["code"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["revoked-attack-id", "deprecated-attack-id", "unknown-attack-id"]);
    // A second time there is nothing to do.
    let again = dtm(folder.path(), &["attack", "upgrade", "new.json", "--write"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("pinned already"), "{}", said(&again));
}

#[test]
fn json_says_the_same() {
    let folder = pair();
    let output = dtm(folder.path(), &["attack", "upgrade", "new.json", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let domain = &document["domains"][0];
    assert_eq!((&domain["from"], &domain["to"]), (&json!("18.1"), &json!("19.1")));
    let links = domain["links"].as_array().expect("links");
    let of = |id: &str| links.iter().find(|it| it["id"] == id).expect("listed");
    assert_eq!(of("T1003")["task"], "rewrite");
    assert_eq!(of("T1003")["by"], "T1099");
    assert_eq!(of("T1006")["namesakes"], json!(["T1106"]));
    assert_eq!(of("T1007")["tactics_after"], json!(["TA0112"]));
    assert_eq!(of("TA0005")["split"], json!([{ "id": "TA0112", "techniques": 1 }]));
    assert_eq!(of("M1041")["task"], "keep");
}

#[test]
fn what_is_no_newer_bundle_is_refused() {
    let folder = pair();
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    put("older.json", &bundle("17.1", newer()));
    let part: Vec<Value> =
        newer().into_iter().filter(|it| it["type"] != "course-of-action").collect();
    put("part.json", &bundle("19.1", part));
    put("other.json", &bundle("19.1", newer()).replace("enterprise-attack", "mobile-attack"));
    put("none.json", "{}");
    for (file, what) in [
        ("older.json", "older than the pinned 18.1"),
        ("part.json", "holds no mitigations, so it is not the whole bundle; nothing was written"),
        ("other.json", "the matrix pins no mobile-attack"),
        ("none.json", "no ATT&CK domain"),
        ("absent.json", "cannot read"),
    ] {
        let output = dtm(folder.path(), &["attack", "upgrade", file, "--write"]);
        assert_eq!(output.status.code(), Some(2), "{file}: {}", said(&output));
        let told = said(&output).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(what), "{file}: {told}");
    }
    assert!(text(folder.path(), "matrix.yaml").contains("\"18.1\""));
}

/// Returns an index of 19.1: the derived bundle, with the mitigations of the pinned one, which it
/// lacks, and the successors that a second list names.
fn real_index(domain: &str) -> Option<AttackIndex> {
    let folder = support::project("../shared/attack");
    let bundle =
        std::fs::read_to_string(folder.join(format!("{domain}-19.1.derived.json"))).ok()?;
    let heirs = std::fs::read_to_string(folder.join("attack-19.0-revoked-by.json")).ok()?;
    let heirs: Value = serde_json::from_str(&heirs).expect("JSON");
    let old: AttackIndex =
        serde_json::from_str(&support::read(&format!("matrix/attack/{domain}.json"))).expect("one");
    let mut new = attack::index(&bundle, Some(domain), Some("19.1")).expect("a bundle");
    new.mitigations = old.mitigations;
    for (id, entry) in &old.techniques {
        let heir = heirs.pointer(&format!("/{id}")).and_then(Value::as_str);
        if let (None, Some(heir)) = (new.techniques.get(id), heir) {
            let entry = AttackEntry {
                status: AttackStatus::Revoked,
                revoked_by: Some(heir.to_owned()),
                ..entry.clone()
            };
            new.techniques.insert(id.clone(), entry);
        }
    }
    Some(new)
}

#[test]
fn the_real_matrix_goes_from_18_1_to_19_1() {
    let indexes = ["enterprise-attack", "ics-attack"].map(real_index);
    let [Some(enterprise), Some(ics)] = indexes else {
        support::skip("no derived bundles of ATT&CK 19.1 in ../shared/attack");
        return;
    };
    let matrix = support::compile(&support::real()).matrix;
    let pinned = matrix.attack_index("enterprise-attack").expect("pinned");
    if pinned.version != "18.1" {
        support::skip(&format!("the matrix is pinned to {}", pinned.version));
        return;
    }
    let folder = folder(support::real());
    for (name, index) in [("e.json", &enterprise), ("i.json", &ics)] {
        std::fs::write(folder.path().join(name), attack::to_json(index)).expect("written");
    }
    let output = dtm(folder.path(), &["attack", "upgrade", "e.json", "i.json", "--write"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for part in [
        "T1562.001 Disable or Modify Tools\n      revoked, replaced by `T1685` (Disable or Modify Tools)",
        "T0812 Default Credentials\n      gone; the same name has `T1694.001`",
        "TA0005 Defense Evasion\n      now called \"Stealth\"; `TA0112` (Defense Impairment) is new",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let check = dtm(folder.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&check.stdout).expect("JSON");
    let found = report["findings"].as_array().expect("findings");
    let said: Vec<String> =
        found.iter().map(|it| format!("{} {}", it["code"], it["message"])).collect();
    // The ids of ICS that are gone, and nothing else.
    assert!(said.iter().all(|it| it.starts_with("\"unknown-attack-id\"")), "{said:#?}");
    for id in ["T0812", "T0891", "T0856"] {
        assert!(said.iter().any(|it| it.contains(id)), "{id}: {said:#?}");
    }
}
