//! What an editor shows beside a place: the thing behind an id, or the meaning of a key or a value.

use std::fmt::Write as _;
use std::ops::Range;

use super::context::{Context, Spot, Step, context};
use super::world::World;
use crate::diagnostic::FileId;
use crate::model::{AttackType, Body, Matrix, Node, Object, Relation};

/// Returns the Markdown about a place, and the bytes that it is about.
pub(super) fn hover(world: &World, file: FileId, offset: usize) -> Option<(String, Range<usize>)> {
    if let Some((node, range)) = world.named(file, offset) {
        return Some((about(world.matrix(), node), range));
    }
    let source = world.source(file);
    let here = context(&source.text, offset);
    let node = world.schema(file)?.walk(&here.path)?;
    let inside = here.range.start <= offset && offset <= here.range.end && !here.range.is_empty();
    match here.spot {
        Spot::Key if inside => {
            let mut text = format!("**{}**", code(&source.text[here.range.clone()]));
            let _ = write!(text, "\n\n{}", plain(node.about()));
            let values: Vec<String> = node.item().values().map(code).collect();
            if !values.is_empty() {
                let about =
                    if node.item().about() == node.about() { "" } else { node.item().about() };
                let _ = write!(text, "\n\n{} {}", plain(about), values.join(", "));
            }
            Some((text, here.range))
        }
        Spot::Value if inside => {
            let value = &source.text[here.range.clone()];
            let node = node.item();
            if let Some(text) = surface(world, file, &here) {
                return Some((text, here.range));
            }
            node.values().find(|it| *it == value)?;
            Some((format!("**{}**\n\n{}", code(value), plain(node.about())), here.range))
        }
        _ => None,
    }
}

/// Returns the Markdown about the service or interface at a place, if it is one.
fn surface(world: &World, file: FileId, here: &Context) -> Option<String> {
    let listed = matches!(&here.path[..], [Step::Key(key), ..] if key == "surfaces");
    if !listed || !world.kept.is_guest(file) {
        return None;
    }
    let named = world.source(file).text.get(here.range.clone())?;
    let (id, name, about) = world.matrix().surfaces().find(|it| it.0 == named)?;
    Some(format!("**{} {}**\n\n{}", code(id), plain(name), plain(about)))
}

/// Returns the Markdown about a thing.
pub(super) fn about(matrix: &Matrix, node: Node) -> String {
    if let Some(object) = matrix.object(node) {
        return of_object(matrix, node, object);
    }
    let mut text = format!("**{} {}**", plain(&matrix.label(node)), plain(matrix.name(node)));
    if let Some((catalogue, control)) = matrix.control(node) {
        let place = control.section.as_ref().map_or(String::new(), |it| format!(" · {it}"));
        let _ = write!(text, "\n\nControl of {}{}", plain(catalogue.name()), plain(&place));
        if let Some(summary) = &control.summary {
            let _ = write!(text, "\n\n{}", plain(summary));
        }
    } else if let Some(entry) = matrix.attack_entry(node) {
        let version = matrix.attack_index(entry.domain).map_or("", |it| it.version.as_str());
        let what = entry.what.word();
        let _ = write!(text, "\n\nATT&CK {version} {what} of {}", plain(entry.domain));
        if !entry.entry.tactics.is_empty() {
            let _ = write!(text, " · {}", plain(&entry.entry.tactics.join(", ")));
        }
        if !entry.entry.status.is_live() {
            let by = entry.entry.revoked_by.as_ref();
            let by = by.map_or("is retired".to_owned(), |by| format!("is replaced by {by}"));
            let _ = write!(text, "\n\nMITRE says that it {by}.");
        }
        let folder = match entry.what {
            AttackType::Tactic => "tactics",
            AttackType::Technique => "techniques",
            AttackType::Mitigation => "mitigations",
        };
        let page = entry.id.replace('.', "/");
        let _ = write!(text, "\n\n<https://attack.mitre.org/{folder}/{page}/>");
    }
    let users = matrix.incoming(node);
    if !users.is_empty() {
        let _ = write!(text, "\n\n{}", counted(matrix, node));
    }
    text
}

fn of_object(matrix: &Matrix, node: Node, object: &Object) -> String {
    let mut text = format!("**{} {}**", plain(object.id()), plain(object.name()));
    let status = serde_json::to_value(object.common.status).unwrap_or_default();
    let mut facts = vec![object.kind().label.to_owned()];
    facts.push(status.as_str().unwrap_or_default().to_owned());
    match &object.body {
        Body::Technique(it) => {
            facts.push(it.maturity().word().to_owned());
            let tactics = matrix.targets(object, Relation::Achieves);
            facts.extend(tactics.iter().map(|(tactic, _)| plain(matrix.name(*tactic))));
        }
        Body::Reference(it) => facts.push(it.date.clone()),
        _ => {}
    }
    let _ = write!(text, "\n\n{}\n\n{}", facts.join(" · "), plain(&object.common.summary));
    if let Body::Reference(it) = &object.body {
        let _ = write!(text, "\n\n<{}>", it.url.replace(['<', '>', ' '], ""));
    }
    let counted = counted(matrix, node);
    if !counted.is_empty() {
        let _ = write!(text, "\n\n{counted}");
    }
    text
}

/// Says how many things lead here, by what they say of it.
fn counted(matrix: &Matrix, node: Node) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (_, edge) in matrix.incoming(node) {
        let verb = edge.relation.reverse();
        match counts.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, count)) => *count += 1,
            None => counts.push((verb, 1)),
        }
    }
    let counts = counts.iter().map(|(verb, count)| format!("{verb} {count}"));
    counts.collect::<Vec<_>>().join(" · ")
}

/// Returns a text that Markdown shows as it is.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_[]<>#|~".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// Returns Markdown as text, for clients that show none.
pub(super) fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            '*' | '`' | '<' | '>' => {}
            other => out.push(other),
        }
    }
    out
}
