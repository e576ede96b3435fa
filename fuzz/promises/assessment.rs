//! What a site says of itself: a finding or a report in every format, and a draft that reads back.

use dicom_threat_matrix::assess::{Account, Assessment, draft, human, markdown};
use dicom_threat_matrix::compile::{Compiled, read_assessments};
use dicom_threat_matrix::export::{assessment_json, assessment_report};
use dicom_threat_matrix::load::RawFile;

use crate::exports::well_formed;
use crate::ground::{GROUND, compile};
use crate::matrix::{places_lie_in_their_texts, reads_well, steers_nothing};

fn read(text: &[u8]) -> (Compiled, Option<Assessment>) {
    let (path, inner) = ("assessment.yaml".to_owned(), "assessment".to_owned());
    let guest = RawFile { path, inner, bytes: Ok(text.to_vec()) };
    let (compiled, read) = read_assessments(compile(&GROUND), vec![guest]);
    (compiled, read.into_iter().next().flatten())
}

/// Reads bytes as an assessment of the small matrix, and reports on it.
pub fn assessment(data: &[u8]) {
    let (compiled, found) = read(data);
    for finding in compiled.report.iter() {
        places_lie_in_their_texts(&compiled.sources, finding);
    }
    reads_well(&compiled.report, &compiled.sources);
    let Some(found) = found else {
        assert!(!compiled.report.is_empty(), "refused without a word");
        return;
    };
    let matrix = &compiled.matrix;
    let account = Account::new(matrix, &found, Some(&found), &[]);
    assert!(account.coverage.is_none_or(|it| (0.0..=1.0).contains(&it)), "{:?}", account.coverage);
    assert!(account.percent.is_none_or(|it| it <= 100));
    steers_nothing(&human(&account));
    let _ = markdown(&account);
    let _: serde_json::Value = serde_json::from_str(&assessment_json(&account)).expect("JSON");
    well_formed(&assessment_report(matrix, &account, "a4"));
    let written = draft(matrix, &found, None);
    let (again, read_back) = read(written.as_bytes());
    let said: Vec<&str> = again.report.iter().map(|it| it.message.as_str()).collect();
    let read_back =
        read_back.unwrap_or_else(|| panic!("the draft is refused: {said:?}\n{written}"));
    let percent = Account::new(matrix, &read_back, None, &[]).percent;
    assert_eq!(percent, account.percent, "{written}");
}
