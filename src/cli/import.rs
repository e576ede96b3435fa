//! `dtm import`: what others wrote, as files of a matrix.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::Value;

use super::Outcome;
use super::files::{read_start, read_text, remove, write_together};
use super::rim::{Failure, Rim, day, shown};
use crate::compile::{Compiled, compile_files};
use crate::diagnostic::{Level, Report, Sources, render};
use crate::import::{self, Home, Imported};
use crate::load::{self, RawFile};
use crate::model::Matrix;
use crate::{attack, fmt};

/// Make files of a matrix out of what others wrote
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Stix(Whole),
    Atlas(Atlas),
    Issue(super::import_issue::Args),
}

/// Take over a STIX 2.1 bundle, such as ATT&CK: tactics, techniques, mitigations, detections, assets,
/// campaigns and what they cite
///
/// Ids keep their numbers, T0859 becomes XT0859, and the links to ATT&CK are written. What the bundle
/// does not say is left out or written as not judged yet; every object comes as a draft.
#[derive(Debug, clap::Args)]
struct Whole {
    /// The bundle, JSON as it is published, or packed with gzip
    file: PathBuf,
    /// The folder of a matrix, as `dtm init` makes it
    dir: PathBuf,
    /// The day of the import, as YYYY-MM-DD; today if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
}

/// Take over a matrix in the YAML of MITRE ATLAS: tactics, techniques, mitigations, case studies
#[derive(Debug, clap::Args)]
struct Atlas {
    /// The file, as ATLAS publishes it: `ATLAS.yaml`
    file: PathBuf,
    /// The folder of a matrix, as `dtm init` makes it
    dir: PathBuf,
    /// The day of the import, as YYYY-MM-DD; today if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    match &args.command {
        Command::Stix(it) => {
            let bytes = read_start(&it.file, import::MOST)?;
            let text = import::unpack(bytes).map_err(|error| about(&it.file, &error))?;
            whole(&it.dir, it.date.as_deref(), &it.file, |home| import::stix(&text, home))
        }
        Command::Atlas(it) => {
            let tree = match yaml(&it.file)? {
                Ok(tree) => tree,
                Err(outcome) => return Ok(outcome),
            };
            whole(&it.dir, it.date.as_deref(), &it.file, |home| import::atlas(&tree, home))
        }
        Command::Issue(it) => super::import_issue::run(it, rim),
    }
}

fn about(file: &Path, error: &str) -> Failure {
    Failure::Message(format!("{}: {error}", file.display()))
}

/// Reads a YAML file of others; what is wrong with it is shown.
fn yaml(file: &Path) -> Result<Result<Value, Outcome>, Failure> {
    // Whatever cannot be opened fails as it does everywhere, and is no finding.
    read_start(file, 0)?;
    let id = Sources::id(0);
    let (source, findings) = load::parse_file(load::read_as("import", file), id);
    if let Some(tree) = source.tree.clone().filter(|_| findings.is_empty()) {
        return Ok(Ok(tree));
    }
    let mut report = Report::default();
    for finding in findings {
        report.push(finding);
    }
    let sources = Sources::new(vec![source]);
    refuse(&Compiled { sources, matrix: Matrix::default(), report })?;
    Ok(Err(Outcome::Findings))
}

