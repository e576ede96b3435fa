//! A checklist to start from: YAML with a word about every field, for those who write their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

#[cfg(feature = "pdf")]
use crate::model::Body;
use crate::model::kinds::{Checklist, Effect, Item, Mitigation, Section};
use crate::model::{Matrix, Object};

/// What a new checklist is made of.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Its id, which is the name of its file.
    pub id: &'a str,
    /// Its heading, if the author has chosen one.
    pub title: Option<&'a str>,
    /// Where an editor finds the schema, seen from the file.
    pub schema: Option<&'a str>,
}

/// Returns the items that close the most for an audience, at most so many, as a checklist.
///
/// Each step takes the mitigation that adds the most to what stands already: a technique counts by
/// what the strongest mitigation leaves of it, one that is prevented most.
pub fn frame(matrix: &Matrix, audience: &str, most: usize) -> Checklist {
    let mut best: BTreeMap<&str, u8> = BTreeMap::new();
    let mut left: Vec<(&Object, &Mitigation)> = matrix
        .mitigations()
        .filter(|(object, _)| Matrix::in_use(&object.common))
        .filter(|(_, it)| it.responsibility.iter().any(|part| part.audience == audience))
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let gain = |object: &Object| {
            let works = effects(matrix, object.id());
            works
                .map(|(id, now)| now.saturating_sub(best.get(id).copied().unwrap_or(0)))
                .map(u32::from)
                .sum::<u32>()
        };
        // Of equals the first by id is taken.
        let next = (0..left.len()).rev().max_by_key(|at| gain(left[*at].0));
        let Some(next) = next.filter(|at| gain(left[*at].0) > 0) else { break };
        let (object, mitigation) = left.remove(next);
        for (id, now) in effects(matrix, object.id()) {
            let old = best.entry(id).or_default();
            *old = now.max(*old);
        }
        chosen.push((object, mitigation));
    }
    let items = |priority: u8| {
        let of = chosen.iter().filter(move |(_, it)| it.priority == priority);
        of.map(|(object, it)| item(matrix, audience, object, it)).collect::<Vec<Item>>()
    };
    let titles = [(1, "Do first"), (2, "Do next"), (3, "When the base stands")];
    let sections =
        titles.map(|(priority, title)| Section { title: title.to_owned(), items: items(priority) });
    let like = matrix.checklists().map(|(_, it)| it).find(|it| it.audience == audience);
    let alone = chosen.iter().all(|(_, it)| it.scope == "dicom-only");
    Checklist {
        audience: audience.to_owned(),
        lead: "Work down this page: in each group the item that closes most comes first, and each line says how to see that it is done.".to_owned(),
        sections: sections.into_iter().filter(|it| !it.items.is_empty()).collect(),
        catalogues: like.map(|it| it.catalogues.clone()).unwrap_or_default(),
        scope: match (matrix.meta().speaks_dicom(), alone) {
            (false, _) => "",
            (true, true) => "dicom-only",
            (true, false) => "dicom-mita",
        }
        .to_owned(),
        milestone: like.and_then(|it| it.milestone.clone()),
    }
}

/// Returns the techniques in use that a mitigation works against, each with how strongly.
fn effects<'a>(matrix: &'a Matrix, id: &'a str) -> impl Iterator<Item = (&'a str, u8)> {
    let in_use = matrix.techniques().filter(|(object, _)| Matrix::in_use(&object.common));
    in_use.filter_map(move |(object, technique)| {
        let link = technique.mitigations.iter().find(|link| link.id == id)?;
        let strength = match link.effect {
            Effect::Limits => 1,
            Effect::Hinders => 2,
            Effect::Prevents => 3,
        };
        Some((object.id(), strength))
    })
}

/// Returns an item for a next step, whoever does it; a detection in its own words.
#[cfg(feature = "pdf")]
pub(super) fn step(matrix: &Matrix, object: &Object) -> Option<Item> {
    match &object.body {
        Body::Mitigation(it) => Some(item(matrix, "", object, it)),
        Body::Detection(it) => Some(Item {
            mitigation: object.id().to_owned(),
            action: short(object.name()),
            why: short(&object.common.summary),
            verify: short(&it.logic),
        }),
        _ => None,
    }
}

/// Returns an item as a page of the matrix words it, first one for the same audience; else in the
/// words of the mitigation.
fn item(matrix: &Matrix, audience: &str, object: &Object, mitigation: &Mitigation) -> Item {
    let known = |same: bool| {
        let lists = matrix.checklists().filter(move |(_, it)| (it.audience == audience) == same);
        let mut items = lists.flat_map(|(_, it)| it.items());
        items.find(|(_, it)| it.mitigation == object.id()).map(|(_, it)| it.clone())
    };
    let own = || {
        let task = mitigation.responsibility.iter().find(|part| part.audience == audience);
        Item {
            mitigation: object.id().to_owned(),
            action: short(task.map_or(object.name(), |part| &part.task)),
            why: short(&object.common.summary),
            verify: short(&mitigation.verify),
        }
    };
    // What is said to others is worded for others: only the line of the same audience is taken whole.
    known(true).unwrap_or_else(|| {
        let own = own();
        known(false)
            .map_or_else(|| own.clone(), |other| Item { action: own.action.clone(), ..other })
    })
}

