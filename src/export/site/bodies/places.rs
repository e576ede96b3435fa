//! The pages of what techniques aim at: tactics and assets.

use super::{Parts, by_tactic, links, none, technique_row, words};
use crate::export::columns::cells;
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
    let cells = cells(matrix, object);
    let count = cells.len();
    let mut cards: Vec<Row> = Vec::new();
    for cell in cells {
        match cards.last_mut() {
            Some(parent) if cell.child => {
                let name = cell.object.name().to_owned();
                parent.more.push(LinkRef { name, ..linker.object(cell.object) });
            }
            _ => cards.push(technique_row(linker, cell.object).text(&cell.object.common.summary)),
        }
    }
    let mut block = Block::rows("Techniques", cards);
    if let Some(block) = &mut block {
        block.cards = true;
        block.count = count;
    }
    let stories = matrix.sources(object, Relation::Achieves).into_iter();
    let stories = stories.filter_map(|(node, _)| matrix.object(node));
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
