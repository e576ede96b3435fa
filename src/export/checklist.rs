//! Checklists: Markdown to edit and quote, HTML that prints on one page of A4 or US Letter.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Exporter, Sink, templates};
use crate::model::kinds::{Checklist, Item};
use crate::model::{Body, Matrix, Object};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "checklist",
    about: "one page for each audience, as Markdown and as HTML to print",
    committed: true,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for (object, checklist) in matrix.checklists() {
        sink.file(&format!("{}.html", object.id()), html(matrix, object, checklist));
        sink.file(&format!("{}.md", object.id()), markdown(matrix, object, checklist));
    }
}

/// What the template of the printed page shows.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    audience: &'a str,
    lead: &'a str,
    scope: &'static str,
    sections: Vec<PageSection<'a>>,
    url: String,
    matrix: &'a str,
    version: &'a str,
    released: &'a str,
    covered: usize,
    total: usize,
    count: usize,
}

#[derive(Serialize)]
struct PageSection<'a> {
    title: &'a str,
    items: Vec<PageItem<'a>>,
}

#[derive(Serialize)]
struct PageItem<'a> {
    number: usize,
    action: &'a str,
    why: &'a str,
    verify: &'a str,
    ids: String,
}

/// Returns the page to print, a document of its own.
pub(super) fn html(matrix: &Matrix, object: &Object, checklist: &Checklist) -> String {
    templates::render("checklist.html", &page(matrix, object, checklist))
}

fn page<'a>(matrix: &'a Matrix, object: &'a Object, checklist: &'a Checklist) -> Page<'a> {
    let mut number = 0;
    let mut item = |item: &'a Item| {
        number += 1;
        PageItem {
            number,
            action: &item.action,
            why: &item.why,
            verify: &item.verify,
            ids: ids(matrix, checklist, item),
        }
    };
    let sections = checklist.sections.iter().map(|section| PageSection {
        title: &section.title,
        items: section.items.iter().map(&mut item).collect(),
    });
    let sections = sections.collect();
    let audience = matrix.find("audience", &checklist.audience);
    let meta = matrix.meta();
    let (covered, total) = coverage(matrix, checklist);
    Page {
        title: object.name(),
        audience: audience.map_or(checklist.audience.as_str(), Object::name),
        lead: &checklist.lead,
        scope: if checklist.scope == "dicom-only" { "DICOM" } else { "DICOM and MITA" },
        sections,
        url: meta.url(&format!("checklists/{}/", object.id())),
        matrix: &meta.name,
        version: &meta.version,
        released: &meta.released,
        covered,
        total,
        count: number,
    }
}

/// Returns how many techniques in use the items of a checklist touch, and how many there are.
fn coverage(matrix: &Matrix, checklist: &Checklist) -> (usize, usize) {
    let chosen: Vec<&str> = checklist.items().map(|(_, item)| item.mitigation.as_str()).collect();
    let in_use = || matrix.techniques().filter(|it| Matrix::in_use(&it.0.common));
    let touched = in_use().filter(|(_, technique)| {
        technique.mitigations.iter().any(|link| chosen.contains(&link.id.as_str()))
    });
    (touched.count(), in_use().count())
}

/// Returns the small print of an item: its mitigation, and its controls in the catalogues that the
/// checklist names.
fn ids(matrix: &Matrix, checklist: &Checklist, item: &Item) -> String {
    let mut out = item.mitigation.clone();
    let Some(object) = matrix.find("mitigation", &item.mitigation) else { return out };
    let Body::Mitigation(mitigation) = &object.body else { return out };
    for catalogue in &checklist.catalogues {
        let of = |link: &'_ crate::model::kinds::ControlLink| {
            let (outer, id) = link.control.split_once(':')?;
            (outer == catalogue).then(|| id.to_owned())
        };
        let ids: Vec<String> = mitigation.controls.iter().filter_map(of).collect();
        if !ids.is_empty() {
            let short = catalogue.to_uppercase();
            let short = short.strip_prefix("NIST-").unwrap_or(&short).replace('-', " ");
            let _ = write!(out, " · {short}: {}", ids.join(", "));
        }
    }
    out
}

fn markdown(matrix: &Matrix, object: &Object, checklist: &Checklist) -> String {
    let page = page(matrix, object, checklist);
    let mut out = format!("# {}\n\n{}\n", inline(page.title), inline(page.lead));
    for section in &page.sections {
        let _ = write!(out, "\n## {}\n\n", inline(section.title));
        for item in &section.items {
            let _ = writeln!(
                out,
                "- [ ] **{}** {} *To see it:* {} ({})",
                inline(item.action),
                inline(item.why),
                inline(item.verify),
                inline(&item.ids),
            );
        }
    }
    let _ = write!(
        out,
        "\nThese {} items touch {} of {} techniques.\n\
         Scope: {}. From the {}, version {} of {}: <{}>\n",
        page.count,
        page.covered,
        page.total,
        page.scope,
        page.matrix,
        page.version,
        page.released,
        page.url,
    );
    out
}

/// Escapes what Markdown would take for a mark.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
