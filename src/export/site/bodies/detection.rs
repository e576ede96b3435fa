//! The page of a detection, with its rule to take along.

use super::{Parts, by_tactic, links, words};
use crate::export::rules;
use crate::export::site::blocks::Block;
use crate::export::site::links::{LinkRef, Linker};
use crate::model::kinds::Detection;
use crate::model::{Matrix, Object, Relation, Target};

pub(super) fn parts(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Detection,
) -> Parts {
    let events = it.events.iter().filter_map(|code| {
        let target = Target::Control(format!("dicom-audit:{code}"));
        matrix.resolve(&target).map(|node| linker.node(node))
    });
    let facts = vec![
        words("Source", [&it.source]),
        links("Audit events", events.collect()),
        words("Ready rule", [it.rule.as_ref().map_or("none", |rule| &rule.format)]),
    ];
    let rule = it.rule.as_ref().map(|rule| Block {
        code: rule.text.clone(),
        file: rules::file_of(matrix, object)
            .filter(|_| !linker.is_inside())
            .map(|(name, _)| LinkRef { url: name.clone(), name, ..LinkRef::default() }),
        ..Block::new("Rule").note(&format!(
            "Format: {}. Addresses, titles, accounts and paths in it are examples.",
            rule.format
        ))
    });
    let edges = matrix.origins(object, Relation::Detects);
    let groups = by_tactic(matrix, linker, &edges, false);
    let blocks = vec![
        Some(Block::text("What to collect", &it.data)),
        Some(Block::text("What to look for", &it.logic)),
        rule,
        Some(Block::text("False alarms", &it.false_positives)),
        Some(Block::text("What it cannot see", &it.limits)),
        Block::groups("Techniques that it sees", edges.len(), groups)
            .map(|block| block.note("Each below the first tactic that it serves.")),
    ];
    (facts, blocks)
}
