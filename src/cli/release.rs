//! `dtm release`: sets the version and the day of a release, if the rules hold.

use super::Outcome;
use super::files::write_atomically;
use super::git::{Git, number};
use super::rim::{Failure, META, Rim, shown};
use super::staging::sweep_all;
use super::states::{State, compared};
use crate::compile::{Compiled, compile_files};
use crate::diagnostic::{Level, Location, Report, Sources, render};
use crate::load::{self, RawFile};

/// Set version and day of a release in `matrix.yaml`, if the rules hold; the tag is left to you
///
/// Refuses while files are not committed, while `dtm check` finds errors, and while what changed
/// since the last release breaks the rules of versions and ids.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The version of the content, as M.N
    version: String,
    /// The day of the release, as YYYY-MM-DD: the same command gives the same files on any day
    #[arg(long, value_name = "DAY")]
    date: String,
    /// The release before; the last tag such as v1.2 if not given
    #[arg(long, value_name = "REV|DIR")]
    since: Option<String>,
    /// Release in spite of warnings about versions and ids
    #[arg(long)]
    allow_warnings: bool,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let wanted = number(&format!("v{}", args.version))
        .ok_or_else(|| format!("`{}` is not a version; write it as 1.0", args.version))?;
    let root = rim.root()?;
    // What a dead run left would be files to commit.
    sweep_all(&root);
    let git = Git::around(&root)?;
    let dirty = git.dirty()?;
    if !dirty.is_empty() {
        return Ok(refuse(&format!("commit these files first: {}", some(&dirty))));
    }
    let compiled = rim.compile()?;
    if compiled.report.count(Level::Error) > 0 {
        show(&compiled.report, &compiled.sources)?;
        return Ok(refuse("mend the errors first"));
    }
    let meta = compiled.matrix.meta();
    if number(&format!("v{}", meta.version)).is_some_and(|now| wanted < now) {
        return Ok(refuse(&format!("the matrix is at version {} already", meta.version)));
    }
    let late = compiled.matrix.objects().iter().find(|it| it.common.modified > args.date);
    if let Some(late) = late {
        let day = &late.common.modified;
        return Ok(refuse(&format!(
            "{} was modified on {day}, after the day of the release",
            late.id()
        )));
    }
    if let Some(refusal) = since(args, wanted, &git, rim)? {
        return Ok(refusal);
    }
    write(args, &compiled, rim)
}

/// Holds what changed since the last release to the rules.
fn since(
    args: &Args,
    wanted: (u64, u64),
    git: &Git,
    rim: &Rim,
) -> Result<Option<Outcome>, Failure> {
    let Some(word) = args.since.clone().map_or_else(|| git.last_release(), |it| Ok(Some(it)))?
    else {
        Rim::note("there is no tag such as v1.2 yet: this is the first release");
        return Ok(None);
    };
    let (mut old, new) = State::pair(Some(&word), None, rim)?;
    old.released = true;
    let found = compared(old, new);
    let before = &found.version_before;
    if number(&format!("v{before}")).is_some_and(|before| wanted <= before) {
        return Ok(Some(refuse(&format!("{word} has version {before}; the next one is higher"))));
    }
    let report = &found.judged.report;
    if !report.is_empty() {
        show(report, &found.judged.sources)?;
        if report.count(Level::Error) > 0 {
            return Ok(Some(refuse(&format!("mend what changed since {word} against the rules"))));
        }
        if !args.allow_warnings {
            return Ok(Some(refuse(
                "mend the warnings, or release in spite of them with --allow-warnings",
            )));
        }
    }
    if found.diff.is_empty() {
        return Ok(Some(refuse(&format!("nothing changed since {word}"))));
    }
    Ok(None)
}

/// Replaces the two values in the text, so that comments and layout stay, and writes the file if the
/// matrix is still without errors.
fn write(args: &Args, compiled: &Compiled, rim: &Rim) -> Result<Outcome, Failure> {
    let root = rim.root()?;
    let Some(file) = compiled.matrix.meta_file() else {
        return Err(format!("there is no {META}").into());
    };
    let mut text = compiled.sources.get(file).text.clone();
    let values = [("/version", format!("\"{}\"", args.version)), ("/released", args.date.clone())];
    let mut places: Vec<_> = values
        .into_iter()
        .map(|(pointer, value)| (compiled.sources.range(&Location::value(file, pointer)), value))
        .collect();
    places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, value) in places {
        text.replace_range(range, &value);
    }
    let mut files: Vec<RawFile> = load::read(&root, &shown(&root))?;
    for raw in files.iter_mut().filter(|raw| raw.inner == META) {
        raw.bytes = Ok(text.clone().into_bytes());
    }
    let after = compile_files(files);
    if after.report.count(Level::Error) > 0 {
        show(&after.report, &after.sources)?;
        return Ok(refuse("with this version and day the matrix has errors"));
    }
    let path = root.join(META);
    write_atomically(&path, text.as_bytes())?;
    let version = &args.version;
    Rim::print(&format!(
        "{}: version {version}, released {}\n\nwhat is left to do:\n  \
         dtm changelog --into {}\n  dtm build\n  git commit -a -m \"Release {version}\"\n  git tag v{version}\n",
        path.display(),
        args.date,
        root.join("CHANGELOG.md").display(),
    ))?;
    Ok(Outcome::Clean)
}

fn show(report: &Report, sources: &Sources) -> Result<(), Failure> {
    let text = render::format("human").map(|it| (it.render)(report, sources, Rim::screen()));
    Rim::print(&text.unwrap_or_default())
}

fn refuse(why: &str) -> Outcome {
    Rim::note(&format!("nothing was written: {why}"));
    Outcome::Findings
}

fn some(files: &[String]) -> String {
    let shown = files.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > 3 { format!("{shown} and {} more", files.len() - 3) } else { shown }
}
