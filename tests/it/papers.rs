//! White papers and the communications matrix: nothing invented, nothing counted twice, gaps in sight.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::Matrix;
use dicom_threat_matrix::model::kinds::{Extent, Paper};

use crate::support;

fn made(matrix: &Matrix) -> Artifacts {
    export(matrix, |exporter| ["csv", "site"].contains(&exporter.name))
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn rows(artifacts: &Artifacts, path: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text(artifacts, path).as_bytes());
    reader.deserialize().map(|it| it.expect("a row")).collect()
}

fn papers(matrix: &Matrix) -> Vec<&Paper> {
    matrix.catalogues().flat_map(|(_, it)| &it.papers).collect()
}

#[test]
fn a_technique_is_touched_or_in_the_gap_and_never_both() {
    let compiled = support::compile(&support::real());
    let artifacts = made(&compiled.matrix);
    let ways = rows(&artifacts, "csv/papers.csv");
    let gaps = rows(&artifacts, "csv/paper-gaps.csv");
    let in_use = compiled.matrix.techniques().filter(|(it, _)| Matrix::in_use(&it.common)).count();
    for paper in papers(&compiled.matrix) {
        let strong = |row: &&Vec<String>| {
            row[0] == paper.id
                && ["implements", "supports"].contains(&&*row[5])
                && !row[6].is_empty()
        };
        let touched: BTreeSet<&str> = ways.iter().filter(strong).map(|row| &*row[6]).collect();
        let gap = gaps.iter().filter(|row| row[0] == paper.id).map(|row| &*row[2]);
        let gap: BTreeSet<&str> = gap.collect();
        if paper.extent == Extent::Title || touched.is_empty() {
            assert!(gap.is_empty(), "{} is not measured and has a gap", paper.id);
            continue;
        }
        assert!(touched.is_disjoint(&gap), "{}", paper.id);
        assert_eq!(touched.len() + gap.len(), in_use, "{}", paper.id);
        let page = text(&artifacts, &format!("site/papers/{}/index.html", paper.id));
        let said =
            format!("{} of {in_use} techniques</a>; <a href=\"#gap\">{}", touched.len(), gap.len());
        assert!(page.contains(&said), "{} does not say {said}", paper.id);
    }
}

#[test]
fn a_paper_that_was_not_read_says_so() {
    let compiled = support::compile(&support::real());
    let artifacts = made(&compiled.matrix);
    let mut unread = 0;
    for paper in papers(&compiled.matrix) {
        let page = text(&artifacts, &format!("site/papers/{}/index.html", paper.id));
        let says = page.contains("No control of this paper was read.");
        assert_eq!(says, paper.extent == Extent::Title, "{}", paper.id);
        let measured = page.contains("id=\"gap\"");
        assert_ne!(measured, page.contains("not computed"), "{}", paper.id);
        assert!(!(says && measured), "{}", paper.id);
        unread += usize::from(says);
    }
    assert_eq!(unread, 2, "papers of the real matrix that could not be had");
}

#[test]
fn what_others_say_of_a_paper_is_marked() {
    let compiled = support::compile(&support::real());
    let artifacts = made(&compiled.matrix);
    for (object, catalogue) in compiled.matrix.catalogues() {
        let catalogue_page = text(&artifacts, &format!("site/controls/{}/index.html", object.id()));
        for paper in &catalogue.papers {
            let page = text(&artifacts, &format!("site/papers/{}/index.html", paper.id));
            let own = catalogue.controls.iter().filter(|control| paper.has(control));
            let secondary = own.filter(|control| control.confidence.word() == "secondary").count();
            let marks = page.matches("<span class=\"tag\">secondary</span>").count();
            assert_eq!(marks, secondary, "{}", paper.id);
            let link = format!("papers/{}/index.html", paper.id);
            assert!(catalogue_page.contains(&link), "{} does not lead to {link}", object.id());
        }
    }
}

#[test]
fn the_communications_matrix_holds_every_topic_once_and_shows_its_gaps() {
    let compiled = support::compile(&support::real());
    let matrix = &compiled.matrix;
    let artifacts = made(matrix);
    let page = text(&artifacts, "site/communications/index.html");
    let rows = rows(&artifacts, "csv/communications.csv");
    let mut topics = 0;
    for (object, audience) in matrix.audiences() {
        for topic in &audience.topics {
            let brief = topic.brief.clone().unwrap_or_default();
            let checklist = topic.checklist.clone().unwrap_or_default();
            let expected =
                [&topic.theme, object.id(), &topic.topic, &topic.message, &brief, &checklist];
            let found = rows.iter().filter(|row| **row == expected).count();
            assert_eq!(found, 1, "{}: {}", object.id(), topic.topic);
            topics += 1;
        }
    }
    let empty = rows.iter().filter(|row| row[2].is_empty()).count();
    assert_eq!(rows.len(), topics + empty);
    assert_eq!(page.matches("class=\"told\"").count(), topics);
    let meant = page.matches("class=\"meant\">No message: ").count();
    assert_eq!(page.matches(">nothing yet</td>").count() + meant, empty);
    assert_eq!(meant, empty, "every gap of the shipped matrix says why");
    let pairs = matrix.audiences().count() * matrix.meta().themes.len();
    assert!(page.contains(&format!("{empty} of {pairs} pairs")));
}
