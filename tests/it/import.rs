//! `dtm import stix` and `dtm import atlas`: matrices that others wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dicom_threat_matrix::import::{Home, MOST, stix, unpack};
use serde_json::{Value, json};

use crate::start::{codes, dtm, err, out, put};
use crate::support::{self, project};

const HOME: Home<'_> = Home { prefix: "X", day: "2026-11-22" };

/// An empty matrix.
fn empty(prefix: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = dtm(
        folder.path(),
        &["init", ".", "--prefix", prefix, "--name", "Imported Matrix", "--date", "2026-11-22"],
    );
    assert!(made.status.success(), "{}", err(&made));
    folder
}

fn import(folder: &Path, form: &str, file: &Path) -> std::process::Output {
    let file = file.to_string_lossy();
    dtm(folder, &["import", form, &file, ".", "--date", "2026-11-22"])
}

fn stats(folder: &Path) -> Value {
    let json = out(&dtm(folder, &["stats", "--json"]));
    serde_json::from_str(&json).expect("JSON")
}

fn object(kind: &str, own: &str, name: &str, text: &str, more: &Value) -> Value {
    let mut it = json!({
        "type": kind, "id": format!("{kind}--{own}"), "name": name, "description": text,
        "created": "2020-05-21T17:43:26.506Z",
        "external_references": [
            { "source_name": "mitre-attack", "external_id": own, "url": format!("https://attack.mitre.org/x/{own}") },
            { "source_name": "A Report", "description": "Doe, J. (2016, March 18). What Happened. Retrieved May 1, 2018.", "url": "https://report.example/a" },
        ],
    });
    for (key, value) in more.as_object().expect("keys") {
        it[key] = value.clone();
    }
    it
}

fn relation(kind: &str, from: &str, to: &str, text: &str) -> Value {
    json!({
        "type": "relationship", "id": format!("relationship--{from}{to}"), "relationship_type": kind,
        "source_ref": from, "target_ref": to, "description": text,
        "external_references": [{ "source_name": "A Report", "description": "", "url": "https://report.example/a" }],
    })
}

/// A bundle in which every kind stands once, and some of what people do to such files.
fn bundle() -> Value {
    let phase = json!({ "kill_chain_phases": [{ "kill_chain_name": "k", "phase_name": "soak" }] });
    json!({ "type": "bundle", "id": "bundle--1", "objects": [
        object("x-mitre-tactic", "TA0777", "Soak", "The adversary wants it wet.", &json!({ "x_mitre_shortname": "soak" })),
        object("attack-pattern", "T0777", "Open a Valve",
            "The adversary opens a [Valve](https://attack.mitre.org/x/A0777).(Citation: A Report) See [Open a Valve](https://attack.mitre.org/x/T0777), [a pump](https://attack.mitre.org/software/S0001) and [elsewhere](https://else.example/).\r\n\r\n<code>valve[1]</code> is [not] a link. # no heading",
            &phase),
        object("attack-pattern", "../../evil", "Hostile Id", "It names a path.", &phase),
        object("attack-pattern", "T0778", "Old Way", "Gone.", &json!({ "revoked": true })),
        object("attack-pattern", "T0779", "Homeless", "No tactic.", &json!({})),
        object("course-of-action", "M0777", "Close It", "Close the valve and lock it.", &json!({})),
        object("x-mitre-asset", "A0777", "Valve", "Lets water through.", &json!({})),
        object("x-mitre-data-component", "DC0777", "Network Traffic Flow", "Flow.", &json!({})),
        object("x-mitre-analytic", "AN0777", "Analytic", "Look for water where none should be.", &json!({
            "x_mitre_log_source_references": [{ "x_mitre_data_component_ref": "x-mitre-data-component--DC0777", "name": "meter", "channel": "flow" }] })),
        object("x-mitre-detection-strategy", "DET0777", "See the Water", "", &json!({ "x_mitre_analytic_refs": ["x-mitre-analytic--AN0777"] })),
        object("campaign", "C0777", "The Wet Summer", "Somebody soaked a town.", &json!({ "first_seen": "2017-06-01T04:00:00.000Z" })),
        relation("mitigates", "course-of-action--M0777", "attack-pattern--T0777", "A locked valve stays shut."),
        relation("detects", "x-mitre-detection-strategy--DET0777", "attack-pattern--T0777", ""),
        relation("targets", "attack-pattern--T0777", "x-mitre-asset--A0777", ""),
        relation("uses", "campaign--C0777", "attack-pattern--T0777", "They opened every valve.(Citation: A Report)"),
        relation("uses", "campaign--C0777", "attack-pattern--T9999", "To nowhere."),
        { "type": "marking-definition", "id": "marking-definition--1", "definition": { "statement": "© The Waterworks." } },
    ]})
}

fn made() -> BTreeMap<String, String> {
    stix(&bundle().to_string(), HOME).expect("made").files.into_iter().collect()
}

