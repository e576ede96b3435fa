//! The page of an object: what stands around its facts and blocks, whatever its kind.
//!
//! A withdrawn object keeps its page below a banner, and the page of a revoked one does not send its
//! reader on to the heir: old reports cite the id, and whoever follows it wants to see what it meant.
//! Being sent on would also break the way back, and surprise those who only hear the page.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::blocks::{Block, Fact};
use super::frame::{Frame, frame};
use super::links::{LinkRef, Linker, Source, full_name, place};
use super::{bodies, is_document, reverse};
use crate::export::navigator::Sheet;
use crate::model::{Body, KINDS, Matrix, Node, Object, Relation};
use crate::sheet::look::{PAPERS, Paper};

/// What the pages of all objects share.
pub(super) struct Shelf<'a> {
    matrix: &'a Matrix,
    sheets: &'a [Sheet],
    neighbors: BTreeMap<Node, [Option<&'a Object>; 2]>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(matrix: &'a Matrix, sheets: &'a [Sheet]) -> Self {
        let mut neighbors = BTreeMap::new();
        for kind in KINDS {
            let chain = chain(matrix, kind.name);
            for (place, object) in chain.iter().enumerate() {
                let before = place.checked_sub(1).map(|place| chain[place]);
                let after = chain.get(place + 1).copied();
                neighbors.extend(matrix.node_of(object).map(|node| (node, [before, after])));
            }
        }
        Self { matrix, sheets, neighbors }
    }
}

/// Returns all objects of a kind in the order in which one reads on: tactics by column, techniques as
/// they stand in the matrix, each once, and what is withdrawn after them; others by id.
fn chain<'a>(matrix: &'a Matrix, kind: &str) -> Vec<&'a Object> {
    let (mut chain, mut known) = (Vec::new(), BTreeSet::new());
    let mut add = |object: &'a Object| {
        if object.kind().name == kind && known.insert(object.id()) {
            chain.push(object);
        }
    };
    for tactic in matrix.columns() {
        add(tactic);
        let serving = matrix.origins(tactic, Relation::Achieves).into_iter();
        let serving = serving.filter_map(|(node, _)| matrix.object(node));
        for technique in serving.filter(|it| Matrix::in_use(&it.common)) {
            if technique.parent_id().is_some() {
                continue;
            }
            add(technique);
            let children = matrix.subtechniques(technique).into_iter();
            children.filter(|it| Matrix::in_use(&it.common)).for_each(&mut add);
        }
    }
    matrix.of_kind(kind).for_each(add);
    chain
}

/// The page of an object.
#[derive(Serialize)]
pub(super) struct ObjectPage {
    frame: Frame,
    /// Whether it stands in the one file that holds everything.
    inside: bool,
    /// Its anchor there.
    place: String,
    /// What stands before the anchors inside it.
    prefix: String,
    home: String,
    kind: &'static str,
    kind_label: &'static str,
    kind_url: String,
    crumbs: Vec<LinkRef>,
    /// The last crumb: the page itself.
    here: String,
    id: String,
    name: String,
    summary: String,
    withdrawn: Option<Withdrawn>,
    description: String,
    facts: Vec<Fact>,
    blocks: Vec<Block>,
    sources: Vec<Source>,
    history: History,
    before: Option<LinkRef>,
    after: Option<LinkRef>,
    print: bool,
    /// The PDFs, beside the page in the folder that is published.
    sheets: Vec<LinkRef>,
}

#[derive(Serialize)]
struct Withdrawn {
    word: &'static str,
    reason: String,
    heir: Option<LinkRef>,
}

/// Where the object comes from, and what else is made of it.
#[derive(Serialize)]
struct History {
    status: &'static str,
    version: String,
    created: String,
    modified: String,
    contributors: String,
    /// The path of its file.
    path: String,
    /// Where the file is edited; empty if no repository is known.
    edit: String,
    layers: Vec<LinkRef>,
}

pub(super) fn object(shelf: &Shelf<'_>, object: &Object) -> ObjectPage {
    page(shelf, object, &Linker::new(shelf.matrix, "../../"))
}

/// Returns the article of an object in the one file that holds everything.
pub(super) fn article(shelf: &Shelf<'_>, object: &Object) -> ObjectPage {
    page(shelf, object, &Linker::article(shelf.matrix, object))
}

