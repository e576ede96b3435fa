//! The graph page: the whole graph as a drawing, the same as a table, and as data for the script.

mod drawing;
mod layout;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;

use super::frame::{Frame, frame};
use crate::export::Sink;
use crate::export::text::xml;
use crate::model::{Matrix, Relation};
use layout::{CARD, EDGE, GAP, Layout, card_height};
use web::{BANDS, Web};

/// The page.
#[derive(Serialize)]
struct GraphPage {
    frame: Frame,
    nodes: usize,
    links: usize,
    kinds: Vec<Choice>,
    relations: Vec<Choice>,
    drawing: String,
    table: String,
}

/// A box to tick.
#[derive(Serialize)]
struct Choice {
    name: &'static str,
    label: &'static str,
    count: usize,
    on: bool,
}

/// Writes the page and its data.
pub(super) fn write(matrix: &Matrix, sink: &mut Sink<'_>) {
    let (path, script) = ("graph/index.html", "static/graph.js");
    if !sink.wants(path) && !sink.wants(script) {
        return;
    }
    let web = web::web(matrix);
    let layout = layout::layout(matrix, &web);
    let relations = relations(&web);
    let kinds = BANDS.iter().enumerate().map(|(place, band)| Choice {
        name: band.kind,
        label: band.label,
        count: web.dots.iter().filter(|dot| dot.band == place).count(),
        on: band.shown,
    });
    let choices = relations.iter().map(|relation| Choice {
        name: relation.name(),
        label: relation.verb(),
        count: web.lines.iter().filter(|line| line.relation == *relation).count(),
        on: true,
    });
    let name = &matrix.meta().name;
    let page = || GraphPage {
        frame: frame(matrix, "../", "graph", "Graph", &format!("The whole graph of the {name}.")),
        nodes: web.dots.len(),
        links: web.lines.len(),
        kinds: kinds.filter(|kind| kind.count > 0).collect(),
        relations: choices.collect(),
        drawing: drawing::svg(&web, &layout),
        table: table(&web, &relations),
    };
    super::page(matrix, sink, path, "graph.html", page);
    sink.make(script, || data(&web, &layout, &relations));
}

/// Returns the relations that lines have, in order.
fn relations(web: &Web) -> Vec<Relation> {
    let found: BTreeSet<Relation> = web.lines.iter().map(|line| line.relation).collect();
    found.into_iter().collect()
}

/// Writes a body of the table for each kind: nodes with the ids that each relation leads to.
fn table(web: &Web, relations: &[Relation]) -> String {
    let mut near: BTreeMap<usize, BTreeMap<(usize, bool), Vec<usize>>> = BTreeMap::new();
    for line in &web.lines {
        let relation = relations.iter().position(|it| *it == line.relation).unwrap_or_default();
        near.entry(line.from).or_default().entry((relation, false)).or_default().push(line.to);
        near.entry(line.to).or_default().entry((relation, true)).or_default().push(line.from);
    }
    let mut out = String::new();
    for (band, kind) in BANDS.iter().enumerate() {
        let members = web.dots.iter().enumerate().filter(|(_, dot)| dot.band == band);
        let mut open = false;
        for (place, dot) in members {
            if !open {
                let _ = write!(out, "<tbody data-kind=\"{}\">", kind.kind);
                open = true;
            }
            let none = BTreeMap::new();
            let links = near.get(&place).unwrap_or(&none);
            let count: usize = links.values().map(Vec::len).sum();
            let _ = write!(
                out,
                "<tr data-n=\"{place}\"><td class=\"id\">{}</td><th scope=\"row\"><a href=\"{}\">{}</a></th>\
                 <td>{}</td><td>",
                xml(&dot.id),
                xml(&dot.url),
                xml(&dot.name),
                xml(kind.one),
            );
            if count == 0 {
                out.push_str("none");
            } else {
                let _ = write!(out, "<details><summary>{count}</summary>");
                for ((relation, reverse), ends) in links {
                    let relation = relations[*relation];
                    let verb = if *reverse { relation.reverse() } else { relation.verb() };
                    let ids: Vec<String> = ends.iter().map(|end| xml(&web.dots[*end].id)).collect();
                    let _ = write!(out, "<p>{verb} {}</p>", ids.join(", "));
                }
                out.push_str("</details>");
            }
            out.push_str("</td></tr>\n");
        }
        if open {
            out.push_str("</tbody>\n");
        }
    }
    out
}

/// Writes the data of the script: lists rather than objects, since there are thousands. Ids, names
/// and addresses stand in the table, from which the script takes them.
fn data(web: &Web, layout: &Layout, relations: &[Relation]) -> String {
    let bands: Vec<_> = BANDS
        .iter()
        .enumerate()
        .map(|(place, band)| {
            json!([band.kind, band.one, layout.heights[place], card_height(place), band.shown])
        })
        .collect();
    let verbs: Vec<_> =
        relations.iter().map(|it| json!([it.name(), it.verb(), it.reverse()])).collect();
    let nodes: Vec<_> = web
        .dots
        .iter()
        .zip(&layout.spots)
        .map(|(dot, (x, y))| {
            let key = if dot.key == dot.id { "" } else { &dot.key };
            json!([key, dot.band, x, y, dot.summary])
        })
        .collect();
    let lines: Vec<_> = web
        .lines
        .iter()
        .map(|line| {
            let relation = relations.iter().position(|it| *it == line.relation);
            if line.text.is_empty() {
                json!([line.from, line.to, relation])
            } else {
                json!([line.from, line.to, relation, line.text])
            }
        })
        .collect();
    let size = json!({ "width": layout.width, "card": CARD, "gap": GAP, "edge": EDGE });
    let data =
        json!({ "size": size, "bands": bands, "relations": verbs, "nodes": nodes, "lines": lines });
    format!("window.DTM_GRAPH = {data};\n")
}
