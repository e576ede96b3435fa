//! What may stand at a place: keys, values of a choice, ids with their names.

use std::ops::Range;

use super::context::{Context, Spot, Step, context};
use super::guest;
use super::proposal::{PROPERTY, Proposal, REFERENCE, VALUE, ids, plain};
use super::schema::{self, Node};
use super::world::World;
use crate::compile;
use crate::diagnostic::{FileId, Level};
use crate::model::{AttackType, Matrix, natural};

/// More proposals than this are not sent: who types on gets others.
const MOST: usize = 400;

/// What is proposed for a place.
pub(super) struct Proposals {
    /// The bytes that a proposal takes the place of.
    pub(super) range: Range<usize>,
    /// The proposals, without their edits; `insert` is the text.
    pub(super) items: Vec<Proposal>,
    /// Whether there are more than are listed.
    pub(super) more: bool,
}

/// Returns what may stand at a place.
pub(super) fn complete(world: &World, file: FileId, offset: usize) -> Option<Proposals> {
    let source = world.source(file);
    let text = source.text.as_str();
    let here = context(text, offset);
    let node = world.schema(file)?.walk(&here.path)?;
    if let Some(proposals) = in_prose(world.matrix(), text, offset, &here, node) {
        return Some(proposals);
    }
    let typed = text.get(here.range.start..offset).unwrap_or_default();
    let items = match here.spot {
        Spot::Prose => return None,
        Spot::Key => {
            let (_, above) = here.path.split_last()?;
            let parent = world.schema(file)?.walk(above)?;
            let mut keys = keys(parent, text, &here);
            for key in &mut keys {
                key.insert.clone_from(&key.label);
            }
            keys
        }
        Spot::Word | Spot::Value if node.form() == "object" => keys(node, text, &here),
        Spot::Word if node.form() == "array" => {
            let mut items = values(world, file, &here, node.item());
            for item in &mut items {
                item.insert.insert_str(0, "- ");
            }
            items
        }
        Spot::Word | Spot::Value => values(world, file, &here, node.item()),
    };
    Some(fitting(items, here.range, typed))
}

/// Keeps what fits to what is typed, in part of the id or of the name.
fn fitting(items: Vec<Proposal>, range: Range<usize>, typed: &str) -> Proposals {
    let typed = typed.to_lowercase();
    let fits = |it: &Proposal| {
        typed.is_empty()
            || it.label.to_lowercase().contains(&typed)
            || it.detail.to_lowercase().contains(&typed)
            // Clients also find letters that are scattered: with few proposals they get them all.
            || it.kind != REFERENCE
    };
    let mut items: Vec<Proposal> = items.into_iter().filter(fits).collect();
    items.sort_by_key(|it| !it.label.to_lowercase().starts_with(&typed));
    let more = items.len() > MOST;
    items.truncate(MOST);
    Proposals { range, items, more }
}

fn keys(node: Node, text: &str, here: &Context) -> Vec<Proposal> {
    let present = siblings(text, here);
    let mut keys = node.keys();
    keys.retain(|(key, ..)| !present.iter().any(|it| it == key));
    keys.sort_by_key(|(_, must, _)| !must);
    keys.into_iter()
        .map(|(key, must, node)| {
            let block = node.definition() == "prose";
            let inner = ["array", "object"].contains(&node.form());
            let end = if block {
                ": |"
            } else if inner {
                ":"
            } else {
                ": "
            };
            Proposal {
                label: key.to_owned(),
                insert: format!("{key}{end}"),
                kind: PROPERTY,
                detail: if must { "must be there" } else { "may be left out" }.to_owned(),
                about: node.about().to_owned(),
            }
        })
        .collect()
}

/// Returns the keys of the mapping that a place is in, apart from the one at the place.
fn siblings(text: &str, here: &Context) -> Vec<String> {
    let own = if here.spot == Spot::Key { here.path.split_last().map(|it| it.1) } else { None };
    let above = own.unwrap_or(&here.path);
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let column = line.len() - line.trim_start_matches([' ', '-']).len();
        let at = context(text, start + column);
        let same = at.path.split_last().is_some_and(|(_, it)| it == above);
        if at.spot == Spot::Key && same && at.range.start != here.range.start {
            found.extend(at.path.last().and_then(|it| match it {
                Step::Key(key) => Some(key.clone()),
                Step::Item(_) => None,
            }));
        }
        start += line.len();
    }
    found
}

