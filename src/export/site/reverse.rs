//! What leads to an object from the prose of others, and what it replaces. Links that mean something
//! for a kind stand on its page in a form of their own (`bodies/`).

use super::blocks::{Block, Row};
use super::links::Linker;
use crate::model::{Edge, Matrix, Node, Object, Relation};

/// Returns a block for each sort of link that reaches any kind of object.
pub(super) fn blocks(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Vec<Block> {
    let sorts = [(Relation::ReplacedBy, "Replaces"), (Relation::Mentions, "Mentioned in")];
    let block = |(relation, title)| {
        let row = |(source, edge): (Node, &Edge)| Row::new(linker.node(source)).text(&edge.text);
        Block::rows(title, matrix.sources(object, relation).into_iter().map(row).collect())
    };
    sorts.into_iter().filter_map(block).collect()
}
