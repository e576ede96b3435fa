//! From answers to reports: verdicts by hand, what never changes a report, and the commands.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use dicom_threat_matrix::compile::Compiled;
use dicom_threat_matrix::mds2::{
    Answer, Bearer, Comparison, Device, Fleet, Given, Lore, Verdict, Why, compared_as_markdown,
    fleet_as_markdown, fleet_as_tables, fleet_for_people, page, read_form,
};
use proptest::prelude::*;

use crate::mds2_forms::{QUESTION, yes};
use crate::support::{self, project};

static SMALL: LazyLock<Compiled> = LazyLock::new(|| support::compile(&small()));
static REAL: LazyLock<Compiled> = LazyLock::new(|| support::compile(&support::real()));

/// Returns a small matrix with a form of three questions, all of which speak of one mitigation: `NAUT-1`
/// surely, `SAHD-7` of what is there as delivered, `AUTH-1` without proof.
fn small() -> BTreeMap<String, Vec<u8>> {
    let mut files = support::ground();
    let row = |mitigation: &str, answer: &str, means: &str, sure: bool| {
        let sure = if sure { "" } else { "        sure: false\n" };
        format!(
            "      - mitigation: {mitigation}\n        answer: \"{answer}\"\n        means: {means}\n{sure}        rationale: There is a reason for it.\n"
        )
    };
    let question = |id: &str, rows: &[String]| {
        let rows = rows.concat();
        format!(
            "  - id: {id}\n    title: Label of {id}\n    status: current\n    confidence: seen\n    answers:\n{rows}"
        )
    };
    let one = "DM0001";
    let controls = [
        question(
            "NAUT-1",
            &[row(one, "Yes", "possible", true), row(one, "No", "impossible", true)],
        ),
        question("SAHD-7", &[row(one, "Yes", "in-place", true), row(one, "No", "possible", false)]),
        question("AUTH-1", &[row(one, "Yes", "possible", false), row(one, "N/A", "nothing", true)]),
    ];
    let catalogue = String::from_utf8(files["controls/ps3.15.yaml"].clone()).expect("UTF-8");
    let (head, rest) = catalogue.split_once("controls:\n").expect("controls");
    let (_, tail) = rest.split_once("status: draft").expect("a tail");
    let head = head.replace("id: ps3.15", "id: mds2-2019").replace("DICOM PS3.15: ", "Form: ");
    let text = format!("{head}controls:\n{}status: draft{tail}", controls.concat());
    files.insert("controls/mds2-2019.yaml".to_owned(), text.into_bytes());
    let mitigation = String::from_utf8(files["mitigations/DM0001.yaml"].clone()).expect("UTF-8");
    let tie = |id: &str| {
        format!(
            "  - control: \"mds2-2019:{id}\"\n    relation: related\n    rationale: It asks for it.\n"
        )
    };
    let ties = [tie("NAUT-1"), tie("SAHD-7"), tie("AUTH-1")].concat();
    let mitigation = mitigation.replacen("attack:\n", &format!("{ties}attack:\n"), 1);
    files.insert("mitigations/DM0001.yaml".to_owned(), mitigation.into_bytes());
    files
}

fn device(model: &str, answers: &[(&str, Option<Answer>)]) -> Device {
    let answers = answers.iter().filter_map(|(id, answer)| {
        let answer = (*answer)?;
        Some(Given { id: (*id).to_owned(), answer: Some(answer), note: None })
    });
    let mut device = Device { answers: answers.collect(), ..Device::default() };
    device.product.maker = Some("Acme".to_owned());
    device.product.model = Some(model.to_owned());
    device
}

