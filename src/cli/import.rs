//! `dtm import`: what others wrote, as files of a matrix.

use super::Outcome;
use super::rim::{Failure, Rim};

/// Make files of a matrix out of what others wrote
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, _: &Rim) -> Result<Outcome, Failure> {
    Ok(Outcome::Clean)
}
