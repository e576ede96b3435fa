//! The pages of what techniques aim at: tactics and assets.

use std::collections::{BTreeMap, BTreeSet};

use super::{Parts, by_tactic, links, none, technique_row, words};
use crate::export::site::blocks::{Block, Row};
use crate::export::site::links::{LinkRef, Linker};
use crate::model::kinds::{Asset, Tactic};
use crate::model::{Matrix, Object, Relation, Target};

pub(super) fn asset(matrix: &Matrix, linker: &Linker<'_>, object: &Object, it: &Asset) -> Parts {
    let edges = matrix.origins(object, Relation::Targets);
    let groups = by_tactic(matrix, linker, &edges, !linker.is_inside());
    (
        vec![words("DICOM roles", &it.roles), words("Often met", &it.typical_software)],
        vec![
            Some(Block::text("Exposure", &it.exposure)),
            Block::groups("Techniques by tactic", edges.len(), groups)
                .map(|block| block.note("A technique stands below each tactic that it serves.")),
        ],
    )
}

pub(super) fn tactic(matrix: &Matrix, linker: &Linker<'_>, object: &Object, it: &Tactic) -> Parts {
    let attack = it.attack.iter().filter_map(|link| {
        let target = Target::AttackTactic(link.domain.clone(), link.id.clone());
        matrix.resolve(&target).map(|node| linker.node(node))
    });
    let mut origins = matrix.origins(object, Relation::Achieves);
    origins.dedup_by_key(|(node, _)| *node);
    let techniques: Vec<&Object> = origins
        .iter()
        .filter_map(|(node, _)| matrix.object(*node))
        .filter(|it| it.kind().name == "technique" && Matrix::in_use(&it.common))
        .collect();
    let here: BTreeSet<&str> = techniques.iter().map(|it| it.id()).collect();
    let above = |it: &Object| it.parent_id().filter(|id| here.contains(id)).map(str::to_owned);
    let mut below: BTreeMap<String, Vec<LinkRef>> = BTreeMap::new();
    for child in &techniques {
        if let Some(parent) = above(child) {
            let name = child.name().to_owned();
            below.entry(parent).or_default().push(LinkRef { name, ..linker.object(child) });
        }
    }
    let outer = techniques.iter().filter(|it| above(it).is_none());
    let cards = outer.map(|technique| {
        let more = below.remove(technique.id()).unwrap_or_default();
        Row { more, ..technique_row(linker, technique) }.text(&technique.common.summary)
    });
    let mut block = Block::rows("Techniques", cards.collect());
    if let Some(block) = &mut block {
        block.cards = true;
        block.count = techniques.len();
    }
    let stories = origins.iter().filter_map(|(node, _)| matrix.object(*node));
    let stories = stories
        .filter(|it| it.kind().name == "case-study")
        .map(|story| Row::new(linker.object(story)).text(&story.common.summary));
    (
        vec![links("ATT&CK", attack.collect())],
        vec![
            none("ATT&CK", it.attack_none.as_ref()),
            block,
            Block::rows("In case studies", stories.collect()),
        ],
    )
}
