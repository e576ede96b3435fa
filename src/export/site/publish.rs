//! What a published site has beside its pages: the map for crawlers, and the page of what is missing.

use std::fmt::Write as _;

use serde::Serialize;

use crate::export::Artifacts;
use crate::export::text::xml;
use crate::model::Matrix;

/// The page that hosts show for an address that leads nowhere. It is shown at any depth, so all its
/// addresses are whole.
#[derive(Serialize)]
pub(super) struct MissingPage {
    name: String,
    home: String,
}

pub(super) fn missing(matrix: &Matrix) -> MissingPage {
    let meta = matrix.meta();
    MissingPage { name: meta.name.clone(), home: meta.url("") }
}

/// Returns the published address of a page of the site, which names the folder and not the file.
pub(super) fn address(matrix: &Matrix, path: &str) -> String {
    matrix.meta().url(path.strip_suffix("index.html").unwrap_or(path))
}

/// Lets crawlers in, and says where the map is.
pub(super) fn robots(matrix: &Matrix) -> String {
    format!("User-agent: *\nAllow: /\nSitemap: {}\n", matrix.meta().url("sitemap.xml"))
}

/// Returns the map of all pages. The page of an object is as old as its last change, every other page
/// as old as the release.
pub(super) fn sitemap<'a>(matrix: &Matrix, pages: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in pages {
        let mut steps = path.split('/');
        let (folder, id) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
        let object = matrix.all(id).find(|object| object.kind().folder == folder);
        let date = object.map_or(&matrix.meta().released, |object| &object.common.modified);
        let url = xml(&address(matrix, path));
        let _ = writeln!(out, "<url><loc>{url}</loc><lastmod>{date}</lastmod></url>");
    }
    out.push_str("</urlset>\n");
    out
}

/// Returns the pages of the site that have an address of their own: not the copies to print.
pub(super) fn pages(made: &Artifacts) -> impl Iterator<Item = &str> {
    let inner = made.iter().filter_map(|(path, _)| path.strip_prefix("site/"));
    inner.filter(|path| *path == "index.html" || path.ends_with("/index.html"))
}
