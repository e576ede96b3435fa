//! `dtm completions`: what a shell completes. The only file that names `clap_complete`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::rim::{Failure, Rim};
use super::{Cli, Outcome};

/// Write the completions of a shell, to be read at its start
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

const HELP: &str = "\
bash: dtm completions bash > ~/.local/share/bash-completion/completions/dtm
zsh:  dtm completions zsh > \"${fpath[1]}/_dtm\"
fish: dtm completions fish > ~/.config/fish/completions/dtm.fish
PowerShell: dtm completions powershell >> $PROFILE";

pub(super) fn run(args: &Args, _: &Rim) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dtm", &mut script);
    Rim::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
