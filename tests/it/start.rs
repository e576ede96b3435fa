//! `dtm new` and `dtm init`: files to start from.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use dicom_threat_matrix::fmt::canonical;
use dicom_threat_matrix::model::{KINDS, prefixed};

use crate::support::{self, compile};

pub fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("VISUAL")
        .env_remove("EDITOR")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The codes of the findings on a folder.
pub fn codes(folder: &Path) -> Vec<String> {
    let json = out(&dtm(folder, &["check", "--format", "json"]));
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let findings = document["findings"].as_array().expect("findings");
    findings.iter().map(|it| it["code"].as_str().expect("a code").to_owned()).collect()
}

/// A folder with the small matrix and its schemas.
pub fn ground() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (inner, bytes) in support::ground() {
        put(folder.path(), &format!("matrix/{inner}"), &bytes);
    }
    for inner in support::files(&support::project("schema")) {
        put(
            folder.path(),
            &format!("schema/{inner}"),
            support::read(&format!("schema/{inner}")).as_bytes(),
        );
    }
    folder
}

pub fn put(folder: &Path, inner: &str, bytes: &[u8]) {
    let path = folder.join(inner);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

fn text(folder: &Path, inner: &str) -> String {
    std::fs::read_to_string(folder.join(inner)).unwrap_or_else(|error| panic!("{inner}: {error}"))
}

#[test]
fn a_new_file_of_every_kind_is_canonical_and_asks_only_to_be_filled_in() {
    let folder = ground();
    for kind in KINDS {
        let mut arguments =
            vec!["new", kind.name, "--name", "Quite Another Thing", "--date", "2026-11-22"];
        if kind.name == "technique" {
            arguments.extend(["--tactic", "DTA0001"]);
        }
        let made = dtm(folder.path(), &arguments);
        assert!(made.status.success(), "{}: {}", kind.name, err(&made));
        let said = out(&made);
        let inner = said.split(':').next().expect("a path").replace('\\', "/");
        let text = text(folder.path(), &inner);
        let name = inner.rsplit('/').next().expect("a name");
        assert_eq!(canonical(kind.folder, name, &text).as_deref(), Ok(text.as_str()), "{inner}");
        let line =
            format!("# yaml-language-server: $schema=../../schema/{}.schema.json\n", kind.name);
        assert!(text.starts_with(&line), "{inner}");
        let schema: serde_json::Value = serde_json::from_str(kind.schema).expect("JSON");
        for key in schema["properties"].as_object().expect("keys").keys() {
            let there = text.lines().any(|it| {
                it.trim_start_matches("# ")
                    .strip_prefix(key.as_str())
                    .is_some_and(|it| it.starts_with(':'))
            });
            assert!(there, "{inner} does not speak of `{key}`");
        }
    }
    let codes = codes(folder.path());
    assert!(codes.len() > 40);
    assert!(codes.iter().all(|it| it == "not-filled-in"), "{codes:?}");
    let report = out(&dtm(folder.path(), &["check"]));
    assert!(
        report.contains("help: write one of dicom-audit, network, file, host, web"),
        "{report}"
    );
    assert!(report.contains("`summary` is not filled in yet"));
}

#[test]
fn ids_go_on_behind_the_highest_here_and_on_every_branch() {
    let folder = ground();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder.path()).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b.example",
        ]);
        assert!(command.args(arguments).output().expect("git").status.success(), "{arguments:?}");
    };
    let new = |arguments: &[&str]| out(&dtm(folder.path(), &[&["new"], arguments].concat()));
    let technique = ["technique", "--tactic", "DTA0001", "--name", "Some Thing"];
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "one"]);
    git(&["checkout", "-qb", "other"]);
    assert!(new(&technique).contains("DT0002.yaml"));
    assert!(
        new(&["technique", "--parent", "DT0001", "--name", "A Part"]).contains("DT0001.002.yaml")
    );
    git(&["add", "-A"]);
    git(&["commit", "-qm", "two"]);
    git(&["update-ref", "refs/remotes/origin/far", "other"]);
    git(&["checkout", "-q", "main"]);
    git(&["branch", "-qD", "other"]);
    assert!(new(&technique).contains("DT0003.yaml"), "the branch that was fetched counts");
    let part = new(&["technique", "--parent", "DT0001", "--name", "A Part"]);
    assert!(part.contains("DT0001.003.yaml"), "{part}");
    assert!(
        text(folder.path(), "matrix/techniques/DT0001.003.yaml")
            .contains("tactics:\n  - DTA0001\n")
    );
}

