//! What is committed under `exports/` is what the matrix makes: no more, no less.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::{files, project};

#[test]
fn exports_are_fresh() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command
        .arg("--matrix")
        .arg(project("matrix"))
        .arg("build")
        .arg("--out")
        .arg(project("exports"));
    if !update {
        command.arg("--check");
    }
    let output = command.output().expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "run `UPDATE=1 cargo test`\n{text}");
}

#[test]
fn nothing_is_left_that_nothing_makes() {
    let manifest = crate::support::read("exports/manifest.txt");
    let mut made: BTreeSet<&str> =
        manifest.lines().filter_map(|line| line.split_once("  ")).map(|it| it.1).collect();
    // The stamp of a build is of one disk, and no file of the content.
    made.extend(["manifest.txt", ".dtm/.gitignore", ".dtm/stamp"]);
    for path in files(&project("exports")) {
        assert!(made.contains(path.as_str()), "nothing makes exports/{path}");
    }
}

#[test]
fn numbers_of_the_readme_are_fresh() {
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("--matrix")
        .arg(project("matrix"))
        .arg("stats")
        .output()
        .expect("the program runs");
    let stats = String::from_utf8(output.stdout).expect("UTF-8");
    let page = crate::support::read("README.md");
    let (head, rest) = page.split_once("do not edit -->\n```text\n").expect("a place for numbers");
    let (_, tail) = rest.split_once("```\n<!-- end of stats -->").expect("its end");
    let made = format!("{head}do not edit -->\n```text\n{stats}```\n<!-- end of stats -->{tail}");
    crate::support::golden("README.md", &made);
}
