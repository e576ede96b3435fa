//! What an editor offers to do: mend a finding, mend a whole file, write it in its canonical form.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::protocol::Actions;
use super::rename::Edit;
use super::state::Server;
use super::world::World;
use crate::diagnostic::{FileId, Fix};
use crate::mend::{mend_file, mend_guest};
use crate::{compile, fmt, load};

/// The kind of an action that mends one finding.
pub(super) const QUICK_FIX: &str = "quickfix";

/// The kind of the action that mends a file, which editors can run whenever they save.
pub(super) const FIX_ALL: &str = "source.fixAll.dtm";

/// What a client sends as reason if it was not a person who asked.
const AUTOMATIC: u8 = 2;

/// Returns what can be done about a part of a file.
pub(super) fn actions(server: &Server, world: &World, file: FileId, asked: &Actions) -> Value {
    let text = &world.source(file).text;
    let start = server.encoding.offset(text, asked.range.start);
    let end = server.encoding.offset(text, asked.range.end);
    let mut actions = Vec::new();
    if wanted(asked, QUICK_FIX) {
        for finding in world.findings(file) {
            let range = world.kept.sources().range(&finding.location);
            let Some(fix) = &finding.fix else { continue };
            let Some(edit) =
                edit(server, world, fix).filter(|_| range.start <= end && start <= range.end)
            else {
                continue;
            };
            actions.push(json!({
                "title": fix.title,
                "kind": QUICK_FIX,
                "isPreferred": true,
                "diagnostics": [server.finding(world, finding)],
                "edit": edit,
            }));
        }
    }
    // All is checked anew for it, so it is offered to people and not with every move of their cursor.
    let by_name = asked.context.only.is_some();
    if wanted(asked, FIX_ALL) && (by_name || asked.context.trigger_kind != Some(AUTOMATIC)) {
        actions.extend(fix_all(server, world, file));
    }
    Value::Array(actions)
}

/// Tells whether a client asked for actions of a kind: by its name, by the start of it, or by none.
fn wanted(asked: &Actions, kind: &str) -> bool {
    let above = |it: &String| {
        it.is_empty()
            || kind
                .strip_prefix(it.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    asked.context.only.as_ref().is_none_or(|only| only.iter().any(above))
}

/// Returns a fix as the protocol writes it. `None` if its places are not as they must be, or if it gives
/// a file another name and the client, or what stands there already, does not let it.
fn edit(server: &Server, world: &World, fix: &Fix) -> Option<Value> {
    let edits = world.kept.sources().edits(fix)?;
    let edits = edits.into_iter().map(|it| (it.file, it.range, it.text)).collect();
    let renames: Vec<(FileId, &str)> = fix.renames().collect();
    if renames.is_empty() {
        return Some(workspace_edit(server, world, edits));
    }
    let free = renames.iter().all(|(_, to)| world.kept.file(to).is_none());
    if !(server.renames && world.linked && free) {
        return None;
    }
    let mut changes: Vec<Value> = Vec::new();
    for (address, edits) in by_file(server, world, edits) {
        let version = server.documents.get(&address).and_then(|it| it.version);
        changes.push(
            json!({ "textDocument": { "uri": address, "version": version }, "edits": edits }),
        );
    }
    for (file, to) in renames {
        let to = super::uri::of_path(&world.root.join(to));
        changes
            .push(json!({ "kind": "rename", "oldUri": server.address(world, file), "newUri": to }));
    }
    Some(json!({ "documentChanges": changes }))
}

/// Returns edits as the protocol writes them.
pub(super) fn workspace_edit(server: &Server, world: &World, edits: Vec<Edit>) -> Value {
    json!({ "changes": by_file(server, world, edits) })
}

fn by_file(server: &Server, world: &World, edits: Vec<Edit>) -> Map<String, Value> {
    let mut changes: Map<String, Value> = Map::new();
    for (file, range, text) in edits {
        let range = server.encoding.range(&world.source(file).text, &range);
        let list = changes.entry(server.address(world, file)).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(json!({ "range": range, "newText": text }));
        }
    }
    changes
}

fn fix_all(server: &Server, world: &World, file: FileId) -> Option<Value> {
    if !world.findings(file).iter().any(|finding| finding.fix.is_some()) {
        return None;
    }
    let source = world.source(file);
    let (text, count) = if world.kept.is_guest(file) {
        let raw = load::guest(&world.path(file), &source.text);
        mend_guest(raw, |raw| compile::judge_assessment(raw, world.matrix()))?
    } else {
        mend_file(world.kept.files(), &source.inner)?
    };
    let (range, text) = difference(&source.text, &text)?;
    Some(json!({
        "title": if count == 1 { "mend the one in this file".to_owned() } else { format!("mend all {count} in this file") },
        "kind": FIX_ALL,
        "edit": workspace_edit(server, world, vec![(file, range, text)]),
    }))
}

/// Returns the edits that bring a file into its canonical form. A file of no matrix keeps its own, and so
/// does JSON: the form is one of YAML.
pub(super) fn formatted(server: &Server, world: &World, file: FileId) -> Value {
    let source = world.source(file);
    let of_matrix = source.inner.rsplit_once('/').unwrap_or(("", source.inner.as_str()));
    let guest = world.kept.is_guest(file);
    let (folder, name) = if guest { ("", "x.assessment.yaml") } else { of_matrix };
    let known =
        world.schema(file).is_some() && !(guest && source.text.trim_start().starts_with('{'));
    let made = known.then(|| fmt::canonical(folder, name, &source.text).ok()).flatten();
    let Some(mut made) = made else { return Value::Null };
    // The ends of lines are the editor's.
    if source.text.contains("\r\n") {
        made = made.replace('\n', "\r\n");
    }
    let edits = difference(&source.text, &made).map(|(range, text)| {
        json!({ "range": server.encoding.range(&source.text, &range), "newText": text })
    });
    edits.into_iter().collect()
}

/// Returns the lines that differ, and what stands there in the other text. `None` if nothing differs.
fn difference(old: &str, new: &str) -> Option<(Range<usize>, String)> {
    if old == new {
        return None;
    }
    let (a, b) = (old.split_inclusive('\n'), new.split_inclusive('\n'));
    let same = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum()
    };
    let head = same(&mut a.clone().zip(b.clone()));
    let (a, b) = (old[head..].split_inclusive('\n'), new[head..].split_inclusive('\n'));
    let tail = same(&mut a.rev().zip(b.rev()));
    Some((head..old.len() - tail, new[head..new.len() - tail].to_owned()))
}