#[test]
fn a_bundle_becomes_a_matrix_without_errors() {
    let folder = empty("X");
    let file = folder.path().join("bundle.json");
    std::fs::write(&file, bundle().to_string()).expect("written");
    let output = import(folder.path(), "stix", &file);
    assert!(output.status.success(), "{}{}", out(&output), err(&output));
    let said = out(&output);
    assert!(said.contains("left out: techniques that serve no tactic of the bundle (1)"), "{said}");
    assert!(said.contains("has revoked or deprecated (1)"), "{said}");
    // The name of the technique with the hostile id stands in no file name.
    let files = support::files(folder.path());
    assert!(files.iter().all(|it| !it.contains("evil")), "{files:?}");
    assert!(!folder.path().join("matrix/tactics/XTA0001.yaml").exists(), "the example went");
    let notice = std::fs::read_to_string(folder.path().join("NOTICE")).expect("a notice");
    assert!(notice.contains("© The Waterworks."), "{notice}");
    let found = codes(folder.path());
    assert!(found.is_empty(), "{found:?}");
    assert!(dtm(folder.path(), &["fmt", "--check"]).status.success());
    assert!(dtm(folder.path(), &["build"]).status.success());
    let again = import(folder.path(), "stix", &file);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("is there already; nothing was written"), "{}", err(&again));
}

#[test]
fn texts_keep_their_links_and_citations_and_gain_none() {
    let files = made();
    let text = &files["techniques/XT0777.yaml"];
    assert!(text.contains("The adversary opens a [XA0777] [@a-report].\n"), "{text}");
    assert!(
        text.contains("See Open a Valve, a pump and [elsewhere](https://else.example/).\n"),
        "{text}"
    );
    assert!(text.contains(r"`valve[1]` is \[not\] a link."), "{text}");
    assert!(text.contains("use: A locked valve stays shut.\n"), "{text}");
    assert!(
        text.contains(
            "- reference: a-report\n    kind: observed\n    note: They opened every valve.\n"
        ),
        "{text}"
    );
    assert!(text.contains("created: 2020-05-21\nmodified: 2026-11-22\n"), "{text}");
    let report = &files["references/a-report.yaml"];
    for line in [
        "title: What Happened",
        "date: 2016-03-18",
        "kind: incident",
        "url: https://report.example/a",
    ] {
        assert!(report.contains(&format!("{line}\n")), "{report}");
    }
    let detection = &files["detections/XD0777.yaml"];
    assert!(detection.contains("source: network\n"), "{detection}");
    assert!(detection.contains("Collect Network Traffic Flow (meter: flow)."), "{detection}");
    let study = &files["case-studies/XCS0777.yaml"];
    assert!(study.contains("technique: XT0777\n    tactic: XTA0777\n"), "{study}");
}

#[test]
fn the_same_bundle_gives_the_same_files_in_any_order() {
    let mut other = bundle();
    let objects = other["objects"].as_array_mut().expect("objects");
    objects.reverse();
    let again: BTreeMap<String, String> =
        stix(&other.to_string(), HOME).expect("made").files.into_iter().collect();
    assert_eq!(made(), again);
}

