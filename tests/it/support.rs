//! What tests share: the folder of the project, the small matrix, goldens.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dicom_threat_matrix::assess::Assessment;
use dicom_threat_matrix::compile::{Compiled, compile_files, read_assessments};
use dicom_threat_matrix::diff::{self, Diff, Judged};
use dicom_threat_matrix::load::RawFile;

/// Returns a path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns every file below a folder, relative to it, with `/` between folders, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let inner = entry.path().strip_prefix(folder).expect("below the folder");
            found.push(inner.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    found
}

/// Says that a test looks at nothing, and why, also where the output of tests is not shown.
pub fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// Reads a text file of the project.
pub fn read(path: &str) -> String {
    let path = project(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the small matrix in `tests/ground/`: complete, valid, without a warning.
pub fn ground() -> BTreeMap<String, Vec<u8>> {
    let folder = project("tests/ground");
    let read = |inner: &String| std::fs::read(folder.join(inner)).expect("readable");
    files(&folder).into_iter().map(|inner| (inner.clone(), read(&inner))).collect()
}

/// Returns the matrix of this repository.
pub fn real() -> BTreeMap<String, Vec<u8>> {
    let folder = project("matrix");
    let ours = |inner: &String| {
        inner.ends_with(".yaml") || inner.ends_with(".json") || inner == "words.txt"
    };
    let read =
        |inner: String| (inner.clone(), std::fs::read(folder.join(&inner)).expect("readable"));
    files(&folder).into_iter().filter(ours).map(read).collect()
}

/// Compiles files that are nowhere on a disk. Findings name them below `matrix/`.
pub fn compile(files: &BTreeMap<String, Vec<u8>>) -> Compiled {
    let raw = |(inner, bytes): (&String, &Vec<u8>)| RawFile {
        path: format!("matrix/{inner}"),
        inner: inner.clone(),
        bytes: Ok(bytes.clone()),
    };
    compile_files(files.iter().map(raw).collect())
}

/// Lays an example over the small matrix. `# file: path` starts a file; the keys shown replace those
/// of the file, `drop: key` takes one out, `word × 701` is so many words, and a file that is not there
/// is new. `# gone: path` takes a file away.
pub fn overlay(example: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = ground();
    let mut path = None;
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut gone: Vec<String> = Vec::new();
    for line in example.lines() {
        if let Some(name) = line.strip_prefix("# file: ") {
            path = Some(name.trim().to_owned());
            parts.push((name.trim().to_owned(), String::new()));
        } else if let Some(name) = line.strip_prefix("# gone: ") {
            gone.push(name.trim().to_owned());
        } else {
            assert!(path.is_some(), "an example starts with `# file: path`");
            let (_, text) = parts.last_mut().expect("a part is open");
            text.push_str(&repeated(line));
            text.push('\n');
        }
    }
    for (path, text) in parts {
        let merged = match files.get(&path) {
            Some(old) => merge(std::str::from_utf8(old).expect("UTF-8"), &text),
            None => text,
        };
        files.insert(path, merged.into_bytes());
    }
    for path in gone {
        files.remove(&path).expect("a file that is there");
    }
    files
}

/// Reads an assessment against the small matrix: that of `tests/assess/hospital.yaml` with the keys of
/// an example.
pub fn assessed(example: &str) -> (Compiled, Option<Assessment>) {
    let text = example.strip_prefix("# file: assessment.yaml\n").expect("an assessment");
    let text = merge(&read("tests/assess/hospital.yaml"), text);
    read_assessment(&ground(), &text)
}

/// Reads an assessment against a matrix.
pub fn read_assessment(
    files: &BTreeMap<String, Vec<u8>>,
    text: &str,
) -> (Compiled, Option<Assessment>) {
    let guest = RawFile {
        path: "assessment.yaml".to_owned(),
        inner: "assessment".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    let (compiled, read) = read_assessments(compile(files), vec![guest]);
    (compiled, read.into_iter().next().flatten())
}

/// Compares two states of the small matrix: what an example says before the line `# then`, and the
/// same with what it says after it.
pub fn diffed(example: &str, released: bool) -> (Diff, Judged) {
    let (before, after) = example.split_once("# then\n").expect("a second state");
    let old = compile(&overlay(before)).sources;
    let new = compile(&overlay(&format!("{before}{after}"))).sources;
    let found = diff::compare(&old, &new);
    let judged = diff::judge(&found, old, new, released, "matrix/");
    (found, judged)
}

/// Writes `word × 701` out: so many words.
fn repeated(line: &str) -> String {
    let Some((before, after)) = line.split_once(" × ") else { return line.to_owned() };
    let (count, rest) = after.split_once(' ').unwrap_or((after, ""));
    let count: usize = count.parse().expect("a number of words");
    let (head, word) = before.rsplit_once(' ').expect("a word");
    format!("{head} {} {rest}", vec![word; count].join(" "))
}

fn merge(old: &str, new: &str) -> String {
    let key = |line: &str| {
        let end = line.find(':')?;
        let word = &line[..end];
        let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain.then(|| word.to_owned())
    };
    let mut replaced: Vec<String> = new.lines().filter_map(key).collect();
    let dropped = new.lines().filter_map(|line| line.strip_prefix("drop: "));
    replaced.extend(dropped.map(str::to_owned));
    let mut out = String::new();
    let mut keep = true;
    for line in old.lines() {
        if let Some(key) = key(line) {
            keep = !replaced.contains(&key);
        }
        if keep {
            out.push_str(line);
            out.push('\n');
        }
    }
    for line in new.lines().filter(|line| !line.starts_with("drop: ")) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Compares what was made with the file in the project; `UPDATE=1` writes it instead.
pub fn golden(path: &str, made: &str) {
    let file = project(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("writable");
        if std::fs::read_to_string(&file).ok().as_deref() != Some(made) {
            std::fs::write(&file, made).expect("writable");
        }
        return;
    }
    let old = std::fs::read_to_string(&file).unwrap_or_default();
    if old != made {
        let line = old.lines().zip(made.lines()).position(|(a, b)| a != b);
        let line = line.unwrap_or_else(|| old.lines().count().min(made.lines().count()));
        panic!(
            "{path} is stale from line {}:\n  there: {}\n  made:  {}\nrun `UPDATE=1 cargo test`",
            line + 1,
            old.lines().nth(line).unwrap_or("(end)"),
            made.lines().nth(line).unwrap_or("(end)"),
        );
    }
}
