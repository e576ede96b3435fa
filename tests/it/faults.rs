//! What outlives a dead run and a hostile folder; `tests/faults/` asks for more, with kills and small disks.

use std::path::Path;

use crate::start::{dtm, err, ground, out, put};
use crate::support::files;

fn leftovers(folder: &Path) -> Vec<String> {
    files(folder).into_iter().filter(|path| path.contains("/.dtm-")).collect()
}

#[test]
fn what_a_dead_run_left_is_no_part_and_goes_away() {
    let folder = ground();
    let dead = ["matrix/.dtm-AbCdE1", "matrix/assets/.dtm-AbCdE1-AbCdE2"];
    let exported = ["exports/csv/.dtm-AbCdE1", "exports/site/.dtm-AbCdE1-AbCdE3"];
    for path in dead.iter().chain(&exported) {
        put(folder.path(), path, b"half a fi");
    }
    // Only names that nobody else gives are ours.
    put(folder.path(), "exports/csv/.dtm-notes", b"somebody's");
    assert!(dtm(folder.path(), &["check"]).status.success());
    assert!(dtm(folder.path(), &["build", "--only", "csv"]).status.success());
    let kept = ["exports/csv/.dtm-notes", dead[0], dead[1]];
    assert_eq!(leftovers(folder.path()), kept);
    let asset = folder.path().join("matrix/assets/DA0001.yaml");
    let text = std::fs::read_to_string(&asset).expect("readable");
    std::fs::write(&asset, text + "\n\n").expect("written");
    assert!(dtm(folder.path(), &["fmt"]).status.success());
    assert!(!leftovers(folder.path()).iter().any(|path| path.contains("assets")));
}

#[test]
fn an_output_in_the_matrix_is_refused() {
    let folder = ground();
    for place in ["matrix", "matrix/exports", "matrix/../matrix/./site"] {
        let output = dtm(folder.path(), &["build", "--out", place]);
        assert_eq!(output.status.code(), Some(2), "{place}: {}", out(&output));
        assert!(err(&output).contains("name another with --out"), "{}", err(&output));
    }
    assert!(!folder.path().join("matrix/csv").exists());
}

#[cfg(unix)]
#[test]
fn links_lead_a_build_nowhere() {
    let folder = ground();
    put(folder.path(), "outside/precious.txt", b"keep me");
    std::fs::create_dir(folder.path().join("exports")).expect("made");
    let link = |name: &str| {
        let outside = folder.path().join("outside");
        std::os::unix::fs::symlink(outside, folder.path().join(name)).expect("made");
    };
    link("exports/csv");
    let output = dtm(folder.path(), &["build", "--only", "csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("exports/csv is a symbolic link"), "{}", err(&output));
    std::fs::remove_file(folder.path().join("exports/csv")).expect("removed");
    link("exports/old");
    put(folder.path(), "exports/manifest.txt", b"0  old/precious.txt\n");
    let output = dtm(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("exports/old is a symbolic link"), "{}", err(&output));
    assert_eq!(files(&folder.path().join("outside")), ["precious.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_the_matrix_is_a_finding_and_not_waited_for() {
    let folder = ground();
    let pipe = folder.path().join("matrix/assets/DA0009.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|it| it.success()), "mkfifo is part of every Linux");
    let output = dtm(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("unreadable-file"), "{}", out(&output));
}

#[cfg(unix)]
#[test]
fn a_build_opens_few_files_at_once() {
    let folder = ground();
    // A site has a folder for each page; macOS lets a process open 256 files.
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -n 32 && exec \"$0\" build", env!("CARGO_BIN_EXE_dtm")]);
    let made = shell.current_dir(folder.path()).output().expect("a shell");
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let exports = folder.path().join("exports");
    assert!(files(&exports.join("site")).len() > 64, "too few folders to show anything");
    assert_eq!(leftovers(&exports), [] as [&str; 0]);
}
