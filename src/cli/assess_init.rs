//! `dtm assess init`: a file to start from, asked for at a terminal or made of flags.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::Outcome;
use super::checklist::{known, schema_from};
use super::files::write_new;
use super::rim::{Failure, Rim};
use crate::assess::{Assessment, Entry, Exposure, MatrixId, OwnAsset, Presence, draft};
use crate::diagnostic::nearest;
use crate::diagnostic::render::clean;
use crate::export::assessment_json;
use crate::fmt;
use crate::model::{Body, Matrix, Object};

/// Write an assessment to start from: at a terminal it asks, else it takes flags
///
/// A file whose name ends in .json is written as the page "My environment" writes it; any other is
/// YAML with a word about every field. A file that is there is never overwritten.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write
    #[arg(default_value = "assessment.yaml")]
    file: PathBuf,
    /// The name of the site
    #[arg(long, value_name = "TEXT")]
    site: Option<String>,
    /// The day for which it holds, YYYY-MM-DD; that of the release of the matrix if not given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
    /// An asset that the site has, such as DA0001, DA0001=4 for four of them, or
    /// DA0001=4@hospital-network with from where they can be reached; all count if none is given
    #[arg(long, value_name = "ID[=COUNT][@EXPOSURE]", value_delimiter = ',')]
    asset: Vec<String>,
    /// A service or interface that is on, such as c-store; all count if none is given
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    surface: Vec<String>,
    /// List only the mitigations of this checklist
    #[arg(long, value_name = "ID")]
    from_checklist: Option<String>,
    /// The status that each listed mitigation begins with
    #[arg(long, default_value = "absent", value_parser = statuses())]
    status: String,
    /// Ask nothing, even at a terminal
    #[arg(long)]
    no_questions: bool,
}

fn statuses() -> clap::builder::PossibleValuesParser {
    Presence::ALL.map(Presence::word).into()
}

/// Reads a day, as far as its form goes; the check of the file knows the calendar.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &&str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match &parts[..] {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            Ok(text.to_owned())
        }
        _ => Err("a day is written as YYYY-MM-DD".to_owned()),
    }
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let shown = args.file.display();
    if args.file.exists() {
        let message =
            format!("{shown} is there already and was left as it is; choose another name");
        return Err(message.into());
    }
    let matrix = rim.compile()?.matrix;
    let meta = matrix.meta();
    let id = MatrixId { id: meta.id.clone(), version: meta.version.clone() };
    let mut made = Assessment::new(id, args.date.as_deref().unwrap_or(&meta.released));
    made.site.clone_from(&args.site);
    made.assets = args.asset.iter().map(|it| asset(&matrix, it)).collect::<Result<_, _>>()?;
    made.assets.sort_by(|a, b| a.id.cmp(&b.id));
    made.assets.dedup_by(|a, b| a.id == b.id);
    made.surfaces = args.surface.iter().map(|it| surface(&matrix, it)).collect::<Result<_, _>>()?;
    made.surfaces.sort();
    made.surfaces.dedup();
    let status = Presence::ALL.into_iter().find(|it| it.word() == args.status).unwrap_or_default();
    made.mitigations = mitigations(&matrix, args.from_checklist.as_deref(), status)?;
    if args.from_checklist.is_none() {
        let live = matrix.detections().filter(|it| Matrix::in_use(&it.0.common));
        made.detections = live.map(|(object, _)| entry(object.id(), Presence::Absent)).collect();
    }
    let people = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if people && !args.no_questions {
        questions(args, &matrix, &mut made);
    }
    let json = args.file.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let text = if json {
        made.mitigations.sort_by(|a, b| a.id.cmp(&b.id));
        assessment_json(&made)
    } else {
        let schema = schema_from(&args.file, &rim.root()?, "assessment");
        let text = draft(&matrix, &made, schema.as_deref());
        fmt::canonical("", "ours.assessment.yaml", &text).unwrap_or(text)
    };
    write_new(&args.file, text.as_bytes())?;
    let (mitigations, detections) = (made.mitigations.len(), made.detections.len());
    Rim::print(&format!(
        "{shown}: {mitigations} mitigations, {detections} detections, for {}\n\
         fill it in, then run `dtm assess {shown}`\n",
        made.date
    ))?;
    Ok(Outcome::Clean)
}

fn entry(id: &str, status: Presence) -> Entry {
    Entry { id: id.to_owned(), status, ..Entry::default() }
}

/// Reads `DA0001`, `DA0001=4` or `DA0001=4@internet`.
fn asset(matrix: &Matrix, text: &str) -> Result<OwnAsset, Failure> {
    let (text, exposure) = match text.split_once('@') {
        Some((text, word)) => (text, Some(exposure(word)?)),
        None => (text, None),
    };
    let (id, count) = text.split_once('=').map_or((text, None), |(id, count)| (id, Some(count)));
    let id = known(matrix, "asset", id)?.id().to_owned();
    let Some(count) = count else { return Ok(OwnAsset { id, count: None, exposure }) };
    match count.parse::<u64>() {
        Ok(count) if count > 0 => Ok(OwnAsset { id, count: Some(count), exposure }),
        _ => Err(format!("`{count}` is not how many {id} a site has: write a whole number").into()),
    }
}

