//! The pages that speak to people: audiences, briefs and checklists.

use super::{Parts, links, origins, scope, words};
use crate::export::site::blocks::{Block, Cell, Row};
use crate::export::site::links::{LinkRef, Linker};
use crate::model::kinds::{Audience, Brief, Checklist};
use crate::model::{Body, Matrix, Object, Relation, Target};

pub(super) fn audience(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Audience,
) -> Parts {
    let topics = it.topics.iter().map(|topic| {
        let brief = topic.brief.iter().map(|id| linker.id("brief", id));
        let checklist = topic.checklist.iter().map(|id| linker.id("checklist", id));
        let carriers = Cell { links: brief.chain(checklist).collect(), ..Cell::default() };
        vec![Cell::text(&topic.topic), Cell::text(&topic.message), carriers]
    });
    let mut tasks: Vec<(u8, Vec<Cell>)> = Vec::new();
    for (node, edge) in matrix.origins(object, Relation::Addresses) {
        let Some(source) = matrix.object(node) else { continue };
        let Body::Mitigation(mitigation) = &source.body else { continue };
        tasks.push((
            mitigation.priority,
            vec![
                Cell::link(linker.node(node)),
                Cell::text(&edge.text),
                Cell::short(mitigation.priority.to_string()),
                Cell::short(&mitigation.effort),
            ],
        ));
    }
    tasks.sort_by_key(|(priority, _)| *priority);
    let heads = ["Mitigation", "Your part", "Priority", "Effort"];
    let from = |kind| origins(matrix, linker, object, (Relation::Addresses, kind));
    let facts = vec![
        words("Topics", [it.topics.len().to_string()]),
        words("Responsibilities", [tasks.len().to_string()]),
    ];
    let blocks = vec![
        Block::table("What to say", &["Topic", "Message", "Carried by"], topics),
        Block::rows("Checklists", from("checklist")),
        Block::rows("Briefs", from("brief")),
        Block::table("Responsibilities", &heads, tasks.into_iter().map(|(_, cells)| cells))
            .map(|block| block.note("What to do first stands first: priority 1 before 2 and 3.")),
    ];
    (facts, blocks)
}

pub(super) fn brief(matrix: &Matrix, linker: &Linker<'_>, it: &Brief) -> Parts {
    let body = Block { html: linker.html(&it.body), ..Block::default() };
    for key in &it.references {
        linker.cite(key);
    }
    let related = it.related.iter().filter_map(|id| {
        let object = matrix.object(matrix.resolve(&Target::Any(id.clone()))?)?;
        let row = Row::new(linker.object(object)).tag(object.kind().label);
        Some(if linker.is_inside() { row } else { row.text(&object.common.summary) })
    });
    let facts = vec![links("For", vec![linker.id("audience", &it.audience)])];
    (facts, vec![Some(body), Block::rows("Read on", related.collect())])
}

pub(super) fn checklist(linker: &Linker<'_>, it: &Checklist) -> Parts {
    let mut blocks = vec![Some(Block::text("", &it.lead))];
    for section in &it.sections {
        let rows = section.items.iter().map(|item| {
            let text = format!("{} To see it: {}", item.why, item.verify);
            let mut row = Row::new(LinkRef::words(&item.action)).text(text);
            row.more.push(linker.id("mitigation", &item.mitigation));
            row
        });
        blocks.push(Block::rows(&section.title, rows.collect()));
    }
    let facts = vec![
        links("For", vec![linker.id("audience", &it.audience)]),
        words("Advice of", scope(&it.scope)),
        words("Items", [it.items().count().to_string()]),
    ];
    (facts, blocks)
}
