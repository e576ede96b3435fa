//! The command line: one file per subcommand. The only room that prints or exits.
//!
//! To add a subcommand: write `cli/<name>.rs` with its `Args` and `run`, add its `mod` line, its
//! variant and its arm here, and run `UPDATE=1 cargo test` for `docs/cli.md`.
//!
//! Exit codes: 0 clean, 1 findings at or above the fail level (or stale output), 2 the tool failed.

mod assess;
mod assess_init;
mod attack;
mod build;
mod changelog;
mod check;
mod checklist;
mod completions;
mod diff;
mod explain;
mod field;
mod files;
mod fmt;
mod git;
mod graph;
mod import;
mod import_issue;
mod init;
mod list;
mod lsp;
mod man;
mod mds2;
mod new;
mod nodes;
mod open;
mod path;
mod release;
mod rim;
mod search;
mod serve;
mod show;
mod staging;
mod stamp;
mod states;
mod stats;
mod upgrade;
mod wrap;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use rim::{Failure, Rim};

/// How a command ended, when it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// There are findings, or output is stale.
    Findings,
}

/// The DICOM Threat Matrix: checks YAML, links it, and makes layers, a site and checklists of it.
#[derive(Debug, Parser)]
#[command(name = "dtm", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    /// Folder of the matrix; found from the current folder upward if not given
    #[arg(long, global = true, value_name = "DIR")]
    matrix: Option<std::path::PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 clean, 1 findings or stale output, 2 the tool failed.";

#[derive(Debug, Subcommand)]
enum Command {
    Assess(Box<assess::Args>),
    Attack(attack::Args),
    Build(build::Args),
    Changelog(changelog::Args),
    Check(check::Args),
    Checklist(checklist::Args),
    Completions(completions::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Fmt(fmt::Args),
    Graph(graph::Args),
    Import(import::Args),
    Init(init::Args),
    List(list::Args),
    Lsp(lsp::Args),
    Man(man::Args),
    Mds2(mds2::Args),
    New(new::Args),
    Open(open::Args),
    Path(path::Args),
    Release(release::Args),
    Search(search::Args),
    Serve(serve::Args),
    Show(show::Args),
    Stats(stats::Args),
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let rim = Rim::new(cli.matrix);
    let result = match cli.command {
        Command::Assess(args) => assess::run(&args, &rim),
        Command::Attack(args) => attack::run(&args, &rim),
        Command::Build(args) => build::run(&args, &rim),
        Command::Changelog(args) => changelog::run(&args, &rim),
        Command::Check(args) => check::run(&args, &rim),
        Command::Checklist(args) => checklist::run(&args, &rim),
        Command::Completions(args) => completions::run(&args, &rim),
        Command::Diff(args) => diff::run(&args, &rim),
        Command::Explain(args) => explain::run(&args, &rim),
        Command::Fmt(args) => fmt::run(&args, &rim),
        Command::Graph(args) => graph::run(&args, &rim),
        Command::Import(args) => import::run(&args, &rim),
        Command::Init(args) => init::run(&args),
        Command::List(args) => list::run(&args, &rim),
        Command::Lsp(args) => lsp::run(&args, &rim),
        Command::Man(args) => man::run(&args, &rim),
        Command::Mds2(args) => mds2::run(&args, &rim),
        Command::New(args) => new::run(&args, &rim),
        Command::Open(args) => open::run(&args, &rim),
        Command::Path(args) => path::run(&args, &rim),
        Command::Release(args) => release::run(&args, &rim),
        Command::Search(args) => search::run(&args, &rim),
        Command::Serve(args) => serve::run(&args, &rim),
        Command::Show(args) => show::run(&args, &rim),
        Command::Stats(args) => stats::run(&args, &rim),
    };
    match result {
        Ok(Outcome::Clean) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure::Message(message)) => {
            Rim::complain(&message);
            ExitCode::from(2)
        }
    }
}

/// Returns the help of every command as Markdown, for `docs/cli.md`.
pub fn reference() -> String {
    use clap::CommandFactory as _;
    use std::fmt::Write as _;
    let mut out = String::from(
        "# Commands\n\nMade from the program by `UPDATE=1 cargo test`; do not edit.\n",
    );
    let mut root = Cli::command().term_width(80);
    root.build();
    let _ = write!(out, "\n```text\n{}```\n", root.render_long_help());
    let mut pending: Vec<(String, clap::Command)> = subcommands("dtm", &root);
    while !pending.is_empty() {
        let (name, mut command) = pending.remove(0);
        let _ = write!(out, "\n## `{name}`\n\n```text\n{}```\n", command.render_long_help());
        let inner = subcommands(&name, &command);
        pending.splice(0..0, inner);
    }
    out.lines().map(str::trim_end).fold(String::new(), |text, line| text + line + "\n")
}

fn subcommands(prefix: &str, command: &clap::Command) -> Vec<(String, clap::Command)> {
    let real = command.get_subcommands().filter(|it| it.get_name() != "help");
    real.map(|it| (format!("{prefix} {}", it.get_name()), it.clone().term_width(80))).collect()
}
