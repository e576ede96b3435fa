//! Printed pages: one page is one page, nothing is smaller than 8 points, nothing leaves the margins.

use std::collections::BTreeSet;

use dicom_threat_matrix::compile::Compiled;
use dicom_threat_matrix::export::{Artifacts, Letterhead, Logo, export, own_pages};
use dicom_threat_matrix::model::{Matrix, Object};
use dicom_threat_matrix::sheet::content::{House, Page, PageItem, PageSection, page};
use dicom_threat_matrix::sheet::layout::{Mark, Role, Sheet};
use dicom_threat_matrix::sheet::look::{ENDS, LEAST, PAPERS};
use dicom_threat_matrix::sheet::messages::Communications;
use dicom_threat_matrix::sheet::report::{self, Part, Report};
use dicom_threat_matrix::sheet::text::Run;
use dicom_threat_matrix::sheet::{brief, checklist, communications, font};
use proptest::prelude::*;
use serde_json::json;

use crate::support;

fn real() -> Matrix {
    support::compile(&support::real()).matrix
}

fn pdfs(compiled: &Compiled) -> Artifacts {
    export(&compiled.matrix, |exporter| exporter.name == "pdf")
}

/// Returns the words of a sheet in reading order, without spaces.
fn words(sheet: &Sheet) -> String {
    let blocks = sheet.pages.iter().flatten().filter(|block| block.role != Role::Furniture);
    blocks.map(|block| block.text().replace(char::is_whitespace, "")).collect()
}

/// Returns a text as it is printed, without spaces.
fn printed(text: &str) -> String {
    text.chars().filter_map(font::printed).filter(|sign| !sign.is_whitespace()).collect()
}

/// Asserts that everything is inside the margins, large enough, and that no line is over another.
fn assert_sound(sheet: &Sheet) {
    let side = 30.0;
    for blocks in &sheet.pages {
        let lines: Vec<_> = blocks.iter().flat_map(|block| &block.lines).collect();
        let boxes: Vec<[f32; 4]> = lines.iter().map(|line| line.ends()).collect();
        let marks = blocks.iter().flat_map(|block| &block.marks).map(Mark::ends);
        for [left, top, right, bottom] in boxes.iter().copied().chain(marks) {
            assert!(left >= side && right <= sheet.paper.width - side, "{left} to {right}");
            assert!(
                top >= ENDS - 1.0 && bottom <= sheet.paper.height - ENDS + 1.0,
                "{top}, {bottom}"
            );
        }
        for line in &lines {
            assert!(line.size >= LEAST, "{}: {}", line.size, line.line.text());
            for sign in line.line.runs.iter().flat_map(|run| run.text.chars()) {
                assert!(font::glyph(sign, true).is_some(), "{sign:?} is not in the font");
            }
        }
        for (place, a) in boxes.iter().enumerate() {
            for (other, b) in boxes.iter().enumerate().skip(place + 1) {
                let over = a[0] < b[2] && b[0] < a[2] && a[1] + 0.3 < b[3] && b[1] + 0.3 < a[3];
                let text = |place: usize| lines[place].line.text();
                assert!(!over, "{:?} {a:?} is over {:?} {b:?}", text(place), text(other));
            }
        }
    }
}

#[test]
fn every_checklist_is_one_page_of_both_papers() {
    let matrix = real();
    assert!(matrix.checklists().count() > 0);
    for (object, it) in matrix.checklists() {
        let page = page(&matrix, object, it);
        for paper in PAPERS {
            let sheet = checklist::lay(&page, paper)
                .unwrap_or_else(|over| panic!("{}: {over:?}", object.id()));
            assert_eq!(sheet.pages.len(), 1);
            assert_sound(&sheet);
            let words = words(&sheet);
            let mut rest = words.as_str();
            let lead = [page.title, page.lead];
            let items = page.sections.iter().flat_map(|section| &section.items);
            let items = items.flat_map(|item| [item.action, item.why, item.verify, &item.ids]);
            for text in lead.into_iter().chain(items) {
                let text = printed(text);
                let at = rest.find(&text).unwrap_or_else(|| panic!("{text} is not in its place"));
                rest = &rest[at + text.len()..];
            }
            assert!(rest.contains(&printed(&page.url)), "{rest}");
            assert!(rest.contains(&format!("touch{}of{}techniques", page.covered, page.total)));
        }
    }
}

