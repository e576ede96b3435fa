//! `dtm explain`: the page of a code, the meaning of a field, what an id stands for.

use std::fmt::Write as _;

use super::Outcome;
use super::field;
use super::nodes::nodes;
use super::open::place;
use super::rim::{Failure, Rim};
use super::wrap::wrap;
use crate::compile::{Compiled, codes};
use crate::diagnostic::nearest;
use crate::model::{Matrix, Node};

/// Explain a code of a finding, a field, or an id
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A code as `dtm check` prints it, a field (`technique.evidence.kind`, `effect`), or an id
    /// (`DT0016`, `ps3.15:B.12`, `T1190`); all codes are listed if nothing is given
    #[arg(value_name = "CODE|FIELD|ID")]
    what: Option<String>,
}

/// So many ids of neighbors are named, of each relation.
const NAMED: usize = 6;

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let codes = codes();
    let Some(wanted) = &args.what else {
        for code in codes {
            let width = 34 - code.level.word().len();
            Rim::print(&format!("{} {:<width$} {}\n", code.level.word(), code.id, code.summary))?;
        }
        return Ok(Outcome::Clean);
    };
    if let Some(code) = codes.iter().find(|code| code.id == wanted) {
        let level = code.level.word();
        let page = code.explain.trim();
        Rim::print(&format!("{} ({level}): {}\n\n{page}\n", code.id, code.summary))?;
        return Ok(Outcome::Clean);
    }
    let width = Rim::screen().width;
    let fields = field::all();
    let named = field::named(&fields, wanted);
    if !named.is_empty() {
        Rim::print(&field::told(&named, width))?;
        return Ok(Outcome::Clean);
    }
    // Codes and fields are explained anywhere; ids only where a matrix is.
    let compiled = rim.compile().ok();
    let found = compiled
        .iter()
        .flat_map(|it| nodes(&it.matrix, wanted).into_iter().map(move |node| (it, node)));
    let mut out = String::new();
    for (compiled, node) in found {
        if !out.is_empty() {
            out.push('\n');
        }
        short(&mut out, compiled, node, width);
    }
    if out.is_empty() {
        return Err(unknown(wanted, compiled.as_ref().map(|it| &it.matrix), &fields));
    }
    Rim::print(&out)?;
    Ok(Outcome::Clean)
}

/// Says what a node is, and how many neighbors it has.
fn short(out: &mut String, compiled: &Compiled, node: Node, width: usize) {
    let matrix = &compiled.matrix;
    let label = matrix.label(node);
    let (kind, summary) = if let Some(object) = matrix.object(node) {
        (object.kind().label.to_lowercase(), object.common.summary.clone())
    } else if let Some((catalogue, control)) = matrix.control(node) {
        let kind = format!("control of {}", catalogue.name());
        (kind, control.summary.clone().unwrap_or_default())
    } else if let Some(attack) = matrix.attack_entry(node) {
        let version = matrix.attack_index(attack.domain).map_or("", |it| it.version.as_str());
        let mut kind = format!("{} of ATT&CK {version}, {}", attack.what.word(), attack.domain);
        let status = serde_json::to_value(attack.entry.status).unwrap_or_default();
        if !attack.entry.status.is_live() {
            let _ = write!(kind, ", {}", status.as_str().unwrap_or_default());
        }
        if let Some(by) = &attack.entry.revoked_by {
            let _ = write!(kind, ", replaced by {by}");
        }
        let tactics = attack.entry.tactics.join(", ");
        let tactics = if tactics.is_empty() { tactics } else { format!("Tactics: {tactics}.") };
        (kind, tactics)
    } else {
        return;
    };
    wrap(out, "", &format!("{label}  {}", matrix.name(node)), width);
    wrap(out, "", &format!("({kind})"), width);
    if !summary.is_empty() {
        out.push('\n');
        wrap(out, "", &summary, width);
    }
    out.push('\n');
    for (word, ids) in neighbors(matrix, node) {
        let more = ids.len().saturating_sub(NAMED);
        let mut text = format!("{word} {}: {}", ids.len(), ids[..ids.len() - more].join(", "));
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        let mut lines = String::new();
        wrap(&mut lines, "    ", &text, width);
        let _ = write!(out, "  {}", lines.trim_start());
    }
    if let Some((path, line)) = place(compiled, node) {
        let _ = writeln!(out, "\nin {path}:{line}; `dtm show {label}` shows it whole");
    }
}

/// Returns the ids of the neighbors of a node by relation.
fn neighbors(matrix: &Matrix, node: Node) -> Vec<(&'static str, Vec<String>)> {
    let out = matrix.outgoing(node).into_iter().map(|(to, edge)| (edge.relation.verb(), to));
    let back =
        matrix.incoming(node).into_iter().map(|(from, edge)| (edge.relation.reverse(), from));
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (verb, other) in out.chain(back) {
        let label = matrix.label(other);
        match groups.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, list)) if list.contains(&label) => {}
            Some((_, list)) => list.push(label),
            None => groups.push((verb, vec![label])),
        }
    }
    groups
}

fn unknown(wanted: &str, matrix: Option<&Matrix>, fields: &[field::Field]) -> Failure {
    let ends = fields
        .iter()
        .flat_map(|it| [it.path.as_str(), it.path.rsplit('.').next().unwrap_or_default()]);
    let ids = matrix.into_iter().flat_map(|it| it.ids().chain(it.control_ids()));
    let known = codes().into_iter().map(|code| code.id).chain(ends).chain(ids);
    let help = nearest(wanted, known).map_or_else(
        || "; `dtm explain` lists the codes, `dtm search` finds by words".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    );
    format!("there is no code, field or id `{wanted}`{help}").into()
}
