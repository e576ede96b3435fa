//! `dtm stats`: how complete the matrix is.

use std::fmt::Write as _;

use super::Outcome;
use super::rim::{Failure, Rim};
use crate::model::kinds::{Maturity, Technique};
use crate::model::{KINDS, Matrix};

/// Say how many objects there are, and how many techniques lack something
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let matrix = &compiled.matrix;
    let in_use = || matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)).map(|it| it.1);
    let count = |test: fn(&Technique) -> bool| in_use().filter(|it| test(it)).count();
    let kinds: Vec<(&str, usize)> = KINDS
        .iter()
        .map(|kind| {
            (kind.folder, matrix.of_kind(kind.name).filter(|it| Matrix::in_use(&it.common)).count())
        })
        .collect();
    let subs = matrix
        .techniques()
        .filter(|it| Matrix::in_use(&it.0.common) && it.0.parent_id().is_some())
        .count();
    let maturity: Vec<(&str, usize)> = Maturity::ALL
        .iter()
        .map(|maturity| (maturity.word(), in_use().filter(|it| it.maturity() == *maturity).count()))
        .collect();
    let with: [(&str, usize); 4] = [
        ("evidence", count(|it| !it.evidence.is_empty())),
        ("a mitigation", count(|it| !it.mitigations.is_empty())),
        ("a detection", count(|it| !it.detections.is_empty())),
        ("an ATT&CK link", count(|it| !it.attack.is_empty())),
    ];
    let controls: usize = matrix.catalogues().map(|(_, catalogue)| catalogue.controls.len()).sum();
    let total = in_use().count();
    let links = matrix.graph().1.len();
    if args.json {
        let map = |list: &[(&str, usize)]| {
            let pairs = list.iter().map(|(key, value)| ((*key).to_owned(), (*value).into()));
            serde_json::Value::Object(pairs.collect())
        };
        let document = serde_json::json!({
            "objects": map(&kinds),
            "subtechniques": subs,
            "controls": controls,
            "links": links,
            "maturity": map(&maturity),
            "techniques_with": map(&with),
        });
        Rim::print(&format!("{document:#}\n"))?;
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    for (kind, count) in kinds {
        let _ = writeln!(text, "{count:>6}  {kind}");
    }
    let _ = writeln!(text, "{controls:>6}  controls in the catalogues\n{links:>6}  links");
    let _ = writeln!(text, "\nOf {total} techniques ({subs} of them sub-techniques)");
    for (what, count) in with {
        let _ = writeln!(text, "{count:>6}  have {what}{}", lacking(total - count));
    }
    let _ = writeln!(text, "\nMaturity, derived from the evidence");
    for (word, count) in maturity.iter().rev() {
        let _ = writeln!(text, "{count:>6}  {word}");
    }
    Rim::print(&text)?;
    Ok(Outcome::Clean)
}

fn lacking(count: usize) -> String {
    if count == 0 { String::new() } else { format!(", {count} do not") }
}
