//! `dtm show`: an object with everything linked to and from it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Outcome;
use super::nodes::found;
use super::rim::{Failure, Rim};
use super::wrap::wrap;
use crate::diagnostic::render::clean;
use crate::model::kinds::Catalogue;
use crate::model::{Body, Matrix, Node, Object};

/// Show an object with everything linked to and from it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its id: DT0001, DM0007, pacs-administrator, ps3.15:B.12, T1190
    id: String,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let width = Rim::screen().width;
    let mut text = String::new();
    for node in found(matrix, &args.id)? {
        let object = matrix.object(node);
        match object {
            Some(object) => describe(&mut text, matrix, object, width),
            None => {
                let _ = writeln!(
                    text,
                    "{BOLD}{}  {}{BOLD:#}",
                    matrix.label(node),
                    clean(matrix.name(node))
                );
            }
        }
        edges(&mut text, matrix, node);
        if let Some((object, Body::Catalogue(catalogue))) = object.map(|it| (it, &it.body)) {
            controls(&mut text, object, catalogue);
        }
    }
    Rim::print(&text)?;
    Ok(Outcome::Clean)
}

fn describe(text: &mut String, matrix: &Matrix, object: &Object, width: usize) {
    let label = object.kind().label;
    let _ = writeln!(text, "{BOLD}{}  {}{BOLD:#}", object.id(), clean(object.name()));
    let status = serde_json::to_value(object.common.status).unwrap_or_default();
    let mut facts = vec![label.to_owned(), status.as_str().unwrap_or_default().to_owned()];
    facts.push(format!("version {}", object.common.version));
    if let Body::Technique(technique) = &object.body {
        facts.push(technique.maturity().word().to_owned());
        if !technique.impact.is_unsaid() {
            facts.push(format!("patient safety: {}", technique.impact.patient_safety.word()));
        }
    }
    if let Some(parent) = object.parent_id().and_then(|id| matrix.get(id)) {
        facts.push(format!("part of {}", parent.name()));
    }
    let _ = writeln!(text, "{DIM}{}{DIM:#}\n", clean(&facts.join(" · ")));
    wrap(text, "", &object.common.summary, width);
    if let Some(description) = &object.common.description {
        text.push('\n');
        for line in description.lines() {
            wrap(text, "", line, width);
        }
    }
}

/// Lists the controls of a catalogue.
fn controls(text: &mut String, object: &Object, catalogue: &Catalogue) {
    let _ = writeln!(text, "\n{DIM}holds{DIM:#}");
    let width = catalogue.controls.iter().map(|it| it.id.len()).max().unwrap_or(0);
    for control in &catalogue.controls {
        let _ =
            writeln!(text, "  {}:{:<width$}  {}", object.id(), control.id, clean(&control.title));
    }
}

/// Lists what a node leads to and what leads to it, by relation.
fn edges(text: &mut String, matrix: &Matrix, node: Node) {
    let out = matrix.outgoing(node).into_iter().map(|(to, edge)| (edge.relation.verb(), to));
    let back =
        matrix.incoming(node).into_iter().map(|(from, edge)| (edge.relation.reverse(), from));
    let mut groups: Vec<(&str, Vec<Node>)> = Vec::new();
    for (verb, other) in out.chain(back) {
        match groups.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, list)) if list.contains(&other) => {}
            Some((_, list)) => list.push(other),
            None => groups.push((verb, vec![other])),
        }
    }
    for (verb, list) in groups {
        let _ = writeln!(text, "\n{DIM}{verb}{DIM:#}");
        let width = list.iter().map(|node| matrix.label(*node).len()).max().unwrap_or(0);
        for node in list {
            let _ =
                writeln!(text, "  {:<width$}  {}", matrix.label(node), clean(matrix.name(node)));
        }
    }
}