#[test]
fn what_is_no_bundle_is_refused_and_nothing_is_written() {
    let folder = empty("X");
    let before = support::files(folder.path());
    let fails = |form: &str, name: &str, bytes: &[u8], words: &str| {
        let outside = tempfile::tempdir().expect("a folder");
        put(outside.path(), name, bytes);
        let output = import(folder.path(), form, &outside.path().join(name));
        assert!(!output.status.success(), "{name}");
        let said = out(&output) + &err(&output);
        assert!(said.contains(words), "{name}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(support::files(folder.path()), before, "{name}");
    };
    let gz = |bytes: &[u8]| {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).expect("packed");
        packer.finish().expect("packed")
    };
    fails("stix", "a.json", b"{", "not a STIX 2.1 bundle");
    fails("stix", "b.json", b"[]", "not a STIX 2.1 bundle");
    fails("stix", "c.json", br#"{"type":"report"}"#, "its type is `report`");
    fails("stix", "d.json", br#"{"type":"bundle"}"#, "holds no technique");
    fails(
        "stix",
        "e.json",
        br#"{"type":"bundle","objects":[{"type":5}]}"#,
        "not a STIX 2.1 bundle",
    );
    fails("stix", "f.json", b"\xff\xfe", "not UTF-8");
    let packed = gz(bundle().to_string().as_bytes());
    fails("stix", "g.json.gz", &packed[..packed.len() / 2], "damaged or cut off");
    fails("stix", "h.json.gz", b"\x1f\x8b\x08", "damaged or cut off");
    fails("atlas", "i.yaml", b"a: [1", "yaml-syntax");
    fails("atlas", "j.yaml", b"a: 1", "holds no `techniques`");
    fails("atlas", "k.yaml", b"a: &x 1\nb: *x\n", "anchor");
    fails("atlas", "l.yaml", b"techniques: 5\n", "holds no `techniques`");
    fails("stix", "m.yaml", b"", "not a STIX 2.1 bundle");
    let nowhere = tempfile::tempdir().expect("a folder");
    let output = import(nowhere.path(), "stix", &folder.path().join("README.md"));
    assert!(
        err(&output).contains("not a STIX") || err(&output).contains("no matrix"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_memory() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0_u8; 1024 * 1024];
    for _ in 0..=MOST / zeros.len() as u64 {
        packer.write_all(&zeros).expect("packed");
    }
    let bomb = packer.finish().expect("packed");
    assert!(bomb.len() < 4 * 1024 * 1024);
    assert!(unpack(bomb).expect_err("too large").contains("more than 256 MiB"));
}

#[test]
fn atlas_becomes_a_matrix_without_findings() {
    let folder = empty("W");
    let output = import(folder.path(), "atlas", &project("tests/import/weather.yaml"));
    assert!(output.status.success(), "{}{}", out(&output), err(&output));
    assert_eq!(codes(folder.path()), Vec::<String>::new());
    let stats = stats(folder.path());
    for (kind, count) in [
        ("tactics", 2),
        ("techniques", 3),
        ("mitigations", 1),
        ("case-studies", 1),
        ("references", 1),
    ] {
        assert_eq!(stats["objects"][kind], count, "{kind}");
    }
    assert_eq!(stats["subtechniques"], 1);
    let read = |inner: &str| {
        std::fs::read_to_string(folder.path().join("matrix").join(inner)).expect("there")
    };
    let whole = read("techniques/WT0015.yaml");
    assert!(whole.contains("as [WTA0002] shows it where.\n"), "{whole}");
    assert!(whole.contains("atlas:\n  - AML.T0015\n"), "{whole}");
    let part = read("techniques/WT0015.000.yaml");
    assert!(
        part.contains("tactics:\n  - WTA0011\n"),
        "a part serves the tactics of its whole: {part}"
    );
    assert!(read("case-studies/WCS0003.yaml").contains("date: 2019-09\n"));
    assert!(dtm(folder.path(), &["build", "--only", "site,navigator,stix"]).status.success());
}

/// Where MITRE's bundles lie, if they do: see `tests/clients/run`.
fn real() -> Option<PathBuf> {
    let folders = [project("target/attack"), project("../shared/attack")];
    let files = folders.iter().map(|it| it.join("ics-attack-18.1.json.gz"));
    files.into_iter().find(|it| it.is_file())
}

#[test]
fn attack_for_ics_comes_over_whole() {
    let Some(file) = real() else {
        #[expect(clippy::print_stderr, reason = "a test that did not run says so")]
        {
            eprintln!("SKIPPED: no ics-attack-18.1.json.gz in target/attack or ../shared/attack");
        }
        return;
    };
    let bytes = std::fs::read(&file).expect("readable");
    let text = unpack(bytes).expect("unpacked");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let objects = document["objects"].as_array().expect("objects");
    let live = |it: &&Value| it["revoked"] != true && it["x_mitre_deprecated"] != true;
    let count = |kind: &str| objects.iter().filter(live).filter(|it| it["type"] == kind).count();
    let folder = empty("I");
    let output = import(folder.path(), "stix", &file);
    assert!(output.status.success(), "{}{}", out(&output), err(&output));
    let stats = stats(folder.path());
    for (ours, theirs) in [
        ("tactics", "x-mitre-tactic"),
        ("techniques", "attack-pattern"),
        ("mitigations", "course-of-action"),
        ("detections", "x-mitre-detection-strategy"),
        ("assets", "x-mitre-asset"),
        ("case-studies", "campaign"),
    ] {
        assert!(count(theirs) > 0);
        assert_eq!(stats["objects"][ours], count(theirs), "{ours}");
    }
    assert_eq!(stats["techniques_with"]["an ATT&CK link"], count("attack-pattern"));
    let found = codes(folder.path());
    assert!(found.len() < 50, "{} warnings", found.len());
    let checked = dtm(folder.path(), &["check"]);
    assert!(checked.status.success(), "{}", out(&checked));
    let built = dtm(folder.path(), &["build"]);
    assert!(built.status.success(), "{}{}", out(&built), err(&built));
    let exports = folder.path().join("exports");
    assert!(exports.join("site/techniques/IT0859/index.html").is_file());
    assert!(exports.join("navigator/ics-attack.layer.json").is_file());
    let notice = std::fs::read_to_string(folder.path().join("NOTICE")).expect("a notice");
    assert!(notice.contains("with the permission of The MITRE Corporation"), "{notice}");
    let page = std::fs::read_to_string(exports.join("site/index.html")).expect("a page");
    assert!(page.contains("with the permission of The MITRE Corporation"));
    assert!(!page.contains("DICOM"));
}
