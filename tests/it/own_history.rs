//! What the history of this project itself reads like, from its first content to a day in November.

use std::process::Command;

use crate::support::{golden, project};

/// The commit that brought the first content.
const FIRST: &str = "e2d78f0c06334baedf7284f4e741df019ba3e0ff";

/// A commit of 22 November 2026. It stays, so that the page stays.
const THEN: &str = "7088dfe6bfdb9224cda0c7fda9e684f5bdd053c0";

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_changelog_of_this_project_reads_as_it_should() {
    let run = |program: &str, arguments: &[&str]| {
        let command = Command::new(program).args(arguments).current_dir(project("")).output();
        command.expect("the program runs")
    };
    let known = |commit: &str| {
        let named = format!("{commit}^{{commit}}");
        run("git", &["cat-file", "-e", &named]).status.success()
    };
    if !(known(FIRST) && known(THEN)) {
        eprintln!("SKIPPED: the clone is shallow or no clone, and holds no history to compare");
        return;
    }
    let output = run(env!("CARGO_BIN_EXE_dtm"), &["changelog", FIRST, THEN]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    golden("tests/diff/own-history.md", &said);
}
