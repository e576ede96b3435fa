//! White papers, guides and forms against the matrix: their controls, the mitigations that answer to
//! them, the techniques that these touch, and those that they do not. For tables and pages.

use super::tables::Table;
use crate::model::kinds::{Control, Extent, Paper, Technique};
use crate::model::{Matrix, Node, Object, Relation, Target};

/// A paper with what the matrix makes of it.
pub(super) struct Bridge<'a> {
    /// The catalogue that holds its controls.
    pub catalogue: &'a Object,
    /// The paper.
    pub paper: &'a Paper,
    /// Its controls in the order of the catalogue.
    pub controls: Vec<BridgeControl<'a>>,
    /// All techniques in use, by id.
    pub techniques: Vec<BridgeTechnique<'a>>,
}

/// A control of a paper.
pub(super) struct BridgeControl<'a> {
    /// The control.
    pub control: &'a Control,
    /// The mitigations in use that name it, by id, each with its relation.
    pub mitigations: Vec<(&'a Object, Relation)>,
}

/// A technique as a paper touches it.
pub(super) struct BridgeTechnique<'a> {
    /// The technique.
    pub object: &'a Object,
    /// What it has of its own.
    pub technique: &'a Technique,
    /// Its mitigations that implement or support a control of the paper: they make it touched.
    pub touching: Vec<&'a Object>,
    /// Its mitigations that are only related to a control of the paper.
    pub related: Vec<&'a Object>,
}

impl<'a> Bridge<'a> {
    fn new(matrix: &'a Matrix, catalogue: &'a Object, paper: &'a Paper) -> Self {
        let controls: Vec<BridgeControl<'a>> = matrix
            .catalogues()
            .filter(|(object, _)| object.id() == catalogue.id())
            .flat_map(|(_, body)| &body.controls)
            .filter(|control| paper.has(control))
            .map(|control| {
                let id = format!("{}:{}", catalogue.id(), control.id);
                let node = matrix.resolve(&Target::Control(id));
                let mitigations = node.map(|node| answers(matrix, node)).unwrap_or_default();
                BridgeControl { control, mitigations }
            })
            .collect();
        let techniques = matrix
            .techniques()
            .filter(|(object, _)| Matrix::in_use(&object.common))
            .map(|(object, technique)| {
                let mut touching = Vec::new();
                let mut related = Vec::new();
                for link in &technique.mitigations {
                    let answers = controls.iter().flat_map(|it| &it.mitigations);
                    let answers: Vec<_> = answers.filter(|(it, _)| it.id() == link.id).collect();
                    let Some((mitigation, _)) = answers.first() else { continue };
                    let strong = answers.iter().any(|(_, relation)| touches(*relation));
                    if strong { &mut touching } else { &mut related }.push(*mitigation);
                }
                BridgeTechnique { object, technique, touching, related }
            })
            .collect();
        Self { catalogue, paper, controls, techniques }
    }

    /// Returns true if techniques can be held against it: controls of it were read, and mitigations
    /// implement or support them. Else a gap would tell of our reading, not of the paper.
    pub(super) fn measured(&self) -> bool {
        self.paper.extent != Extent::Title && !self.mitigations().is_empty()
    }

    /// Returns the techniques that it touches, none if it is not measured.
    pub(super) fn touched(&self) -> Vec<&BridgeTechnique<'a>> {
        let all = self.techniques.iter().filter(|_| self.measured());
        all.filter(|it| !it.touching.is_empty()).collect()
    }

    /// Returns the techniques that it does not touch, none if it is not measured.
    pub(super) fn gap(&self) -> Vec<&BridgeTechnique<'a>> {
        let all = self.techniques.iter().filter(|_| self.measured());
        all.filter(|it| it.touching.is_empty()).collect()
    }

    /// Returns the mitigations that implement or support one of its controls, by id.
    pub(super) fn mitigations(&self) -> Vec<&'a Object> {
        let all = self.controls.iter().flat_map(|it| &it.mitigations);
        let mut all: Vec<&Object> =
            all.filter(|(_, relation)| touches(*relation)).map(|(object, _)| *object).collect();
        all.sort_unstable_by_key(|object| object.id());
        all.dedup_by_key(|object| object.id());
        all
    }
}

/// Returns true if a mitigation of that relation makes a technique touched. One that is only related
/// does not.
pub(super) fn touches(relation: Relation) -> bool {
    matches!(relation, Relation::Implements | Relation::Supports)
}

fn answers(matrix: &Matrix, control: Node) -> Vec<(&Object, Relation)> {
    let edges = matrix.incoming(control).into_iter();
    edges
        .filter_map(|(node, edge)| Some((matrix.object(node)?, edge.relation)))
        .filter(|(object, _)| object.kind().name == "mitigation" && Matrix::in_use(&object.common))
        .collect()
}

/// Returns all papers, by catalogue and in its order.
pub(super) fn bridges(matrix: &Matrix) -> Vec<Bridge<'_>> {
    let catalogues = matrix.catalogues().filter(|(object, _)| Matrix::in_use(&object.common));
    catalogues
        .flat_map(|(object, body)| body.papers.iter().map(move |paper| (object, paper)))
        .map(|(object, paper)| Bridge::new(matrix, object, paper))
        .collect()
}

/// Returns each way from a paper over control and mitigation to a technique; a control without
/// mitigation stands alone.
pub(super) fn table(matrix: &Matrix) -> Table {
    let heads = ["paper", "control", "title", "confidence", "mitigation", "relation", "technique"];
    let mut table = Table { heads: heads.to_vec(), rows: Vec::new() };
    for bridge in bridges(matrix) {
        for it in &bridge.controls {
            let control = format!("{}:{}", bridge.catalogue.id(), it.control.id);
            let confidence = it.control.confidence.word();
            let head = [bridge.paper.id.as_str(), &control, &it.control.title, confidence];
            if it.mitigations.is_empty() {
                table.row(head.into_iter().chain(["", "", ""]));
            }
            for (mitigation, relation) in &it.mitigations {
                let own = [mitigation.id(), relation.name()];
                let all = bridge.techniques.iter().filter(|technique| {
                    technique.technique.mitigations.iter().any(|link| link.id == mitigation.id())
                });
                let mut techniques: Vec<&str> = all.map(|it| it.object.id()).collect();
                if techniques.is_empty() {
                    techniques.push("");
                }
                for technique in techniques {
                    table.row(head.into_iter().chain(own).chain([technique]));
                }
            }
        }
    }
    table
}

/// Returns the techniques that each paper does not touch; a paper that is not measured has none.
pub(super) fn gaps(matrix: &Matrix) -> Table {
    let heads =
        ["paper", "extent", "technique", "name", "maturity", "patient_safety", "only_related"];
    let mut table = Table { heads: heads.to_vec(), rows: Vec::new() };
    for bridge in bridges(matrix) {
        for it in bridge.gap() {
            let related: Vec<&str> = it.related.iter().map(|object| object.id()).collect();
            table.row([
                bridge.paper.id.as_str(),
                bridge.paper.extent.word(),
                it.object.id(),
                it.object.name(),
                it.technique.maturity().word(),
                it.technique.impact.patient_safety.word(),
                &related.join("; "),
            ]);
        }
    }
    table
}
