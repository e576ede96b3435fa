//! The tactics as a drawing in Mermaid: how many techniques each has, and how many two share.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::mermaid;
use crate::export::columns::columns;
use crate::model::Matrix;

/// Writes a node for each tactic and a line between two that techniques in use serve together.
pub(super) fn overview(matrix: &Matrix) -> String {
    let columns = columns(matrix);
    let mut out = String::from("flowchart LR\n");
    for (place, column) in columns.iter().enumerate() {
        let (name, count) = (mermaid(column.tactic.name()), column.cells.len());
        let plural = if count == 1 { "" } else { "s" };
        let _ = writeln!(out, "  t{place}[\"{name}<br>{count} technique{plural}\"]");
    }
    let ids: Vec<BTreeSet<&str>> = columns
        .iter()
        .map(|column| column.cells.iter().map(|cell| cell.object.id()).collect())
        .collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (place, here) in ids.iter().enumerate() {
        for (other, there) in ids.iter().enumerate().skip(place + 1) {
            shared.insert((place, other), here.intersection(there).count());
        }
    }
    for ((place, other), count) in shared.into_iter().filter(|(_, count)| *count > 0) {
        let _ = writeln!(out, "  t{place} -- {count} --- t{other}");
    }
    out
}
