//! `dtm lsp`: the language server, for editors.

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::lsp;

/// Speak with an editor on standard input and output, in the language server protocol
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Ignored: some clients name the channel, and there is but one
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(_: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let root = rim.given().map(std::path::absolute).transpose()?;
    lsp::stdio(root.as_deref())?;
    Ok(Outcome::Clean)
}
