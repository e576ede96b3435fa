//! The same matrix gives the same bytes: whatever the order of reading and the number of threads.

use std::collections::BTreeMap;

use dicom_threat_matrix::compile::{Compiled, compile_files};
use dicom_threat_matrix::diagnostic::render::{self, Screen};
use dicom_threat_matrix::export::{Artifacts, export, manifest};
use dicom_threat_matrix::load::RawFile;

use crate::support;

fn raw(files: &BTreeMap<String, Vec<u8>>, reverse: bool) -> Vec<RawFile> {
    let mut raw: Vec<RawFile> = files
        .iter()
        .map(|(inner, bytes)| RawFile {
            path: format!("matrix/{inner}"),
            inner: inner.clone(),
            bytes: Ok(bytes.clone()),
        })
        .collect();
    if reverse {
        raw.reverse();
    }
    raw
}

fn made(files: Vec<RawFile>) -> (Artifacts, Compiled) {
    let compiled = compile_files(files);
    (export(&compiled.matrix, |_| true), compiled)
}

#[test]
fn the_number_of_threads_does_not_show() {
    let files = support::real();
    let manifests: Vec<String> = [1, 2, 7]
        .iter()
        .map(|threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(*threads).build().expect("a pool");
            pool.install(|| manifest(&made(raw(&files, false)).0))
        })
        .collect();
    assert_eq!(manifests[0], manifests[1]);
    assert_eq!(manifests[0], manifests[2]);
    assert!(manifests[0].lines().count() > 500);
}

#[test]
fn the_order_of_reading_does_not_show() {
    let files = support::real();
    let (there, _) = made(raw(&files, false));
    let (back, _) = made(raw(&files, true));
    assert_eq!(manifest(&there), manifest(&back));
}

#[test]
fn findings_come_in_the_order_of_paths() {
    let mut files = support::ground();
    for path in ["assets/DA0001.yaml", "detections/DD0001.yaml", "tactics/DTA0001.yaml"] {
        files.get_mut(path).expect("there").extend(b"unknown: 1\nworse: 2\n");
    }
    let texts: Vec<String> = [1, 4]
        .iter()
        .map(|threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(*threads).build().expect("a pool");
            let compiled = pool.install(|| compile_files(raw(&files, false)));
            let human = render::format("human").expect("a format");
            (human.render)(&compiled.report, &compiled.sources, Screen { color: false, width: 80 })
        })
        .collect();
    assert_eq!(texts[0], texts[1]);
    let places: Vec<&str> = texts[0].lines().filter(|line| line.contains("--> ")).collect();
    assert_eq!(places.len(), 6);
    assert!(places.is_sorted_by_key(|line| line.rsplit("--> ").next()), "{places:?}");
}
