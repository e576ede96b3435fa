//! The list of all files with their hashes: what a reviewer sees of what is not committed.

use rayon::prelude::*;

use super::artifacts::Artifacts;

/// Returns one line per file: its SHA-256, two spaces, its path, as `sha256sum -c` reads it.
pub fn manifest(artifacts: &Artifacts) -> String {
    let paths: Vec<&str> = artifacts.iter().map(|(path, _)| path).collect();
    let line = |path: &str| Some(format!("{}  {path}\n", artifacts.sha256(path)?));
    let lines: Vec<String> = paths.into_par_iter().filter_map(line).collect();
    lines.concat()
}
