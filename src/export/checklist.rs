//! Checklists: Markdown to edit and quote, HTML that prints on one page of A4 or US Letter.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Exporter, Sink, templates};
use crate::model::kinds::Checklist;
use crate::model::{Matrix, Object};
use crate::sheet::content::{Page, page};
use crate::sheet::look;

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
struct Printed<'a> {
    #[serde(flatten)]
    page: Page<'a>,
    look: look::Css,
}

/// Returns the page to print, a document of its own.
pub(super) fn html(matrix: &Matrix, object: &Object, checklist: &Checklist) -> String {
    let printed = Printed { page: page(matrix, object, checklist), look: look::css() };
    templates::render("checklist.html", &printed)
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
    if let Some(milestone) = &page.milestone {
        let _ = write!(out, "\nA first step to: {}.\n", inline(milestone));
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
