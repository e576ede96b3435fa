//! A build in which nothing changed is known by a stamp, and whatever was touched leads to a full one.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::start::{dtm, ground, out, put};
use crate::support::files;

const STAMP: &str = "exports/.dtm/stamp";

/// What is touched, and how.
type Touch<'a> = (&'a str, Box<dyn Fn() + 'a>);

/// What tells one stamp from another; nothing where there is none.
fn stamp(folder: &Path) -> Option<(u64, i64, i64)> {
    let it = folder.join(STAMP).symlink_metadata().ok()?;
    Some((it.ino(), it.ctime(), it.ctime_nsec()))
}

fn build(folder: &Path) -> String {
    let output = dtm(folder, &["build"]);
    assert!(output.status.success(), "{output:?}");
    out(&output)
}

/// Returns the files of the output, without the stamp.
fn made(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = folder.join("exports");
    let files = files(&out).into_iter().filter(|path| !path.starts_with(".dtm/"));
    files.map(|path| (path.clone(), std::fs::read(out.join(path)).expect("readable"))).collect()
}

fn edit(path: &Path, change: impl Fn(String) -> String) {
    let text = std::fs::read_to_string(path).expect("readable");
    std::fs::write(path, change(text)).expect("written");
}

#[test]
fn nothing_changed_is_known_at_once_and_any_change_is_seen() {
    let folder = ground();
    let root = folder.path();
    let first = build(root);
    let (whole, before) = (made(root), stamp(root));
    assert!(before.is_some());
    let again = build(root);
    assert_eq!(stamp(root), before, "the second build made everything again");
    let total = |text: &str| text.split(" files").next().expect("a count").to_owned();
    assert_eq!(total(&first), total(&again));
    assert!(again.contains(", 0 changed, 0 removed"), "{again}");

    let asset = "matrix/assets/DA0001.yaml";
    let kept = std::fs::read(root.join(asset)).expect("readable");
    let times = |path: &str| root.join(path).metadata().expect("there").modified().expect("a time");
    let set = |path: &str, time| {
        let file = std::fs::File::options().write(true).open(root.join(path)).expect("opened");
        file.set_modified(time).expect("set");
    };
    // Each touches something; what comes out is what was there before, so a full build makes it again.
    let touches: [Touch<'_>; 7] = [
        ("another letter in the output, with its old time", {
            Box::new(|| {
                let path = "exports/csv/assets.csv";
                let time = times(path);
                edit(&root.join(path), |text| text.replacen('a', "b", 1));
                set(path, time);
            })
        }),
        (
            "no output",
            Box::new(|| std::fs::remove_file(root.join("exports/csv/assets.csv")).expect("gone")),
        ),
        ("another time of the output", Box::new(|| set("exports/csv/assets.csv", times(asset)))),
        (
            "no manifest",
            Box::new(|| std::fs::remove_file(root.join("exports/manifest.txt")).expect("gone")),
        ),
        ("a comment in the matrix, with its old time", {
            Box::new(|| {
                let time = times(asset);
                edit(&root.join(asset), |text| text + "# a note\n");
                set(asset, time);
            })
        }),
        (
            "the matrix as it was",
            Box::new(|| std::fs::write(root.join(asset), &kept).expect("written")),
        ),
        ("no stamp", Box::new(|| std::fs::remove_file(root.join(STAMP)).expect("gone"))),
    ];
    for (what, touch) in touches {
        let before = stamp(root);
        assert!(before.is_some(), "before: {what}");
        touch();
        build(root);
        assert!(stamp(root).is_some() && stamp(root) != before, "not seen: {what}");
        assert_eq!(made(root), whole, "{what}");
    }
    // Nothing of the matrix but its words: times alone make no build.
    let before = stamp(root);
    set(asset, times("exports/manifest.txt"));
    build(root);
    assert_eq!(stamp(root), before);
}

#[test]
fn another_program_or_address_is_a_full_build() {
    let folder = ground();
    let root = folder.path();
    build(root);
    let before = stamp(root);
    let address = dtm(root, &["build", "--base-url", "https://other.example"]);
    assert!(address.status.success());
    assert_ne!(stamp(root), before);
    let plain = std::fs::read_to_string(root.join("exports/site/robots.txt")).expect("readable");
    assert!(plain.contains("other.example"), "{plain}");
    build(root);
    let before = stamp(root);
    let copy = root.join("dtm");
    std::fs::copy(env!("CARGO_BIN_EXE_dtm"), &copy).expect("copied");
    let output = Command::new(&copy).arg("build").current_dir(root).output().expect("runs");
    assert!(output.status.success());
    assert_ne!(stamp(root), before);
}

#[test]
fn after_an_error_there_is_no_stamp() {
    let folder = ground();
    let root = folder.path();
    build(root);
    let file = root.join("exports/csv/assets.csv");
    std::fs::remove_file(&file).expect("gone");
    put(&file, "somebody's.txt", b"in the way");
    let output = dtm(root, &["build"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(stamp(root), None);
    // Part of a build stamps nothing.
    std::fs::remove_dir_all(&file).expect("gone");
    assert!(dtm(root, &["build", "--only", "csv"]).status.success());
    assert_eq!(stamp(root), None);
    build(root);
    assert!(stamp(root).is_some());
}

#[test]
fn a_link_in_the_place_of_the_stamp_leads_nowhere() {
    let folder = ground();
    let root = folder.path();
    put(root, "outside/stamp", b"keep me");
    std::fs::create_dir(root.join("exports")).expect("made");
    let outside: PathBuf = root.join("outside");
    std::os::unix::fs::symlink(&outside, root.join("exports/.dtm")).expect("made");
    build(root);
    build(root);
    assert_eq!(files(&outside), ["stamp"]);
    assert_eq!(std::fs::read(outside.join("stamp")).expect("readable"), b"keep me");
}

#[test]
fn a_stamp_of_elsewhere_fits_nothing() {
    let folder = ground();
    let root = folder.path();
    build(root);
    let whole = made(root);
    let other = tempfile::tempdir().expect("a folder");
    let copied = Command::new("cp").arg("-a").arg(root).arg(other.path().join("copy")).status();
    assert!(copied.expect("runs").success());
    let copy = other.path().join("copy");
    // All is there, with its times, and one file is not what it was.
    edit(&copy.join("exports/csv/assets.csv"), |text| text.replacen('a', "b", 1));
    let before = stamp(&copy);
    build(&copy);
    assert_ne!(stamp(&copy), before);
    assert_eq!(made(&copy), whole);
}
