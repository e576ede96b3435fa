//! `dtm checklist`: a list of one's own, from a file outside of the matrix.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{files, project};

/// A picture of one point, as PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

/// A page of nine points across, as JPEG.
const JPEG: &[u8] = include_bytes!("../pictures/logo.jpg");

/// Runs `dtm checklist` on the small matrix, in a folder.
fn dtm(folder: &Path, arguments: &[&str]) -> Output {
    on("tests/ground", folder, arguments)
}

fn on(matrix: &str, folder: &Path, arguments: &[&str]) -> Output {
    let matrix = project(matrix);
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("--matrix")
        .arg(matrix)
        .arg("checklist")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).replace('\\', "/")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn empty() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A folder with a new list, `ours.yaml`, in which each first text is replaced by its second.
fn list(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = empty();
    let made = dtm(folder.path(), &["new", "ours.yaml"]);
    assert_eq!(code(&made), Some(0), "{}{}", out(&made), err(&made));
    let path = folder.path().join("ours.yaml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old} is not in\n{text}");
        text = text.replacen(old, new, 1);
    }
    std::fs::write(&path, text).unwrap();
    folder
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("the file is there")
}

/// The names, with those of the PDFs where the program makes them.
fn with_pdf(names: &[&str]) -> Vec<String> {
    let pdfs = ["ours-a4.pdf", "ours-letter.pdf"];
    let made = pdfs.iter().filter(|_| cfg!(feature = "pdf"));
    let mut all: Vec<String> = names.iter().chain(made).map(|it| (*it).to_owned()).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_new_list_can_be_built_at_once() {
    let folder = list(&[]);
    let text = read(folder.path(), "ours.yaml");
    for key in ["id", "title", "summary", "audience", "lead", "sections", "scope", "status"] {
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.starts_with(&format!("{key}:"))).expect(key);
        assert!(lines[at - 1].starts_with("# "), "{key} is not explained");
    }
    let built = dtm(folder.path(), &["build", "ours.yaml"]);
    assert_eq!(code(&built), Some(0), "{}{}", out(&built), err(&built));
    assert_eq!(files(folder.path()), with_pdf(&["ours.html", "ours.md", "ours.yaml"]));
    let page = read(folder.path(), "ours.html");
    assert!(page.contains("audiences/pacs-administrator/"), "{page}");
    assert!(page.contains("<svg class=\"code\""), "{page}");
    assert!(page.contains("Adapted by its owner"), "{page}");
    let again = dtm(folder.path(), &["build", "ours.yaml"]);
    assert_eq!(code(&again), Some(0));
    assert_eq!(read(folder.path(), "ours.html"), page);
}