#[test]
fn new_says_what_it_lacks_and_overwrites_nothing() {
    let folder = ground();
    let fails = |arguments: &[&str], words: &str| {
        let output = dtm(folder.path(), &[&["new"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    };
    fails(&["technqiue"], "did you mean `technique`?");
    fails(&["technique", "--tactic", "DTA0001"], "say --name");
    fails(&["technique", "--name", "A Thing"], "say --tactic");
    fails(&["technique", "--name", "A Thing", "--tactic", "DTA0002"], "did you mean `DTA0001`?");
    fails(
        &["technique", "--name", "A Thing", "--parent", "DT0009"],
        "there is no technique `DT0009`",
    );
    fails(&["technique", "--name", "A Thing", "--parent", "DT0001.001"], "sub-technique itself");
    fails(&["asset", "--name", "A Thing", "--tactic", "DTA0001"], "for techniques");
    fails(&["asset", "--name", "A Thing", "--id", "DA0001"], "next free one");
    fails(&["reference", "--name", "A Thing", "--id", "../x"], "cannot be an id");
    fails(&["reference", "--name", "A Thing", "--id", "nerad-2019"], "already");
    fails(&["asset", "--name", "two\nlines"], "one line");
    fails(&["asset", "--name", "A Thing", "--date", "22.11.2026"], "YYYY-MM-DD");
}

#[test]
#[cfg(unix)]
fn edit_opens_the_editor_of_the_user() {
    let folder = ground();
    let run = |editor: &str| {
        Command::new(env!("CARGO_BIN_EXE_dtm"))
            .args(["new", "asset", "--name", "A Thing", "--edit"])
            .current_dir(folder.path())
            .env_remove("VISUAL")
            .env("EDITOR", editor)
            .output()
            .expect("runs")
    };
    assert!(run("sed -i s/FILL/full/").status.success());
    assert!(text(folder.path(), "matrix/assets/DA0002.yaml").contains("full IN"));
    let none = run("no-such-editor-here");
    assert!(err(&none).contains("cannot start the editor"), "{}", err(&none));
}

#[test]
fn an_empty_matrix_checks_and_builds() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = dtm(
        folder.path(),
        &["init", "new", "--prefix", "X", "--name", "Example Matrix", "--date", "2026-11-22"],
    );
    assert!(made.status.success(), "{}", err(&made));
    let home = folder.path().join("new");
    assert_eq!(codes(&home), Vec::<String>::new());
    assert!(dtm(&home, &["fmt", "--check"]).status.success());
    let built = dtm(&home, &["build"]);
    assert!(built.status.success(), "{}", err(&built));
    for made in ["site/index.html", "site/tactics/XTA0001/index.html", "manifest.txt"] {
        assert!(home.join("exports").join(made).is_file(), "{made}");
    }
    let technique = dtm(&home, &["new", "technique", "--tactic", "XTA0001", "--name", "First Way"]);
    assert!(out(&technique).contains("XT0001.yaml"), "{}", err(&technique));
    assert!(!text(&home, "matrix/techniques/XT0001.yaml").contains("\nsurface:"));
    let again = dtm(folder.path(), &["init", "new", "--prefix", "X", "--name", "Example Matrix"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("nothing was written"), "{}", err(&again));
}

#[test]
fn init_says_what_it_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    let fails = |arguments: &[&str], words: &str| {
        let output = dtm(folder.path(), &[&["init", "new"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
        assert!(!folder.path().join("new").exists());
    };
    fails(&[], "say --prefix");
    fails(&["--prefix", "X"], "--name");
    fails(&["--prefix", "XT", "--name", "Example"], "the last is no T");
    fails(&["--prefix", "xx", "--name", "Example"], "capital letters");
    fails(&["--prefix", "TOOLONG", "--name", "Example"], "one to five");
    fails(&["--prefix", "X", "--name", "!!!"], "3 to 80 characters");
}

#[test]
fn nothing_of_another_matrix_says_dicom() {
    let folder = tempfile::tempdir().expect("a folder");
    dtm(
        folder.path(),
        &["init", "new", "--prefix", "X", "--name", "Example Matrix", "--date", "2026-11-22"],
    );
    let home = folder.path().join("new");
    assert!(dtm(&home, &["build"]).status.success());
    let mut wrong = Vec::new();
    for inner in support::files(&home.join("exports")) {
        let bytes = std::fs::read(home.join("exports").join(&inner)).expect("readable");
        // The script knows the words of all schemas, and shows those that a matrix uses.
        let script = inner.ends_with("dtm.js") || inner.contains("site-single/");
        let text = String::from_utf8_lossy(&bytes);
        if !script && ["DICOM", "PACS", "hospital"].iter().any(|word| text.contains(word)) {
            wrong.push(inner);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn ids_name_their_matrix_and_their_kind() {
    let read = |id: &str| prefixed(id).map(|(prefix, kind)| (prefix.to_owned(), kind.name));
    assert_eq!(read("DTA0001"), Some(("D".to_owned(), "tactic")));
    assert_eq!(read("DT0016.001"), Some(("D".to_owned(), "technique")));
    assert_eq!(read("WXCS0003"), Some(("WX".to_owned(), "case-study")));
    assert_eq!(read("AA0001"), Some(("A".to_owned(), "asset")));
    for word in ["T0001", "TA0001", "ISO27001", "nerad-2019", "DT001", "TTT0001", ""] {
        assert_eq!(read(word), None, "{word}");
    }
}

#[test]
fn words_in_brackets_with_other_letters_are_text() {
    let mut files = support::ground();
    let old = String::from_utf8(files["assets/DA0001.yaml"].clone()).expect("UTF-8");
    let new =
        old.replacen("description: |\n", "description: |\n  As [RFC2119] and [XT0001] say.\n", 1);
    files.insert("assets/DA0001.yaml".to_owned(), new.into_bytes());
    let found: Vec<_> = compile(&files).report.iter().map(|it| it.message.clone()).collect();
    assert!(found.is_empty(), "{found:?}");
}
