//! The site as one file: the matrix, below it the articles of all objects, style and scripts inside.
//! A link is an anchor (`#DT0001`, `#DT0001/mitigations`), and with a script one article at a time
//! takes the place of the matrix (`assets/scripts/single.js`).
//!
//! The policy of the page allows the scripts and the style that it carries, by their hashes, and
//! nothing else: no text of an object can become a script, whatever stands in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::frame::{Frame, frame};
use super::links::{LinkRef, Linker};
use super::object::{self, Shelf};
use super::pages;
use super::{ICON, data, scripts, search_index, style};
use crate::export::templates;
use crate::model::kinds::READING_ORDER;
use crate::model::{Kind, Matrix};

#[derive(Serialize)]
struct Page {
    frame: Frame,
    policy: String,
    icon: String,
    style: String,
    theme: &'static str,
    /// What runs at the end of the page, in this order.
    scripts: Vec<String>,
    home: String,
    /// The published site.
    url: String,
    /// The matrix, as HTML.
    board: String,
    kinds: Vec<List>,
}

/// All objects of a kind.
#[derive(Serialize)]
struct List {
    place: &'static str,
    title: &'static str,
    /// What the menu calls it.
    label: &'static str,
    rows: Vec<LinkRef>,
    /// The articles, as HTML.
    articles: Vec<String>,
}

/// Returns the file.
pub(in crate::export) fn single(matrix: &Matrix) -> String {
    let meta = matrix.meta();
    let linker = Linker::inside(matrix);
    let scripts = vec![data::script(matrix), search_index::text(matrix, &linker), scripts::text()];
    let style = style::text(matrix);
    let page = Page {
        frame: frame(matrix, "", "", &meta.name, &meta.summary),
        policy: policy(&scripts, &style),
        icon: format!("data:image/svg+xml;base64,{}", BASE64.encode(ICON)),
        style,
        theme: scripts::THEME,
        scripts,
        home: linker.home(),
        url: meta.url(""),
        board: templates::render("board.html", &pages::matrix(matrix, &linker)),
        kinds: kinds(matrix, &linker),
    };
    templates::render("single.html", &page)
}

/// Says what the page may do: run and wear what it carries, and show pictures that it makes itself.
fn policy(scripts: &[String], style: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)));
    let ours: Vec<String> =
        [scripts::THEME].into_iter().chain(scripts.iter().map(String::as_str)).map(hash).collect();
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: blob:; base-uri 'none'; \
         form-action 'none'",
        ours.join(" "),
        hash(style),
    )
}

fn kinds(matrix: &Matrix, linker: &Linker<'_>) -> Vec<List> {
    let shelf = Shelf::new(matrix, &[]);
    let list = |kind: &'static Kind| {
        let objects: Vec<_> = matrix.of_kind(kind.name).collect();
        List {
            place: kind.folder,
            title: kind.plural,
            label: if kind.name == "catalogue" { "Controls" } else { kind.plural },
            rows: objects.iter().map(|it| linker.object(it)).collect(),
            articles: objects
                .par_iter()
                .map(|it| templates::render("article.html", &object::article(&shelf, it)))
                .collect(),
        }
    };
    READING_ORDER.into_iter().map(list).filter(|list| !list.rows.is_empty()).collect()
}
