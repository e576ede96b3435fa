//! Forms of makers, and device files that a site edited: a device that reads back and a report in every format, or a
//! finding with a help.

use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

use dicom_threat_matrix::compile::{Compiled, GuestSchema, judge_guest};
use dicom_threat_matrix::diagnostic::{Level, Sources};
use dicom_threat_matrix::export::csv_of;
use dicom_threat_matrix::load::{RawFile, parse_file};
use dicom_threat_matrix::mds2::{
    DEVICE_SCHEMA, Device, FORM_CODES, Fleet, Form, FormFinding, Lore, fleet_as_markdown,
    fleet_as_tables, fleet_for_people, page, read_device, read_form, strangers,
};
use zip::write::SimpleFileOptions;

use crate::ground::{compile, folder, project, raw};
use crate::html::is_quiet;
use crate::matrix::{places_lie_in_their_texts, reads_well, steers_nothing};

/// The matrix of this repository, which alone knows the questions.
static REAL: LazyLock<Compiled> = LazyLock::new(|| {
    let ours =
        |inner: &str| inner.ends_with(".yaml") || inner.ends_with(".json") || inner == "words.txt";
    let files = folder(&project("matrix")).into_iter().filter(|(inner, _)| ours(inner));
    compile(&files.collect())
});

/// The library that reads workbooks may panic: `src/mds2/xlsx.rs` catches that, and the engine would not.
static CAUGHT: LazyLock<()> = LazyLock::new(|| {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|it| it.file().contains("calamine-")) {
            before(info);
        }
    }));
});

/// Reads bytes as a form, or as a device file if they begin as one. What begins with `<` are the parts of a workbook,
/// with a NUL between them: its sheet, its table of texts, its list of sheets.
pub fn mds2(data: &[u8]) {
    let lore = Lore::of(&REAL.matrix).expect("the catalogue");
    if data.starts_with(b"format:") {
        return edited(&lore, data);
    }
    let book;
    let (name, bytes) = if data.starts_with(b"<") {
        book = workbook(data);
        ("form.xlsx", book.as_slice())
    } else {
        ("form.csv", data)
    };
    LazyLock::force(&CAUGHT);
    let (device, findings) = read_form(&lore.form, name, bytes, None);
    sound(&lore, device, &findings);
}

fn edited(lore: &Lore<'_>, data: &[u8]) {
    static SCHEMA: LazyLock<GuestSchema> = LazyLock::new(|| GuestSchema::new(DEVICE_SCHEMA));
    let (path, inner) = ("device.yaml".to_owned(), "guest".to_owned());
    let guest = RawFile { path, inner, bytes: Ok(data.to_vec()) };
    let (source, report) = judge_guest(guest, Sources::id(0), &SCHEMA);
    if report.count(Level::Error) == 0 {
        let (device, mut findings) = read_device(&lore.form, &source);
        if let Some(device) = &device {
            findings.extend(strangers(lore, &source, device));
        }
        sound(lore, device, &findings);
    }
    let sources = Sources::new(vec![source]);
    for finding in report.iter() {
        places_lie_in_their_texts(&sources, finding);
    }
    reads_well(&report, &sources);
}

fn sound(lore: &Lore<'_>, device: Option<Device>, findings: &[FormFinding]) {
    let form: &Form<'_> = &lore.form;
    for finding in findings {
        assert!(
            FORM_CODES.iter().any(|it| it.id == finding.code),
            "{} is not listed",
            finding.code
        );
        assert!(!finding.help.is_empty());
        steers_nothing(&finding.text());
    }
    let Some(device) = device else {
        assert!(!findings.is_empty(), "refused without a word");
        return;
    };
    for (name, text) in [("device.yaml", device.yaml()), ("device.json", device.json())] {
        let (source, faults) = parse_file(raw(name, text.as_bytes()), Sources::id(0));
        let said: Vec<&str> = faults.iter().map(|it| it.message.as_str()).collect();
        assert!(faults.is_empty(), "{name}: {said:?}\n{text}");
        let (again, _) = read_device(form, &source);
        let again = again.unwrap_or_else(|| panic!("{name} is refused:\n{text}"));
        assert_eq!(again.json(), device.json());
    }
    let slug = device.slug();
    assert!(
        !slug.is_empty() && slug.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)),
        "{slug:?}"
    );
    assert!(!slug.starts_with('.'), "{slug:?}");
    let fleet = Fleet::of(&lore, lore.reports(&[device]));
    steers_nothing(&fleet_for_people(&fleet));
    let html = page(&fleet_as_markdown(&fleet));
    is_quiet(html.split_once("<body").map_or(html.as_str(), |(_, body)| body));
    for (_, table) in fleet_as_tables(&fleet) {
        let _ = csv_of(&table);
    }
}

fn workbook(data: &[u8]) -> Vec<u8> {
    let mut parts = data.split(|byte| *byte == 0);
    let mut part =
        |usual: &str| parts.next().filter(|it| !it.is_empty()).unwrap_or(usual.as_bytes()).to_vec();
    let sheet = part("");
    let texts = part(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>"#);
    let list = part(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="MDS2" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    );
    let rels = |targets: &[(&str, &str)]| {
        let one = |(index, (kind, target)): (usize, &(&str, &str))| {
            format!(
                r#"<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#,
                index + 1
            )
        };
        let all: String = targets.iter().enumerate().map(one).collect();
        format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>"#).into_bytes()
    };
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_vec();
    let files = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", rels(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/_rels/workbook.xml.rels",
            rels(&[("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")]),
        ),
        ("xl/workbook.xml", list),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).expect("in memory");
        writer.write_all(&bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A form as a workbook in its parts, as a packed workbook, and as CSV; a device file.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let form = Form::of(&REAL.matrix).expect("the catalogue");
    let answers: Vec<(String, &str)> = form
        .questions
        .iter()
        .take(60)
        .enumerate()
        .map(|(index, it)| (it.id.clone(), ["Yes", "No", "N/A", "See Notes"][index % 4]))
        .chain(
            [("DOC-1", "Acme"), ("DOC-2", "CT scanner"), ("DOC-3", "One"), ("DOC-7", "2026-05-01")]
                .map(|(id, it)| (id.to_owned(), it)),
        )
        .collect();
    let mut rows = String::new();
    let mut csv = "id,answer,note\n".to_owned();
    for (index, (id, answer)) in answers.iter().enumerate() {
        let row = index + 1;
        let cell = |column: &str, text: &str| {
            format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#)
        };
        rows.push_str(&format!(
            r#"<row r="{row}">{}{}{}{}</row>"#,
            cell("A", id),
            cell("B", "A question?"),
            cell("C", answer),
            cell("D", "a note")
        ));
        csv.push_str(&format!("{id},{answer},\"a, note\"\n"));
    }
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let book = workbook(sheet.as_bytes());
    let edited =
        std::fs::read_to_string(project("examples/mds2/devices/example-imaging-tomo-5.yaml"))
            .expect("readable");
    let edited: String = edited.lines().take(60).map(|line| format!("{line}\n")).collect();
    let pdf = b"%PDF-1.7".to_vec();
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    [
        ("sheet", sheet.into_bytes()),
        ("book", book),
        ("csv", csv.into_bytes()),
        ("device", edited.into_bytes()),
        ("pdf", pdf),
        ("xls", old),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .to_vec()
}