fn values(world: &World, file: FileId, here: &Context, node: Node) -> Vec<Proposal> {
    let choice: Vec<Proposal> = node
        .values()
        .map(|value| Proposal {
            label: value.to_owned(),
            insert: value.to_owned(),
            kind: VALUE,
            detail: String::new(),
            about: node.about().to_owned(),
        })
        .collect();
    if !choice.is_empty() {
        return choice;
    }
    let inner = world.source(file).inner.as_str();
    let fields: Vec<&str> = here
        .path
        .iter()
        .filter_map(|it| match it {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        })
        .collect();
    let matrix = world.matrix();
    if world.kept.is_guest(file) {
        return guest::values(world, file, here, &fields, node);
    }
    let field = fields.last().copied().unwrap_or_default();
    match node.definition() {
        _ if fields == ["id"] => {
            let stem = inner.rsplit('/').next().and_then(|it| it.rsplit_once('.'));
            stem.map(|(stem, _)| plain(stem, "the name of the file")).into_iter().collect()
        }
        "replaced_by" => schema::kind_of(inner).map(|it| ids(matrix, it.name)).unwrap_or_default(),
        "control_id" => controls(matrix, ""),
        "attack_technique_id" => attack(matrix, AttackType::Technique),
        _ if fields == ["attack", "id"] => attack(matrix, AttackType::Tactic),
        _ if fields == ["attack"] && inner.starts_with("mitigations/") => {
            attack(matrix, AttackType::Mitigation)
        }
        _ if fields == ["allow", "code"] => codes(),
        _ if field == "d3fend" => controls(matrix, "d3fend:"),
        _ if field == "events" => controls(matrix, "dicom-audit:"),
        _ if fields == ["related"] => {
            let kinds = crate::model::KINDS.iter().filter(|it| it.name != "reference");
            kinds.flat_map(|it| ids(matrix, it.name)).collect()
        }
        "slug" => ids(matrix, if field == "catalogues" { "catalogue" } else { field }),
        "reference_key" => ids(matrix, "reference"),
        definition => definition.strip_suffix("_id").map(|it| ids(matrix, it)).unwrap_or_default(),
    }
}

/// Inside a text: ids behind `[`, citations behind `[@`.
fn in_prose(
    matrix: &Matrix,
    text: &str,
    offset: usize,
    here: &Context,
    node: Node,
) -> Option<Proposals> {
    let prose = here.spot == Spot::Prose || node.definition() == "prose";
    let line = super::text::line_around(text, offset);
    let before = text.get(line.start..offset)?;
    let open = before.rfind('[').filter(|at| prose && !before[*at..].contains(']'))?;
    let typed = &before[open + 1..];
    let start = line.start + open + 1;
    let items = if let Some(typed) = typed.strip_prefix('@') {
        let items = ids(matrix, "reference");
        return Some(fitting(items, start + 1..offset, typed));
    } else {
        let kinds = crate::model::KINDS.iter().filter(|kind| !kind.letters.is_empty());
        kinds.flat_map(|kind| ids(matrix, kind.name)).collect()
    };
    Some(fitting(items, start..offset, typed))
}

fn controls(matrix: &Matrix, prefix: &str) -> Vec<Proposal> {
    let ids = matrix.control_ids().filter(|id| id.starts_with(prefix));
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_by(|a, b| natural(a, b));
    let target = |id: &str| matrix.resolve(&crate::model::Target::Control(id.to_owned()));
    ids.into_iter()
        .filter_map(|id| Some((id, target(id)?)))
        .map(|(id, node)| plain(&id[prefix.len()..], matrix.name(node)))
        .collect()
}

fn attack(matrix: &Matrix, what: AttackType) -> Vec<Proposal> {
    let mut found = Vec::new();
    for index in matrix.attack() {
        let live = index.of(what).iter().filter(|(_, entry)| entry.status.is_live());
        found.extend(live.map(|(id, entry)| Proposal {
            about: format!("ATT&CK {} {} of {}", index.version, what.word(), index.domain),
            ..plain(id, &entry.name)
        }));
    }
    found
}

fn codes() -> Vec<Proposal> {
    let soft = compile::codes().into_iter().filter(|code| code.level == Level::Warning);
    soft.map(|code| Proposal { kind: VALUE, ..plain(code.id, code.summary) }).collect()
}
