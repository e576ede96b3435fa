//! `dtm show`: an object with everything linked to and from it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::diagnostic::nearest;
use crate::model::kinds::Catalogue;
use crate::model::{Body, Matrix, Node, Object, Target};

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
    for object in matrix.all(&args.id) {
        describe(&mut text, matrix, object, width);
        if let Some(node) = matrix.node_of(object) {
            edges(&mut text, matrix, node);
        }
        if let Body::Catalogue(catalogue) = &object.body {
            controls(&mut text, object, catalogue);
        }
    }
    if text.is_empty() {
        for node in others(matrix, &args.id) {
            let _ = writeln!(text, "{BOLD}{}  {}{BOLD:#}", matrix.label(node), matrix.name(node));
            edges(&mut text, matrix, node);
        }
    }
    if text.is_empty() {
        let near = nearest(&args.id, matrix.ids().chain(matrix.control_ids()));
        let help = near.map_or_else(
            || "; `dtm list` lists what there is".to_owned(),
            |near| format!("; did you mean `{near}`?"),
        );
        return Err(format!("there is nothing with the id `{}`{help}", args.id).into());
    }
    Rim::print(&text)?;
    Ok(Outcome::Clean)
}

/// Nodes that are no objects: controls and entries of ATT&CK.
fn others(matrix: &Matrix, id: &str) -> Vec<Node> {
    let mut targets = vec![Target::Control(id.to_owned())];
    for index in matrix.attack() {
        targets.push(Target::AttackTechnique(index.domain.clone(), id.to_owned()));
        targets.push(Target::AttackTactic(index.domain.clone(), id.to_owned()));
    }
    targets.push(Target::AttackMitigation(id.to_owned()));
    let found: Vec<Node> = targets.iter().filter_map(|target| matrix.resolve(target)).collect();
    // MITRE once gave mitigations the ids of techniques: what it retired shows only if nothing else does.
    let live = |node: &Node| matrix.attack_entry(*node).is_none_or(|it| it.entry.status.is_live());
    let in_use: Vec<Node> = found.iter().copied().filter(live).collect();
    if in_use.is_empty() { found } else { in_use }
}

fn describe(text: &mut String, matrix: &Matrix, object: &Object, width: usize) {
    let label = object.kind().label;
    let _ = writeln!(text, "{BOLD}{}  {}{BOLD:#}", object.id(), object.name());
    let status = serde_json::to_value(object.common.status).unwrap_or_default();
    let mut facts = vec![label.to_owned(), status.as_str().unwrap_or_default().to_owned()];
    facts.push(format!("version {}", object.common.version));
    if let Body::Technique(technique) = &object.body {
        facts.push(technique.maturity().word().to_owned());
        facts.push(format!("patient safety: {}", technique.impact.patient_safety.word()));
    }
    if let Some(parent) = object.parent_id().and_then(|id| matrix.get(id)) {
        facts.push(format!("part of {}", parent.name()));
    }
    let _ = writeln!(text, "{DIM}{}{DIM:#}\n", facts.join(" · "));
    paragraph(text, &object.common.summary, width);
    if let Some(description) = &object.common.description {
        text.push('\n');
        for line in description.lines() {
            paragraph(text, line, width);
        }
    }
}

/// Lists the controls of a catalogue.
fn controls(text: &mut String, object: &Object, catalogue: &Catalogue) {
    let _ = writeln!(text, "\n{DIM}holds{DIM:#}");
    let width = catalogue.controls.iter().map(|it| it.id.len()).max().unwrap_or(0);
    for control in &catalogue.controls {
        let _ = writeln!(text, "  {}:{:<width$}  {}", object.id(), control.id, control.title);
    }
}

/// Breaks a line at spaces.
fn paragraph(text: &mut String, line: &str, width: usize) {
    let mut column = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
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
            let _ = writeln!(text, "  {:<width$}  {}", matrix.label(node), matrix.name(node));
        }
    }
}
