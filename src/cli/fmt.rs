//! `dtm fmt`: files in their canonical form.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::files::{read_start, write_together};
use super::rim::{Failure, Rim};
use super::staging::sweep_all;
use crate::fmt::{self, Refusal};
use crate::load::{self, MAX_FILE_BYTES};

/// Bring files into their canonical form: order, quotes, indentation, one sentence a line
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders; the whole matrix if none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; name the files that are not in their canonical form, and fail if there are any
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let mut files = Vec::new();
    let paths = if args.paths.is_empty() { vec![rim.root()?] } else { args.paths.clone() };
    for path in paths {
        if path.is_dir() {
            if !args.check {
                sweep_all(&path);
            }
            below(&path, &mut files)?;
        } else {
            files.push(path);
        }
    }
    let mut changes = Vec::new();
    let mut left = 0_usize;
    for path in files {
        let bytes = read_start(&path, MAX_FILE_BYTES)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            left += 1;
            Rim::note(&format!("left alone: {}: it is too large for an object", path.display()));
            continue;
        }
        let (folder, name) = names(&path);
        let made = match std::str::from_utf8(&bytes) {
            Ok(text) => fmt::canonical(&folder, &name, text),
            Err(_) => Err(Refusal::Broken),
        };
        match made {
            Ok(made) if made.as_bytes() == bytes => {}
            Ok(made) => changes.push((path, made)),
            Err(refusal) => {
                left += 1;
                let why = match refusal {
                    Refusal::Broken => "it is not plain YAML; `dtm check` shows where",
                    Refusal::Json => "it is JSON, and the form is one of YAML",
                    Refusal::Changed => "written anew it would not say the same: please report it",
                };
                Rim::note(&format!("left alone: {}: {why}", path.display()));
            }
        }
    }
    if !args.check {
        let files: Vec<_> =
            changes.iter().map(|(path, made)| (path.clone(), made.as_bytes())).collect();
        write_together(&files)?;
    }
    for (path, _) in &changes {
        Rim::print(&format!("{}\n", path.display()))?;
    }
    let failed = left > 0 || (args.check && !changes.is_empty());
    if failed { Ok(Outcome::Findings) } else { Ok(Outcome::Clean) }
}

/// Adds the YAML files below a folder. Links are not followed.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let found =
        load::list(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    files.extend(found.into_iter().map(|inner| folder.join(inner)));
    Ok(())
}

/// Returns the name of the folder of a file and its own.
fn names(path: &Path) -> (String, String) {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = |part: Option<&std::ffi::OsStr>| {
        part.map_or(String::new(), |part| part.to_string_lossy().into_owned())
    };
    (text(whole.parent().and_then(Path::file_name)), text(whole.file_name()))
}
