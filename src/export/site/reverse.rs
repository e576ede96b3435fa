//! What leads to an object: the links that others made to it, and what is reached through them.

use std::collections::BTreeMap;

use super::blocks::{Block, Row};
use super::links::Linker;
use crate::model::{Body, Matrix, Node, Object, Relation};

/// A heading for links that reach a kind by a relation from a kind.
fn heading(to: &Body, relation: Relation, from: &str) -> Option<&'static str> {
    Some(match (to, relation, from) {
        (Body::Technique(_), Relation::SubtechniqueOf, _) => "Sub-techniques",
        (Body::Technique(_), Relation::Uses, _) => "Case studies",
        (Body::Tactic(_), Relation::Achieves, "technique")
        | (Body::Asset(_), Relation::Targets, _) => "Techniques",
        (Body::Tactic(_), Relation::Achieves, _) => "In case studies",
        (Body::Mitigation(_), Relation::Mitigates, _) => "Techniques that it works against",
        (Body::Detection(_), Relation::Detects, _) => "Techniques that it sees",
        (Body::Mitigation(_), Relation::Addresses, _) => "On checklists",
        (Body::Audience(_), Relation::Addresses, "mitigation") => "Responsibilities",
        (Body::Audience(_), Relation::Addresses, "checklist") => "Checklists",
        (Body::Audience(_), Relation::Addresses, _) => "Briefs",
        (Body::Reference(_), Relation::Cites, _) => "Cited by",
        (_, Relation::Mentions, _) => "Mentioned in",
        (_, Relation::ReplacedBy, _) => "Replaces",
        _ => return None,
    })
}

/// A heading with its rows, each with the node that it stands for.
type Group<'a> = (&'a str, Vec<(Node, Row)>);

/// Returns a block for each sort of link that reaches the object.
pub(super) fn blocks(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Vec<Block> {
    let Some(node) = matrix.node_of(object) else { return Vec::new() };
    let mut groups: BTreeMap<usize, Group<'_>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (source, edge) in matrix.incoming(node) {
        let Some(from) = matrix.object(source) else { continue };
        let Some(title) = heading(&object.body, edge.relation, from.kind().name) else { continue };
        let place = order.iter().position(|known| *known == title).unwrap_or_else(|| {
            order.push(title);
            order.len() - 1
        });
        let rows = &mut groups.entry(place).or_insert((title, Vec::new())).1;
        let seen = rows.iter().any(|(known, _)| *known == source);
        if !seen || (edge.relation != Relation::Cites && !edge.text.is_empty()) {
            rows.retain(|(known, row)| *known != source || !row.text.is_empty());
            rows.push((source, Row::new(linker.node(source)).text(&edge.text)));
        }
    }
    let mut blocks: Vec<Block> = groups
        .into_values()
        .filter_map(|(title, rows)| {
            Block::rows(title, rows.into_iter().map(|(_, row)| row).collect())
        })
        .collect();
    blocks.extend(reached(matrix, linker, object));
    blocks
}

/// The controls that a technique reaches through its mitigations.
fn reached(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Option<Block> {
    if !matches!(object.body, Body::Technique(_)) {
        return None;
    }
    let mut through: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (mitigation, _) in matrix.targets(object, Relation::Mitigates) {
        for (control, edge) in matrix.outgoing(mitigation) {
            if edge.relation.is_control() {
                through.entry(control).or_default().push(mitigation);
            }
        }
    }
    let rows = through.into_iter().map(|(control, mitigations)| {
        let mut row = Row::new(linker.node(control));
        row.more = mitigations.into_iter().map(|node| linker.node(node)).collect();
        row
    });
    let block = Block::rows("Controls reached through mitigations", rows.collect())?;
    Some(block.fold())
}