fn page(shelf: &Shelf<'_>, object: &Object, linker: &Linker<'_>) -> ObjectPage {
    let matrix = shelf.matrix;
    let common = &object.common;
    let name = full_name(matrix, object);
    let kind = object.kind();
    // The prose comes first, for it numbers the references.
    let description = common.description.as_deref().map(|text| linker.html(text));
    let (facts, mut blocks) = bodies::body(matrix, linker, object);
    blocks.extend(reverse::blocks(matrix, linker, object));
    let title =
        if is_document(&object.body) { name.clone() } else { format!("{} {name}", common.id) };
    let neighbors = matrix.node_of(object).and_then(|node| shelf.neighbors.get(&node));
    let [before, after] = neighbors.copied().unwrap_or_default();
    ObjectPage {
        frame: frame(matrix, "../../", kind.name, &title, &common.summary),
        inside: linker.is_inside(),
        place: place(object),
        prefix: linker.prefix().to_owned(),
        home: linker.home(),
        kind: kind.name,
        kind_label: kind.label,
        kind_url: list(linker, object),
        crumbs: crumbs(matrix, linker, object),
        here: Some(linker.object(object).id).filter(|id| !id.is_empty()).unwrap_or(name.clone()),
        id: common.id.clone(),
        name,
        summary: common.summary.clone(),
        withdrawn: common.status.withdrawn().then(|| Withdrawn {
            word: bodies::status(common.status),
            reason: common.status_reason.clone().unwrap_or_default(),
            heir: common.replaced_by.as_ref().map(|id| linker.id(kind.name, id)),
        }),
        description: description.unwrap_or_default(),
        facts,
        blocks,
        sources: linker.sources(),
        history: history(shelf, object),
        before: before.map(|it| linker.object(it)),
        after: after.map(|it| linker.object(it)),
        print: !linker.is_inside() && matches!(object.body, Body::Checklist(_)),
        sheets: if linker.is_inside() { Vec::new() } else { sheets_of(object) },
    }
}

/// Returns the address of the list that the object stands in.
fn list(linker: &Linker<'_>, object: &Object) -> String {
    if linker.is_inside() { linker.kind(object.kind()) } else { "../index.html".to_owned() }
}

/// Returns the way from the matrix down to the object, without the object itself.
fn crumbs(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Vec<LinkRef> {
    let mut crumbs =
        vec![LinkRef { url: linker.home(), name: "Matrix".to_owned(), ..LinkRef::default() }];
    let own = |object: &Object| LinkRef {
        name: object.name().to_owned(),
        id: String::new(),
        ..linker.object(object)
    };
    match matrix.phases(object).first() {
        Some(tactic) if matches!(object.body, Body::Technique(_)) => crumbs.push(own(tactic)),
        _ => crumbs.push(LinkRef {
            url: list(linker, object),
            name: object.kind().plural.to_owned(),
            ..LinkRef::default()
        }),
    }
    crumbs.extend(object.parent_id().and_then(|id| matrix.find("technique", id)).map(own));
    crumbs
}

fn history(shelf: &Shelf<'_>, object: &Object) -> History {
    let common = &object.common;
    let path = format!("matrix/{}/{}.yaml", object.kind().folder, common.id);
    let repository = shelf.matrix.meta().repository.as_deref();
    let layers = shelf.sheets.iter().filter(|sheet| sheet.is_of(object)).map(|sheet| {
        let on = if sheet.is_custom() { "this matrix" } else { sheet.domain() };
        LinkRef {
            url: format!("../../navigator/{}", sheet.path()),
            name: format!("on {on}"),
            ..LinkRef::default()
        }
    });
    History {
        status: bodies::status(common.status),
        version: common.version.clone(),
        created: common.created.clone(),
        modified: common.modified.clone(),
        contributors: common.contributors.join(", "),
        edit: repository.map(|at| format!("{at}{path}")).unwrap_or_default(),
        path,
        layers: layers.collect(),
    }
}

/// Returns the links of the PDFs of a checklist or a brief.
fn sheets_of(object: &Object) -> Vec<LinkRef> {
    if !matches!(object.body, Body::Checklist(_) | Body::Brief(_)) {
        return Vec::new();
    }
    sheets(&format!("../../pdf/{}/{}", object.kind().folder, object.id()))
}

/// Returns the links of the PDFs whose addresses begin so, if the program makes PDFs.
pub(super) fn sheets(start: &str) -> Vec<LinkRef> {
    let papers = if cfg!(feature = "pdf") { &PAPERS[..] } else { &[] };
    let link = |paper: &Paper| LinkRef {
        url: format!("{start}-{}.pdf", paper.id),
        name: format!("PDF, {}", paper.name),
        ..LinkRef::default()
    };
    papers.iter().map(link).collect()
}
