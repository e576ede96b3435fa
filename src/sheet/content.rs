//! The words of a checklist, for Markdown, HTML and PDF alike.

use std::fmt::Write as _;

use serde::Serialize;

use super::picture::Picture;
use crate::model::kinds::{Checklist, Item};
use crate::model::{Body, Matrix, Object, Target};

/// What stands on the page of a checklist.
#[derive(Serialize)]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whom it speaks to.
    pub audience: &'a str,
    /// The opening.
    pub lead: &'a str,
    /// Who would write it: DICOM, or DICOM and MITA.
    pub scope: &'a str,
    /// Groups of items.
    pub sections: Vec<PageSection<'a>>,
    /// The address of its page on the site.
    pub url: String,
    /// The milestone of a plan that it is a step to, with the name of the plan.
    pub milestone: Option<String>,
    /// The name of the matrix.
    pub matrix: &'a str,
    /// The version of the matrix.
    pub version: &'a str,
    /// The day of its release.
    pub released: &'a str,
    /// Techniques that the items touch.
    pub covered: usize,
    /// Techniques in use.
    pub total: usize,
    /// Items of all groups.
    pub count: usize,
    /// What a house puts on a page of its own; nothing on pages of the matrix.
    #[serde(flatten)]
    pub house: House<'a>,
}

/// What a house puts on a page of its own.
#[derive(Clone, Copy, Default, Serialize)]
pub struct House<'a> {
    /// Its logo, for the PDF.
    #[serde(skip)]
    pub logo: Option<&'a Picture>,
    /// Whom to call in an incident.
    pub contact: Option<&'a str>,
    /// The licence under which the house adapted the content.
    pub licence: Option<&'a str>,
}

/// A group of items.
#[derive(Serialize)]
pub struct PageSection<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Its items.
    pub items: Vec<PageItem<'a>>,
}

/// An item.
#[derive(Serialize)]
pub struct PageItem<'a> {
    /// Its number on the page, from 1.
    pub number: usize,
    /// What to do.
    pub action: &'a str,
    /// Why.
    pub why: &'a str,
    /// How to see that it is done.
    pub verify: &'a str,
    /// Its mitigation and controls.
    pub ids: String,
}

/// Returns what stands on the page of a checklist.
pub fn page<'a>(matrix: &'a Matrix, object: &'a Object, checklist: &'a Checklist) -> Page<'a> {
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
        scope: match &*checklist.scope {
            "" => meta.name.as_str(),
            "dicom-only" => "DICOM",
            _ => "DICOM and MITA",
        },
        sections,
        url: meta.url(&format!("checklists/{}/", object.id())),
        milestone: checklist.milestone.as_deref().map(|id| milestone(matrix, id)),
        matrix: &meta.name,
        version: &meta.version,
        released: &meta.released,
        covered,
        total,
        count: number,
        house: House::default(),
    }
}

/// Returns the words for a milestone, such as `nsa-mnp:1`.
fn milestone(matrix: &Matrix, id: &str) -> String {
    let node = matrix.resolve(&Target::Control(id.to_owned()));
    let control = node.and_then(|node| matrix.control(node));
    control.map_or_else(
        || id.to_owned(),
        |(catalogue, control)| format!("{}, {}", catalogue.name(), control.title),
    )
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
