//! Forms of makers: what is read by the layout, what is refused, and what never happens.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use dicom_threat_matrix::compile::Compiled;
use dicom_threat_matrix::diagnostic::Source;
use dicom_threat_matrix::mds2::{
    Answer, DEVICE_SCHEMA, Device, FORM_CODES, Form, FormFinding, read_device, read_form,
};
use proptest::prelude::*;

use crate::mds2_forms::{QUESTION, parts, with, yes, zipped};
use crate::support;

static REAL: LazyLock<Compiled> = LazyLock::new(|| support::compile(&support::real()));

fn form() -> Form<'static> {
    Form::of(&REAL.matrix).expect("the catalogue")
}

fn ids() -> Vec<String> {
    form().questions.iter().map(|it| it.id.clone()).collect()
}

fn read(name: &str, bytes: &[u8]) -> (Option<Device>, Vec<FormFinding>) {
    let (device, findings) = read_form(&form(), name, bytes, None);
    for finding in &findings {
        assert!(!finding.text().contains(QUESTION), "a question was printed");
        assert!(
            FORM_CODES.iter().any(|it| it.id == finding.code),
            "{} is not listed",
            finding.code
        );
        assert!(!finding.help.is_empty());
    }
    assert!(device.is_none() || findings.iter().all(|it| it.level.word() == "warning"));
    (device, findings)
}

fn clean(name: &str, bytes: &[u8]) -> Device {
    let (device, findings) = read(name, bytes);
    assert!(findings.is_empty(), "{findings:?}");
    device.expect("a device")
}

/// Returns the one error of a form.
fn refused(name: &str, bytes: &[u8]) -> FormFinding {
    let (device, findings) = read(name, bytes);
    assert!(device.is_none(), "{name} was read");
    findings.into_iter().find(|it| it.level.word() == "error").expect("an error")
}

#[test]
fn a_form_is_read_by_its_layout() {
    let made = yes(&ids(), "Tomo 5")
        .answer("AUDT-1", "See Notes")
        .note("AUDT-1", "See Note 2")
        .answer("MPII-3.10", "N/A")
        .answer("AUTH-1", " no ")
        .note("AUTH-1", "by badge")
        .answer("SBOM-1", "")
        .answer("TXCF-5", "See Note 3");
    let device = clean("forms/tomo.xlsx", &made.book(&ids()));
    assert_eq!(device.name(), "Acme Tomo 5");
    assert_eq!(device.slug(), "acme-tomo-5");
    assert_eq!(device.source.file, "tomo.xlsx");
    assert_eq!(device.source.sheet.as_deref(), Some("mds2-form"));
    assert_eq!(device.product.released.as_deref(), Some("2026-05-01"));
    assert_eq!(device.answer("AUDT-1"), Some(Answer::SeeNote));
    assert_eq!(device.answer("MPII-3.10"), Some(Answer::NotApplicable));
    assert_eq!(device.answer("MPII-3.1"), Some(Answer::Yes));
    assert_eq!(device.answer("AUTH-1"), Some(Answer::No));
    assert_eq!(device.answer("SBOM-1"), None);
    assert_eq!(device.answer("SHAD-15"), Some(Answer::Yes));
    let note =
        |id: &str| device.answers.iter().find(|it| it.id == id).and_then(|it| it.note.clone());
    assert_eq!(note("AUDT-1").as_deref(), Some("Text of note 2."));
    assert_eq!(note("TXCF-5").as_deref(), Some("Text of note 3."));
    assert_eq!(note("AUTH-1").as_deref(), Some("by badge"));
    assert_eq!(note("SAHD-1"), None);
}

#[test]
fn the_place_of_the_columns_and_the_name_of_the_sheet_do_not_matter() {
    let plain = yes(&ids(), "Tomo 5").note("AUDT-1", "See Note 1");
    let mut moved = plain.clone();
    moved.sheet = "Sheet1";
    moved.shift = 3;
    let (a, b) = (clean("a.xlsx", &plain.book(&ids())), clean("a.xlsx", &moved.book(&ids())));
    assert_eq!(a.answers, b.answers);
    assert_eq!(a.product, b.product);
}