#[test]
fn the_worst_sure_answer_decides_and_doubt_never_helps() {
    let findings: Vec<&str> = SMALL.report.iter().map(|it| it.message.as_str()).collect();
    assert!(findings.is_empty(), "{findings:?}");
    let lore = Lore::of(&SMALL.matrix).expect("the form");
    let (yes, no, na, note) =
        (Some(Answer::Yes), Some(Answer::No), Some(Answer::NotApplicable), Some(Answer::SeeNote));
    // NAUT-1, SAHD-7, AUTH-1, and what follows.
    let cases = [
        (yes, yes, na, Verdict::Possible),
        (yes, yes, yes, Verdict::Possible),
        (no, yes, yes, Verdict::Impossible),
        (yes, no, yes, Verdict::Possible),
        (na, yes, na, Verdict::InPlace),
        (na, yes, yes, Verdict::Unclear),
        (na, no, na, Verdict::Unclear),
        (na, na, yes, Verdict::Unclear),
        (na, na, no, Verdict::Site),
        (na, na, na, Verdict::Site),
        (None, yes, na, Verdict::Unclear),
        (note, yes, na, Verdict::Unclear),
        (yes, None, na, Verdict::Possible),
        (no, None, None, Verdict::Impossible),
        (None, None, None, Verdict::Unclear),
    ];
    for (naut, sahd, auth, wanted) in cases {
        let one = device("One", &[("NAUT-1", naut), ("SAHD-7", sahd), ("AUTH-1", auth)]);
        let report = &lore.reports(&[one])[0];
        assert_eq!(report.mitigations.len(), 1);
        assert_eq!(report.mitigations[0].verdict, wanted, "{naut:?} {sahd:?} {auth:?}");
        let counted = report.once_set_up.expect("techniques") > 0.0;
        assert_eq!(counted, matches!(wanted, Verdict::InPlace | Verdict::Possible));
        let delivered = report.as_delivered.expect("techniques") > 0.0;
        assert_eq!(delivered, wanted == Verdict::InPlace);
    }
}

#[test]
fn the_numbers_of_a_device_are_those_of_the_formula() {
    let lore = Lore::of(&SMALL.matrix).expect("the form");
    let one = device(
        "One",
        &[
            ("NAUT-1", Some(Answer::NotApplicable)),
            ("SAHD-7", Some(Answer::Yes)),
            ("AUTH-1", Some(Answer::No)),
        ],
    );
    let report = &lore.reports(&[one])[0];
    for (object, technique) in SMALL.matrix.techniques() {
        let found = report.techniques.iter().find(|it| it.id == object.id()).expect("a line");
        let link = technique.mitigations.iter().find(|it| it.id == "DM0001");
        let weight = link.map_or(0.0, |link| match link.effect.word() {
            "prevents" => 0.75,
            "hinders" => 0.5,
            _ => 0.25,
        });
        assert!((found.as_delivered - weight).abs() < 1e-12, "{}", object.id());
        let bearer = match weight {
            0.75.. => Bearer::Delivered,
            0.25.. => Bearer::Partly,
            _ => Bearer::Network,
        };
        assert_eq!(found.bearer, bearer);
    }
}

#[test]
fn what_is_open_in_a_note_or_unsure_is_asked() {
    let lore = Lore::of(&SMALL.matrix).expect("the form");
    let one = device("One", &[("SAHD-7", Some(Answer::SeeNote)), ("AUTH-1", Some(Answer::Yes))]);
    let report = &lore.reports(&[one])[0];
    let asked: Vec<(&str, Why)> = report.questions.iter().map(|it| (it.question, it.why)).collect();
    assert_eq!(asked, [("NAUT-1", Why::Open), ("SAHD-7", Why::Note), ("AUTH-1", Why::Unsure)]);
}

fn example(name: &str) -> Device {
    let path = format!("examples/mds2/devices/{name}.yaml");
    let file = dicom_threat_matrix::load::RawFile {
        path: path.clone(),
        inner: "device.yaml".to_owned(),
        bytes: Ok(support::read(&path).into_bytes()),
    };
    let id = dicom_threat_matrix::diagnostic::Sources::id(0);
    let (source, _) = dicom_threat_matrix::load::parse_file(file, id);
    serde_json::from_value(source.tree.expect("a tree")).expect("a device")
}

