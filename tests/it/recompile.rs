//! What is compiled again after a change is what would be compiled from nothing.

use std::collections::BTreeMap;

use dicom_threat_matrix::compile::compile_files;
use dicom_threat_matrix::diagnostic::render::{self, Screen};
use dicom_threat_matrix::diagnostic::{Report, Sources};
use dicom_threat_matrix::export::export;
use dicom_threat_matrix::load::RawFile;
use dicom_threat_matrix::recompile::Recompiler;

use crate::support;

type Files = BTreeMap<String, Vec<u8>>;

fn raw(files: &Files) -> Vec<RawFile> {
    let raw = |(inner, bytes): (&String, &Vec<u8>)| RawFile {
        path: format!("matrix/{inner}"),
        inner: inner.clone(),
        bytes: Ok(bytes.clone()),
    };
    files.iter().map(raw).collect()
}

fn told(report: &Report, sources: &Sources) -> String {
    let human = render::format("human").expect("a format");
    (human.render)(report, sources, Screen { color: false, width: 80 })
}

fn edit(files: &mut Files, inner: &str, change: impl Fn(&str) -> String) {
    let text = String::from_utf8(files[inner].clone()).expect("UTF-8");
    files.insert(inner.to_owned(), change(&text).into_bytes());
}

#[test]
fn an_update_finds_what_a_run_from_nothing_finds() {
    let good = support::ground();
    let asset = good.keys().find(|it| it.starts_with("assets/")).expect("an asset").clone();
    let mut states = vec![good.clone()];
    let mut change = |make: &dyn Fn(&mut Files)| {
        let mut files = good.clone();
        make(&mut files);
        states.push(files);
    };
    change(&|files| edit(files, &asset, |text| text.replace("name: ", "name: Other ")));
    change(&|files| edit(files, &asset, |text| format!("{text}\nname: [broken\n")));
    change(&|files| edit(files, &asset, |_| String::new()));
    change(&|files| edit(files, &asset, |_| "\u{feff}".to_owned()));
    change(&|files| drop(files.insert(asset.clone(), vec![0xff, 0xfe])));
    change(&|files| drop(files.remove(&asset)));
    change(&|files| drop(files.insert("assets/DA9999.yaml".to_owned(), b"id: DA9999\n".to_vec())));
    change(&|files| drop(files.remove("matrix.yaml")));
    change(&|files| edit(files, "matrix.yaml", |text| text.replace("name: ", "name: Other ")));
    change(&|files| {
        edit(files, "matrix.yaml", |text| format!("{text}spelling: en-US\n"));
        edit(files, &asset, |text| text.replace("summary: ", "summary: Wordd "));
    });
    let mut kept = Recompiler::new(raw(&good));
    // Each state after each, and back.
    for step in 0..states.len() {
        for state in [&states[step], &good, &states[states.len() - 1 - step]] {
            kept.update(raw(state));
            let anew = compile_files(raw(state));
            let (was, is) =
                (told(&anew.report, &anew.sources), told(kept.report(), kept.sources()));
            assert_eq!(was, is, "step {step}");
            if anew.report.count(dicom_threat_matrix::diagnostic::Level::Error) == 0 {
                let json = |matrix| export(matrix, |it| it.name == "json");
                assert!(json(&anew.matrix) == json(kept.matrix()), "step {step}");
            }
        }
    }
}