#[test]
fn every_audience_and_every_list_of_the_matrix_is_a_start() {
    let folder = empty();
    let names = |kind: &str| {
        let files = files(&project("matrix").join(kind));
        files.into_iter().map(|it| it.trim_end_matches(".yaml").to_owned()).collect::<Vec<_>>()
    };
    for (option, kind) in [("--audience", "audiences"), ("--from", "checklists")] {
        for id in names(kind) {
            let file = format!("{kind}/{id}-ours.yaml");
            let made = on("matrix", folder.path(), &["new", option, &id, &file]);
            assert_eq!(code(&made), Some(0), "{id}: {}{}", out(&made), err(&made));
            let text = read(folder.path(), &file);
            let modeline = text.lines().next().unwrap();
            assert!(modeline.starts_with("# yaml-language-server: $schema="), "{modeline}");
            assert!(modeline.ends_with("/schema/checklist.schema.json"), "{modeline}");
            let built = on("matrix", folder.path(), &["build", &file]);
            assert_eq!(code(&built), Some(0), "{id}: {}{}", out(&built), err(&built));
            assert!(!out(&built).contains("warning["), "{}", out(&built));
        }
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    let folder = empty();
    std::fs::write(folder.path().join("ours.yaml"), "mine").unwrap();
    let made = dtm(folder.path(), &["new", "ours.yaml"]);
    assert_eq!(code(&made), Some(2));
    assert!(err(&made).contains("ours.yaml is there already"), "{}", err(&made));
    assert_eq!(read(folder.path(), "ours.yaml"), "mine");
}

#[test]
fn names_that_lead_nowhere_are_answered() {
    let folder = empty();
    let cases: &[(&[&str], &str)] = &[
        (&["new", "Our List.yaml"], "name the file `our-list.yaml`"),
        (&["new", "ours.txt"], "ends in .yaml"),
        (&["new", "--audience", "pacs-administator", "ours.yaml"], "did you mean `pacs-administ"),
        (&["new", "--from", "pacs-administrator-pag", "ours.yaml"], "did you mean `pacs-administ"),
        (&["build", "ours.yaml"], "there is no file ours.yaml"),
        (&["build", "ours.yaml", "--contact", " \n "], "it is empty"),
        (&["build", "ours.yaml", "--contact", &"a".repeat(121)], "121 characters"),
    ];
    for (arguments, words) in cases {
        let output = dtm(folder.path(), arguments);
        assert_eq!(code(&output), Some(2), "{arguments:?}");
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }
    assert!(files(folder.path()).is_empty());
    let bad = dtm(folder.path(), &["new", "--title", "x", "ours.yaml"]);
    assert_eq!(code(&bad), Some(1));
    assert!(out(&bad).contains("error[wrong-length]"), "{}", out(&bad));
    assert!(files(folder.path()).is_empty(), "a list that cannot be built was written");
}

#[test]
fn broken_yaml_is_answered_with_its_line_and_writes_nothing() {
    let folder = list(&[("scope: dicom", "scope: [dicom")]);
    let text = read(folder.path(), "ours.yaml");
    let line = text.lines().position(|line| line.starts_with("scope:")).unwrap() + 1;
    let built = dtm(folder.path(), &["build", "ours.yaml", "--out", "pages"]);
    assert_eq!(code(&built), Some(1));
    assert!(out(&built).contains(&format!("--> ours.yaml:{line}:")), "{}", out(&built));
    assert!(out(&built).contains("error["), "{}", out(&built));
    assert_eq!(files(folder.path()), ["ours.yaml"]);
    assert!(!folder.path().join("pages").exists());
}

#[test]
fn a_misspelt_mitigation_is_answered_with_the_nearest() {
    let folder = list(&[("- mitigation: DM0001", "- mitigation: DM0091")]);
    let built = dtm(folder.path(), &["build", "ours.yaml"]);
    assert_eq!(code(&built), Some(1));
    let said = out(&built);
    assert!(said.contains("error[dangling-reference]: there is no mitigation `DM0091`"), "{said}");
    assert!(said.contains("did you mean `DM0001`"), "{said}");
    assert!(!said.contains("tests/ground"), "something is said of the matrix: {said}");
}

#[test]
fn a_list_of_the_same_id_takes_the_place_of_that_of_the_matrix() {
    let folder = empty();
    let name = "pacs-administrator-page.yaml";
    let made = dtm(folder.path(), &["new", "--from", "pacs-administrator-page", name]);
    assert_eq!(code(&made), Some(0), "{}", err(&made));
    let built = dtm(folder.path(), &["build", name]);
    assert_eq!(code(&built), Some(0), "{}", out(&built));
    assert!(!out(&built).contains("error"), "{}", out(&built));
    let page = read(folder.path(), "pacs-administrator-page.html");
    assert!(page.contains("Our DICOM Checklist"), "{page}");
}

#[test]
fn hostile_texts_are_inert() {
    let title = "title: \"Our <script>alert(1)</script> [x](javascript:1)\"\n# was: ";
    let folder = list(&[("title: \"", title)]);
    let contact = "<img src=x onerror=alert(2)> \"&\n# Head";
    let built = dtm(folder.path(), &["build", "ours.yaml", "--contact", contact]);
    assert_eq!(code(&built), Some(0), "{}{}", out(&built), err(&built));
    let page = read(folder.path(), "ours.html");
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;img src=x onerror=alert(2)&gt;"), "{page}");
    assert!(page.contains("default-src 'none'"), "{page}");
    let text = read(folder.path(), "ours.md");
    assert!(text.contains("\\<img src=x onerror=alert(2)\\>"), "{text}");
    assert!(text.contains("\\[x\\](javascript:1)"), "{text}");
    assert!(!text.lines().any(|line| line == "# Head"), "{text}");
}

#[test]
fn a_logo_is_put_into_the_page_and_anything_else_is_refused() {
    let folder = list(&[]);
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec();
    let large = [PNG, &vec![0; 1024 * 1024]].concat();
    let mut wide = PNG.to_vec();
    wide[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
    let wrong = [
        ("logo.svg", svg.clone(), "may hold scripts"),
        ("renamed.png", svg, "may hold scripts"),
        ("text.png", b"no picture".to_vec(), "neither PNG nor JPEG"),
        ("empty.png", Vec::new(), "neither PNG nor JPEG"),
        ("large.png", large, "larger than 1 MB"),
        ("wide.png", wide, "more than 3,000 pixels"),
        ("head.png", PNG[..20].to_vec(), "cannot be read"),
        ("head.jpg", b"\xff\xd8\xff\xe0".to_vec(), "cannot be read"),
    ];
    for (name, bytes, words) in wrong {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let built = dtm(folder.path(), &["build", "ours.yaml", "--logo", name]);
        assert_eq!(code(&built), Some(2), "{name}");
        assert!(err(&built).contains(words), "{name}: {}", err(&built));
        assert!(!folder.path().join("ours.html").exists());
    }
    let absent = dtm(folder.path(), &["build", "ours.yaml", "--logo", "absent.png"]);
    assert_eq!(code(&absent), Some(2));
    for (name, bytes, kind) in [("l.png", PNG, "png"), ("l.jpg", JPEG, "jpeg")] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let built = dtm(folder.path(), &["build", "ours.yaml", "--logo", name]);
        assert_eq!(code(&built), Some(0), "{}", err(&built));
        let page = read(folder.path(), "ours.html");
        assert!(page.contains(&format!("src=\"data:image/{kind};base64,")), "{page}");
        let names = with_pdf(&["ours.html"]);
        for pdf in names.iter().filter(|name| name.ends_with("pdf")) {
            let bytes = std::fs::read(folder.path().join(pdf)).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("/Subtype/Image"), "{name} is not in {pdf}");
            assert!(text.contains("/Alt(Logo)"), "{pdf} has no words for {name}");
        }
    }
}

