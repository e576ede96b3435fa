//! The static site: a page for the matrix, one per object, one per kind. Everything is readable
//! without a script; with it the pages become tools. No server, no address outside itself but links
//! to sources: it opens from a folder as it does from a host.

mod blocks;
mod bodies;
mod data;
mod explorer;
mod layers;
mod links;
mod pages;
mod reverse;
mod scripts;
mod search_index;
mod search_terms;

use rayon::prelude::*;

use super::{Exporter, Sink, checklist, navigator, templates};
use crate::model::{Body, KINDS, Matrix};
use links::Linker;
pub(in crate::export) use links::anchor;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "site",
    about: "the static site: the matrix, a page per object, an index per kind",
    committed: false,
    run,
};

const STYLE: &str = include_str!("assets/style.css");

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    sink.file("static/style.css", STYLE);
    sink.file("static/theme.js", scripts::THEME);
    sink.file("static/dtm.js", scripts::text());
    sink.file("static/data.js", data::script(matrix));
    sink.file("static/search.js", search_index::text(matrix));
    sink.file("index.html", templates::render("matrix.html", &pages::matrix(matrix)));
    let objects: Vec<(String, String)> = matrix
        .objects()
        .par_iter()
        .map(|object| {
            let page = templates::render("object.html", &pages::object(matrix, object));
            (format!("{}/{}/index.html", object.kind().folder, object.id()), page)
        })
        .collect();
    for (path, page) in objects {
        sink.file(&path, page);
    }
    for kind in KINDS {
        let page = templates::render("index.html", &pages::index(matrix, kind));
        sink.file(&format!("{}/index.html", kind.folder), page);
    }
    for (object, body) in matrix.checklists() {
        let page = checklist::html(matrix, object, body);
        sink.file(&format!("{}/{}/print.html", object.kind().folder, object.id()), page);
    }
    explorer::write(matrix, sink);
    layers(matrix, sink);
}

/// Puts the layers beside the page that lists them: there a site that is published is found by the
/// addresses that the layers and their links carry.
fn layers(matrix: &Matrix, sink: &mut Sink<'_>) {
    let sheets = navigator::sheets(matrix);
    let page = templates::render("navigator.html", &layers::page(matrix, &sheets));
    sink.file("navigator/index.html", page);
    for (path, bytes) in navigator::files(matrix, &sheets) {
        sink.file(&format!("navigator/{path}"), bytes);
    }
}

/// Returns true if a kind's objects stand in the matrix as withdrawn ones do: kept, but marked.
fn is_document(body: &Body) -> bool {
    matches!(body, Body::Reference(_) | Body::Catalogue(_) | Body::Brief(_) | Body::Checklist(_))
}
