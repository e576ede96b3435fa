//! `dtm import issue`: the answers of a form, as files to review.

use std::path::PathBuf;

use super::Outcome;
use super::files::{read_start, write_new, write_together};
use super::new::next_technique;
use super::rim::{Failure, Rim, day};
use crate::import::{self, Desk};
use crate::model::Object;

/// Take over what somebody wrote into a form: a new technique, a correction, evidence
///
/// The file is the body of the issue, as GitHub makes it of the form. A new technique becomes a file
/// with the next free id, evidence an entry of its technique, a correction a comment above its object;
/// sources become references. What nobody answered is left to fill in, and a person reviews all of it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The body of the issue, Markdown
    file: PathBuf,
    /// The day, as YYYY-MM-DD; today if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
}

/// The most bytes of the body of an issue. GitHub takes 65,536 characters.
const MOST: u64 = 512 * 1024;

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let shown = args.file.display();
    let bytes = read_start(&args.file, MOST)?;
    if bytes.len() as u64 > MOST {
        return Err(format!("{shown}: larger than the body of an issue can be").into());
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown}: not UTF-8 text"))?;
    let issue = import::issue(&text).map_err(|error| format!("{shown}: {error}"))?;
    let root = rim.root()?;
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let id = next_technique(&root, matrix)?;
    let today = args.date.clone().unwrap_or_else(Rim::today);
    let old = |object: &Object| compiled.sources.get(object.file).text.clone();
    let files = issue.files(Desk { matrix, id: &id, day: &today }, old);
    let files = files.map_err(|error| format!("{shown}: {error}"))?;
    let taken =
        files.iter().find(|(inner, _, new)| *new && root.join(inner).symlink_metadata().is_ok());
    if let Some((inner, ..)) = taken {
        return Err(format!(
            "{} is there already; nothing was written",
            root.join(inner).display()
        )
        .into());
    }
    match &files[..] {
        [(inner, text, true)] => write_new(&root.join(inner), text.as_bytes())?,
        files => {
            let pairs: Vec<_> =
                files.iter().map(|(inner, text, _)| (root.join(inner), text.as_bytes())).collect();
            write_together(&pairs)?;
        }
    }
    for (inner, _, new) in &files {
        let word = if *new { "new" } else { "changed" };
        Rim::print(&format!("{word}: {}\n", root.join(inner).display()))?;
    }
    Rim::print("read it, fill in what is left, and run `dtm check`\n")?;
    Ok(Outcome::Clean)
}
