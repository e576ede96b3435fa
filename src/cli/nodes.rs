//! From what a user types to nodes of the graph.

use super::rim::Failure;
use crate::diagnostic::nearest;
use crate::model::{Matrix, Node, Target};

/// Returns the nodes of an id: objects, else controls and entries of ATT&CK. Letter case does not
/// count where nothing is written exactly so, and a control may lack its catalogue.
pub(super) fn nodes(matrix: &Matrix, id: &str) -> Vec<Node> {
    let exact = exactly(matrix, id);
    if !exact.is_empty() {
        return exact;
    }
    let small = id.to_lowercase();
    let mut ids = matrix.ids().chain(matrix.control_ids());
    if let Some(same) = ids.find(|it| it.to_lowercase() == small) {
        return exactly(matrix, same);
    }
    let upper = exactly(matrix, &id.to_uppercase());
    if !upper.is_empty() {
        return upper;
    }
    let short = |it: &&str| it.split_once(':').is_some_and(|(_, id)| id.to_lowercase() == small);
    matrix.control_ids().filter(short).flat_map(|id| exactly(matrix, id)).collect()
}

/// Returns the same, or says what is near.
pub(super) fn found(matrix: &Matrix, id: &str) -> Result<Vec<Node>, Failure> {
    let nodes = nodes(matrix, id);
    if nodes.is_empty() { Err(unknown(matrix, id)) } else { Ok(nodes) }
}

/// Returns the one node that is meant.
pub(super) fn one(matrix: &Matrix, id: &str) -> Result<Node, Failure> {
    let nodes = found(matrix, id)?;
    let catalogues: Vec<_> = nodes.iter().filter(|it| matrix.control(**it).is_some()).collect();
    if catalogues.len() > 1 {
        let labels: Vec<String> = catalogues.iter().map(|it| matrix.label(**it)).collect();
        let message = format!("`{id}` is an id of several catalogues: {}", labels.join(", "));
        return Err(message.into());
    }
    nodes.first().copied().ok_or_else(|| unknown(matrix, id))
}

fn unknown(matrix: &Matrix, id: &str) -> Failure {
    let near = nearest(id, matrix.ids().chain(matrix.control_ids()));
    let help = near.map_or_else(
        || "; `dtm search` finds by words, `dtm list` lists what there is".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    );
    format!("there is nothing with the id `{id}`{help}").into()
}

fn exactly(matrix: &Matrix, id: &str) -> Vec<Node> {
    let objects: Vec<Node> = matrix.all(id).filter_map(|it| matrix.node_of(it)).collect();
    if !objects.is_empty() {
        return objects;
    }
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
