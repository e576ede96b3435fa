//! Completions and the manual: what shells and `man` say of what is made for them.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use crate::support;

fn dtm(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(arguments).output().expect("the program runs")
}

/// Gives a text to a program; `None` if the program is not here.
fn judged(program: &str, arguments: &[&str], text: &[u8]) -> Option<Output> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        support::skip(&format!("no {program}"));
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(text).expect("written");
    Some(child.wait_with_output().expect("it ends"))
}

#[test]
fn shells_accept_their_scripts() {
    let checks: [(&str, &[&str]); 3] =
        [("bash", &["-n"]), ("zsh", &["-n"]), ("fish", &["--no-execute"])];
    for (shell, arguments) in checks {
        let script = dtm(&["completions", shell]);
        assert_eq!(script.status.code(), Some(0));
        let text = String::from_utf8_lossy(&script.stdout);
        assert!(text.contains("upgrade") && text.contains("fail-level"), "{shell}");
        if let Some(output) = judged(shell, arguments, &script.stdout) {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{shell}: {said}");
        }
    }
    for shell in ["powershell", "elvish"] {
        assert!(!dtm(&["completions", shell]).stdout.is_empty(), "{shell}");
    }
    assert_eq!(dtm(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn bash_completes_with_the_script() {
    let script = dtm(&["completions", "bash"]).stdout;
    let mut text = String::from_utf8(script).expect("UTF-8");
    text.push_str(
        "\nCOMP_WORDS=(dtm attack up); COMP_CWORD=2; _dtm dtm up attack; echo \"${COMPREPLY[@]}\"\n",
    );
    if let Some(output) = judged("bash", &["--norc"], text.as_bytes()) {
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "upgrade");
    }
}

#[test]
fn every_command_has_a_page_that_man_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("UTF-8");
    assert_eq!(dtm(&["man", "--out", out]).status.code(), Some(0));
    let pages = support::files(folder.path());
    for page in ["dtm.1", "dtm-attack-upgrade.1", "dtm-search.1", "dtm-check.1"] {
        assert!(pages.contains(&page.to_owned()), "{pages:?}");
    }
    // One for each part of the reference.
    let parts = support::read("docs/cli.md").lines().filter(|it| it.starts_with("## `dtm")).count();
    assert_eq!(pages.len(), parts + 1);
    let here = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let judge = ["mandoc", "man"].into_iter().find(|program| here(program));
    if judge.is_none() {
        support::skip("neither mandoc nor man, so nobody reads the pages");
    }
    for page in &pages {
        let path = folder.path().join(page);
        let text = std::fs::read_to_string(&path).expect("readable");
        assert!(text.contains(".TH") && text.contains(".SH NAME"), "{page}");
        let path = path.to_str().expect("UTF-8");
        let output = match judge {
            Some("mandoc") => judged("mandoc", &["-T", "lint", "-W", "error", path], b""),
            Some(_) => judged("man", &["--warnings", "-l", path], b""),
            None => None,
        };
        if let Some(output) = output {
            let said = [output.stderr, output.stdout].concat();
            let warned =
                judge == Some("man") && String::from_utf8_lossy(&said).contains("warning:");
            assert!(output.status.success() && !warned, "{}", String::from_utf8_lossy(&said));
        }
    }
    let one = dtm(&["man"]).stdout;
    assert!(String::from_utf8_lossy(&one).contains(".TH dtm 1"));
}
