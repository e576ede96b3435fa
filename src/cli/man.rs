//! `dtm man`: the help of every command as pages for `man`. The only file that names `clap_mangen`.

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};

use super::files::write_atomically;
use super::rim::{Failure, Rim};
use super::{Cli, Outcome};

/// Write the manual: a page for `dtm` and one for each command
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder for the pages, `dtm.1` and one for each command; without it the page of `dtm` is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, _: &Rim) -> Result<Outcome, Failure> {
    let mut root = Cli::command();
    root.build();
    let Some(folder) = &args.out else {
        Rim::print(&page(root)?)?;
        return Ok(Outcome::Clean);
    };
    let mut pages = Vec::new();
    collect(root, &mut pages)?;
    for (name, text) in &pages {
        write_atomically(&folder.join(format!("{name}.1")), text.as_bytes())?;
    }
    Rim::print(&format!("{}: {} pages\n", folder.display(), pages.len()))?;
    Ok(Outcome::Clean)
}

/// Adds the page of a command and those of the commands below it. Their names say how they are
/// called: `dtm-attack-pin` is `dtm attack pin`.
fn collect(command: Command, pages: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let inner: Vec<Command> = command.get_subcommands().cloned().collect();
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    pages.push((name, page(command)?));
    for command in inner.into_iter().filter(|it| it.get_name() != "help") {
        collect(command, pages)?;
    }
    Ok(())
}

fn page(command: Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