#[test]
fn every_brief_is_two_pages_at_most() {
    let matrix = real();
    assert!(matrix.briefs().count() > 0);
    for (object, it) in matrix.briefs() {
        for paper in PAPERS {
            let sheet = brief::lay(&matrix, object, it, paper);
            assert!(sheet.pages.len() <= 2, "{} has {} pages", object.id(), sheet.pages.len());
            assert_sound(&sheet);
            let words = words(&sheet);
            for key in &it.references {
                let reference = matrix.find("reference", key).expect("cited");
                assert!(words.contains(&printed(reference.name())), "{key}");
            }
        }
    }
}

#[test]
fn the_communications_matrix_is_one_page_across_of_both_papers() {
    let matrix = real();
    let all = Communications::new(&matrix);
    for paper in PAPERS {
        let sheet = communications::lay(&matrix, paper).expect("themes").expect("one page");
        assert_eq!(sheet.pages.len(), 1);
        assert!(sheet.paper.width > sheet.paper.height);
        assert_sound(&sheet);
        let blocks = &sheet.pages[0];
        let count = |wanted: &dyn Fn(&Role) -> bool| {
            blocks.iter().filter(|block| wanted(&block.role)).count()
        };
        let opens = |role: &Role| matches!(role, Role::Cell { opens: true });
        assert_eq!(count(&|role| *role == Role::ColumnHead), all.audiences.len() + 1);
        assert_eq!(count(&|role| *role == Role::RowHead), all.rows.len());
        assert_eq!(count(&opens), all.rows.len() * all.audiences.len());
        let words = words(&sheet);
        let mut rest = words.as_str();
        let mut next = |text: &str| {
            let text = printed(text);
            let at = rest.find(&text).unwrap_or_else(|| panic!("{text} is not in its place"));
            rest = &rest[at + text.len()..];
        };
        all.audiences.iter().for_each(|it| next(it.name()));
        for row in &all.rows {
            next(&row.theme.name);
            row.cells.iter().flatten().for_each(|message| next(&message.topic.topic));
        }
        all.documents().iter().for_each(|it| next(it.name()));
    }
}

#[test]
fn a_communications_matrix_that_is_too_long_is_a_finding_and_no_file() {
    let mut files = support::ground();
    let mut put = |path: &str, more: &str, before: &str| {
        let text = String::from_utf8(files[path].clone()).expect("UTF-8");
        files.insert(path.to_owned(), text.replace(before, &format!("{more}{before}")).into());
    };
    let theme = |place| format!("  - id: theme-{place}\n    name: Theme {place}\n");
    let topic = |place| {
        let words = "topic: Something to hear\n    message: It is so, and stays so.\n    brief: first-brief";
        format!("  - {words}\n    theme: theme-{place}\n")
    };
    put("matrix.yaml", &(0..40).map(theme).collect::<String>(), "attack:\n");
    put(
        "audiences/pacs-administrator.yaml",
        &(0..40).map(topic).collect::<String>(),
        "status: draft",
    );
    let compiled = support::compile(&files);
    let found: Vec<_> = compiled.report.iter().map(|it| it.code.id).collect();
    assert_eq!(found, ["communications-over-one-page"]);
    let told = compiled.report.iter().all(|it| it.message.contains(" lines too long for "));
    assert!(told, "forty themes are many lines too many");
    assert!(pdfs(&compiled).get("pdf/communications-a4.pdf").is_none());
    let small = support::compile(&support::ground());
    let made = pdfs(&small);
    assert!(made.get("pdf/communications-a4.pdf").is_some_and(|bytes| bytes.len() > 10_000));
}

#[test]
fn a_letterhead_takes_room_and_never_a_second_page() {
    let logo = Logo::read(include_bytes!("../pictures/logo.jpg")).expect("a picture");
    let contact = Some("call 5555, and then 6666; ".repeat(4));
    let letterhead = Letterhead { logo: Some(logo), contact };
    let mut outcomes = BTreeSet::new();
    for words in (504..600).step_by(12) {
        let example = format!(
            "# file: checklists/pacs-administrator-page.yaml\nlead: word × 55\nsections:\n  - title: First\n    \
             items:\n      - mitigation: DM0001\n        do: word × {words}\n        \
             why: It is so.\n        verify: Look at it.\n      - mitigation: DM0001\n        \
             do: word × {words}\n        why: It is so.\n        verify: Look at it.\n"
        );
        let matrix = support::compile(&support::overlay(&example)).matrix;
        let (object, list) = matrix.checklists().next().expect("a checklist");
        let made = |letterhead| own_pages(&matrix, object, list, letterhead);
        let (plain, dressed) = (made(&Letterhead::default()), made(&letterhead));
        assert!(plain.is_ok() || dressed.is_err(), "{words}");
        if let Err(fault) = &dressed {
            assert!(fault.contains("too long for"), "{fault}");
        }
        for files in [&plain, &dressed].into_iter().flatten() {
            assert_eq!(files.iter().filter(|(path, _)| path.ends_with(".pdf")).count(), 2);
        }
        outcomes.insert((plain.is_ok(), dressed.is_ok()));
    }
    assert_eq!(outcomes.len(), 3, "{outcomes:?}");
}

