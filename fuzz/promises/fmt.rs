//! The canonical form: done after one run, says the same, keeps comments. It never fails on what loads.

use dicom_threat_matrix::diagnostic::Sources;
use dicom_threat_matrix::fmt::{Refusal, canonical};
use dicom_threat_matrix::load::parse_file;

use crate::ground::raw;

/// Folder and name of files of every kind; the first byte of an input chooses.
const FILES: &[(&str, &str)] = &[
    ("techniques", "DT0001.yaml"),
    ("", "matrix.yaml"),
    ("mitigations", "DM0001.yaml"),
    ("controls", "ps3.15.yaml"),
    ("case-studies", "DCS0001.yaml"),
    ("checklists", "page.yaml"),
    ("references", "nerad-2019.yaml"),
    ("elsewhere", "file.yaml"),
];

/// Formats a text twice.
pub fn fmt(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (folder, name) = FILES[usize::from(*first) % FILES.len()];
    let (_, faults) = parse_file(raw("techniques/DT0001.yaml", text.as_bytes()), Sources::id(0));
    match canonical(folder, name, text) {
        Ok(made) => {
            assert!(faults.is_empty(), "a file with faults was written anew: {text:?}");
            let again = canonical(folder, name, &made);
            assert!(
                again.as_ref() == Ok(&made),
                "not done after one run: {text:?}\n{made:?}\n{again:?}"
            );
        }
        Err(Refusal::Broken) => assert!(!faults.is_empty(), "{text:?} loads and is called broken"),
        Err(Refusal::Json) => panic!("none of these files is JSON by its name"),
        Err(Refusal::Changed) => panic!("written anew it would not say the same: {text:?}"),
    }
}
