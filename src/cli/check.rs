//! `dtm check`: says what is wrong with the matrix, and mends what has one right answer.
//! The only file that names `similar`.

use std::fmt::Write as _;

use similar::TextDiff;

use super::Outcome;
use super::files::{read, rename, write_together};
use super::rim::{Failure, Rim};
use super::staging::sweep_all;
use crate::diagnostic::Level;
use crate::diagnostic::render;
use crate::mend::{Mended, mend};

/// Say what is wrong with the matrix, and what to type instead
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to write the findings
    #[arg(long, default_value = "human", value_parser = clap::builder::PossibleValuesParser::new(render::FORMATS.iter().map(|it| clap::builder::PossibleValue::new(it.name).help(it.about))))]
    format: String,
    /// The level from which findings make the exit code 1
    #[arg(long, default_value = "error", value_parser = ["error", "warning"])]
    fail_level: String,
    /// Mend what has one right answer: show the difference, ask, then write
    #[arg(long)]
    fix: bool,
    /// Write the fixes without asking
    #[arg(long, requires = "fix")]
    yes: bool,
    /// Show the fixes and write nothing
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    dry_run: bool,
}

/// Formats that are JSON.
const JSON: [&str; 2] = ["json", "sarif"];

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    if args.fix {
        fix(args, rim)?;
    }
    let compiled = rim.compile()?;
    let format = render::format(&args.format)
        .ok_or_else(|| format!("there is no format `{}`", args.format))?;
    let text = (format.render)(&compiled.report, &compiled.sources, Rim::screen());
    if JSON.contains(&format.name) {
        Rim::print_json(&text)?;
    } else {
        Rim::print(&text)?;
    }
    let floor = if args.fail_level == "warning" { Level::Warning } else { Level::Error };
    let failed = compiled.report.iter().any(|finding| finding.code.level >= floor);
    // The program ends here: to give back every piece of memory one by one takes longer than to leave it.
    std::mem::forget(compiled);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}

fn fix(args: &Args, rim: &Rim) -> Result<(), Failure> {
    if !args.dry_run {
        sweep_all(&rim.root()?);
    }
    let (mended, count) = mend(rim.files()?);
    if mended.is_empty() {
        Rim::note("nothing here has one right answer");
        return Ok(());
    }
    // Programs read the findings from standard output; what people look at first goes beside it.
    let shown: String = mended.iter().map(difference).collect();
    if args.format == "human" {
        Rim::print(&shown)?;
    } else {
        Rim::note(&shown);
    }
    let fixes = format!(
        "{count} {} in {} {}",
        if count == 1 { "fix" } else { "fixes" },
        mended.len(),
        if mended.len() == 1 { "file" } else { "files" },
    );
    if args.dry_run || !(args.yes || Rim::ask(&format!("Write {fixes}?"))) {
        Rim::note(&format!("{fixes}, nothing was written; --yes writes without asking"));
        return Ok(());
    }
    write_mended(rim, &mended)?;
    Rim::note(&format!("{fixes}, written"));
    Ok(())
}

/// Writes files that were mended, all or none, unless one of them changed meanwhile.
pub(super) fn write_mended(rim: &Rim, mended: &[Mended]) -> Result<(), Failure> {
    let root = rim.root()?;
    let (mut made, mut moved) = (Vec::new(), Vec::new());
    for Mended { before, after } in mended {
        let (Ok(old), Ok(new)) = (&before.bytes, &after.bytes) else { continue };
        let (from, to) = (root.join(&before.inner), root.join(&after.inner));
        if read(&from)? != *old {
            let message = format!("{} changed meanwhile, so nothing was written", from.display());
            return Err(message.into());
        }
        if from != to && to.exists() {
            let message = format!("{} exists, so nothing was written", to.display());
            return Err(message.into());
        }
        if old != new {
            made.push((from.clone(), new.as_slice()));
        }
        if from != to {
            moved.push((from, to));
        }
    }
    write_together(&made)?;
    // A file gets its name when its text is right: wherever the run stops, no object is there twice.
    for (from, to) in &moved {
        rename(from, to)?;
    }
    Ok(())
}

/// Returns a unified diff of a file before and after.
pub(super) fn difference(mended: &Mended) -> String {
    let Mended { before, after } = mended;
    let text = |bytes: &Result<Vec<u8>, _>| {
        let bytes = bytes.as_ref().map_or(&[][..], Vec::as_slice);
        String::from_utf8_lossy(bytes).replace("\r\n", "\n")
    };
    let (old, new) = (text(&before.bytes), text(&after.bytes));
    let mut out = String::new();
    if before.inner != after.inner {
        let _ = writeln!(out, "rename from {}\nrename to {}", before.path, after.path);
    }
    let diff = TextDiff::from_lines(&old, &new);
    let mut unified = diff.unified_diff();
    let _ = write!(out, "{}", unified.context_radius(2).header(&before.path, &after.path));
    // No text of a file can steer the terminal.
    let shown = |c: char| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c };
    out.chars().map(shown).collect()
}
