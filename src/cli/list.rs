//! `dtm list`: the objects of a kind, a line each.

use std::fmt::Write as _;

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::diagnostic::nearest;
use crate::diagnostic::render::clean;
use crate::model::{KINDS, Matrix};

/// List the objects of a kind, a line each
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind, as `technique` or `techniques`; the kinds are listed if none is given
    kind: Option<String>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let Some(wanted) = &args.kind else {
        for kind in KINDS {
            let count = matrix.of_kind(kind.name).count();
            Rim::print(&format!("{:<12} {count:>5}  {}\n", kind.name, kind.folder))?;
        }
        return Ok(Outcome::Clean);
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == wanted || kind.folder == wanted) else {
        let near = nearest(wanted, KINDS.iter().map(|kind| kind.name));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("there is no kind `{wanted}`{help}").into());
    };
    let width = matrix.of_kind(kind.name).map(|it| it.id().len()).max().unwrap_or(0);
    let mut text = String::new();
    for object in matrix.of_kind(kind.name) {
        let mark = if Matrix::in_use(&object.common) { "" } else { "  (withdrawn)" };
        let _ = writeln!(text, "{:<width$}  {}{mark}", object.id(), object.name());
    }
    Rim::print(&clean(&text))?;
    Ok(Outcome::Clean)
}