fn exposure(word: &str) -> Result<Exposure, String> {
    let found = Exposure::ALL.into_iter().find(|it| it.word() == word);
    found.ok_or_else(|| {
        let words = Exposure::ALL.map(Exposure::word);
        let near = nearest(word, words);
        let help = near.map_or_else(
            || format!("the words are {}", words.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        format!("there is no exposure `{word}`; {help}")
    })
}

fn surface(matrix: &Matrix, word: &str) -> Result<String, Failure> {
    let words = || matrix.surfaces().map(|(word, ..)| *word);
    if words().any(|it| it == word) {
        return Ok(word.to_owned());
    }
    let help = nearest(word, words()).map_or_else(
        || format!("the words are {}", words().collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Err(format!("there is no surface `{word}`; {help}").into())
}

/// Returns the mitigations, all or those of a checklist: the first to do first.
fn mitigations(
    matrix: &Matrix,
    checklist: Option<&str>,
    status: Presence,
) -> Result<Vec<Entry>, Failure> {
    let list = checklist.map(|id| known(matrix, "checklist", id)).transpose()?;
    let chosen: Option<Vec<&str>> = list.and_then(|object| match &object.body {
        Body::Checklist(list) => {
            Some(list.items().map(|(_, item)| item.mitigation.as_str()).collect())
        }
        _ => None,
    });
    let live = matrix.mitigations().filter(|(object, _)| {
        Matrix::in_use(&object.common)
            && chosen.as_ref().is_none_or(|chosen| chosen.contains(&object.id()))
    });
    let mut live: Vec<_> = live.collect();
    live.sort_by_key(|(_, it)| it.priority);
    Ok(live.into_iter().map(|(object, _)| entry(object.id(), status)).collect())
}

/// Asks for what no flag said.
fn questions(args: &Args, matrix: &Matrix, made: &mut Assessment) {
    Rim::note("An empty answer leaves things as they are.");
    if args.site.is_none() {
        made.site = answer("The name of the site");
    }
    if args.date.is_none()
        && let Some(text) = answer(&format!("The day for which it holds [{}]", made.date))
    {
        match day(&text) {
            Ok(text) => made.date = text,
            Err(why) => Rim::note(&format!("{why}; {} stays", made.date)),
        }
    }
    if args.asset.is_empty() {
        let live = matrix.of_kind("asset").filter(|it| Matrix::in_use(&it.common));
        let assets: Vec<(&str, &str)> = live.map(|it| (it.id(), it.name())).collect();
        let chosen = choice("What the site has", &assets);
        made.assets = chosen.into_iter().map(|id| OwnAsset { id, ..OwnAsset::default() }).collect();
        let words = Exposure::ALL.map(Exposure::word).join(", ");
        for own in &mut made.assets {
            let name = matrix.find("asset", &own.id).map_or("", Object::name);
            if let Some(word) = answer(&format!("{name} can be reached from ({words})")) {
                match exposure(&word) {
                    Ok(found) => own.exposure = Some(found),
                    Err(why) => Rim::note(&format!("{why}; it is left out")),
                }
            }
        }
    }
    if args.surface.is_empty() {
        let words: Vec<(&str, &str)> = matrix.surfaces().map(|it| (it.0, it.1)).collect();
        made.surfaces = choice("Services and interfaces that are on", &words);
        made.surfaces.sort();
    }
    Rim::note("\ny in place, p partly, l planned, n not there, x cannot apply, q enough");
    for entry in &mut made.mitigations {
        let name = matrix.find("mitigation", &entry.id).map_or("", Object::name);
        let Some(text) = answer(&format!("{} {name}", entry.id)) else { continue };
        entry.status = match text.to_lowercase().as_str() {
            "y" => Presence::InPlace,
            "p" => Presence::Partial,
            "l" => Presence::Planned,
            "n" => Presence::Absent,
            "x" => Presence::NotApplicable,
            "q" => break,
            _ => entry.status,
        };
    }
}

/// Lets the user choose from a list by number, several at once; without an answer nothing is chosen.
fn choice(question: &str, list: &[(&str, &str)]) -> Vec<String> {
    Rim::note("");
    for (place, (id, name)) in list.iter().enumerate() {
        Rim::note(&clean(&format!("{:>3}  {id}  {name}", place + 1)));
    }
    let text = answer(&format!("{question}: numbers, empty for all")).unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_digit());
    let places: std::collections::BTreeSet<usize> =
        words.filter_map(|word| word.parse::<usize>().ok()?.checked_sub(1)).collect();
    places.into_iter().filter_map(|at| list.get(at)).map(|(id, _)| (*id).to_owned()).collect()
}

/// Asks a question and returns a line, if it holds something.
fn answer(question: &str) -> Option<String> {
    Rim::note(&format!("{question}:"));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    let plain: String = line.trim().chars().filter(|c| !c.is_control()).collect();
    (!plain.is_empty()).then_some(plain)
}
