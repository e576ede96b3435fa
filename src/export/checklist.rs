//! Checklists: Markdown to edit and quote, HTML that prints on one page of A4 or US Letter.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Artifacts, Exporter, Logo, Sink, templates};
use crate::model::kinds::Checklist;
use crate::model::{Matrix, Object};
use crate::sheet::content::{House, Page, page};
use crate::sheet::{self, look, qr};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "checklist",
    about: "one page for each audience, as Markdown and as HTML to print",
    committed: true,
    run,
};

/// What a house puts on a page of its own.
#[derive(Debug, Default)]
pub struct Letterhead {
    /// Its logo, if it wants one.
    pub logo: Option<Logo>,
    /// Whom to call in an incident, as it is printed.
    pub contact: Option<String>,
}

impl Letterhead {
    /// Returns the signs of the contact that the PDFs cannot show, each once.
    pub fn lacking(&self) -> Vec<char> {
        self.contact.as_deref().map(sheet::lacking).unwrap_or_default()
    }
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for (object, checklist) in matrix.checklists() {
        sink.file(&format!("{}.html", object.id()), html(matrix, object, checklist));
        sink.file(&format!("{}.md", object.id()), markdown(&page(matrix, object, checklist)));
    }
}

/// Makes the files of a checklist that is not part of the matrix: `<id>.html`, `<id>.md` and the
/// PDFs.
///
/// The address on them is that of the audience, since the site has no page of this list.
///
/// # Errors
/// Returns what is wrong if the page has no room for logo and contact.
pub fn own_pages(
    matrix: &Matrix,
    object: &Object,
    checklist: &Checklist,
    letterhead: &Letterhead,
) -> Result<Artifacts, String> {
    let mut page = page(matrix, object, checklist);
    page.url = matrix.meta().url(&format!("audiences/{}/", checklist.audience));
    page.house = House {
        logo: letterhead.logo.as_ref().map(Logo::picture),
        contact: letterhead.contact.as_deref(),
        licence: Some(matrix.meta().licence.as_str()),
    };
    let mut files = Artifacts::default();
    files.insert(&format!("{}.md", object.id()), markdown(&page));
    #[cfg(feature = "pdf")]
    for (name, bytes) in super::pdf::own(object.id(), &page).map_err(|over| {
        let noun = if over.lines == 1 { "line" } else { "lines" };
        let (lines, paper) = (over.lines, over.paper);
        format!("with what its owner adds the page is {lines} {noun} too long for {paper}")
    })? {
        files.insert(&name, bytes);
    }
    let logo = letterhead.logo.as_ref().map(Logo::uri);
    let code = Code::of(&page.url);
    let dressed = Dressed { code, page, look: look::css(), logo };
    files.insert(&format!("{}.html", object.id()), templates::render("checklist.html", &dressed));
    Ok(files)
}

/// Returns the page to print, a document of its own.
pub(super) fn html(matrix: &Matrix, object: &Object, checklist: &Checklist) -> String {
    let page = page(matrix, object, checklist);
    let dressed = Dressed { code: Code::of(&page.url), page, look: look::css(), logo: None };
    templates::render("checklist.html", &dressed)
}

/// A page with what stands around its text.
#[derive(Serialize)]
struct Dressed<'a> {
    #[serde(flatten)]
    page: Page<'a>,
    look: look::Css,
    code: Option<Code>,
    /// The logo of a house, as an address that holds it.
    logo: Option<&'a str>,
}

/// The square code of an address, drawn.
#[derive(Serialize)]
struct Code {
    /// Modules along an edge.
    size: usize,
    /// The dark modules as the path of an SVG: each run of a row is a bar one unit high.
    path: String,
}

impl Code {
    fn of(url: &str) -> Option<Self> {
        let rows = qr::rows(url);
        let mut path = String::new();
        for (y, row) in rows.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] {
                    let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
                }
                x += run.len();
            }
        }
        (!rows.is_empty()).then_some(Self { size: rows.len(), path })
    }
}

fn markdown(page: &Page<'_>) -> String {
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
    if let Some(contact) = page.house.contact {
        let _ = write!(out, "\nIn an incident call: {}\n", inline(contact));
    }
    let _ = write!(
        out,
        "\nThese {} items touch {} of {} techniques.\n\
         For: {}. Scope: {}. From the {}, version {} of {}: <{}>\n",
        page.count,
        page.covered,
        page.total,
        inline(page.audience),
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
        // A line break would start a block of its own.
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
