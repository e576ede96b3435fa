//! `dtm search`: what names, ids and texts hold some words; the search of the site in the terminal.

use std::fmt::Write as _;

use anstyle::Style;
use serde_json::{Value, json};

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::diagnostic::render::clean;
use crate::find::{Answer, Document, Found, Index};

/// Find objects, controls and ATT&CK ids by words, names and ids
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(super) struct Args {
    /// Words, names or ids: T1190, CONN-7, CVE-2019-11687, preamble, type:mitigation tls
    #[arg(required = true)]
    words: Vec<String>,
    /// Show all that is found, not only the best
    #[arg(long)]
    all: bool,
    /// How to write it
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

const HELP: &str = "\
All words must be met, as they are written or as the beginning of a longer word.
If nothing has them all, small typing errors are forgiven.
An id finds what it touches. Exit code 1: nothing found.";

/// So many lines are shown unless all are wanted, and so many below an id.
const SHOWN: usize = 20;

const BOLD: Style = Style::new().bold();

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let index = Index::new(&compiled.matrix);
    let query = args.words.join(" ");
    let answer = index.answer(&query);
    let most = if args.all { usize::MAX } else { SHOWN };
    if args.format == "json" {
        let found: Vec<Value> =
            answer.found.iter().take(most).map(|it| document(&index, it)).collect();
        let total = answer.found.len();
        let document =
            json!({ "query": query, "total": total, "exact": !answer.loose, "found": found });
        Rim::print_json(&format!("{document:#}\n"))?;
    } else if answer.found.is_empty() {
        Rim::note(&format!("nothing found for `{query}`"));
    } else {
        Rim::print(&lines(&index, &answer, most, Rim::screen().width))?;
    }
    Ok(if answer.found.is_empty() { Outcome::Findings } else { Outcome::Clean })
}

fn document(index: &Index, found: &Found<'_>) -> Value {
    let it = found.document;
    let mut object = json!({
        "kind": it.kind, "id": it.id, "name": it.name, "summary": it.summary,
        "score": (found.score * 10.0).round() / 10.0, "exact": found.exact,
    });
    if found.exact {
        let touched = index.touched(found);
        let touched = touched.iter().map(|it| json!({ "kind": it.kind, "id": it.id }));
        object["touches"] = touched.collect();
    }
    object
}

fn lines(index: &Index, answer: &Answer<'_>, most: usize, width: usize) -> String {
    let mut out = String::new();
    let ids = answer.found.iter().take(most).map(|it| it.document.id.chars().count());
    let column = ids.max().unwrap_or(0).clamp(12, 28);
    if answer.loose {
        out.push_str("Nothing is written exactly so; this is near:\n");
    }
    // What stands below an id is not shown again beside it.
    let mut below: Vec<&str> = Vec::new();
    for it in answer.found.iter().filter(|it| it.exact) {
        below.extend(index.touched(it).iter().map(|it| it.id.as_str()));
    }
    let rest =
        answer.found.iter().filter(|it| it.exact || !below.contains(&it.document.id.as_str()));
    let rest: Vec<&Found<'_>> = rest.collect();
    for it in rest.iter().take(most) {
        line(&mut out, "", it.document, column, width);
        if !it.exact {
            continue;
        }
        let touched = index.touched(it);
        for document in touched.iter().take(most) {
            line(&mut out, "  ", document, column, width);
        }
        if touched.len() > most {
            let _ = writeln!(out, "  and {} more that it touches; --all", touched.len() - most);
        }
    }
    if rest.len() > most {
        let _ = writeln!(out, "{} more; another word narrows them, --all", rest.len() - most);
    }
    out
}

/// Adds a line: id, kind and name, as far as they fit.
fn line(out: &mut String, indent: &str, document: &Document, column: usize, width: usize) {
    let kind = if document.kind == "attack" { "ATT&CK" } else { document.kind };
    let id = format!("{:<width$}", clean(&document.id), width = column - indent.len());
    let text = format!("{kind:<10}  {}", clean(&document.name));
    let room = width.saturating_sub(indent.len() + id.chars().count() + 2);
    let text = text.trim_end();
    let text = if text.chars().count() > room {
        let cut: String = text.chars().take(room.saturating_sub(1)).collect();
        format!("{}…", cut.trim_end())
    } else {
        text.to_owned()
    };
    let _ = writeln!(out, "{indent}{BOLD}{id}{BOLD:#}  {text}");
}
