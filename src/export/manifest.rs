//! The list of all files with their hashes: what a reviewer sees of what is not committed.

use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::artifacts::Artifacts;

/// Returns one line per file: its SHA-256, two spaces, its path, as `sha256sum -c` reads it.
pub fn manifest(artifacts: &Artifacts) -> String {
    let files: Vec<(&str, &[u8])> = artifacts.iter().collect();
    let line = |(path, bytes): (&str, &[u8])| format!("{}  {path}\n", sha256(bytes));
    let lines: Vec<String> = files.into_par_iter().map(line).collect();
    lines.concat()
}

/// Returns the SHA-256 of a file in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
