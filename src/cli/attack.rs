//! `dtm attack pin`: MITRE's bundle in, the pinned index out. `upgrade` has a file of its own.

use std::path::PathBuf;

use clap::Subcommand;

use super::Outcome;
use super::files::{read_text, write_atomically};
use super::rim::{Failure, Rim};
use super::upgrade;
use crate::attack;

/// Keep the pinned indexes of MITRE ATT&CK
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write `attack/<domain>.json` from MITRE's STIX 2.1 bundle: ids, names, status, no prose
    Pin(Pin),
    /// Say what a newer ATT&CK does to each link, and write what has one right answer
    Upgrade(upgrade::Args),
}

#[derive(Debug, clap::Args)]
struct Pin {
    /// The bundle, a JSON file as MITRE publishes it
    file: PathBuf,
    /// The domain, if the bundle does not say it
    #[arg(long)]
    domain: Option<String>,
    /// The version of ATT&CK, if the bundle does not say it
    #[arg(long, value_name = "VERSION")]
    attack_version: Option<String>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    match &args.command {
        Command::Pin(args) => pin(args, rim),
        Command::Upgrade(args) => upgrade::run(args, rim),
    }
}

fn pin(pin: &Pin, rim: &Rim) -> Result<Outcome, Failure> {
    let root = rim.root()?;
    let text = read_text(&pin.file)?;
    let index = attack::index(&text, pin.domain.as_deref(), pin.attack_version.as_deref())?;
    let safe = |c: char| c.is_ascii_lowercase() || c == '-';
    if index.domain.is_empty() || !index.domain.chars().all(safe) {
        return Err(format!("`{}` is not the name of a domain", index.domain).into());
    }
    let path = root.join("attack").join(format!("{}.json", index.domain));
    write_atomically(&path, attack::to_json(&index).as_bytes())?;
    Rim::print(&format!(
        "{}: ATT&CK {} {}, {} tactics, {} techniques, {} mitigations\n",
        path.display(),
        index.domain,
        index.version,
        index.tactics.len(),
        index.techniques.len(),
        index.mitigations.len(),
    ))?;
    Ok(Outcome::Clean)
}