#[test]
fn pages_are_the_same_bytes_each_time() {
    let compiled = support::compile(&support::real());
    let of_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| pdfs(&compiled))
    };
    let (one, three) = (of_threads(1), of_threads(3));
    assert_eq!(one, three);
    let documents = compiled.matrix.checklists().count() + compiled.matrix.briefs().count();
    assert_eq!(one.iter().count(), 2 * documents + 2);
    for (path, bytes) in one.iter() {
        assert!(bytes.starts_with(b"%PDF-1.7") && bytes.len() > 10_000, "{path}");
    }
}

#[test]
fn both_fonts_hold_the_same_signs() {
    for sign in ('\u{20}'..='\u{2fff}').filter(|sign| font::glyph(*sign, false).is_some()) {
        assert!(font::glyph(sign, true).is_some(), "{sign:?}");
    }
    for sign in "AZaz09äßøłŵΩЖ“”‘’–—…·•→✓≥≤×µ½²†".chars() {
        assert_eq!(font::printed(sign), Some(sign));
    }
    assert_eq!(font::lacking("a日b本日?\u{ad}\u{200b}"), ['日', '本']);
}

/// Texts as people write them, and as nobody should.
fn text(most: usize) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-z]{1,9}",
        2 => "[A-Z]{2,6}-[A-Z]{2,5}",
        1 => "[a-zA-Z/]{30,90}",
        1 => "[äöüßéàøłñ]{3,8}",
        1 => "[αβγδж日本語한글العربية🩻𝕏]{1,6}",
        1 => "[\u{300}-\u{36f}\u{200b}-\u{200f}\u{202e}\u{a0}\u{ad}a-c]{1,6}",
        1 => "\\PC{1,12}",
    ];
    prop::collection::vec(word, 1..most).prop_map(|words| words.join(" "))
}

