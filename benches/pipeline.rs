//! How long each step takes: on the matrix of this repository, and on synthetic ones of 1,000 and
//! 10,000 techniques. Run with `cargo bench`.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    missing_docs,
    reason = "benches read files and measure time"
)]

use dicom_threat_matrix::compile::{Compiled, compile_files};
use dicom_threat_matrix::diagnostic::{Report, Sources};
use dicom_threat_matrix::export::{EXPORTERS, export, manifest};
use dicom_threat_matrix::load::{self, RawFile};
use dicom_threat_matrix::mds2::{Fleet, Lore, fleet_as_markdown, read_form};
use dicom_threat_matrix::model::{Matrix, Parts};
use dicom_threat_matrix::recompile::Recompiler;
use dicom_threat_matrix::{check, link};
use divan::Bencher;
use rayon::prelude::*;

mod corpus;
#[path = "../tests/it/mds2_forms.rs"]
#[allow(clippy::unwrap_used, dead_code, unreachable_pub, reason = "the maker of the tests")]
mod forms;

use corpus::ground;

const SIZES: [&str; 3] = ["real", "1000", "10000"];

fn main() {
    divan::main();
}

fn files(size: &str) -> Vec<RawFile> {
    match size.parse() {
        Ok(n) => corpus::corpus(n, ground::files("tests/ground")),
        Err(_) => ground::files("matrix")
            .into_iter()
            .filter(|(inner, _)| inner.ends_with(".yaml") || inner.ends_with(".json"))
            .map(|(inner, bytes)| RawFile {
                path: format!("matrix/{inner}"),
                inner,
                bytes: Ok(bytes),
            })
            .collect(),
    }
}

fn sources(size: &str) -> Sources {
    load::parse(files(size), &mut Report::default())
}

fn parts(size: &str) -> Parts {
    check::schema(&sources(size), &mut Report::default())
}

fn matrix(size: &str) -> Matrix {
    link::link(parts(size), &mut Report::default())
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn load(bencher: Bencher<'_, '_>, size: &str) {
    bencher
        .with_inputs(|| files(size))
        .bench_values(|files| load::parse(files, &mut Report::default()));
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn check_schema(bencher: Bencher<'_, '_>, size: &str) {
    let sources = sources(size);
    bencher.bench(|| check::schema(&sources, &mut Report::default()));
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn link(bencher: Bencher<'_, '_>, size: &str) {
    bencher
        .with_inputs(|| parts(size))
        .bench_values(|parts| link::link(parts, &mut Report::default()));
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn check_rules(bencher: Bencher<'_, '_>, size: &str) {
    let matrix = matrix(size);
    bencher.bench(|| check::rules(&matrix, false, &mut Report::default()));
}

/// A key is typed in a file of an open matrix: that file is judged anew.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn keystroke_file(bencher: Bencher<'_, '_>, size: &str) {
    let mut kept = Recompiler::new(files(size));
    let mut typed = 0;
    bencher.with_inputs(|| touched(size, &mut typed)).bench_local_values(|file| kept.set(file));
}

/// … and then the whole.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn keystroke_whole(bencher: Bencher<'_, '_>, size: &str) {
    let mut kept = Recompiler::new(files(size));
    let mut typed = 0;
    bencher.with_inputs(|| touched(size, &mut typed)).bench_local_values(|file| {
        kept.set(file);
        kept.finish();
    });
}

/// Returns a technique with one more letter at the end of its summary.
fn touched(size: &str, typed: &mut usize) -> RawFile {
    *typed += 1;
    let files = files(size).into_iter();
    let mut file = files.filter(|it| it.inner.starts_with("techniques/")).nth(1).expect("some");
    let text = String::from_utf8(file.bytes.expect("read")).expect("UTF-8");
    let line = format!("summary: {} ", "x".repeat(*typed));
    file.bytes = Ok(text.replacen("summary: ", &line, 1).into_bytes());
    file
}

#[divan::bench(args = exports(), sample_count = 10, sample_size = 1)]
fn export_one(bencher: Bencher<'_, '_>, (name, size): (&str, &str)) {
    let matrix = matrix(size);
    bencher.bench(|| export(&matrix, |exporter| exporter.name == name));
}

fn exports() -> Vec<(&'static str, &'static str)> {
    EXPORTERS.iter().flat_map(|it| ["real", "1000"].map(|size| (it.name, size))).collect()
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn whole(bencher: Bencher<'_, '_>, size: &str) {
    bencher.with_inputs(|| files(size)).bench_values(|files| {
        let Compiled { matrix, report, .. } = compile_files(files);
        let artifacts = export(&matrix, |_| true);
        (manifest(&artifacts), report)
    });
}

/// Five hundred forms, from the bytes of their workbooks to one report of the fleet.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn five_hundred_forms(bencher: Bencher<'_, '_>) {
    let matrix = matrix("real");
    let lore = Lore::of(&matrix).expect("the form");
    let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
    let books: Vec<(String, Vec<u8>)> = (0..500)
        .map(|number| {
            let model = format!("Model {number}");
            (format!("{number}.xlsx"), forms::yes(&ids, &model).book(&ids))
        })
        .collect();
    bencher.bench(|| {
        let read = |(name, bytes): &(String, Vec<u8>)| read_form(&lore.form, name, bytes, None).0;
        let devices: Vec<_> = books.par_iter().filter_map(read).collect();
        fleet_as_markdown(&Fleet::of(&lore, lore.reports(&devices)))
    });
}