#[test]
fn the_misspelt_id_of_the_sheet_may_be_mended() {
    let mended: Vec<String> = ids().iter().map(|id| id.replace("SHAD", "SAHD")).collect();
    let made = yes(&mended, "Tomo 5").answer("SAHD-15", "No").answer("SAHD-1", "N/A");
    let device = clean("a.xlsx", &made.book(&mended));
    assert_eq!(device.answer("SHAD-15"), Some(Answer::No));
    assert_eq!(device.answer("SAHD-1"), Some(Answer::NotApplicable));
}

#[test]
fn a_csv_says_the_same_as_the_workbook() {
    let made = yes(&ids(), "Tomo 5").answer("AUDT-2", "No").note("AUDT-2", "a \"new\"; one, soon");
    let book = clean("a.xlsx", &made.book(&ids()));
    for (delimiter, mark) in [(',', ""), (';', "\u{feff}"), ('\t', "")] {
        let text = format!("{mark}{}", made.csv(&ids(), delimiter));
        let device = clean("a.csv", text.as_bytes());
        assert_eq!(device.answers, book.answers, "{delimiter:?}");
        assert_eq!(device.product, book.product);
    }
}

#[test]
fn a_sheet_saved_as_csv_is_read_by_its_layout() {
    let made = yes(&ids(), "Tomo 5");
    let mut text = String::from(",,,,\n,\"Form, for a device\",,,\n");
    for id in ids() {
        let _ = writeln!(text, "{id},\"{QUESTION}, or not\",{},__,5.1", made.answers[&id]);
    }
    assert_eq!(
        clean("a.csv", text.as_bytes()).answers,
        clean("b.xlsx", &made.book(&ids())).answers
    );
}

#[test]
fn what_is_doubtful_is_said_with_its_cell_and_counts_as_open() {
    let made = yes(&ids(), "Tomo 5").answer("AUDT-1", "Yes, with option 7");
    let (device, findings) = read("a.xlsx", &made.book(&ids()));
    let device = device.expect("a device");
    assert_eq!(device.answer("AUDT-1"), None);
    let finding = &findings[0];
    assert_eq!(finding.code, "mds2-unknown-answer");
    assert!(finding.message.contains("AUDT-1") && !finding.message.contains("option"));
    assert!(finding.cell.as_ref().is_some_and(|it| it.starts_with('C')), "{finding:?}");
    assert_eq!(finding.sheet.as_deref(), Some("mds2-form"));

    let book = yes(&ids(), "Tomo 5").edited(&ids(), |page, rows| {
        let (row, bold) = (rows["AUDT-2.1"], rust_xlsxwriter::Format::new());
        page.merge_range(row, 2, row + 1, 2, "No", &bold).expect("merged");
        page.write(rows["AUDT-3"], 0, "AUDT-99").expect("written");
    });
    let (device, findings) = read("a.xlsx", &book);
    let device = device.expect("a device");
    assert_eq!(device.answer("AUDT-2.1"), Some(Answer::No));
    assert_eq!(device.answer("AUDT-2.2"), None);
    let codes: Vec<&str> = findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["mds2-unknown-question", "mds2-missing-question", "mds2-merged-answer"]);
    assert!(findings[1].message.contains("AUDT-3"));
}

#[test]
fn a_number_that_a_spreadsheet_cut_is_noticed() {
    let text = yes(&ids(), "Tomo 5").csv(&ids(), ',').replace("MPII-3.10,", "MPII-3.1,");
    let finding = refused("a.csv", text.as_bytes());
    assert_eq!(finding.code, "mds2-twice");
    assert!(finding.help.contains("MPII-3.10"), "{}", finding.help);
}

