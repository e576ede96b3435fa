//! For programs: a versioned document. Version 1; fields may be added, none removed or renamed.

use serde::Serialize;

use super::{Format, Screen};
use crate::diagnostic::code::Level;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::report::Report;
use crate::diagnostic::source::{At, Location, Sources};

pub(super) const FORMAT: Format =
    Format { name: "json", about: "a versioned JSON document, for programs", render };

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    level: Level,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related: Option<Related<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mending<'a>>,
}

/// What a program can do where only one answer is right: all edits and renames of it together.
#[derive(Serialize)]
struct Mending<'a> {
    title: &'a str,
    edits: Vec<Replacement<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renames: Vec<Renaming<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: String,
}

#[derive(Serialize)]
struct Renaming<'a> {
    file: &'a str,
    to: String,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Lines and columns count from 1, columns in Unicode code points; the end is exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
}

fn place<'a>(location: &'a Location, sources: &'a Sources) -> Place<'a> {
    let (start, end) = sources.positions(location);
    Place {
        file: &sources.get(location.file).path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        pointer: match &location.at {
            At::Node(pointer, _) | At::Within(pointer, _) => Some(pointer),
            At::File | At::Bytes(_) => None,
        },
    }
}

fn mending<'a>(fix: &'a Fix, sources: &'a Sources) -> Option<Mending<'a>> {
    let edits = sources.edits(fix)?.into_iter().map(|edit| {
        let (start, end) = sources.positions(&Location::bytes(edit.file, edit.range));
        let place = Place {
            file: &sources.get(edit.file).path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            pointer: None,
        };
        Replacement { place, text: edit.text }
    });
    let renames = fix.renames().map(|(file, to)| Renaming {
        file: &sources.get(file).path,
        to: sources.get(file).path_of(to),
    });
    Some(Mending { title: &fix.title, edits: edits.collect(), renames: renames.collect() })
}

fn render(report: &Report, sources: &Sources, _: Screen) -> String {
    let document = Document {
        version: 1,
        errors: report.count(Level::Error),
        warnings: report.count(Level::Warning),
        findings: report
            .iter()
            .map(|finding| Finding {
                code: finding.code.id,
                level: finding.code.level,
                message: &finding.message,
                help: finding.help.as_deref(),
                place: place(&finding.location, sources),
                related: finding
                    .related
                    .as_ref()
                    .map(|(location, label)| Related { label, place: place(location, sources) }),
                fixes: finding.fix.iter().filter_map(|fix| mending(fix, sources)).collect(),
            })
            .collect(),
    };
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}
