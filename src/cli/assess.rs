//! `dtm assess`: how far what a site has in place covers the techniques, and what to do next.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::assess_init;
use super::files::write_together;
use super::rim::{Failure, Rim};
use crate::assess::{Account, Assessment, State, human, markdown};
use crate::compile::{Compiled, read_assessments};
use crate::diagnostic::{Level, nearest, render};
use crate::export::{assessment_json, assessment_report};
use crate::load;
use crate::model::{Matrix, Object};

/// Say how far a site is covered by what it has in place, and what to do next
///
/// The file says what the site has and what is in place there, as `docs/assessment.md` explains; the
/// page "My environment" of the site reads and writes the same file. Nothing is sent anywhere.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Frameworks(Frameworks),
    Init(assess_init::Args),
}

#[derive(Debug, clap::Args)]
struct Report {
    /// The assessment, a JSON or YAML file anywhere
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// An earlier assessment to compare with
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// How to write it
    #[arg(long, default_value = "human", value_parser = ["human", "json", "markdown"])]
    format: String,
    /// Write the report to this folder: as a page, Markdown, PDF, workbook, JSON and layers, with the
    /// next steps on a page for the wall
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The paper of the PDFs
    #[arg(long, default_value = "a4", value_parser = ["a4", "letter"])]
    paper: String,
    /// Fail if the coverage of the site is below so many percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// Fail if more techniques than this are open
    #[arg(long, value_name = "COUNT")]
    max_open: Option<usize>,
}

/// Say how far frameworks carry: which of their controls the site touches, and what stays open where
/// nothing but the framework is done
///
/// A mitigation counts for a control that it implements or supports; the links are our judgment. What
/// cannot apply at the site is left out.
#[derive(Debug, clap::Args)]
struct Frameworks {
    /// The assessment, a JSON or YAML file anywhere
    file: PathBuf,
    /// Catalogues to take, such as nist-csf-2.0; those that most sites answer to if none is given
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// How to write it
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    match &args.command {
        Some(Command::Frameworks(args)) => frameworks(args, rim),
        Some(Command::Init(args)) => assess_init::run(args, rim),
        None => report(&args.report, rim),
    }
}

fn report(args: &Report, rim: &Rim) -> Result<Outcome, Failure> {
    let files: Vec<&PathBuf> = args.file.iter().chain(&args.against).collect();
    let (compiled, read) = read(&files, rim)?;
    let mut read = read.into_iter();
    let Some(now) = read.next().flatten() else { return Ok(Outcome::Findings) };
    let before = match (&args.against, read.next().flatten()) {
        (Some(_), None) => return Ok(Outcome::Findings),
        (_, before) => before,
    };
    let account = Account::new(&compiled.matrix, &now, before.as_ref(), &[]);
    match args.format.as_str() {
        "json" => Rim::print_json(&assessment_json(&account))?,
        "markdown" => Rim::print(&markdown(&account))?,
        _ => Rim::print(&human(&account))?,
    }
    if let Some(out) = &args.out {
        write(out, &args.paper, &compiled.matrix, &account)?;
    }
    Ok(threshold(args, &account))
}

/// Reads assessments, and shows what is wrong with them. One with an error is not returned.
fn read(files: &[&PathBuf], rim: &Rim) -> Result<(Compiled, Vec<Option<Assessment>>), Failure> {
    if let Some(path) = files.iter().find(|path| !path.is_file()) {
        return Err(format!("there is no file {}", path.display()).into());
    }
    let compiled = rim.compile()?;
    if compiled.matrix.meta_file().is_none() {
        return Err("the matrix itself cannot be read; `dtm check` says why".to_owned().into());
    }
    let guests = files.iter().map(|path| load::read_guest(path)).collect();
    let (compiled, read) = read_assessments(compiled, guests);
    if !compiled.report.is_empty() {
        let text = render::format("human")
            .map(|it| (it.render)(&compiled.report, &compiled.sources, Rim::screen()));
        Rim::note(text.unwrap_or_default().trim_end());
    }
    if compiled.report.count(Level::Error) > 0 {
        Rim::note("nothing was computed: mend the errors first");
    }
    Ok((compiled, read))
}

/// Writes all files of a report, or none.
fn write(out: &Path, paper: &str, matrix: &Matrix, account: &Account<'_>) -> Result<(), Failure> {
    let files = assessment_report(matrix, account, paper);
    let files: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(name, bytes)| (out.join(name), bytes)).collect();
    write_together(&files)?;
    Rim::note(&format!("{}: {} files", out.display(), files.len()));
    Ok(())
}

/// Holds a report to what the user asks of it, and says what does not hold.
fn threshold(args: &Report, account: &Account<'_>) -> Outcome {
    let mut outcome = Outcome::Clean;
    if let Some(least) = args.min_coverage
        && let Some(percent) = account.percent.filter(|it| *it < least)
    {
        Rim::note(&format!("the coverage is {percent} %, and {least} % were asked for"));
        outcome = Outcome::Findings;
    }
    let open = account.in_state(State::Open).len();
    if let Some(most) = args.max_open.filter(|most| open > *most) {
        Rim::note(&format!("{open} techniques are open, and at most {most} were asked for"));
        outcome = Outcome::Findings;
    }
    outcome
}

fn frameworks(args: &Frameworks, rim: &Rim) -> Result<Outcome, Failure> {
    let (compiled, read) = read(&[&args.file], rim)?;
    let Some(now) = read.into_iter().next().flatten() else { return Ok(Outcome::Findings) };
    for id in &args.only {
        catalogue(&compiled.matrix, id)?;
    }
    let account = Account::new(&compiled.matrix, &now, None, &args.only);
    match args.format.as_str() {
        "json" => Rim::print_json(&assessment_json(&account.frameworks))?,
        _ => Rim::print(&crate::assess::frameworks(&account))?,
    }
    Ok(Outcome::Clean)
}

fn catalogue(matrix: &Matrix, id: &str) -> Result<(), Failure> {
    if matrix.find("catalogue", id).is_some() {
        return Ok(());
    }
    let near = nearest(id, matrix.of_kind("catalogue").map(Object::id));
    let help = near.map_or_else(
        || "`dtm list catalogue` lists what there is".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(format!("there is no catalogue `{id}`; {help}").into())
}
