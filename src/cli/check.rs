//! `dtm check`: says what is wrong with the matrix.

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::diagnostic::Level;
use crate::diagnostic::render;

/// Say what is wrong with the matrix, and what to type instead
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to write the findings
    #[arg(long, default_value = "human", value_parser = clap::builder::PossibleValuesParser::new(render::FORMATS.iter().map(|it| clap::builder::PossibleValue::new(it.name).help(it.about))))]
    format: String,
    /// The level from which findings make the exit code 1
    #[arg(long, default_value = "error", value_parser = ["error", "warning"])]
    fail_level: String,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let format = render::format(&args.format)
        .ok_or_else(|| format!("there is no format `{}`", args.format))?;
    let text = (format.render)(&compiled.report, &compiled.sources, Rim::screen());
    Rim::print(&text)?;
    let floor = if args.fail_level == "warning" { Level::Warning } else { Level::Error };
    let failed = compiled.report.iter().any(|finding| finding.code.level >= floor);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}
