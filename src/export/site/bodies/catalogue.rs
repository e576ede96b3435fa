//! The page of a control catalogue: from each control to what answers to it, and on to the techniques.

use std::collections::BTreeSet;

use super::{Parts, links, words};
use crate::export::site::blocks::{Block, Cell, Line, Row, Table};
use crate::export::site::links::{LinkRef, Linker, anchor};
use crate::export::site::papers;
use crate::model::kinds::{Catalogue, Confidence, Control, ControlStatus, Meaning};
use crate::model::{Matrix, Node, Object, Relation, Target};

pub(super) fn parts(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Catalogue,
) -> Parts {
    let sections = sections(it);
    let mut lines = Vec::new();
    let mut answered = 0;
    let mut answers = BTreeSet::new();
    let mut all = BTreeSet::new();
    let mut last = "";
    for control in &it.controls {
        let section = control.section.as_deref().unwrap_or_default();
        if sections && section != last {
            last = section;
            lines.push(Line { section: section.to_owned(), ..Line::default() });
        }
        let target = Target::Control(format!("{}:{}", object.id(), control.id));
        let users = matrix.resolve(&target).map(|node| matrix.incoming(node)).unwrap_or_default();
        let users: Vec<(Node, Relation)> =
            users.into_iter().map(|(node, edge)| (node, edge.relation)).collect();
        let reached = reached(matrix, &users);
        answered += usize::from(!users.is_empty());
        answers.extend(users.iter().map(|(node, _)| *node));
        all.extend(reached.iter().copied());
        let mut cells = cells(matrix, linker, control, &users, &reached);
        if is_form(it) {
            cells.push(meanings(matrix, linker, control));
        }
        lines.push(Line { anchor: anchor(&control.id), cells, ..Line::default() });
    }
    let total = it.controls.len();
    let facts = vec![
        words("Edition", [&it.edition]),
        words("Date", [&it.date]),
        words("Publisher", [&it.publisher]),
        links("Where", vec![LinkRef::outside(&it.url)]),
        words("Licence", [&it.licence]),
        links("Papers", papers::of_catalogue(linker, &it.papers)),
        words("Controls", [total.to_string()]),
        words("Answered", [format!("{answered} of {total}")]),
        words("Answers", [format!("{} mitigations and detections", answers.len())]),
        words("Techniques reached", [all.len().to_string()]),
    ];
    let note = format!(
        "{answered} of {total} controls have an answer in the matrix; {} have none, and their lines \
         say so. Links to controls are our judgment, not a published crosswalk.",
        total - answered,
    );
    let mut heads = vec!["Control", "Answered by", "Techniques"];
    if is_form(it) {
        heads.push("What an answer means on a device");
    }
    if linker.is_inside() {
        let rows = Block::rows("Controls", short(matrix, linker, object, it));
        return (facts, vec![rows.map(|block| block.note(&note))]);
    }
    let block = Block {
        count: total,
        table: Some(Table { heads, lines }),
        ..Block::new("Controls").note(&note)
    };
    (facts, vec![Some(block)])
}

/// Returns the controls with the ids of what answers to them, as the one file shows them.
fn short(matrix: &Matrix, linker: &Linker<'_>, object: &Object, it: &Catalogue) -> Vec<Row> {
    let row = |control: &Control| {
        let target = Target::Control(format!("{}:{}", object.id(), control.id));
        let users = matrix.resolve(&target).map(|node| matrix.incoming(node)).unwrap_or_default();
        let users = users.into_iter().filter_map(|(node, _)| matrix.object(node));
        Row {
            anchor: format!("{}{}", linker.prefix(), anchor(&control.id)),
            more: users.map(|it| linker.short(it)).collect(),
            ..Row::new(LinkRef {
                id: control.id.clone(),
                name: control.title.clone(),
                ..LinkRef::default()
            })
        }
    };
    it.controls.iter().map(row).collect()
}

/// Returns true if the sections group the controls, rather than number each of them.
fn sections(it: &Catalogue) -> bool {
    let mut runs: Vec<&str> = Vec::new();
    for control in &it.controls {
        let section = control.section.as_deref().unwrap_or_default();
        if runs.last() != Some(&section) {
            runs.push(section);
        }
    }
    let distinct: BTreeSet<&&str> = runs.iter().collect();
    distinct.len() == runs.len() && runs.len() > 1 && runs.len() * 2 < it.controls.len()
}

/// Returns the techniques in use that answers work against or see.
fn reached(matrix: &Matrix, users: &[(Node, Relation)]) -> BTreeSet<Node> {
    let mut found = BTreeSet::new();
    for (user, _) in users {
        for (node, edge) in matrix.incoming(*user) {
            let works = matches!(edge.relation, Relation::Mitigates | Relation::Detects);
            if works && matrix.object(node).is_some_and(|it| Matrix::in_use(&it.common)) {
                found.insert(node);
            }
        }
    }
    found
}

fn cells(
    matrix: &Matrix,
    linker: &Linker<'_>,
    control: &Control,
    users: &[(Node, Relation)],
    reached: &BTreeSet<Node>,
) -> Vec<Cell> {
    let link =
        LinkRef { id: control.id.clone(), name: control.title.clone(), ..LinkRef::default() };
    let mut head = Cell::link(link).with(control.summary.clone().unwrap_or_default());
    if control.status == ControlStatus::Retired {
        head.tags.push("retired".to_owned());
    }
    if control.confidence == Confidence::Secondary {
        head.tags.push("secondary source".to_owned());
    }
    if users.is_empty() {
        return vec![head, Cell::text("Nothing in the matrix answers to it."), Cell::default()];
    }
    let answers = users.iter().map(|(node, relation)| {
        let mut link = linker.node(*node);
        link.title = format!("{} this control. {}", capital(relation.verb()), link.title);
        relation.verb().clone_into(&mut link.tag);
        link
    });
    let short = reached.iter().filter_map(|node| matrix.object(*node)).map(|it| linker.short(it));
    let more: Vec<LinkRef> = short.collect();
    let techniques = Cell {
        more_label: match more.len() {
            1 => "1 technique".to_owned(),
            count => format!("{count} techniques"),
        },
        more,
        ..Cell::default()
    };
    vec![head, Cell { links: answers.collect(), ..Cell::default() }, techniques]
}

/// Returns true if the controls are questions whose answers say something about a device.
fn is_form(it: &Catalogue) -> bool {
    it.controls.iter().any(|control| !control.answers.is_empty())
}

/// Returns the answers that decide something, each with the mitigation and what it means there.
fn meanings(matrix: &Matrix, linker: &Linker<'_>, control: &Control) -> Cell {
    let deciding = control.answers.iter().filter(|row| row.means != Meaning::Nothing);
    let links = deciding.filter_map(|row| {
        let mut link = linker.short(matrix.get(&row.mitigation)?);
        row.answer.word().clone_into(&mut link.id);
        link.title = format!("{} {}", link.title, row.rationale);
        let doubt = if row.sure { "" } else { ", not sure" };
        link.tag = format!("{}{doubt}", row.means.word());
        Some(link)
    });
    Cell { links: links.collect(), ..Cell::default() }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
