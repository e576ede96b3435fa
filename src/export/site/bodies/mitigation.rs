//! The page of a mitigation: who does what, against which techniques, for which controls.

use super::{Parts, by_tactic, origins, scope, words};
use crate::export::site::blocks::{Block, Cell, Group, Row};
use crate::export::site::links::{LinkRef, Linker};
use crate::model::kinds::{Confidence, Mitigation};
use crate::model::{Body, Edge, Matrix, Node, Object, Relation, Target};

pub(super) fn parts(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Mitigation,
) -> Parts {
    let order = match it.priority {
        1 => "1, do first",
        2 => "2, next",
        _ => "3, when the base stands",
    };
    let edges = matrix.origins(object, Relation::Mitigates);
    let facts = vec![
        words("Priority", [order]),
        words("Effort", [&it.effort]),
        words("Tier", [&it.tier]),
        words("Advice of", scope(&it.scope)),
        words("Techniques", [edges.len().to_string()]),
        words("Controls", [it.controls.len().to_string()]),
    ];
    let who = it.responsibility.iter().map(|part| {
        vec![Cell::link(linker.id("audience", &part.audience)), Cell::text(&part.task)]
    });
    let mut others: Vec<LinkRef> = Vec::new();
    let attack = it.attack.iter().map(|id| Target::AttackMitigation(id.clone()));
    let d3fend = it.d3fend.iter().map(|id| Target::Control(format!("d3fend:{id}")));
    for target in attack.chain(d3fend) {
        others.extend(matrix.resolve(&target).map(|node| linker.node(node)));
    }
    let checklists = origins(matrix, linker, object, (Relation::Addresses, "checklist"));
    let blocks = vec![
        Block::table("Who does what", &["Who", "Task"], who),
        Some(Block { steps: it.steps.clone(), ..Block::new("Steps") }),
        Some(Block::text("How to see that it is done", &it.verify)),
        Some(Block::text("What it does not do", &it.limits)),
        Block::groups(
            "Techniques that it works against",
            edges.len(),
            techniques(matrix, linker, object, &edges),
        )
        .map(|block| block.note("Each below the first tactic that it serves.")),
        Block::groups("Controls", it.controls.len(), controls(matrix, linker, it)).map(|block| {
            block.note("Links to controls are our judgment, not a published crosswalk.")
        }),
        Block::rows("ATT&CK and D3FEND", others.into_iter().map(Row::new).collect()),
        Block::rows("On checklists", checklists),
    ];
    (facts, blocks)
}

/// Returns the techniques below their tactics, with what is left of each.
fn techniques(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    edges: &[(Node, &Edge)],
) -> Vec<Group> {
    let mut groups = by_tactic(matrix, linker, edges, false);
    for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
        let found = matrix.find("technique", &row.link.id);
        if let Some(Body::Technique(technique)) = found.map(|it| &it.body) {
            let links = technique.mitigations.iter().filter(|link| link.id == object.id());
            row.tags.extend(links.map(|link| link.effect.word().to_owned()));
        }
    }
    groups
}

/// Returns the controls below their catalogues.
fn controls(matrix: &Matrix, linker: &Linker<'_>, it: &Mitigation) -> Vec<Group> {
    let mut groups: Vec<(&str, Group)> = Vec::new();
    for link in &it.controls {
        let Some(node) = matrix.resolve(&Target::Control(link.control.clone())) else { continue };
        let Some((catalogue, control)) = matrix.control(node) else { continue };
        let shown = LinkRef { id: control.id.clone(), ..linker.node(node) };
        let mut row = Row::new(shown).tag(&link.relation).text(&link.rationale);
        row.tags.extend(secondary(matrix, node));
        if let Some((_, group)) = groups.iter_mut().find(|(id, _)| *id == catalogue.id()) {
            group.rows.push(row);
        } else {
            let link = LinkRef { id: String::new(), ..linker.object(catalogue) };
            groups.push((catalogue.id(), Group { link, rows: vec![row] }));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn secondary(matrix: &Matrix, node: Node) -> Option<String> {
    let (_, control) = matrix.control(node)?;
    (control.confidence == Confidence::Secondary).then(|| "secondary source".to_owned())
}