/// Puts an imported matrix into a folder, if the whole has no error then.
fn whole(
    dir: &Path,
    date: Option<&str>,
    file: &Path,
    form: impl Fn(Home<'_>) -> Result<Imported, String>,
) -> Result<Outcome, Failure> {
    let root = [dir.join("matrix"), dir.to_owned()];
    let root = root.into_iter().find(|it| it.join("matrix.yaml").is_file()).ok_or_else(|| {
        format!(
            "{} holds no matrix; start one with `dtm init {0} --prefix X --name …`",
            dir.display()
        )
    })?;
    let before = read(&root)?;
    let compiled = compile_files(before.clone());
    let meta = compiled.matrix.meta();
    let prefix = meta.prefix();
    if prefix.is_empty() {
        return Err("matrix.yaml lists no tactic such as XTA0001, so no id can be made"
            .to_owned()
            .into());
    }
    let today = date.map_or_else(Rim::today, str::to_owned);
    let made = form(Home { prefix, day: &today }).map_err(|error| about(file, &error))?;
    let samples = samples(&compiled);
    let mut files = made.files.clone();
    files.push(("matrix.yaml".to_owned(), meta_text(&compiled, &made, &samples)?));
    if let Some(index) = &made.attack {
        files.push((format!("attack/{}.json", index.domain), attack::to_json(index)));
    }
    let taken = made
        .files
        .iter()
        .map(|(inner, _)| inner)
        .find(|inner| !samples.contains(inner) && root.join(inner).symlink_metadata().is_ok());
    if let Some(inner) = taken {
        let path = root.join(inner);
        return Err(format!("{} is there already; nothing was written", path.display()).into());
    }
    let after = compile_files(merged(before, &files, &samples, &shown(&root)));
    if after.report.count(Level::Error) > 0 {
        refuse(&after)?;
        return Ok(Outcome::Findings);
    }
    let mut files: Vec<(PathBuf, String)> =
        files.into_iter().map(|(inner, text)| (root.join(inner), text)).collect();
    files.extend(notice(&root, file, &made)?);
    let pairs: Vec<_> = files.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
    write_together(&pairs)?;
    for inner in samples.iter().filter(|it| made.files.iter().all(|(inner, _)| inner != *it)) {
        remove(&root.join(inner))?;
    }
    say(&root, &made, &after)
}

fn read(root: &Path) -> Result<Vec<RawFile>, Failure> {
    let files = load::read(root, &shown(root));
    files.map_err(|error| format!("cannot read {}: {error}", root.display()).into())
}

/// Returns the files of tactics that `dtm init` made as examples, if nothing else was made since.
fn samples(compiled: &Compiled) -> Vec<String> {
    let matrix = &compiled.matrix;
    let objects = matrix.objects();
    let sample = |code: &str| code == "tactic-without-technique";
    let fresh = objects.iter().all(|it| {
        it.kind().name == "tactic" && it.common.allow.iter().any(|allow| sample(&allow.code))
    });
    if !fresh {
        return Vec::new();
    }
    objects.iter().map(|it| format!("tactics/{}.yaml", it.id())).collect()
}

/// Returns `matrix.yaml` with the tactics and the version of ATT&CK that came along.
fn meta_text(compiled: &Compiled, made: &Imported, samples: &[String]) -> Result<String, Failure> {
    let file = compiled.matrix.meta_file().map(|file| compiled.sources.get(file));
    let fault = || Failure::Message("matrix.yaml cannot be read; `dtm check` says why".to_owned());
    let source = file.ok_or_else(fault)?;
    let mut tree = source.tree.clone().ok_or_else(fault)?;
    let sample = |id: &str| samples.contains(&format!("tactics/{id}.yaml"));
    let old = compiled.matrix.meta().tactics.iter().filter(|id| !sample(id));
    let mut tactics: Vec<&str> = old.map(String::as_str).collect();
    let new = made.tactics.iter().map(String::as_str);
    tactics.extend(
        new.filter(|id| !compiled.matrix.meta().tactics.iter().any(|it| it == id) || sample(id)),
    );
    tree["tactics"] = Value::from(tactics);
    if let Some(index) = &made.attack {
        tree["attack"][&index.domain] = Value::from(index.version.as_str());
    }
    let head: Vec<String> =
        source.text.lines().take_while(|line| line.starts_with('#')).map(str::to_owned).collect();
    Ok(fmt::document("", "matrix.yaml", &head, &tree))
}

/// Lays new files over those that are there.
fn merged(
    mut before: Vec<RawFile>,
    files: &[(String, String)],
    gone: &[String],
    shown: &str,
) -> Vec<RawFile> {
    before.retain(|raw| {
        !gone.contains(&raw.inner) && files.iter().all(|(inner, _)| *inner != raw.inner)
    });
    before.extend(files.iter().map(|(inner, text)| RawFile {
        path: if shown.is_empty() { inner.clone() } else { format!("{shown}/{inner}") },
        inner: inner.clone(),
        bytes: Ok(text.clone().into_bytes()),
    }));
    before.sort_by(|a, b| a.inner.cmp(&b.inner));
    before
}

/// Returns the file of notices beside the matrix, with those of the source.
fn notice(root: &Path, file: &Path, made: &Imported) -> Result<Option<(PathBuf, String)>, Failure> {
    let path = root.join("../NOTICE");
    let mut text = if path.is_file() { read_text(&path)? } else { String::new() };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let new: Vec<&String> = made.notices.iter().filter(|it| !text.contains(it.as_str())).collect();
    if new.is_empty() {
        return Ok(None);
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let _ = writeln!(text, "Imported from {name}");
    for notice in new {
        let _ = writeln!(text, "\n{notice}");
    }
    Ok(Some((path, text)))
}

/// Shows the errors because of which nothing was written.
pub(super) fn refuse(compiled: &Compiled) -> Result<(), Failure> {
    let mut errors = Report::default();
    let wrong = compiled.report.iter().filter(|it| it.code.level == Level::Error);
    wrong.for_each(|finding| errors.push(finding.clone()));
    let human = render::format("human");
    let text = human.map(|it| (it.render)(&errors, &compiled.sources, Rim::screen()));
    Rim::print(&text.unwrap_or_default())?;
    Rim::note("nothing was written");
    Ok(())
}

fn say(root: &Path, made: &Imported, after: &Compiled) -> Result<Outcome, Failure> {
    let mut text = String::new();
    for (folder, count) in made.counts() {
        let _ = writeln!(text, "{count:>6}  {folder}");
    }
    for left in &made.left {
        let _ = writeln!(text, "left out: {left}");
    }
    let warnings = after.report.count(Level::Warning);
    let _ = writeln!(text, "{}: written; `dtm check` has {warnings} warnings", root.display());
    Rim::print(&text)?;
    Ok(Outcome::Clean)
}
