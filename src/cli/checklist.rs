//! `dtm checklist`: a page of one's own, from one YAML file that lies anywhere.

use std::path::{Component, Path, PathBuf};

use clap::Subcommand;

use super::Outcome;
use super::files::{read_start, write_new, write_together};
use super::rim::{Failure, Rim};
use crate::compile::Compiled;
use crate::diagnostic::{Level, nearest, render};
use crate::export::draft::{self, Draft};
use crate::export::{Letterhead, Logo, own_pages};
use crate::load::RawFile;
use crate::model::{Body, Object};

/// Write a one-page checklist of your own, with your logo and your contact
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(New),
    Build(Build),
}

/// Write a YAML file to start from, with a word about every field
#[derive(Debug, clap::Args)]
struct New {
    /// The file to write, `our-list.yaml`; its name becomes the id of the list
    file: PathBuf,
    /// Whom the page speaks to; that of --from, else pacs-administrator. Without --from the items
    /// are those that close the most for this audience
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
    /// A checklist of the matrix to start from
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    /// The heading of the page
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// Make the page of a YAML file, as PDF and HTML to print and as Markdown
#[derive(Debug, clap::Args)]
struct Build {
    /// The checklist, a YAML file anywhere
    file: PathBuf,
    /// A PNG or JPEG of at most 1 MB for the head of the page
    #[arg(long, value_name = "IMAGE")]
    logo: Option<PathBuf>,
    /// Whom to call in an incident, as it is to be printed
    #[arg(long, value_name = "TEXT", value_parser = contact)]
    contact: Option<String>,
    /// Folder to write to; that of the file if not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The folder of the matrix in which these files would lie.
const FOLDER: &str = "checklists";
/// The audience of a new list, if nobody says another.
const AUDIENCE: &str = "pacs-administrator";
/// The most items that a new list begins with.
const ITEMS: usize = 12;
/// The most characters of a contact, so that it stays a line.
const CONTACT: usize = 120;

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    match &args.command {
        Command::New(args) => new(args, rim),
        Command::Build(args) => build(args, rim),
    }
}

fn new(args: &New, rim: &Rim) -> Result<Outcome, Failure> {
    let id = id_of(&args.file)?;
    if args.file.exists() {
        let file = args.file.display();
        let message = format!("{file} is there already and was left as it is; choose another name");
        return Err(message.into());
    }
    let matrix = rim.compile()?.matrix;
    let base = args.from.as_deref().map(|from| known(&matrix, "checklist", from)).transpose()?;
    let base = base.and_then(|object| match &object.body {
        Body::Checklist(list) => Some(list),
        _ => None,
    });
    let audience = match (&args.audience, base) {
        (Some(id), _) => id.as_str(),
        (None, Some(list)) => list.audience.as_str(),
        (None, None) if matrix.find("audience", AUDIENCE).is_none() => {
            matrix.of_kind("audience").next().map_or(AUDIENCE, Object::id)
        }
        (None, None) => AUDIENCE,
    };
    let name = known(&matrix, "audience", audience)?.name();
    let schema = schema_from(&args.file, &rim.root()?, "checklist");
    let frame = Draft { id: &id, title: args.title.as_deref(), schema: schema.as_deref() };
    // A list of long items is cut until it fits its page, so that it can be built as it stands.
    let mut most = ITEMS;
    let (text, count) = loop {
        let mut list = base.cloned().unwrap_or_else(|| draft::frame(&matrix, audience, most));
        audience.clone_into(&mut list.audience);
        let count = list.items().count();
        if count == 0 {
            return Err(format!("no mitigation names the audience `{audience}`").into());
        }
        let text = draft::yaml(&matrix, &frame, &list);
        let guest = RawFile {
            path: args.file.to_string_lossy().replace('\\', "/"),
            inner: format!("{FOLDER}/{id}.yaml"),
            bytes: Ok(text.clone().into_bytes()),
        };
        let compiled = rim.compile_guests(vec![guest])?;
        let long = |compiled: &Compiled| {
            compiled.report.iter().any(|it| it.code.id == "checklist-over-one-page")
        };
        if base.is_none() && most > 1 && long(&compiled) {
            most -= 1;
            continue;
        }
        if compiled.report.count(Level::Error) > 0 {
            say(&compiled)?;
            Rim::note("nothing was written");
            return Ok(Outcome::Findings);
        }
        break (text, count);
    };
    write_new(&args.file, text.as_bytes())?;
    let file = args.file.display();
    Rim::print(&format!(
        "{file}: {count} items for {name}\nedit it, then run `dtm checklist build {file}`\n"
    ))?;
    Ok(Outcome::Clean)
}

fn build(args: &Build, rim: &Rim) -> Result<Outcome, Failure> {
    ending(&args.file)?;
    let logo = args.logo.as_deref().map(logo).transpose()?;
    let compiled = rim.compile_with(&[(FOLDER, &args.file)])?;
    if !compiled.report.is_empty() {
        say(&compiled)?;
    }
    if compiled.report.count(Level::Error) > 0 {
        Rim::note("nothing was written: mend the errors first");
        return Ok(Outcome::Findings);
    }
    let id = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let Some(object) = compiled.matrix.find("checklist", &id) else {
        return Err(format!("{} holds no checklist", args.file.display()).into());
    };
    let Body::Checklist(list) = &object.body else {
        return Err(format!("{} holds no checklist", args.file.display()).into());
    };
    let letterhead = Letterhead { logo, contact: args.contact.clone() };
    let lacking = letterhead.lacking();
    if !lacking.is_empty() {
        let signs: Vec<String> = lacking.iter().map(|sign| format!("`{sign}`")).collect();
        Rim::note(&format!("the PDFs show `?` for {} in the contact", signs.join(", ")));
    }
    let pages = match own_pages(&compiled.matrix, object, list, &letterhead) {
        Ok(pages) => pages,
        Err(fault) => {
            Rim::note(&format!("nothing was written: {fault}; cut an item or leave the logo out"));
            return Ok(Outcome::Findings);
        }
    };
    let beside = args.file.parent().unwrap_or_else(|| Path::new(""));
    let out = args.out.as_deref().unwrap_or(beside);
    let files: Vec<(PathBuf, &[u8])> =
        pages.iter().map(|(name, bytes)| (out.join(name), bytes)).collect();
    write_together(&files)?;
    for (path, _) in &files {
        Rim::print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Clean)
}

/// Prints what is wrong with the file.
fn say(compiled: &Compiled) -> Result<(), Failure> {
    let text = render::format("human")
        .map(|it| (it.render)(&compiled.report, &compiled.sources, Rim::screen()));
    Rim::print(&text.unwrap_or_default())
}

/// Returns the object of that kind and id, or says which one may be meant.
pub(super) fn known<'a>(
    matrix: &'a crate::model::Matrix,
    kind: &'static str,
    id: &str,
) -> Result<&'a Object, Failure> {
    matrix.find(kind, id).ok_or_else(|| {
        let near = nearest(id, matrix.of_kind(kind).map(Object::id));
        let help = near.map_or_else(
            || format!("`dtm list {kind}` lists what there is"),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::Message(format!("there is no {kind} `{id}`; {help}"))
    })
}

