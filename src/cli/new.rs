//! `dtm new`: a file for an object that is not there yet, with the next free id.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::files::write_new;
use super::git::Git;
use super::rim::{Failure, Rim, day};
use crate::diagnostic::nearest;
use crate::diagnostic::render::clean;
use crate::load;
use crate::model::kinds::Technique;
use crate::model::{KINDS, Kind, Matrix, Object};
use crate::start::{self, Given};

/// Write the file of a new object, with the next free id and a word about every key
///
/// The id is free here and, in a repository of git, on every branch, local or as last fetched.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind, as `technique` or `techniques`
    kind: String,
    /// The name that people say; the title, for a reference or a catalogue
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// A tactic that a technique serves; give it again, or with commas, for more than one
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    tactic: Vec<String>,
    /// The technique of which a sub-technique is made
    #[arg(long, value_name = "ID")]
    parent: Option<String>,
    /// The id, for kinds whose ids are words; made of the name if not given
    #[arg(long, value_name = "WORD")]
    id: Option<String>,
    /// The day on which it is made, as YYYY-MM-DD; today if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
    /// Open the file in the editor that $VISUAL or $EDITOR names
    #[arg(long)]
    edit: bool,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let kind = kind(&args.kind)?;
    let root = rim.root()?;
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let prefix = matrix.meta().prefix();
    if prefix.is_empty() && !kind.letters.is_empty() {
        return Err("matrix.yaml lists no tactic such as XTA0001, so no id can be made; `dtm check` says more".to_owned().into());
    }
    let technique = kind.name == "technique";
    if !technique && (!args.tactic.is_empty() || args.parent.is_some()) {
        return Err(
            format!("--tactic and --parent are for techniques, not for a {}", kind.name).into()
        );
    }
    if args.id.is_some() && !kind.letters.is_empty() {
        return Err(
            format!("the ids of {} are numbers: the next free one is taken", kind.folder).into()
        );
    }
    let parent = args.parent.as_deref().map(|id| parent(matrix, id)).transpose()?;
    let name = name(args)?;
    let tactics = match parent {
        Some((_, body)) if args.tactic.is_empty() => body.tactics.clone(),
        _ if technique => tactics(matrix, &args.tactic)?,
        _ => Vec::new(),
    };
    let taken = taken(&root, kind)?;
    let id = match parent {
        Some((object, _)) => next(&taken, &format!("{}.", object.id()), 3),
        None if kind.letters.is_empty() => word(args.id.as_deref(), &name, kind, &taken)?,
        None => next(&taken, &format!("{prefix}{}", kind.letters), 4),
    };
    let id = id.ok_or_else(|| format!("there is no number left for {}", kind.folder))?;
    let schema = format!("../../schema/{}.schema.json", kind.name);
    let has_schema = root.join(kind.folder).join(&schema).is_file()
        || root.join(format!("../schema/{}.schema.json", kind.name)).is_file();
    let today = args.date.clone().unwrap_or_else(Rim::today);
    let text = start::object(
        kind,
        &Given {
            id: &id,
            name: Some(&name),
            tactics: &tactics,
            day: &today,
            dicom: matrix.meta().speaks_dicom(),
            schema: has_schema.then_some(schema.as_str()),
        },
    )?;
    let path = root.join(kind.folder).join(format!("{id}.yaml"));
    write_new(&path, text.as_bytes())?;
    let mut said = format!("{}: {name}\n", path.display());
    if kind.name == "tactic" {
        said += "add its id to `tactics` in matrix.yaml, at its place\n";
    }
    said += "fill it in; `dtm check` says what is left\n";
    Rim::print(&said)?;
    if args.edit { edit(&path) } else { Ok(Outcome::Clean) }
}

/// Finds a kind by the word for one or for many.
fn kind(wanted: &str) -> Result<&'static Kind, Failure> {
    let found = KINDS.iter().copied().find(|kind| kind.name == wanted || kind.folder == wanted);
    found.ok_or_else(|| {
        let help = match nearest(wanted, KINDS.iter().map(|kind| kind.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", words(KINDS.iter().map(|kind| kind.name))),
        };
        Failure::Message(format!("there is no kind `{wanted}`; {help}"))
    })
}

fn words<'a>(list: impl Iterator<Item = &'a str>) -> String {
    list.collect::<Vec<_>>().join(", ")
}

fn parent<'a>(matrix: &'a Matrix, id: &str) -> Result<(&'a Object, &'a Technique), Failure> {
    let found = matrix.techniques().find(|(object, _)| object.id() == id);
    match found {
        Some((object, _)) if object.parent_id().is_some() => {
            Err(format!("`{id}` is a sub-technique itself, and has none below it").into())
        }
        Some(found) => Ok(found),
        None => Err(unknown("technique", id, matrix)),
    }
}

