//! Files that are damaged, huge or made to do harm: a finding with a place, in bounded time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dicom_threat_matrix::compile::{Compiled, compile_files};
use dicom_threat_matrix::load;

use crate::support;

/// Compiles the small matrix with one more asset of these bytes, and returns code, line and column of
/// the findings on it.
fn findings(bytes: &[u8]) -> Vec<(&'static str, usize, usize)> {
    let mut files = support::ground();
    files.insert("assets/DA0002.yaml".to_owned(), bytes.to_vec());
    let compiled = support::compile(&files);
    let on = |compiled: &Compiled, file| compiled.sources.get(file).inner == "assets/DA0002.yaml";
    compiled
        .report
        .iter()
        .filter(|it| on(&compiled, it.location.file))
        .map(|it| {
            let (start, _) = compiled.sources.positions(&it.location);
            (it.code.id, start.line, start.column)
        })
        .collect()
}

#[test]
fn bytes_that_are_no_text_have_a_place() {
    assert_eq!(findings(b"name: Scanner\nsummary: caf\xe9\n"), [("not-utf8", 2, 13)]);
    assert_eq!(findings(b"\xff\xfen\0a\0m\0e\0"), [("not-utf8", 1, 1)]);
    assert_eq!(findings(&[0x80; 4096])[0].0, "not-utf8");
}

#[test]
fn alias_bombs_end_at_the_first_anchor() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (from, to) in ('a'..='y').zip('b'..='z') {
        let _ = writeln!(bomb, "{to}: &{to} [*{from}, *{from}, *{from}, *{from}, *{from}]");
    }
    assert_eq!(findings(bomb.as_bytes()), [("forbidden-yaml", 1, 4)]);
}

#[test]
fn a_mebibyte_of_nesting_ends_with_one_finding() {
    for text in ["[".repeat(1 << 20), "{a: ".repeat(1 << 18), "- ".repeat(1 << 19)] {
        let found = findings(text.as_bytes());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(["too-deep", "yaml-syntax"].contains(&found[0].0), "{found:?}");
    }
    let mut steps = String::new();
    for depth in 0..1000 {
        steps.push_str(&" ".repeat(depth));
        steps.push_str("a:\n");
    }
    assert_eq!(findings(steps.as_bytes())[0].0, "too-deep");
}

#[test]
fn a_hundred_megabytes_are_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = std::fs::File::create(folder.path().join("matrix.yaml")).expect("a file");
    file.set_len(100 * 1024 * 1024).expect("sparse");
    let compiled = compile_files(load::read(folder.path(), "matrix").expect("listed"));
    let codes: Vec<&str> = compiled.report.iter().map(|it| it.code.id).collect();
    assert_eq!(codes, ["file-too-large"]);
    assert!(compiled.sources.as_slice()[0].text.is_empty());
}

#[test]
fn one_long_line_is_no_harm() {
    let text = format!("name: Scanner\nsummary: {}\n", "long ".repeat(1_000_000));
    let found = findings(text.as_bytes());
    assert!(
        found.iter().any(|it| it.0 == "summary-too-long" || it.0 == "missing-key"),
        "{found:?}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_unreadable_files_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let assets = folder.path().join("assets");
    std::fs::create_dir(&assets).expect("made");
    std::os::unix::fs::symlink("/etc/hostname", assets.join("DA0001.yaml")).expect("linked");
    std::os::unix::fs::symlink("..", assets.join("loop")).expect("linked");
    let compiled = compile_files(load::read(folder.path(), "matrix").expect("listed"));
    let codes: Vec<&str> = compiled.report.iter().map(|it| it.code.id).collect();
    assert_eq!(codes.iter().filter(|code| **code == "symbolic-link").count(), 2, "{codes:?}");
    assert!(compiled.sources.iter().all(|(_, source)| source.text.is_empty()));
}

#[test]
fn broken_indexes_are_said() {
    let compile = |text: &str| {
        let mut files = support::ground();
        files.insert("attack/enterprise-attack.json".to_owned(), text.into());
        let compiled = support::compile(&files);
        let first = compiled.report.iter().next().map(|it| it.code.id);
        first.expect("a finding")
    };
    assert_eq!(compile("{"), "not-json");
    assert_eq!(compile("{\"domain\": 1}"), "broken-attack-index");
}

#[test]
fn a_matrix_without_its_file_says_so() {
    let mut files: BTreeMap<String, Vec<u8>> = support::ground();
    files.remove("matrix.yaml");
    let compiled = support::compile(&files);
    assert!(compiled.report.iter().any(|it| it.code.id == "missing-matrix-file"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_it_panic(text in "[-a-z0-9:#&*!|>'\"{}\\[\\],?%@` \t\n\u{e9}\u{6f22}]{0,200}") {
        findings(text.as_bytes());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0_u8..=255, 0..300)) {
        findings(&bytes);
    }

    #[test]
    fn no_change_of_a_real_object_makes_it_panic(at in 0_usize..1200, with in "[-:#&*!|\"'\\[{}\n\t é]{0,4}") {
        let mut text = support::read("matrix/techniques/DT0053.yaml");
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &with);
        let mut files = support::ground();
        files.insert("techniques/DT0053.yaml".to_owned(), text.into_bytes());
        let compiled = support::compile(&files);
        for finding in &compiled.report {
            let range = compiled.sources.range(&finding.location);
            let source = compiled.sources.get(finding.location.file);
            proptest::prop_assert!(source.text.get(range).is_some(), "a place outside the file");
        }
    }
}

#[test]
fn files_that_look_like_objects_are_listed_and_others_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let assets = folder.path().join("assets");
    std::fs::create_dir(&assets).expect("a folder");
    let seen = ["DA0002.json", "DA0003.txt", "DA0004.YAML", "DA0005.yaml.txt", "DA0006"];
    let unseen = [".DA0007.yaml.swp", "DA0008.yaml~", "DA0009.yaml.orig", "README.md", "logo.png"];
    for name in seen.iter().chain(&unseen) {
        std::fs::write(assets.join(name), "id: x").expect("written");
    }
    std::fs::write(folder.path().join("words.txt"), "worklist").expect("written");
    let files = load::read(folder.path(), "matrix").expect("listed");
    let inner: Vec<String> = files.into_iter().map(|file| file.inner).collect();
    let mut expected: Vec<String> = seen.iter().map(|name| format!("assets/{name}")).collect();
    expected.push("words.txt".to_owned());
    assert_eq!(inner, expected);
}