/// The texts of items: what to do, why and how to see it.
fn items(most: usize) -> impl Strategy<Value = Vec<(String, String, String)>> {
    prop::collection::vec((text(16), text(14), text(18)), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_checklist_is_one_page_or_a_finding(
        title in text(9), lead in text(60), heading in text(6), items in items(31),
        contact in prop::option::of(text(9)),
    ) {
        let count = items.len();
        let items = items.iter().enumerate().map(|(place, (action, why, verify))| PageItem {
            number: place + 1,
            action,
            why,
            verify,
            ids: format!("DM{place:04} · PS3.15: B.12"),
        });
        let page = Page {
            title: &title,
            audience: "PACS Administrator",
            lead: &lead,
            scope: "DICOM",
            sections: vec![PageSection { title: &heading, items: items.collect() }],
            url: "https://example.org/checklists/x/".to_owned(),
            milestone: Some("A Plan, Milestone 1".to_owned()),
            matrix: "The Matrix",
            version: "1.0",
            released: "2026-11-22",
            covered: 1,
            total: 2,
            count,
            house: House { logo: None, contact: contact.as_deref(), licence: Some("CC-BY-4.0") },
        };
        for paper in PAPERS {
            match checklist::lay(&page, paper) {
                Ok(sheet) => {
                    prop_assert_eq!(sheet.pages.len(), 1);
                    assert_sound(&sheet);
                    let words = words(&sheet);
                    for item in &page.sections[0].items {
                        for text in [item.action, item.why, item.verify] {
                            prop_assert!(words.contains(&printed(text)), "{}", text);
                        }
                    }
                }
                Err(over) => prop_assert!(over.lines > 0),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_writer_takes_whatever_fits(lead in text(40), items in items(26), body in text(400)) {
        let mut files = support::ground();
        let mut put = |path: &str, value: serde_json::Value| {
            files.insert(path.to_owned(), value.to_string().into_bytes());
        };
        let items: Vec<_> = items.iter().map(|(action, why, verify)| {
            json!({"mitigation": "DM0001", "do": action, "why": why, "verify": verify})
        }).collect();
        put("checklists/pacs-administrator-page.yaml", json!({
            "id": "pacs-administrator-page", "title": "One Page", "summary": "What to do first.",
            "audience": "pacs-administrator", "lead": lead, "scope": "dicom-only",
            "sections": [{"title": "First", "items": items}],
            "status": "draft", "version": "1.0", "created": "2026-11-22", "modified": "2026-11-22",
        }));
        put("briefs/any-brief.yaml", json!({
            "id": "any-brief", "title": "Any Brief", "summary": "Words.",
            "audience": "pacs-administrator", "references": ["nerad-2019"],
            "body": format!("# {lead}\n\n{body}\n\n1. {body}\n"),
            "status": "draft", "version": "1.0", "created": "2026-11-22", "modified": "2026-11-22",
        }));
        let compiled = support::compile(&files);
        let over = compiled.report.iter().any(|it| it.code.id == "checklist-over-one-page");
        let made = pdfs(&compiled);
        for paper in PAPERS {
            let path = |what: &str| format!("pdf/{what}-{}.pdf", paper.id);
            let page = made.get(&path("checklists/pacs-administrator-page"));
            if compiled.matrix.checklists().next().is_none() {
                // The text made the file unreadable, which is a finding too.
                prop_assert!(compiled.report.iter().count() > 0);
            } else {
                prop_assert!(over || page.is_some_and(|bytes| bytes.len() > 10_000));
            }
            for (object, it) in compiled.matrix.briefs() {
                let bytes = made.get(&path(&format!("briefs/{}", object.id())));
                prop_assert!(bytes.is_some_and(|bytes| bytes.len() > 10_000));
                assert_sound(&brief::lay(&compiled.matrix, object, it, paper));
            }
        }
    }
}

#[test]
fn the_milestone_stands_at_the_foot_of_every_format() {
    let mut files = support::ground();
    let path = "checklists/pacs-administrator-page.yaml";
    let list = String::from_utf8(files[path].clone()).expect("UTF-8");
    let with = list.replace("scope: dicom-only", "milestone: \"ps3.15:B.12\"\nscope: dicom-only");
    files.insert(path.to_owned(), with.into());
    let compiled = support::compile(&files);
    assert_eq!(compiled.report.iter().count(), 0);
    let matrix = &compiled.matrix;
    let control = matrix.get("ps3.15").map(Object::name).expect("a catalogue");
    let made = export(matrix, |exporter| exporter.name == "checklist");
    for ending in ["html", "md"] {
        let page = made.get(&format!("checklist/pacs-administrator-page.{ending}")).expect("made");
        assert!(String::from_utf8_lossy(page).contains(control), "{ending}");
    }
    for (object, it) in matrix.checklists() {
        let sheet = checklist::lay(&page(matrix, object, it), PAPERS[0]).expect("one page");
        assert!(words(&sheet).contains(&printed(control)));
    }
}

/// The summary of an assessment at its longest: names that are cut at sixty signs.
#[test]
fn a_report_keeps_its_summary_on_the_first_page() {
    let name = "Harden Servers, Consoles and Workstations Where the Vendor Allows ".repeat(2);
    let line = |label: &str| {
        let runs =
            vec![Run::bold(&name[..60]), Run::soft("  DM0024, not-applicable: +16.6 points")];
        Part::Item(label.to_owned(), runs)
    };
    let mut summary = vec![Part::Bar(0.4, "40 percent covered".to_owned())];
    for label in ["1.", "○", "•"] {
        summary.push(Part::Heading(name[..60].to_owned()));
        summary.extend((0..8).map(|_| line(label)));
    }
    let rest = (0..300).map(|_| line("○")).collect();
    let title = "Lakeside Regional Hospital".to_owned();
    let made = Report { title, summary, rest, foot: name.clone(), ..Report::default() };
    for paper in PAPERS {
        let sheet = report::lay(&made, paper);
        assert_sound(&sheet);
        assert!(sheet.pages.len() > 3);
        let items = |page: &[dicom_threat_matrix::sheet::layout::Block]| {
            page.iter().filter(|block| block.role == Role::Label).count()
        };
        assert_eq!(items(&sheet.pages[0]), 24, "{}", paper.name);
    }
}