fn ending(file: &Path) -> Result<(), Failure> {
    if file.extension().is_some_and(|it| it == "yaml") {
        return Ok(());
    }
    Err(format!("the name of a checklist ends in .yaml, and {} does not", file.display()).into())
}

/// Returns the id that the name of a file gives.
fn id_of(file: &Path) -> Result<String, Failure> {
    ending(file)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if stem.split(['-', '.']).all(|word| !word.is_empty() && word.chars().all(plain)) {
        return Ok(stem.into_owned());
    }
    let lower = stem.to_lowercase();
    let words = lower.split(|c: char| !plain(c)).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() { "our-list" } else { &slug };
    let message = format!(
        "`{stem}` cannot be an id, which has small letters, digits and hyphens; name the file `{slug}.yaml`"
    );
    Err(message.into())
}

/// Reads the text of a contact: one line, not too long to be printed.
fn contact(text: &str) -> Result<String, String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    let length = line.chars().count();
    match length {
        0 => Err("it is empty".to_owned()),
        1..=CONTACT => Ok(line),
        _ => Err(format!("it has {length} characters, the page has room for {CONTACT}")),
    }
}

fn logo(path: &Path) -> Result<Logo, Failure> {
    let bytes = read_start(path, Logo::MAX_BYTES)?;
    Logo::read(&bytes).map_err(|fault| Failure::Message(format!("{}: {fault}", path.display())))
}

/// Returns where the schema lies, seen from the folder of a file, if it lies beside the matrix.
pub(super) fn schema_from(file: &Path, root: &Path, kind: &str) -> Option<String> {
    let schema = plain(&root.join(format!("../schema/{kind}.schema.json")))?;
    if !schema.is_file() {
        return None;
    }
    let file = plain(file)?;
    let from: Vec<Component<'_>> = file.parent()?.components().collect();
    let to: Vec<Component<'_>> = schema.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|it| it.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Returns an absolute path without `..`.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for step in std::path::absolute(path).ok()?.components() {
        match step {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            step => out.push(step),
        }
    }
    Some(out)
}
