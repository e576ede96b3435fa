//! The small matrix, and texts that are laid over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dicom_threat_matrix::compile::{Compiled, compile_files};
use dicom_threat_matrix::load::RawFile;

/// Files by their path below the matrix folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The small matrix of the tests: complete, valid, without a warning.
pub static GROUND: LazyLock<Files> = LazyLock::new(|| folder(&project("tests/ground")));

/// The small matrix, compiled.
pub static COMPILED: LazyLock<Compiled> = LazyLock::new(|| compile(&GROUND));

/// Returns a path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project").join(path)
}

/// Reads all files of a folder; none if it is not there.
pub fn folder(root: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inner = path.strip_prefix(root).expect("below it").to_string_lossy();
                found.insert(inner.replace('\\', "/"), std::fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

/// Compiles files; findings name them below `matrix/`.
pub fn compile(files: &Files) -> Compiled {
    compile_files(files.iter().map(|(inner, bytes)| raw(inner, bytes)).collect())
}

/// Returns a file as it comes from a disk.
pub fn raw(inner: &str, bytes: &[u8]) -> RawFile {
    let (path, inner) = (format!("matrix/{inner}"), inner.to_owned());
    RawFile { path, inner, bytes: Ok(bytes.to_vec()) }
}

const FILE: &[u8] = b"# file: ";
const GONE: &[u8] = b"# gone: ";

/// Lays bytes over the small matrix: a line `# file: path` starts a file, `# gone: path` takes one away.
pub fn laid(data: &[u8]) -> Files {
    let mut files = GROUND.clone();
    let mut open: Option<String> = None;
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let name = |mark: &[u8]| {
            let rest = line.strip_prefix(mark)?;
            Some(String::from_utf8_lossy(rest).trim().replace('\\', "/"))
        };
        if let Some(path) = name(FILE) {
            files.insert(path.clone(), Vec::new());
            open = Some(path);
        } else if let Some(path) = name(GONE) {
            files.remove(&path);
        } else if let Some(path) = &open {
            files.entry(path.clone()).or_default().extend(line);
        }
    }
    files
}

/// Returns bytes that [`laid`] turns into the files.
pub fn unlaid(files: &Files) -> Vec<u8> {
    let mut out = Vec::new();
    for (inner, bytes) in files {
        if inner == ".drop" {
            for path in String::from_utf8_lossy(bytes).lines() {
                out.extend([GONE, path.as_bytes(), b"\n"].concat());
            }
        } else {
            out.extend([FILE, inner.as_bytes(), b"\n", bytes, b"\n"].concat());
        }
    }
    out
}
