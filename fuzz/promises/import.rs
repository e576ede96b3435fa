//! What others wrote: files with plain names that load, or a sentence.

use std::io::Write as _;

use dicom_threat_matrix::compile::compile_files;
use dicom_threat_matrix::diagnostic::Sources;
use dicom_threat_matrix::fmt::{Refusal, canonical};
use dicom_threat_matrix::import::{
    Desk, Home, Imported, atlas as of_atlas, issue as of_issue, stix as of_stix, unpack,
};
use dicom_threat_matrix::load::parse_file;
use dicom_threat_matrix::model::KINDS;
use dicom_threat_matrix::{attack, load};

use crate::ground::{COMPILED, project, raw};
use crate::matrix::reads_well;

const HOME: Home<'static> = Home { prefix: "X", day: "2026-11-22" };

/// A file lies in the folder of a kind under a plain name, loads, and keeps its form.
fn loads(inner: &str, text: &str) {
    let (folder, name) =
        inner.split_once('/').unwrap_or_else(|| panic!("{inner:?} lies at the root"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    assert!(KINDS.iter().any(|it| it.folder == folder), "{inner:?}");
    assert!(
        name.ends_with(".yaml") && !name.starts_with('.') && name.chars().all(plain),
        "{inner:?}"
    );
    let (_, faults) = parse_file(raw(inner, text.as_bytes()), Sources::id(0));
    let said: Vec<&str> = faults.iter().map(|it| it.message.as_str()).collect();
    assert!(faults.is_empty(), "{inner}: {said:?}\n{text}");
    assert_ne!(canonical(folder, name, text), Err(Refusal::Changed), "{text}");
}

fn all_loads(made: &Imported) {
    for (inner, text) in &made.files {
        loads(inner, text);
    }
    // The whole is judged before it is written, with findings that can be shown.
    let compiled =
        compile_files(made.files.iter().map(|(inner, text)| raw(inner, text.as_bytes())).collect());
    reads_well(&compiled.report, &compiled.sources);
}

/// Reads bytes as a packed file, and as a bundle of STIX that was packed.
pub fn stix(data: &[u8]) {
    let _ = unpack(data.to_vec());
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(data).expect("in memory");
    let unpacked = unpack(packer.finish().expect("in memory")).expect("packed here");
    assert_eq!(unpacked, text.strip_prefix('\u{feff}').unwrap_or(text));
    if let Ok(made) = of_stix(&unpacked, HOME) {
        all_loads(&made);
    }
    if let Ok(index) = attack::index(&unpacked, None, None) {
        let written = attack::to_json(&index);
        let read: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(
            read["techniques"].as_object().map(serde_json::Map::len),
            Some(index.techniques.len())
        );
    }
}

/// Reads bytes as the YAML of ATLAS.
pub fn atlas(data: &[u8]) {
    let (source, faults) = load::parse_file(raw("import", data), Sources::id(0));
    if let (Some(tree), true) = (source.tree, faults.is_empty())
        && let Ok(made) = of_atlas(&tree, HOME)
    {
        all_loads(&made);
    }
}

/// Reads bytes as the body of an issue.
pub fn issue(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(issue) = of_issue(text) else { return };
    let desk = Desk { matrix: &COMPILED.matrix, id: "DT0002", day: "2026-11-22" };
    let old = |object: &dicom_threat_matrix::model::Object| {
        COMPILED.sources.get(object.file).text.clone()
    };
    for (inner, text, new) in issue.files(desk, old).unwrap_or_default() {
        loads(&inner, &text);
        assert_eq!(new, !COMPILED.sources.iter().any(|(_, it)| it.inner == inner), "{inner}");
    }
}

/// A bundle in which every type stands once.
pub fn bundles() -> Vec<(String, Vec<u8>)> {
    let object = |kind: &str, id: &str, rest: &str| {
        format!(
            r#"{{"type":"{kind}","id":"{kind}--{id}","name":"Name {id}","description":"Text <b>{id}</b> (Citation: Paper). [a](https://a.example)","external_references":[{{"source_name":"mitre-attack","external_id":"{id}","url":"https://a.example/{id}"}},{{"source_name":"Paper","url":"https://p.example","description":"A. Author, 2019."}}]{rest}}}"#
        )
    };
    let link = |kind: &str, from: &str, to: &str| {
        format!(
            r#"{{"type":"relationship","id":"relationship--{kind}","relationship_type":"{kind}","source_ref":"{from}","target_ref":"{to}","description":"Because it does."}}"#
        )
    };
    let phase = r#","kill_chain_phases":[{"kill_chain_name":"k","phase_name":"soak"}],"x_mitre_domains":["ics-attack"]"#;
    let parts = [
        r#"{"type":"x-mitre-collection","id":"x-mitre-collection--1","name":"ATT&CK","x_mitre_version":"18.1"}"#.to_owned(),
        object("x-mitre-tactic", "TA0777", r#","x_mitre_shortname":"soak""#),
        object("attack-pattern", "T0777", phase),
        object("attack-pattern", "T0777.001", &format!(r#"{phase},"x_mitre_is_subtechnique":true"#)),
        object("attack-pattern", "T0778", r#","revoked":true"#),
        object("course-of-action", "M0777", ""),
        object("x-mitre-asset", "A0777", ""),
        object("campaign", "C0777", r#","first_seen":"2017-06-01T04:00:00.000Z""#),
        object("intrusion-set", "G0777", ""),
        object("malware", "S0777", ""),
        object("x-mitre-data-component", "DC0777", ""),
        object("x-mitre-analytic", "AN0777", ""),
        object("x-mitre-detection-strategy", "DET0777", r#","x_mitre_analytic_refs":["x-mitre-analytic--AN0777"]"#),
        object("x-mitre-matrix", "ics-attack", r#","tactic_refs":["x-mitre-tactic--TA0777"]"#),
        link("uses", "campaign--C0777", "attack-pattern--T0777"),
        link("mitigates", "course-of-action--M0777", "attack-pattern--T0777"),
        link("detects", "x-mitre-detection-strategy--DET0777", "attack-pattern--T0777"),
        link("targets", "attack-pattern--T0777", "x-mitre-asset--A0777"),
        link("subtechnique-of", "attack-pattern--T0777.001", "attack-pattern--T0777"),
        link("revoked-by", "attack-pattern--T0778", "attack-pattern--T0777"),
    ];
    let bundle =
        format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, parts.join(",\n"));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bundle.as_bytes()).expect("in memory");
    vec![
        ("bundle".to_owned(), bundle.into_bytes()),
        ("packed".to_owned(), packer.finish().expect("in memory")),
    ]
}

/// The three forms, answered.
pub fn issues() -> Vec<(String, Vec<u8>)> {
    let forms = [
        "### Name\n\nPrint a False Film\n\n### Tactics\n\nDTA0001, Nonsense\n\n### What the adversary does\n\nThe adversary sends a print job.\nSee [XX] and ../../etc/passwd.\n\n### Why DICOM allows it\n\nNobody asks who prints.\n\n### Evidence\n\nhttps://paper.example/film.pdf\nnerad-2019\nsomebody told me\n\n### Mitigations\n\nDM0001 and a lock\n\n### Detections\n\n_No response_\n\n### ATT&CK technique\n\nT1190\n",
        "### Object\n\nDT0001\n\n### What is wrong\n\nThe year.\n\n### What it should say\n\n2019\n\n### Source\n\nhttps://a.example\n",
        "### Object\n\nDT0001\n\n### Kind of evidence\n\nresearch\n\n### Source\n\nhttps://a.example/paper\n\n### What it shows\n\nThat it works.\n",
    ];
    let mut found: Vec<(String, Vec<u8>)> = forms
        .iter()
        .enumerate()
        .map(|(index, it)| (index.to_string(), it.as_bytes().to_vec()))
        .collect();
    let templates = crate::ground::folder(&project(".github/ISSUE_TEMPLATE"));
    found.extend(templates);
    found
}
