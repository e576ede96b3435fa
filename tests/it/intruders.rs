//! What a stranger puts into a repository does not leave it: links, paths, names of revisions, settings of git.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{self, files};

fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a parent"))
        .output()
        .expect("the program runs")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn lay(folder: &Path, example: &str) {
    for (inner, bytes) in support::overlay(example) {
        let path = folder.join("matrix").join(inner);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b.example",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", err(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn repository(folder: &Path) {
    lay(folder, "");
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "x"]);
}

#[cfg(unix)]
#[test]
fn build_writes_and_deletes_through_no_link() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    lay(&here, "");
    std::fs::create_dir_all(here.join("exports/stix")).expect("made");
    std::fs::create_dir_all(&away).expect("made");
    std::fs::write(away.join("precious"), "keep").expect("written");
    let untouched = || {
        assert_eq!(files(&away), ["precious"]);
        assert_eq!(std::fs::read(away.join("precious")).expect("there"), b"keep");
    };
    // The folder of an exporter, a folder below it, and one that only the old manifest names.
    for (link, manifest) in
        [("exports/csv", ""), ("exports/site/static", ""), ("exports/old", "00  old/precious\n")]
    {
        let link = here.join(link);
        std::fs::create_dir_all(link.parent().expect("a parent")).expect("made");
        symlink(&away, &link).expect("linked");
        std::fs::write(here.join("exports/manifest.txt"), manifest).expect("written");
        let output = dtm(&here, &["build"]);
        assert_eq!(output.status.code(), Some(2), "{}", err(&output));
        assert!(err(&output).contains("is a symbolic link"), "{}", err(&output));
        assert!(!here.join("exports/svg").exists(), "nothing was written");
        untouched();
        std::fs::remove_file(&link).expect("removed");
    }
    // A file that is a link is replaced, and what it leads to is left alone.
    std::fs::create_dir_all(here.join("exports/svg")).expect("made");
    symlink(away.join("precious"), here.join("exports/svg/matrix.svg")).expect("linked");
    assert_eq!(dtm(&here, &["build"]).status.code(), Some(0));
    assert!(!here.join("exports/svg/matrix.svg").is_symlink());
    untouched();
    // So is the whole folder, unless somebody means it.
    std::fs::remove_dir_all(here.join("exports")).expect("removed");
    symlink(&away, here.join("exports")).expect("linked");
    let output = dtm(&here, &["build"]);
    assert!(err(&output).contains("name it with --out"), "{}", err(&output));
    untouched();
    assert_eq!(dtm(&here, &["build", "--out", "exports", "--only", "csv"]).status.code(), Some(0));
    assert!(away.join("csv/techniques.csv").is_file());
}

#[cfg(unix)]
#[test]
fn nothing_outside_is_read_or_mended_through_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join("here");
    lay(&here, "");
    let secret = folder.path().join("secret.yaml");
    let text = "id:   SECRET-WORD\n";
    std::fs::write(&secret, text).expect("written");
    std::os::unix::fs::symlink(&secret, here.join("matrix/assets/DA0002.yaml")).expect("linked");
    std::os::unix::fs::symlink(folder.path(), here.join("matrix/techniques/more")).expect("linked");
    std::os::unix::fs::symlink(&secret, here.join("matrix/words.txt")).expect("linked");
    for arguments in
        [&["check"][..], &["check", "--fix", "--yes"], &["fmt", "matrix"], &["list", "asset"]]
    {
        let output = dtm(&here, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &err(&output);
        assert!(!said.contains("SECRET-WORD"), "{arguments:?}: {said}");
    }
    assert_eq!(std::fs::read_to_string(secret).expect("there"), text);
}

/// Ids, names and keys become names of files.
#[test]
fn no_id_becomes_a_way_out() {
    let outer = tempfile::tempdir().expect("a folder");
    let here = outer.path().join("here");
    for id in
        ["../../../x", "/x", "..", "a/../../x", "..\\\\..\\\\x", "x/y", ".hidden", "x\\0y", "C:x"]
    {
        let keys = [
            ("references/nerad-2019.yaml", "id"),
            ("assets/DA0001.yaml", "id"),
            ("checklists/pacs-administrator-page.yaml", "id"),
            ("matrix.yaml", "id"),
        ];
        lay(&here, &keys.map(|(path, key)| format!("# file: {path}\n{key}: \"{id}\"\n")).concat());
        let fixed = dtm(&here, &["check", "--fix", "--yes"]);
        assert_eq!(fixed.status.code(), Some(1), "{}", err(&fixed));
        let built = dtm(&here, &["build", "--out", "made"]);
        assert_eq!(built.status.code(), Some(1), "{}", err(&built));
        for file in files(outer.path()) {
            assert!(file.starts_with("here/matrix/"), "{id}: {file}");
        }
        std::fs::remove_dir_all(&here).expect("removed");
    }
}

#[test]
fn no_id_that_begins_well_becomes_a_way_out() {
    let outer = tempfile::tempdir().expect("a folder");
    let here = outer.path().join("here");
    let asset = support::read("tests/ground/assets/DA0001.yaml");
    for id in ["DA0002./../../../x", "DA0002.\\\\..\\\\x", "DA0002.x/y", "DA0002.\\0", "DA0002. x"]
    {
        let asset = asset.replace("id: DA0001", &format!("id: \"{id}\""));
        lay(&here, &format!("# file: assets/scanner.yaml\n{asset}"));
        let fixed = dtm(&here, &["check", "--fix", "--yes"]);
        assert_eq!(fixed.status.code(), Some(1), "{}", err(&fixed));
        assert!(
            files(outer.path()).contains(&"here/matrix/assets/scanner.yaml".to_owned()),
            "{id}"
        );
        std::fs::remove_dir_all(&here).expect("removed");
    }
}

