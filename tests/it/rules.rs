//! The rules of detections as files: all there, named, and no name breaks out of its comment.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, export};

use crate::support;

const FORMATS: &[(&str, &str, &str)] =
    &[("sigma", "yml", "# "), ("tshark", "txt", "# "), ("yara", "yar", "// ")];

fn rules(compiled: &dicom_threat_matrix::compile::Compiled) -> Artifacts {
    export(&compiled.matrix, |exporter| exporter.name == "rules")
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn every_rule_has_its_file_and_header() {
    let compiled = support::compile(&support::real());
    let artifacts = rules(&compiled);
    let index = text(&artifacts, "rules/index.csv");
    let mut expected: BTreeSet<String> =
        ["rules/index.csv", "rules/README.md"].map(str::to_owned).into();
    for (object, detection) in compiled.matrix.detections() {
        let Some(rule) = &detection.rule else { continue };
        let known = FORMATS.iter().find(|(name, ..)| *name == rule.format);
        let (folder, ending, mark) = *known.expect("a known format");
        let file = format!("{folder}/{}.{ending}", object.id());
        let path = format!("rules/{file}");
        let written = text(&artifacts, &path);
        let (header, body) = written.split_once("\n\n").expect("a header");
        assert!(header.lines().all(|line| line.starts_with(mark)), "{path}: {header}");
        assert!(header.starts_with(&format!("{mark}{} {}\n", object.id(), object.name())));
        let url = compiled.matrix.meta().url(&format!("detections/{}/", object.id()));
        assert!(header.contains(&format!("\n{mark}{url}\n")), "{path}: {header}");
        let licence = &compiled.matrix.meta().licence;
        assert!(header.contains(&format!("\n{mark}Licence: {licence}\n")), "{path}: {header}");
        let preference = header.contains("# Preference: run tshark with -o dicom.tag_tree:TRUE");
        assert_eq!(preference, folder == "tshark" && rule.text.contains("dicom.tag"), "{path}");
        assert_eq!(body.trim_end(), rule.text.trim_end(), "{path}");
        let row = index.lines().find(|line| line.starts_with(object.id())).expect("a row");
        assert!(row.contains(&format!(",{folder},{file},DT")), "{row}");
        expected.insert(path);
    }
    let found: BTreeSet<String> = artifacts.iter().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(found, expected);
}

#[test]
fn no_name_breaks_out_of_its_comment() {
    let evil = r#""a\n|| true\r*/ rule x\u2028y\u0085z""#;
    let mut files = support::real();
    for id in ["DD0002", "DD0012", "DD0017"] {
        let file = files.get_mut(&format!("detections/{id}.yaml")).expect("a detection");
        let old = String::from_utf8(std::mem::take(file)).expect("UTF-8");
        let lines = old.lines().map(|line| match line.split_once(": ") {
            Some((key @ ("name" | "data"), _)) => format!("{key}: {evil}\n"),
            _ => format!("{line}\n"),
        });
        *file = lines.collect::<String>().into_bytes();
    }
    let compiled = support::compile(&files);
    let artifacts = rules(&compiled);
    for path in ["rules/tshark/DD0002.txt", "rules/sigma/DD0012.yml", "rules/yara/DD0017.yar"] {
        let (header, _) = text(&artifacts, path).split_once("\n\n").expect("a header");
        assert!(header.contains(" a || true */ rule x y z\n"), "{path}: {header}");
        assert!(header.lines().all(|line| line.starts_with(['#', '/'])), "{path}: {header}");
        assert!(!header.contains(['\r', '\u{2028}', '\u{85}']), "{path}: {header}");
    }
}
