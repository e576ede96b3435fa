//! The pages of white papers, guides and forms: one over all, one for each.

use serde::Serialize;

use super::frame::{Frame, frame};
use super::links::{LinkRef, anchor};
use super::{Linker, Sink, page};
use crate::export::papers::{Bridge, BridgeTechnique, bridges, touches};
use crate::model::kinds::{Confidence, Extent, Paper};
use crate::model::{Matrix, Object, Relation};

/// Adds the pages of all papers.
pub(super) fn write(matrix: &Matrix, sink: &mut Sink<'_>) {
    if !sink.wants_below("papers/") {
        return;
    }
    let bridges = bridges(matrix);
    page(matrix, sink, "papers/index.html", "papers.html", || index(matrix, &bridges));
    for bridge in &bridges {
        let path = format!("papers/{}/index.html", bridge.paper.id);
        page(matrix, sink, &path, "paper.html", || one(matrix, bridge));
    }
}

/// Returns the links of a catalogue's papers.
pub(super) fn of_catalogue(linker: &Linker<'_>, papers: &[Paper]) -> Vec<LinkRef> {
    papers.iter().map(|paper| link(linker, paper)).collect()
}

fn link(linker: &Linker<'_>, paper: &Paper) -> LinkRef {
    LinkRef {
        url: linker.paper(&paper.id),
        external: linker.is_inside(),
        ..LinkRef::words(&paper.title)
    }
}

/// What a paper comes to, for both pages.
#[derive(Serialize)]
struct Summary {
    link: LinkRef,
    publisher: String,
    date: String,
    extent: &'static str,
    basis: String,
    read: bool,
    measured: bool,
    controls: usize,
    secondary: usize,
    mitigations: usize,
    touched: usize,
    gap: usize,
    only_related: usize,
    techniques: usize,
}

fn summary(linker: &Linker<'_>, bridge: &Bridge<'_>) -> Summary {
    let paper = bridge.paper;
    let secondary = |it: &Confidence| *it == Confidence::Secondary;
    Summary {
        link: link(linker, paper),
        publisher: paper.publisher.clone(),
        date: paper.date.clone(),
        extent: match paper.extent {
            Extent::Whole => "all controls",
            Extent::Part => "some controls",
            Extent::Title => "not read",
        },
        basis: paper.basis.clone(),
        read: paper.extent != Extent::Title,
        measured: bridge.measured(),
        controls: bridge.controls.len(),
        secondary: bridge.controls.iter().filter(|it| secondary(&it.control.confidence)).count(),
        mitigations: bridge.mitigations().len(),
        touched: bridge.touched().len(),
        gap: bridge.gap().len(),
        only_related: bridge.gap().iter().filter(|it| !it.related.is_empty()).count(),
        techniques: bridge.techniques.len(),
    }
}

/// The page over all papers.
#[derive(Serialize)]
struct PapersPage {
    frame: Frame,
    papers: Vec<Summary>,
}

fn index(matrix: &Matrix, bridges: &[Bridge<'_>]) -> PapersPage {
    let description = "White papers, guides and forms: the techniques that they touch, and those \
                       that an update should reach.";
    let linker = Linker::new(matrix, "../");
    PapersPage {
        frame: frame(matrix, "../", "papers", "White Papers", description),
        papers: bridges.iter().map(|bridge| summary(&linker, bridge)).collect(),
    }
}

/// The page of a paper.
#[derive(Serialize)]
struct PaperPage {
    frame: Frame,
    paper: Summary,
    source: String,
    catalogue: LinkRef,
    controls: Vec<ControlRow>,
    touched: Vec<TechniqueRow>,
    gap: Vec<TechniqueRow>,
}

#[derive(Serialize)]
struct ControlRow {
    link: LinkRef,
    summary: String,
    secondary: bool,
    mitigations: Vec<LinkRef>,
    related: Vec<LinkRef>,
}

#[derive(Serialize)]
struct TechniqueRow {
    link: LinkRef,
    maturity: &'static str,
    safety: &'static str,
    touching: Vec<LinkRef>,
    related: Vec<LinkRef>,
}

fn one(matrix: &Matrix, bridge: &Bridge<'_>) -> PaperPage {
    let root = "../../";
    let linker = Linker::new(matrix, root);
    let catalogue = linker.object(bridge.catalogue);
    let controls = bridge.controls.iter().map(|it| {
        let mut link = LinkRef {
            url: format!("{}#{}", catalogue.url, anchor(&it.control.id)),
            ..LinkRef::words(&it.control.title)
        };
        link.id.clone_from(&it.control.id);
        let (strong, weak): (Vec<_>, Vec<_>) =
            it.mitigations.iter().partition(|(_, relation)| touches(*relation));
        let links = |list: Vec<&(&Object, Relation)>| {
            let tagged = |(object, relation): &(&Object, Relation)| LinkRef {
                tag: relation.verb().to_owned(),
                ..linker.object(object)
            };
            list.into_iter().map(tagged).collect()
        };
        ControlRow {
            link,
            summary: it.control.summary.clone().unwrap_or_default(),
            secondary: it.control.confidence == Confidence::Secondary,
            mitigations: links(strong),
            related: links(weak),
        }
    });
    let rows = |list: Vec<&BridgeTechnique<'_>>| {
        list.into_iter().map(|it| technique(&linker, it)).collect::<Vec<_>>()
    };
    let title = &bridge.paper.title;
    let description = format!("{title}: what it touches in the matrix, and what it does not.");
    PaperPage {
        frame: frame(matrix, root, "papers", title, &description),
        paper: summary(&linker, bridge),
        source: bridge.paper.url.clone().unwrap_or_default(),
        controls: controls.collect(),
        touched: rows(bridge.touched()),
        gap: rows(bridge.gap()),
        catalogue,
    }
}

fn technique(linker: &Linker<'_>, it: &BridgeTechnique<'_>) -> TechniqueRow {
    let short = |list: &[&Object]| list.iter().map(|object| linker.short(object)).collect();
    TechniqueRow {
        link: linker.object(it.object),
        maturity: it.technique.maturity().word(),
        safety: it.technique.impact.patient_safety.word(),
        touching: short(&it.touching),
        related: short(&it.related),
    }
}
