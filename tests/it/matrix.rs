//! The real matrix.

use dicom_threat_matrix::diagnostic::Level;
use dicom_threat_matrix::model::{KINDS, Matrix};

use crate::support;

#[test]
fn it_has_no_errors() {
    let compiled = support::compile(&support::real());
    let errors: Vec<String> = compiled
        .report
        .iter()
        .filter(|it| it.code.level == Level::Error)
        .map(|it| format!("{}: {}", compiled.sources.get(it.location.file).path, it.message))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_file_names_its_schema_for_editors() {
    for kind in KINDS {
        let line =
            format!("# yaml-language-server: $schema=../../schema/{}.schema.json", kind.name);
        for (path, bytes) in support::real()
            .iter()
            .filter(|(path, _)| path.starts_with(&format!("{}/", kind.folder)))
        {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            assert_eq!(text.lines().next(), Some(line.as_str()), "{path}");
        }
    }
}

#[test]
fn every_tactic_has_at_least_four_techniques() {
    let compiled = support::compile(&support::real());
    for (tactic, _) in compiled.matrix.tactics() {
        let serving = compiled.matrix.techniques().filter(|(object, technique)| {
            Matrix::in_use(&object.common) && technique.tactics.contains(&tactic.common.id)
        });
        assert!(serving.count() >= 4, "{} ({})", tactic.id(), tactic.name());
    }
}

/// Default passwords never stand in the matrix.
#[test]
fn no_password_is_printed() {
    for (path, bytes) in support::real() {
        let text = String::from_utf8(bytes).expect("UTF-8").to_lowercase();
        for word in ["password is \"", "orthanc:orthanc", "admin:admin", "admin/admin"] {
            assert!(!text.contains(word), "{path} holds `{word}`");
        }
    }
}