#[test]
fn a_picture_that_is_broken_inside_is_refused_where_it_would_be_drawn() {
    let folder = list(&[]);
    let mut broken = PNG.to_vec();
    broken.truncate(PNG.len() - 16);
    std::fs::write(folder.path().join("broken.png"), broken).unwrap();
    let built = dtm(folder.path(), &["build", "ours.yaml", "--logo", "broken.png"]);
    assert_eq!(code(&built), Some(if cfg!(feature = "pdf") { 2 } else { 0 }), "{}", err(&built));
}

#[test]
fn signs_of_a_contact_that_cannot_be_printed_are_said() {
    let folder = list(&[]);
    let built = dtm(folder.path(), &["build", "ours.yaml", "--contact", "Call 5555, 日本"]);
    assert_eq!(code(&built), Some(0), "{}", err(&built));
    let said = err(&built).contains("the PDFs show `?` for `日`, `本` in the contact");
    assert_eq!(said, cfg!(feature = "pdf"), "{}", err(&built));
}

#[test]
fn a_folder_is_made_and_nothing_is_half_written() {
    let folder = list(&[]);
    let built = dtm(folder.path(), &["build", "ours.yaml", "--out", "a/b"]);
    assert_eq!(code(&built), Some(0), "{}", err(&built));
    assert!(out(&built).contains("a/b/ours.html\na/b/ours.md\n"), "{}", out(&built));
    assert_eq!(files(&folder.path().join("a/b")), with_pdf(&["ours.html", "ours.md"]));
    std::fs::create_dir_all(folder.path().join("c/ours.md")).unwrap();
    let blocked = dtm(folder.path(), &["build", "ours.yaml", "--out", "c"]);
    assert_eq!(code(&blocked), Some(2));
    assert!(files(&folder.path().join("c")).is_empty(), "one of two files was written");
    let taken = dtm(folder.path(), &["build", "ours.yaml", "--out", "ours.yaml"]);
    assert_eq!(code(&taken), Some(2));
}