fn unknown(kind: &'static str, id: &str, matrix: &Matrix) -> Failure {
    let near = nearest(id, matrix.of_kind(kind).map(Object::id));
    let help = near.map_or_else(
        || format!("`dtm list {kind}` has them all"),
        |near| format!("did you mean `{near}`?"),
    );
    Failure::Message(format!("there is no {kind} `{id}`; {help}"))
}

fn name(args: &Args) -> Result<String, Failure> {
    let Some(name) = args.name.clone().or_else(|| Rim::line("Name")) else {
        return Err("say --name, what people call it".to_owned().into());
    };
    let name = name.trim().to_owned();
    let fits = (3..=80).contains(&name.chars().count()) && !name.contains(char::is_control);
    if fits { Ok(name) } else { Err("a name has 3 to 80 characters on one line".to_owned().into()) }
}

/// Returns the tactics that were named, or asks for them.
fn tactics(matrix: &Matrix, given: &[String]) -> Result<Vec<String>, Failure> {
    let columns: Vec<&Object> = matrix.columns();
    let mut ids: Vec<String> = given.iter().map(|id| id.trim().to_owned()).collect();
    if ids.is_empty() && Rim::is_attended() {
        for it in &columns {
            Rim::note(&clean(&format!("  {}  {}", it.id(), it.name())));
        }
        let answer = Rim::line("Tactics, with spaces between them").unwrap_or_default();
        ids = answer.split([' ', ',']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    }
    if ids.is_empty() {
        let known = words(columns.iter().map(|it| it.id()));
        return Err(format!("say --tactic, which the technique serves, or --parent, of which it is a part; the tactics are {known}").into());
    }
    ids.dedup();
    match ids.iter().find(|id| columns.iter().all(|it| it.id() != id.as_str())) {
        Some(id) => Err(unknown("tactic", id, matrix)),
        None => Ok(ids),
    }
}

/// Returns the ids of a kind that are in use here or on a branch.
fn taken(root: &Path, kind: &Kind) -> Result<BTreeSet<String>, Failure> {
    let folder = root.join(kind.folder);
    let here = if folder.is_dir() {
        load::list(&folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?
    } else {
        Vec::new()
    };
    let mut names: BTreeSet<String> =
        here.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    // Without git, or outside of a repository, what lies here is all that can be known.
    if let Ok(git) = Git::around(root) {
        names.extend(git.on_branches(kind.folder)?);
    }
    let stem = |name: &String| {
        let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
        stem.map(str::to_owned)
    };
    Ok(names.iter().filter_map(stem).collect())
}

/// Returns the next free id of a technique.
pub(super) fn next_technique(root: &Path, matrix: &Matrix) -> Result<String, Failure> {
    let kind = kind("technique")?;
    let start = format!("{}{}", matrix.meta().prefix(), kind.letters);
    let id = next(&taken(root, kind)?, &start, 4);
    id.ok_or_else(|| Failure::Message("there is no number left for techniques".to_owned()))
}

/// Returns the id behind the highest of those that begin so; numbers in between were perhaps in use
/// once and are never used again.
fn next(taken: &BTreeSet<String>, start: &str, digits: usize) -> Option<String> {
    let number = |id: &String| {
        let rest = id.strip_prefix(start)?.get(..digits)?;
        rest.bytes().all(|byte| byte.is_ascii_digit()).then(|| rest.parse::<usize>().ok())?
    };
    let next = taken.iter().filter_map(number).max().unwrap_or(0) + 1;
    let id = format!("{start}{next:0digits$}");
    (id.len() == start.len() + digits).then_some(id)
}

/// Returns an id that is a word: the one that was given, or one made of the name.
fn word(
    given: Option<&str>,
    name: &str,
    kind: &Kind,
    taken: &BTreeSet<String>,
) -> Result<Option<String>, Failure> {
    let id = given.map_or_else(|| start::slug(name), str::to_owned);
    let fits = |c: char| c.is_ascii_alphanumeric() || (!id.starts_with(c) && "-.".contains(c));
    if id.is_empty() || !id.chars().all(fits) {
        return Err(format!(
            "`{id}` cannot be an id: take letters, digits, hyphens and dots, and say --id"
        )
        .into());
    }
    if taken.contains(&id) {
        return Err(format!("there is a {} `{id}` already; say another --id", kind.name).into());
    }
    Ok(Some(id))
}

/// Opens a file in the editor of the user and waits for its end.
fn edit(path: &Path) -> Result<Outcome, Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the editor is the user's, and nothing is made of it"
    )]
    let named = ["VISUAL", "EDITOR"].iter().find_map(|it| std::env::var(it).ok());
    let editor = named.filter(|it| !it.trim().is_empty());
    let Some(editor) = editor else {
        Rim::note("neither $VISUAL nor $EDITOR is set, so no editor was opened");
        return Ok(Outcome::Clean);
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(path).status();
    let status = status.map_err(|error| format!("cannot start the editor `{editor}`: {error}"))?;
    if !status.success() {
        return Err(format!("the editor `{editor}` ended with {status}").into());
    }
    Ok(Outcome::Clean)
}
