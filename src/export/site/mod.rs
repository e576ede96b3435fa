//! The static site: a page for the matrix, one per object, one per kind. Everything is readable
//! without a script; with it the pages become tools. No server, no address outside itself but links
//! to sources: it opens from a folder as it does from a host.

mod about;
mod around;
mod blocks;
mod bodies;
mod changes;
mod communications;
mod data;
mod downloads;
mod environment;
mod explorer;
mod frame;
mod layers;
mod links;
mod object;
mod pages;
mod papers;
mod preview;
mod publish;
mod reverse;
mod scripts;
mod search_index;
mod search_terms;
mod single;
mod style;

use std::cell::LazyCell;

use rayon::prelude::*;
use serde::Serialize;

use super::navigator::Sheet;
use super::{Artifacts, Exporter, Sink, checklist, navigator, rules, templates};
use crate::model::{Body, KINDS, Matrix, Node, Object};
use links::Linker;
pub(in crate::export) use links::anchor;
use object::Shelf;
pub(super) use single::single;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "site",
    about: "the static site: the matrix, a page per object, an index per kind",
    committed: false,
    run,
};

/// Where the picture beside links stands; `base.html` names it.
const PREVIEW: &str = "static/preview.png";
const ICON: &str = include_str!("assets/icon.svg");

/// Returns the page of a node: below the folder of the site, or MITRE's.
pub fn address(matrix: &Matrix, node: Node) -> String {
    Linker::new(matrix, "").node(node).url
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let linker = Linker::new(matrix, "");
    sink.make("static/style.css", || style::text(matrix));
    sink.file("static/icon.svg", ICON);
    sink.make(PREVIEW, || preview::png(matrix));
    sink.file("static/theme.js", scripts::THEME);
    sink.make("static/dtm.js", scripts::text);
    sink.make("static/data.js", || data::script(matrix));
    sink.make("static/search.js", || search_index::text(matrix, &linker));
    page(matrix, sink, "index.html", "matrix.html", || pages::matrix(matrix, &linker));
    let sheets = LazyCell::new(|| navigator::sheets(matrix));
    objects(matrix, || sheets.as_slice(), sink);
    page(matrix, sink, "environment/index.html", "environment.html", || environment::page(matrix));
    for kind in KINDS {
        let path = format!("{}/index.html", kind.folder);
        page(matrix, sink, &path, "index.html", || pages::index(matrix, kind));
    }
    for (object, body) in matrix.checklists() {
        let path = format!("{}/{}/print.html", object.kind().folder, object.id());
        sink.make(&path, || checklist::html(matrix, object, body));
    }
    for (object, _) in matrix.detections() {
        if let Some((name, text)) = rules::file_of(matrix, object) {
            sink.file(&format!("{}/{}/{name}", object.kind().folder, object.id()), text);
        }
    }
    explorer::write(matrix, sink);
    papers::write(matrix, sink);
    let path = "communications/index.html";
    page(matrix, sink, path, "communications.html", || communications::page(matrix));
    page(matrix, sink, "about/index.html", "about.html", || about::page(matrix));
    page(matrix, sink, "changes/index.html", "changes.html", || changes::page(matrix));
    sink.make("feed.xml", || changes::feed(matrix));
    sink.make("404.html", || templates::render("404.html", &publish::missing(matrix)));
    sink.make("robots.txt", || publish::robots(matrix));
    layers(matrix, || sheets.as_slice(), sink);
}

/// Adds a page for each object.
fn objects<'s>(matrix: &Matrix, sheets: impl FnOnce() -> &'s [Sheet], sink: &mut Sink<'_>) {
    let path = |object: &Object| format!("{}/{}/index.html", object.kind().folder, object.id());
    let wanted: Vec<&Object> =
        matrix.objects().iter().filter(|object| sink.wants(&path(object))).collect();
    if wanted.is_empty() {
        return;
    }
    let shelf = Shelf::new(matrix, sheets());
    let made: Vec<(String, String)> = wanted
        .into_par_iter()
        .map(|object| {
            let path = path(object);
            let page = render(matrix, &path, "object.html", &object::object(&shelf, object));
            (path, page)
        })
        .collect();
    for (path, page) in made {
        sink.file(&path, page);
    }
}

/// Adds what speaks of all files: the downloads, and the map of the site.
pub(super) fn finish(matrix: &Matrix, made: &Artifacts, sink: &mut Sink<'_>) {
    let downloads = downloads::finish(matrix, made, sink);
    page(matrix, sink, downloads::PAGE, "downloads.html", || downloads);
    let mut pages: Vec<&str> = publish::pages(made).chain([downloads::PAGE]).collect();
    pages.sort_unstable();
    sink.file("sitemap.xml", publish::sitemap(matrix, pages.into_iter()));
}

/// Fills a template for the page at that path.
fn render(matrix: &Matrix, path: &str, template: &str, context: &impl Serialize) -> String {
    let places = (publish::address(matrix, path), matrix.meta().url(PREVIEW));
    templates::render_at(template, context, (&places.0, &places.1))
}

/// Adds a page that is made from a template, if it is wanted.
fn page<C: Serialize>(
    matrix: &Matrix,
    sink: &mut Sink<'_>,
    path: &str,
    template: &str,
    context: impl FnOnce() -> C,
) {
    sink.make(path, || render(matrix, path, template, &context()));
}

/// Puts the layers beside the page that lists them, also when the site is made alone.
fn layers<'s>(matrix: &Matrix, sheets: impl FnOnce() -> &'s [Sheet], sink: &mut Sink<'_>) {
    if !sink.wants_below("navigator/") {
        return;
    }
    let (path, sheets) = ("navigator/index.html", sheets());
    page(matrix, sink, path, "navigator.html", || layers::page(matrix, sheets));
    for (path, bytes) in navigator::files(matrix, sheets) {
        sink.file(&format!("navigator/{path}"), bytes);
    }
}

/// Returns true if a kind's objects stand in the matrix as withdrawn ones do: kept, but marked.
fn is_document(body: &Body) -> bool {
    matches!(body, Body::Reference(_) | Body::Catalogue(_) | Body::Brief(_) | Body::Checklist(_))
}
