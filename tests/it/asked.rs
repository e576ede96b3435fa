//! What the program asks somebody who sits at a terminal, and what it does with the answers.
//!
//! `script` of util-linux is the terminal; elsewhere a terminal is not so easily had.
#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::start::{codes, ground, put};
use crate::support;

/// Runs the program at a terminal at which somebody types. Returns what the terminal showed and the
/// exit code; nothing where there is no `script`.
fn typed(folder: &Path, arguments: &str, answers: &str) -> Option<(String, Option<i32>)> {
    let command = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_dtm"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
    script.current_dir(folder).env("NO_COLOR", "1").env("SHELL", "/bin/sh");
    script.env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a parent"));
    let started = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        support::skip("there is no `script` to be a terminal");
        return None;
    };
    let mut keys = child.stdin.take().expect("its input");
    keys.write_all(answers.as_bytes()).expect("typed");
    drop(keys);
    let output = child.wait_with_output().expect("it ends");
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code()))
}

#[test]
fn fixes_are_written_after_a_yes_and_after_nothing_else() {
    let folder = ground();
    let path = folder.path().join("matrix/assets/DA0001.yaml");
    let text = std::fs::read_to_string(&path).expect("readable");
    let wrong = text.replacen("name: ", "nmae: ", 1);
    assert_ne!(wrong, text);
    put(folder.path(), "matrix/assets/DA0001.yaml", wrong.as_bytes());
    for answer in ["n\n", "\n", "yess\n"] {
        let Some((shown, code)) = typed(folder.path(), "check --fix", answer) else { return };
        assert!(shown.contains("Write 1 fix in 1 file? [y/N]"), "{shown}");
        assert!(shown.contains("nothing was written"), "{answer:?}: {shown}");
        assert_eq!(code, Some(1), "{shown}");
        assert_eq!(std::fs::read_to_string(&path).expect("readable"), wrong);
    }
    let Some((shown, code)) = typed(folder.path(), "check --fix", "Yes\n") else { return };
    assert!(shown.contains("1 fix in 1 file, written"), "{shown}");
    assert_eq!((code, codes(folder.path())), (Some(0), Vec::new()), "{shown}");
    assert_eq!(std::fs::read_to_string(&path).expect("readable"), text);
}

#[test]
fn new_asks_for_what_was_not_said() {
    let folder = ground();
    let Some((shown, code)) = typed(folder.path(), "new technique", "Guess a Title\nDTA0001\n")
    else {
        return;
    };
    assert_eq!(code, Some(0), "{shown}");
    // The columns are shown before somebody must name one.
    assert!(shown.contains("Name: ") && shown.contains("  DTA0001  "), "{shown}");
    assert!(shown.contains("Tactics, with spaces between them: "), "{shown}");
    let path = folder.path().join("matrix/techniques/DT0002.yaml");
    let text = std::fs::read_to_string(path).expect("it is there");
    assert!(text.contains("\nname: Guess a Title\n") && text.contains("- DTA0001\n"), "{text}");
    // No answer is no name and no tactic.
    for (answers, said) in [
        ("\n", "say --name"),
        ("Guess Again\n\n", "say --tactic"),
        ("Guess Again\nDTA0009\n", "there is no tactic `DTA0009`"),
    ] {
        let Some((shown, code)) = typed(folder.path(), "new technique", answers) else { return };
        assert!(code == Some(2) && shown.contains(said), "{answers:?}: {shown}");
    }
    assert!(!folder.path().join("matrix/techniques/DT0003.yaml").exists());
}

#[test]
fn init_asks_for_letters_and_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some((shown, code)) = typed(folder.path(), "init ours", "X\nOur Matrix\n") else { return };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Letters before the ids: "), "{shown}");
    assert!(shown.contains("Name of the matrix: "), "{shown}");
    let text = std::fs::read_to_string(folder.path().join("ours/matrix/matrix.yaml"));
    assert!(text.expect("it is there").contains("name: Our Matrix\n"));
    let Some((shown, code)) = typed(folder.path(), "init theirs", "\n\n") else { return };
    assert!(code == Some(2) && shown.contains("say --prefix"), "{shown}");
    assert!(!folder.path().join("theirs").exists());
}

#[test]
fn assess_init_asks_what_the_site_has() {
    let folder = ground();
    let answers = "Example Hospital\n2026-11-30\n1\nremote-access\n1\np\n";
    let Some((shown, code)) = typed(folder.path(), "assess init ours.yaml", answers) else {
        return;
    };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("  1  DA0001  Imaging Modality"), "{shown}");
    let written = |name: &str| {
        let text = std::fs::read_to_string(folder.path().join(name)).expect("it is there");
        let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_end());
        lines.fold(String::new(), |all, line| all + line + "\n")
    };
    let text = written("ours.yaml");
    for part in [
        "\nsite: Example Hospital\n",
        "\ndate: 2026-11-30\n",
        "  - id: DA0001\n",
        "    exposure: remote-access\n",
        "\nsurfaces:\n  - ",
        "  - id: DM0001\n    status: partial\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    // What makes no sense changes nothing, and enough is enough.
    let answers = "\nsoon\n1\nthe moon\n\nq\n";
    let Some((shown, code)) = typed(folder.path(), "assess init odd.yaml", answers) else { return };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("2026-11-22 stays") && shown.contains("it is left out"), "{shown}");
    let text = written("odd.yaml");
    assert!(text.contains("\ndate: 2026-11-22\n"), "{text}");
    assert!(text.contains("  - id: DM0001\n    status: absent\n"), "{text}");
    assert!(!text.contains("\n    exposure:") && text.contains("\nsite: Our site\n"), "{text}");
}
