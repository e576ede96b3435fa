//! `dtm init`: an empty matrix.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::files::write_together;
use super::rim::{Failure, Rim, day};
use crate::export;
use crate::model::is_prefix;
use crate::start::{self, Seed};

/// Start an empty matrix: a folder that checks without findings and builds everything
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to make; it may be there, but hold no file that would be written
    dir: PathBuf,
    /// The letters before the ids of all kinds, one to five capitals: `X` makes XT0001 and XM0001
    #[arg(long, value_name = "LETTERS")]
    prefix: Option<String>,
    /// The name that people say
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// One sentence that says what the matrix is about
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// The day of its first version, as YYYY-MM-DD; today if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let ask = |given: &Option<String>, question: &str| {
        given.clone().or_else(|| Rim::line(question)).map(|it| it.trim().to_owned())
    };
    let prefix = ask(&args.prefix, "Letters before the ids");
    let name = ask(&args.name, "Name of the matrix");
    let (Some(prefix), Some(name)) = (prefix, name) else {
        return Err("say --prefix, the letters before the ids, and --name, what people say"
            .to_owned()
            .into());
    };
    if !is_prefix(&prefix) {
        return Err(format!(
            "`{prefix}` cannot stand before ids: take one to five capital letters of which the last is no T"
        )
        .into());
    }
    let length = name.chars().count();
    if !(3..=80).contains(&length)
        || name.contains(char::is_control)
        || start::slug(&name).is_empty()
    {
        return Err(
            "the name has 3 to 80 characters on one line, with a letter or digit among them"
                .to_owned()
                .into(),
        );
    }
    let today = args.date.clone().unwrap_or_else(Rim::today);
    let seed = Seed {
        prefix: &prefix,
        name: &name,
        summary: args.summary.as_deref(),
        day: &today,
        namespace: &export::uuid("dtm init", &[&prefix, &name]),
    };
    let files = start::matrix(&seed);
    put(&args.dir, &files)?;
    let dir = args.dir.display();
    Rim::print(&format!(
        "{dir}: {} files of the {name}\n\nwhat to do next:\n  cd {dir}\n  dtm new technique --tactic {prefix}TA0001\n  dtm check\n  dtm serve\n",
        files.len()
    ))?;
    Ok(Outcome::Clean)
}

/// Writes new files into a folder: all of them, or none if one is there already.
pub(super) fn put(dir: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let there =
        files.iter().map(|(inner, _)| dir.join(inner)).find(|it| it.symlink_metadata().is_ok());
    if let Some(there) = there {
        return Err(format!("{} is there already; nothing was written", there.display()).into());
    }
    let files: Vec<_> =
        files.iter().map(|(inner, text)| (dir.join(inner), text.as_bytes())).collect();
    write_together(&files)
}
