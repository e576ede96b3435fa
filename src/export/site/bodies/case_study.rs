//! The page of a case study: its steps in order, and where they stand in the matrix.

use super::{Parts, words};
use crate::export::site::blocks::{Block, Lane, Row};
use crate::export::site::links::{LinkRef, Linker};
use crate::model::kinds::{CaseStudy, Step};
use crate::model::{Matrix, Object};

pub(super) fn parts(matrix: &Matrix, linker: &Linker<'_>, it: &CaseStudy) -> Parts {
    let inferred = it.procedure.iter().filter(|step| step.inferred).count();
    let facts = vec![
        words("Kind", [&it.kind]),
        words("Date", [&it.date]),
        words("Target", [&it.target]),
        words("Actor", [&it.actor]),
        words("Steps", [format!("{}, of them {inferred} inferred", it.procedure.len())]),
    ];
    let steps = it.procedure.iter().enumerate().map(|(place, step)| {
        let number = place + 1;
        let mut row = Row {
            anchor: format!("{}step-{number}", linker.prefix()),
            number,
            ..Row::new(linker.id("technique", &step.technique)).text(&step.description)
        };
        row.more.push(linker.id("tactic", &step.tactic));
        if step.inferred { row.tag("inferred: the sources do not say this") } else { row }
    });
    for key in &it.references {
        linker.cite(key);
    }
    let path = Block {
        lanes: lanes(matrix, linker, &it.procedure),
        ..Block::new("The way through the matrix")
            .note("One column for each tactic, one line for each step; a dashed mark is inferred.")
    };
    let blocks = vec![
        Some(path),
        Block::rows("Steps", steps.collect()),
        Some(Block::text("Outcome", &it.outcome)),
    ];
    (facts, blocks)
}

fn lanes(matrix: &Matrix, linker: &Linker<'_>, steps: &[Step]) -> Vec<Lane> {
    let lane = |tactic: &Object| {
        let slot = |(place, step): (usize, &Step)| {
            if step.tactic != tactic.id() {
                return LinkRef::default();
            }
            let number = place + 1;
            let name = linker.id("technique", &step.technique).name;
            LinkRef {
                url: linker.here(&format!("step-{number}")),
                id: if step.inferred { "inferred".to_owned() } else { String::new() },
                title: format!("Step {number}: {} {name}", step.technique),
                name: number.to_string(),
                ..LinkRef::default()
            }
        };
        Lane {
            link: linker.object(tactic),
            slots: steps.iter().enumerate().map(slot).collect(),
            used: steps.iter().any(|step| step.tactic == tactic.id()),
        }
    };
    matrix.columns().into_iter().map(lane).collect()
}