/// Cuts a text at a word, so that an item stays short.
fn short(text: &str) -> String {
    const LIMIT: usize = 130;
    if text.chars().count() <= LIMIT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LIMIT - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{}…", cut.trim_end_matches([',', ';', ':', ' ']))
}

/// The line of the milestone, or of how to name one.
fn milestone(list: &Checklist) -> String {
    let note = "# The control of a plan that this page starts, as catalogue:id. Optional.\n";
    match &list.milestone {
        Some(id) => format!("{note}milestone: \"{id}\"\n"),
        None => format!("{note}# milestone: \"nsa-mnp:1\"\n"),
    }
}

/// Writes a checklist as YAML that explains itself.
pub fn yaml(matrix: &Matrix, draft: &Draft<'_>, list: &Checklist) -> String {
    let ids = |kind: &'static str| {
        let ids: Vec<&str> = matrix.of_kind(kind).map(Object::id).collect();
        ids.join(", ")
    };
    let audience = matrix.find("audience", &list.audience);
    let audience = audience.map_or(list.audience.as_str(), Object::name);
    let subject = matrix.meta().subject();
    let title =
        draft.title.map_or_else(|| format!("Our {subject}Checklist: {audience}"), str::to_owned);
    let summary = format!("The checks of our house for the role {audience}.");
    let mut out = String::new();
    if let Some(schema) = draft.schema {
        let _ = writeln!(out, "# yaml-language-server: $schema={schema}");
    }
    let _ = write!(
        out,
        "# A checklist of your own. Lines that begin with # are notes to you and are not printed.
# To make the page: dtm checklist build {id}.yaml --logo logo.png --contact \"Phone 1234\"
# Write each text on one line, in double quotes.

# The name of this file without its ending: small letters, digits and hyphens.
id: {id}
# The heading of the page.
title: {title}
# One sentence of at most 200 characters, for tables; it is not printed on the page.
summary: {summary}
# Whom the page speaks to, one of: {audiences}.
audience: {audience}
# The opening of the page, at most 60 words: why to read on.
lead: {lead}
# The groups, in the order of doing. One page holds about 10 to 14 items; `checklist build` says when it is full.
sections:
",
        id = draft.id,
        title = quoted(&title),
        summary = quoted(&summary),
        audiences = ids("audience"),
        audience = list.audience,
        lead = quoted(&list.lead),
    );
    sections(&mut out, list);
    let _ = writeln!(
        out,
        "# Catalogues whose control ids stand small beside each item; delete the key if you want none.
# There are: {}.",
        ids("catalogue")
    );
    if list.catalogues.is_empty() {
        out.push_str("# catalogues:\n#   - ps3.15\n");
    } else {
        out.push_str("catalogues:\n");
        for id in &list.catalogues {
            let _ = writeln!(out, "  - {id}");
        }
    }
    let released = &matrix.meta().released;
    if !list.scope.is_empty() {
        let _ = writeln!(out, "{SCOPE}\nscope: {}", list.scope);
    }
    let _ = write!(
        out,
        "{milestone}# draft while you work on it, stable when somebody has reviewed it.
status: draft
# In quotes. Raise the first number when the list changes its aim, the second when it grows.
version: \"1.0\"
# The days on which it was made and last changed: write yours.
created: {released}
modified: {released}
# Who wrote or reviewed it, if they want to be named:
# contributors:
#   - Ada Lovelace
# Names of your house are not in the dictionary. To silence that warning:
# allow:
#   - code: misspelt-word
#     reason: The list holds names of our systems.
",
        milestone = milestone(list),
    );
    out
}

const SCOPE: &str = "# dicom-only: the items are about DICOM alone. dicom-mita: some need the maker of the device too (MITA).";

const ITEM: &str = "      # One thing to do, in four fields; each text has at most 160 characters.
      # mitigation: the measure behind it. `dtm list mitigation` lists all, `dtm show DM0012` shows one.
      # do: what to do, as an order. why: one reason. verify: how to see that it is done.
";

fn sections(out: &mut String, list: &Checklist) {
    for (outer, section) in list.sections.iter().enumerate() {
        if outer == 0 {
            out.push_str("  # The heading of the group, at most 60 characters.\n");
        }
        let _ = writeln!(out, "  - title: {}\n    items:", quoted(&section.title));
        for (inner, item) in section.items.iter().enumerate() {
            if outer + inner == 0 {
                out.push_str(ITEM);
            }
            let _ = writeln!(
                out,
                "      - mitigation: {}\n        do: {}\n        why: {}\n        verify: {}",
                item.mitigation,
                quoted(&item.action),
                quoted(&item.why),
                quoted(&item.verify),
            );
        }
    }
}

/// Writes a text in double quotes, which YAML reads as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
