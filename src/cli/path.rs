//! `dtm path`: how two things of the matrix hang together.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::Outcome;
use super::nodes::one;
use super::rim::{Failure, Rim};
use super::wrap::wrap;
use crate::model::{Edge, Matrix, Node, Relation};

/// Show how two things hang together: the shortest ways through the graph
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to start: an object, a control or an ATT&CK id
    from: String,
    /// Where to arrive
    to: String,
    /// Show all ways that are at most one link longer than the shortest
    #[arg(long)]
    all: bool,
    /// How to write it
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

/// So many ways are shown unless all are wanted.
const SHOWN: usize = 3;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

/// One link of a way: what it says, read in the direction of the way, and the author's words.
struct Step<'a> {
    relation: Relation,
    forward: bool,
    text: &'a str,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let (from, to) = (one(matrix, &args.from)?, one(matrix, &args.to)?);
    if from == to {
        return Err(format!("both are {}", matrix.label(from)).into());
    }
    let mut ways = matrix.ways(from, to, 1);
    let shortest = ways.first().map_or(0, |way| way.len() - 1);
    let total = ways.len();
    if !args.all {
        ways.truncate(SHOWN);
    }
    if args.format == "json" {
        let ways: Vec<Value> = ways.iter().map(|way| document(matrix, way)).collect();
        let document = json!({
            "from": matrix.label(from), "to": matrix.label(to), "total": total, "ways": ways,
        });
        Rim::print_json(&format!("{document:#}\n"))?;
    } else if ways.is_empty() {
        let (from, to) = (matrix.label(from), matrix.label(to));
        Rim::note(&format!("no way leads from {from} to {to}"));
    } else {
        let noun = if shortest == 1 { "link" } else { "links" };
        let mut out = format!("The shortest way has {shortest} {noun}.\n");
        for (place, way) in ways.iter().enumerate() {
            let _ = writeln!(out, "\n{DIM}way {}{DIM:#}", place + 1);
            tell(&mut out, matrix, way, Rim::screen().width);
        }
        if total > ways.len() {
            let _ = writeln!(out, "\n{} more; --all shows them", total - ways.len());
        }
        Rim::print(&out)?;
    }
    Ok(if ways.is_empty() { Outcome::Findings } else { Outcome::Clean })
}

/// Returns the links between two neighbors of a way.
fn steps(matrix: &Matrix, from: Node, to: Node) -> Vec<Step<'_>> {
    let forward = matrix.outgoing(from).into_iter().filter(|(node, _)| *node == to);
    let back = matrix.incoming(from).into_iter().filter(|(node, _)| *node == to);
    let forward = forward.map(|(_, edge)| (edge, true));
    let edges = forward.chain(back.map(|(_, edge)| (edge, false)));
    let edges =
        edges.map(|(Edge { relation, text }, forward)| Step { relation: *relation, forward, text });
    let mut steps: Vec<Step<'_>> = edges.collect();
    // What is said with a reason is not said again without one.
    let reasons = steps.iter().any(|step| !step.text.is_empty());
    steps.retain(|step| !reasons || !step.text.is_empty());
    steps.dedup_by(|a, b| (a.relation, a.forward, a.text) == (b.relation, b.forward, b.text));
    steps
}

fn tell(out: &mut String, matrix: &Matrix, way: &[Node], width: usize) {
    for (place, node) in way.iter().enumerate() {
        if place > 0 {
            for step in steps(matrix, way[place - 1], *node) {
                let relation = step.relation;
                let word = if step.forward { relation.verb() } else { relation.reverse() };
                let text = if step.text.is_empty() {
                    word.to_owned()
                } else {
                    format!("{word}: {}", step.text)
                };
                wrap(out, "    ", &text, width);
            }
        }
        let (id, name) = (matrix.label(*node), matrix.name(*node));
        let mut lines = String::new();
        wrap(&mut lines, "  ", &format!("{id}  {name}"), width);
        let rest = lines.trim_start().strip_prefix(&id).unwrap_or_default();
        let _ = write!(out, "  {BOLD}{id}{BOLD:#}{rest}");
    }
}

fn document(matrix: &Matrix, way: &[Node]) -> Value {
    let node = |node: &Node| {
        let kind = matrix.object(*node).map(|it| it.kind().name);
        let other = if matrix.control(*node).is_some() { "control" } else { "attack" };
        json!({ "kind": kind.unwrap_or(other), "id": matrix.label(*node), "name": matrix.name(*node) })
    };
    let links = |pair: &[Node]| {
        let steps = steps(matrix, pair[0], pair[1]);
        let link = |it: &Step<'_>| json!({ "relation": it.relation.name(), "forward": it.forward, "text": it.text });
        Value::Array(steps.iter().map(link).collect())
    };
    json!({
        "nodes": way.iter().map(node).collect::<Vec<_>>(),
        "links": way.windows(2).map(links).collect::<Vec<_>>(),
    })
}
