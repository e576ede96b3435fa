//! The pages of what techniques aim at: tactics and assets.

use super::{Parts, by_tactic, links, none, technique_row, words};
use crate::export::site::blocks::{Block, Row};
use crate::export::site::links::Linker;
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
    let origins = matrix.origins(object, Relation::Achieves);
    let techniques: Vec<&Object> = origins
        .iter()
        .filter_map(|(node, _)| matrix.object(*node))
        .filter(|it| it.kind().name == "technique" && Matrix::in_use(&it.common))
        .collect();
    let inner = |it: &Object| {
        it.parent_id().is_some_and(|id| techniques.iter().any(|parent| parent.id() == id))
    };
    let cards = techniques.iter().filter(|it| !inner(it)).map(|technique| {
        let children = techniques.iter().filter(|it| it.parent_id() == Some(technique.id()));
        let more = children.map(|child| {
            let mut link = linker.object(child);
            child.name().clone_into(&mut link.name);
            link
        });
        Row { more: more.collect(), ..technique_row(linker, technique) }
            .text(&technique.common.summary)
    });
    let mut block = Block::rows("Techniques", cards.collect());
    if let Some(block) = &mut block {
        block.cards = true;
        block.count = techniques.len();
    }
    let mut stories: Vec<Row> = Vec::new();
    for (node, _) in origins {
        let Some(story) = matrix.object(node).filter(|it| it.kind().name == "case-study") else {
            continue;
        };
        if stories.iter().all(|row| row.link.id != story.id()) {
            stories.push(Row::new(linker.object(story)).text(&story.common.summary));
        }
    }
    (
        vec![links("ATT&CK", attack.collect())],
        vec![
            none("ATT&CK", it.attack_none.as_ref()),
            block,
            Block::rows("In case studies", stories),
        ],
    )
}