/// What the commands make of the two fictional devices; `UPDATE=1` writes it.
#[test]
fn the_worked_example_is_fresh() {
    let lore = Lore::of(&REAL.matrix).expect("the form");
    let names = ["example-imaging-tomo-5", "sample-medical-sono-2"];
    for (name, form) in names.iter().zip(["tomo-5", "sono-2"]) {
        let path = format!("{form}.csv");
        let csv = support::read(&format!("examples/mds2/forms/{path}"));
        let (made, findings) = read_form(&lore.form, &path, csv.as_bytes(), None);
        assert!(findings.is_empty(), "{findings:?}");
        let (mut made, kept) = (made.expect("a device"), example(name));
        made.keep(&kept);
        assert_eq!(made.slug(), *name);
        support::golden(&format!("examples/mds2/devices/{name}.yaml"), &made.yaml());
    }
    let reports = lore.reports(&names.map(example));
    let [a, b] = <[_; 2]>::try_from(reports.clone()).expect("two");
    let fleet = Fleet::of(&lore, reports);
    support::golden("examples/mds2/report.md", &fleet_as_markdown(&fleet));
    let page = support::read("docs/mds2.md");
    let (_, rest) = page.split_once("$ dtm mds2 report examples/mds2/devices\n").expect("a screen");
    let (shown, _) = rest.split_once("```").expect("its end");
    assert!(fleet_for_people(&fleet).contains(shown), "docs/mds2.md shows another screen");
    let both = Comparison::of(&lore, a, b);
    support::golden("examples/mds2/comparison.md", &compared_as_markdown(&both));
}

fn random(ids: &[String], seed: u64) -> Device {
    let mut dice = crate::disturb::Dice { state: seed | 1, folds: false };
    let answers: Vec<(&str, Option<Answer>)> = ids
        .iter()
        .map(|id| {
            let answer = match dice.below(6) {
                0 | 1 => Some(Answer::Yes),
                2 => Some(Answer::No),
                3 => Some(Answer::NotApplicable),
                4 => Some(Answer::SeeNote),
                _ => None,
            };
            (id.as_str(), answer)
        })
        .collect();
    let mut device = device(&format!("Model {seed}"), &answers);
    device.count = Some(u32::try_from(dice.below(9) + 1).expect("small"));
    device.assets = vec![format!("DA000{}", dice.below(5) + 1)];
    device
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_files_never_matters(seeds in proptest::collection::btree_set(1..9_999_u64, 2..6), turn in 0..6_usize) {
        let lore = Lore::of(&REAL.matrix).expect("the form");
        let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
        let mut devices: Vec<Device> = seeds.iter().map(|seed| random(&ids, *seed)).collect();
        let one = Fleet::of(&lore, lore.reports(&devices));
        let turn = turn % devices.len();
        devices.rotate_left(turn);
        devices.reverse();
        let other = Fleet::of(&lore, lore.reports(&devices));
        prop_assert_eq!(fleet_as_markdown(&one), fleet_as_markdown(&other));
        prop_assert_eq!(serde_json::to_string(&one).expect("JSON"), serde_json::to_string(&other).expect("JSON"));
    }

    #[test]
    fn an_answer_taken_back_never_raises_coverage(seed in 1..99_999_u64, place in any::<prop::sample::Index>()) {
        let lore = Lore::of(&REAL.matrix).expect("the form");
        let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
        let full = random(&ids, seed);
        let mut less = full.clone();
        if !less.answers.is_empty() {
            less.answers.remove(place.index(full.answers.len()));
        }
        let (full, less) = (lore.reports(&[full]), lore.reports(&[less]));
        prop_assert!(less[0].once_set_up <= full[0].once_set_up);
        prop_assert!(less[0].as_delivered <= full[0].as_delivered);
    }
}

