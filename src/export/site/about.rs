//! The page that says what this is, for whom, how large, how to read it, how to help, and whose the
//! names are.

use serde::Serialize;

use super::frame::{Frame, frame};
use crate::model::Matrix;
use crate::model::kinds::{Maturity, READING_ORDER, Technique};

/// The notices as the repository has them: sections after two empty lines, the first line a heading.
const NOTICE: &str = include_str!("../../../NOTICE");

/// The page.
#[derive(Serialize)]
pub(super) struct AboutPage {
    frame: Frame,
    kinds: Vec<Number>,
    techniques: usize,
    subtechniques: usize,
    shares: Vec<Number>,
    maturity: Vec<Number>,
    controls: usize,
    links: usize,
    harm: usize,
    notices: Vec<Notice>,
}

/// A number with what it counts.
#[derive(Serialize)]
struct Number {
    label: String,
    count: usize,
    url: String,
}

/// Whose the names are.
#[derive(Serialize)]
struct Notice {
    title: String,
    lines: Vec<Line>,
}

/// A line of a notice.
#[derive(Serialize)]
struct Line {
    text: String,
    is_address: bool,
}

pub(super) fn page(matrix: &Matrix) -> AboutPage {
    let used = || matrix.techniques().filter(|it| Matrix::in_use(&it.0.common));
    let share = |label: &str, test: fn(&Technique) -> bool| Number {
        label: label.to_owned(),
        count: used().filter(|it| test(it.1)).count(),
        url: String::new(),
    };
    let kinds = READING_ORDER.into_iter().map(|kind| {
        let count = matrix.of_kind(kind.name).filter(|it| Matrix::in_use(&it.common)).count();
        let label = if count == 1 { kind.label } else { kind.plural };
        Number { label: label.to_lowercase(), count, url: format!("../{}/index.html", kind.folder) }
    });
    let maturity = Maturity::ALL.iter().rev().map(|maturity| Number {
        label: maturity.word().to_owned(),
        count: used().filter(|it| it.1.maturity() == *maturity).count(),
        url: String::new(),
    });
    let description = format!("What the {} is, for whom, and how to read it.", matrix.meta().name);
    AboutPage {
        frame: frame(matrix, "../", "about", "About", &description),
        kinds: kinds.collect(),
        techniques: used().count(),
        subtechniques: used().filter(|it| it.0.parent_id().is_some()).count(),
        shares: vec![
            share("have evidence", |it| !it.evidence.is_empty()),
            share("have a mitigation", |it| !it.mitigations.is_empty()),
            share("have a detection", |it| !it.detections.is_empty()),
            share("have a link to ATT&CK", |it| !it.attack.is_empty()),
        ],
        maturity: maturity.collect(),
        controls: matrix.catalogues().map(|(_, catalogue)| catalogue.controls.len()).sum(),
        links: matrix.graph().1.len(),
        harm: used().filter(|it| it.1.impact.patient_safety.word() == "direct").count(),
        notices: notices(matrix.meta().speaks_dicom()),
    }
}

/// What a matrix of something else than DICOM shares with this one.
const SHARED: [&str; 2] = ["MITRE ATT&CK", "MITRE CWE, CAPEC, ATLAS, CVE"];

fn notices(dicom: bool) -> Vec<Notice> {
    let sections = NOTICE.split("\n\n\n").map(|section| {
        let (title, text) = section.trim().split_once('\n').unwrap_or((section, ""));
        let lines = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| Line { text: line.to_owned(), is_address: line.starts_with("https://") });
        Notice { title: title.to_owned(), lines: lines.collect() }
    });
    sections.filter(|it| dicom || SHARED.contains(&it.title.as_str())).collect()
}
