//! `dtm explain`: the page of a code.

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::compile::codes;
use crate::diagnostic::nearest;

/// Explain a code: why it is a fault, what fails and what passes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code, as `dtm check` prints it; all codes are listed if none is given
    code: Option<String>,
}

pub(super) fn run(args: &Args, _: &Rim) -> Result<Outcome, Failure> {
    let codes = codes();
    let Some(wanted) = &args.code else {
        for code in codes {
            let width = 34 - code.level.word().len();
            Rim::print(&format!("{} {:<width$} {}\n", code.level.word(), code.id, code.summary))?;
        }
        return Ok(Outcome::Clean);
    };
    let Some(code) = codes.iter().find(|code| code.id == wanted) else {
        let near = nearest(wanted, codes.iter().map(|code| code.id));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("there is no code `{wanted}`{help}").into());
    };
    let level = code.level.word();
    Rim::print(&format!("{} ({level}): {}\n\n{}\n", code.id, code.summary, code.explain.trim()))?;
    Ok(Outcome::Clean)
}