/// A workbook whose first sheet is this XML.
fn bare(sheet: &str) -> Vec<u8> {
    let book = with(&yes(&ids(), "Tomo 5").book(&ids()), "xl/worksheets/sheet1.xml", sheet.into());
    with(
        &book,
        "xl/sharedStrings.xml",
        b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>".to_vec(),
    )
}

fn rows(rows: impl Iterator<Item = String>) -> String {
    let head = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    head.to_owned() + &rows.collect::<String>() + "</sheetData></worksheet>"
}

fn text_row(number: usize, cells: &[(&str, &str)]) -> String {
    let cell = |(column, text): &(&str, &str)| {
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn bad_files_are_refused_with_a_word_about_what_to_do() {
    let good = yes(&ids(), "Tomo 5").book(&ids());
    let old = (1..30).map(|it| text_row(it, &[("A", &format!("2-{it}")), ("C", "Yes")]));
    let other = (1..30).map(|it| text_row(it, &[("A", "apples"), ("B", "pears")]));
    let formula = yes(&ids(), "Tomo 5").edited(&ids(), |page, rows| {
        let formula = rust_xlsxwriter::Formula::new("=IF(1,\"Yes\",\"No\")").set_result("Yes");
        page.write_formula(rows["AUDT-1"], 2, formula).expect("written");
    });
    let blank = ids().into_iter().fold(yes(&ids(), ""), |made, id| made.answer(&id, ""));
    let wrong_column = yes(&ids(), "Tomo 5").edited(&ids(), |page, rows| {
        for row in rows.values() {
            page.write(*row, 2, "5.1").expect("written");
            page.write(*row, 4, "Yes").expect("written");
        }
    });
    let far = (1..3)
        .map(|it| text_row(it, &[("A", "AUDT-1"), ("C", "Yes")]))
        .chain([text_row(1_000_000, &[("A", "end")])]);
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>".to_owned()
        + &rows([text_row(1, &[("A", "&b;")])].into_iter());
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("truncated", "mds2-unreadable", good[..good.len() / 2].to_vec()),
        ("nothing", "mds2-no-form", Vec::new()),
        ("pdf", "mds2-other-format", b"%PDF-1.7 ...".to_vec()),
        ("old-excel", "mds2-other-format", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
        ("document", "mds2-other-format", zipped(&[("content.xml", b"<x/>".to_vec())])),
        ("picture", "mds2-other-format", b"\x89PNG\r\n\x1a\n\xff\xfe".to_vec()),
        ("macro", "mds2-macro", with(&good, "xl/vbaProject.bin", vec![1, 2, 3])),
        (
            "links",
            "mds2-external-data",
            with(&good, "xl/externalLinks/externalLink1.xml", b"<x/>".to_vec()),
        ),
        ("formula", "mds2-formula", formula),
        ("2013", "mds2-old-form", bare(&rows(old))),
        ("other-sheet", "mds2-no-form", bare(&rows(other))),
        ("blank", "mds2-blank", blank.book(&ids())),
        ("columns", "mds2-unknown-layout", wrong_column),
        ("far", "mds2-too-large", bare(&rows(far))),
        ("bomb", "mds2-too-large", with(&good, "xl/media/a.bin", vec![0; 60 * 1024 * 1024])),
        ("large", "mds2-too-large", vec![b'x'; 16 * 1024 * 1024 + 1]),
        ("laughs", "mds2-unreadable", bare(&laughs)),
        ("quotes", "mds2-no-form", b"\"never closed".to_vec()),
    ];
    for (name, code, bytes) in cases {
        let finding = refused(&format!("{name}.xlsx"), &bytes);
        assert_eq!(finding.code, code, "{name}: {}", finding.text());
    }
}

#[test]
fn a_sheet_of_a_million_rows_is_not_held() {
    let million =
        (2..=600_000).map(|it| format!("<row r=\"{it}\"><c r=\"A{it}\"><v>1</v></c></row>"));
    let first = text_row(1, &[("A", "AUDT-1"), ("C", "Yes")]);
    let book = bare(&rows([first].into_iter().chain(million)));
    assert_eq!(refused("a.xlsx", &book).code, "mds2-too-large");
}

#[test]
fn several_forms_in_one_workbook_are_not_chosen_from() {
    let one = yes(&ids(), "Tomo 5");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, answer) in [("first", "Yes"), ("second", "No")] {
        let page = book.add_worksheet().set_name(name).expect("a name");
        for (row, id) in (0..).zip(ids()) {
            page.write(row, 0, id.as_str()).expect("written");
            let answer =
                one.answers.get(&id).filter(|_| id.starts_with("DOC")).map_or(answer, |it| it);
            page.write(row, 2, answer).expect("written");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    assert_eq!(refused("a.xlsx", &bytes).code, "mds2-several-sheets");
    let (device, _) = read_form(&form(), "a.xlsx", &bytes, Some("second"));
    assert_eq!(device.expect("a device").answer("AUDT-1"), Some(Answer::No));
}

#[test]
fn a_device_file_comes_back_as_it_was_written() {
    let schema = serde_json::from_str(DEVICE_SCHEMA).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let made = yes(&ids(), "Tomo: \"5\"\u{2028}#")
        .answer("AUDT-1", "See Note")
        .note("AUDT-1", "- a: b\n\"c\" # d");
    let mut device = clean("a.xlsx", &made.book(&ids()));
    device.assets = vec!["DA0001".to_owned()];
    device.count = Some(3);
    let json = serde_json::from_str(&device.json()).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&json).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let file = dicom_threat_matrix::load::RawFile {
        path: "a.yaml".to_owned(),
        inner: "a.yaml".to_owned(),
        bytes: Ok(device.yaml().into_bytes()),
    };
    let id = dicom_threat_matrix::diagnostic::Sources::id(0);
    let (source, faults) = dicom_threat_matrix::load::parse_file(file, id);
    assert!(faults.is_empty(), "{}\n{}", faults[0].message, device.yaml());
    for source in [Source { tree: Some(json), ..Source::default() }, source] {
        let (read, findings) = read_device(&form(), &source);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(read.as_ref(), Some(&device));
    }
    let tree = Some(serde_json::json!({ "format": "dtm-device/1", "answers": 7 }));
    let wrong = Source { tree, ..Source::default() };
    assert_eq!(read_device(&form(), &wrong).1[0].code, "mds2-device-file");
}

#[test]
fn every_finding_has_a_line_on_the_page() {
    let page = support::read("docs/mds2.md");
    let ids: Vec<&str> = FORM_CODES.iter().map(|it| it.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    for code in FORM_CODES {
        let row = format!("| `{}` | {} |", code.id, code.level.word());
        assert!(page.contains(&row), "docs/mds2.md has no line that begins {row}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_bytes_are_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), head in 0..4_usize) {
        let head: &[u8] = [b"".as_slice(), b"PK\x03\x04", b"%PDF", b"id,answer\n"][head];
        read("a.xlsx", &[head, &bytes].concat());
    }

    #[test]
    fn a_changed_workbook_is_never_a_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), inside in any::<bool>()) {
        static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| yes(&ids(), "Tomo 5").book(&ids()));
        let mut bytes = GOOD.clone();
        if inside {
            let mut parts: BTreeMap<String, Vec<u8>> = parts(&bytes).into_iter().collect();
            for (place, byte) in changes {
                let names: Vec<String> = parts.keys().cloned().collect();
                let part = parts.get_mut(place.get(&names)).expect("a part");
                if !part.is_empty() {
                    let at = place.index(part.len());
                    part[at] = byte;
                }
            }
            let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
            bytes = zipped(&parts);
        } else {
            for (place, byte) in changes {
                let at = place.index(bytes.len());
                bytes[at] = byte;
            }
        }
        read("a.xlsx", &bytes);
    }
}