#[test]
fn a_device_is_written_under_a_plain_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join("here");
    std::fs::create_dir(&here).expect("made");
    let form = support::read("examples/mds2/forms/tomo-5.csv");
    let form = form.replace("Example Imaging", "../../../etc/..").replace("Tomo 5", "/..\\\\x:y");
    std::fs::write(here.join("form.csv"), form).expect("written");
    let matrix = support::project("matrix");
    let output =
        dtm(&here, &["--matrix", matrix.to_str().expect("UTF-8"), "mds2", "import", "form.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(files(folder.path()), ["here/devices/etc-x-y.yaml", "here/form.csv"]);
}

#[test]
fn a_revision_is_never_an_option_of_git() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    repository(here);
    let before = files(here);
    for word in [
        "--upload-pack=touch owned",
        "--output=owned",
        "--exec=touch owned",
        "-oowned",
        "--git-dir=/",
        "--all",
        "--help",
        "-",
        "HEAD --output=owned",
        "--end-of-options",
        "--output=owned...HEAD",
        "HEAD...--output=owned",
        "ext::sh -c touch% owned",
        "$(touch owned)",
        "`touch owned`",
        "HEAD\n--output=owned",
        "@{-1}",
    ] {
        for arguments in
            [&["diff", "--", word][..], &["diff", "--", "HEAD", word], &["changelog", "--", word]]
        {
            let output = dtm(here, arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        }
    }
    assert_eq!(files(here), before);
}

/// Branches and tags have names that a stranger chose.
#[cfg(unix)]
#[test]
fn a_tag_named_like_an_option_is_a_tag() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    repository(here);
    let head = git(here, &["rev-parse", "HEAD"]);
    for name in [
        "refs/tags/--output=owned",
        "refs/heads/-upload-pack",
        "refs/remotes/origin/$(touch-owned)",
    ] {
        git(here, &["update-ref", name, &head]);
    }
    let output =
        dtm(here, &["new", "technique", "--name", "A Name of Ours", "--tactic", "DTA0001"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(dtm(here, &["diff", "main"]).status.code(), Some(0));
    assert!(!here.join("owned").exists());
}

#[cfg(unix)]
#[test]
fn settings_of_a_repository_start_no_program() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let (here, source) = (folder.path().join("here"), folder.path().join("source"));
    std::fs::create_dir(&here).expect("made");
    std::fs::create_dir(&source).expect("made");
    repository(&source);
    repository(&here);
    let (script, mark) = (folder.path().join("script"), folder.path().join("owned"));
    let text = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", mark.display());
    std::fs::write(&script, text).expect("written");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("set");
    let hooks = folder.path().join("hooks");
    std::fs::create_dir(&hooks).expect("made");
    for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman"] {
        std::fs::copy(&script, hooks.join(hook)).expect("copied");
    }
    let script = script.to_str().expect("UTF-8");
    for (key, value) in [
        ("core.fsmonitor", script),
        ("core.hooksPath", hooks.to_str().expect("UTF-8")),
        ("core.pager", script),
        ("core.sshCommand", script),
        ("core.gitProxy", script),
        ("core.askPass", script),
        ("diff.external", script),
        ("gpg.program", script),
        ("log.showSignature", "true"),
        ("alias.rev-parse", &format!("!{script}")),
        ("core.alternateRefsCommand", script),
        ("remote.origin.url", source.to_str().expect("UTF-8")),
        ("remote.origin.uploadpack", script),
        ("remote.origin.promisor", "true"),
        ("protocol.allow", "always"),
        ("extensions.partialClone", "origin"),
        ("core.repositoryFormatVersion", "1"),
    ] {
        git(&here, &["config", key, value]);
    }
    assert_eq!(dtm(&here, &["diff", "HEAD"]).status.code(), Some(0));
    // Files are as they were committed, so the index is looked at and nothing else.
    let output = dtm(&here, &["release", "1.1", "--date", "2026-12-01"]);
    assert_ne!(output.status.code(), Some(101), "{}", err(&output));
    // An object that is missing is asked of the remote by an open git, which starts its program.
    let blob = git(&here, &["rev-parse", "HEAD:matrix/assets/DA0001.yaml"]);
    std::fs::remove_file(here.join(".git/objects").join(&blob[..2]).join(&blob[2..]))
        .expect("removed");
    let output = dtm(&here, &["diff", "HEAD"]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(!mark.exists(), "{}", std::fs::read_to_string(&mark).unwrap_or_default());
    // The same settings do start a program where nothing is done about them.
    let open = Command::new("git").args(["cat-file", "blob", &blob]).current_dir(&here).output();
    assert!(!open.expect("git runs").status.success() && mark.exists(), "the trap is set");
}

/// An editor gets one file and one line, and no shell reads them.
#[cfg(unix)]
#[test]
fn an_editor_is_started_without_a_shell() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join("$(touch owned);`touch owned` 'x'");
    lay(&here, "");
    let (script, told) = (folder.path().join("vim"), folder.path().join("told"));
    let text = format!("#!/bin/sh\nfor it; do echo \"<$it>\"; done > '{}'\n", told.display());
    std::fs::write(&script, text).expect("written");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("set");
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["--matrix", "$(touch owned);`touch owned` 'x'/matrix", "open", "DA0001", "--edit"])
        .current_dir(folder.path())
        .env_remove("VISUAL")
        .env("EDITOR", format!("{} --flag;touch owned", script.display()))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let told = std::fs::read_to_string(told).expect("told");
    let wanted = "<--flag;touch>\n<owned>\n<+1>\n<$(touch owned);`touch owned` 'x'/matrix/assets/DA0001.yaml>\n";
    assert_eq!(told, wanted);
    assert!(!folder.path().join("owned").exists());
}
