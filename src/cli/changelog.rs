//! `dtm changelog`: the section of a changelog for what changed since a release.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::files::{read_text, write_atomically};
use super::git::Git;
use super::rim::{Failure, Rim};
use super::states::{State, compared};
use crate::diff;

/// Write the section of a changelog: what changed in the content since the last release
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The state before; the last tag such as v1.2 if not given
    #[arg(value_name = "REV|DIR")]
    old: Option<String>,
    /// The state now; the files of the matrix if not given
    #[arg(value_name = "REV|DIR")]
    new: Option<String>,
    /// Put the section into this file, in place of one of the same version or before all others
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let old = match &args.old {
        Some(word) => word.clone(),
        None => Git::around(&rim.root()?)?.last_release()?.ok_or_else(|| {
            "there is no tag such as v1.2 before this commit; name the state before: dtm changelog REV"
                .to_owned()
        })?,
    };
    let (old, new) = State::pair(Some(&old), args.new.as_deref(), rim)?;
    let found = compared(old, new);
    let meta = found.matrix.meta();
    // A matrix that still has the number of the last release is on the way to the next.
    let section = if meta.version == found.version_before {
        diff::changelog(&found.diff, "Unreleased", "")
    } else {
        diff::changelog(&found.diff, &meta.version, &meta.released)
    };
    match &args.into {
        None => Rim::print(&section)?,
        Some(path) => put(path, &section)?,
    }
    Ok(Outcome::Clean)
}

const TITLE: &str =
    "# Changelog\n\nWhat changed in the content of the matrix, written by `dtm changelog`.\n";

fn put(path: &Path, section: &str) -> Result<(), Failure> {
    let text = if path.exists() { read_text(path)? } else { TITLE.to_owned() };
    let changed = write_atomically(path, placed(&text, section).as_bytes())?;
    let what = if changed { "written" } else { "not changed" };
    Rim::print(&format!("{}: {what}\n", path.display()))
}

/// Returns the text with the section in the place of one of the same version or of what was not
/// released yet, otherwise before all others.
fn placed(text: &str, section: &str) -> String {
    let name = |line: &str| {
        line.strip_prefix("## [").and_then(|it| it.split(']').next()).map(str::to_owned)
    };
    let ours = section.lines().next().and_then(name);
    let mut lines = text.split_inclusive('\n').peekable();
    let (mut head, mut tail) = (String::new(), String::new());
    while let Some(line) = lines.next_if(|line| !line.starts_with("## ")) {
        head.push_str(line);
    }
    let mut keep = true;
    for line in lines {
        if line.starts_with("## ") {
            let here = name(line);
            keep = here != ours && here.as_deref() != Some("Unreleased");
        }
        if keep {
            tail.push_str(line);
        }
    }
    let gap = if tail.is_empty() { "" } else { "\n" };
    format!("{}\n\n{}{gap}{tail}", head.trim_end(), section)
}
