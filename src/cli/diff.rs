//! `dtm diff`: what changed between two states, and whether versions and ids obey.

use super::Outcome;
use super::rim::{Failure, Rim};
use super::states::{State, compared};
use crate::diagnostic::{Level, render};
use crate::diff::{self, View};

/// Say what changed, in the words of the matrix, and hold it to the rules of versions and ids
///
/// A state is a folder or a revision of git: a branch, a tag, a commit, or `A...B` for the commit
/// where the two parted. Nothing is checked out.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The state before; where the work left `origin/main` or `main` if not given
    #[arg(value_name = "REV|DIR")]
    old: Option<String>,
    /// The state now; the files of the matrix folder if not given
    #[arg(value_name = "REV|DIR")]
    new: Option<String>,
    /// How to write it; github and sarif write the findings alone
    #[arg(long, default_value = "human", value_parser = clap::builder::PossibleValuesParser::new(formats()))]
    format: String,
    /// The state before was released: hold drafts to the rule of versions, too. Goes without saying
    /// where a tag such as v1.2 stands on it
    #[arg(long)]
    released: bool,
    /// The level from which findings make the exit code 1
    #[arg(long, default_value = "error", value_parser = ["error", "warning"])]
    fail_level: String,
}

/// Formats of the report that have nothing to say about changes.
const FINDINGS_ALONE: [&str; 2] = ["github", "sarif"];

/// Formats that are JSON.
const JSON: [&str; 3] = ["json", "layer", "sarif"];

fn formats() -> Vec<clap::builder::PossibleValue> {
    let own = diff::FORMATS.iter().map(|it| (it.name, it.about));
    let others = FINDINGS_ALONE.iter().filter_map(|name| render::format(name));
    let mut all: Vec<_> = own.chain(others.map(|it| (it.name, it.about))).collect();
    all.sort_unstable();
    all.into_iter()
        .map(|(name, about)| clap::builder::PossibleValue::new(name).help(about))
        .collect()
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let (mut old, new) = State::pair(args.old.as_deref(), args.new.as_deref(), rim)?;
    old.released |= args.released;
    let (from, to) = (old.label.clone(), new.label.clone());
    let found = compared(old, new);
    let report = &found.judged.report;
    let screen = Rim::screen();
    let text = match diff::FORMATS.iter().find(|it| it.name == args.format) {
        Some(format) => (format.render)(&View {
            from: &from,
            to: &to,
            diff: &found.diff,
            report,
            sources: &found.judged.sources,
            matrix: &found.matrix,
            screen,
        }),
        None => render::format(&args.format)
            .map(|it| (it.render)(report, &found.judged.sources, screen))
            .unwrap_or_default(),
    };
    if JSON.contains(&args.format.as_str()) {
        Rim::print_json(&text)?;
    } else {
        Rim::print(&text)?;
    }
    let floor = if args.fail_level == "warning" { Level::Warning } else { Level::Error };
    let failed = report.iter().any(|finding| finding.code.level >= floor);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}