#[test]
fn nothing_that_a_form_says_is_markup_or_a_formula_in_a_report() {
    let lore = Lore::of(&REAL.matrix).expect("the form");
    let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
    let made = yes(&ids, "=HYPERLINK(\"x\")|<script>[a](b)")
        .answer("NAUT-1", "See Note")
        .note("NAUT-1", "=cmd|' /C calc'!A0 <img src=x>");
    let (device, _) = read_form(&lore.form, "a.xlsx", &made.book(&ids), None);
    let mut device = device.expect("a device");
    device.product.maker = Some("@Acme".to_owned());
    let fleet = Fleet::of(&lore, lore.reports(&[device]));
    let markdown = fleet_as_markdown(&fleet);
    let page = page(&markdown);
    for bad in ["<script", "<img", "href=\"b\""] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(!markdown.contains(QUESTION) && !fleet_for_people(&fleet).contains(QUESTION));
    for (name, table) in fleet_as_tables(&fleet) {
        let bytes = dicom_threat_matrix::export::csv_of(&table);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.records() {
            let record = record.expect("a row");
            let bad = record.iter().find(|cell| cell.starts_with(['=', '+', '-', '@']));
            assert_eq!(bad, None, "{name}");
        }
    }
}

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("--matrix")
        .arg(project("matrix"))
        .arg("mds2")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

#[test]
fn the_commands_write_all_or_nothing() {
    let lore = Lore::of(&REAL.matrix).expect("the form");
    let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("forms")).unwrap();
    std::fs::write(at("forms/a.xlsx"), yes(&ids, "Tomo 5").book(&ids)).unwrap();
    std::fs::write(at("forms/b.csv"), yes(&ids, "Sono 2").csv(&ids, ',')).unwrap();
    std::fs::write(at("forms/bad.pdf"), b"%PDF-1.7").unwrap();

    let refused = dtm(folder.path(), &["import", "forms"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("mds2-other-format") && said.contains("nothing was written"), "{said}");
    assert!(!at("devices").exists());

    let partly = dtm(folder.path(), &["import", "forms", "--partial"]);
    assert_eq!(partly.status.code(), Some(1));
    let path = at("devices/acme-tomo-5.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("# count: 1", "count: 7")).unwrap();
    std::fs::remove_file(at("forms/bad.pdf")).unwrap();
    let again = dtm(folder.path(), &["import", "forms"]);
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(std::fs::read_to_string(&path).unwrap().contains("\ncount: 7\n"), "count was lost");

    let report = dtm(folder.path(), &["report", "devices", "--out", "report"]);
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stderr));
    for name in [
        "report.html",
        "report.md",
        "report.json",
        "techniques.csv",
        "questions.csv",
        "network.csv",
    ] {
        assert!(at("report").join(name).is_file(), "{name}");
    }
    let json = dtm(folder.path(), &["report", "forms", "--format", "json"]);
    let tree: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(tree["fleet"]["devices"].as_array().map(Vec::len), Some(2));

    let both = dtm(folder.path(), &["report", "--compare", "forms/a.xlsx", "forms/b.csv"]);
    let said = String::from_utf8_lossy(&both.stdout).into_owned();
    let first = said.lines().next().unwrap_or_default();
    assert!(first.find("Tomo 5") < first.find("Sono 2") && first.contains("Tomo 5"), "{first}");

    let both = ["report", "--compare", "forms/a.xlsx", "forms/b.csv", "--format", "csv"];
    let table = String::from_utf8(dtm(folder.path(), &both).stdout).expect("UTF-8");
    let mut rows = table.lines();
    assert_eq!(rows.next(), Some("what,id,name,first,second"));
    assert!(rows.next().is_some_and(|row| row.starts_with("device,,,") && row.contains("Tomo 5")));
    let (mut rows, what) = (rows.peekable(), ["mitigation,", "technique,", "answer,"]);
    assert!(rows.peek().is_some(), "two devices of two makers differ");
    assert!(rows.all(|row| what.iter().any(|word| row.starts_with(word))), "{table}");

    let twice = dtm(folder.path(), &["report", "forms", "devices"]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&twice.stderr).contains("mds2-same-device"));
}
