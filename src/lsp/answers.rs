//! One answer to each question of a client.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions::{self, workspace_edit};
use super::complete::complete;
use super::hover::{hover, unmarked};
use super::protocol::{About, Actions, At, Identifier, Query};
use super::rename::rename;
use super::server::Server;
use super::symbols;
use super::world::World;
use crate::diagnostic::FileId;

/// Symbols of a whole matrix that are sent at most.
const MOST_SYMBOLS: usize = 200;

/// What became of a question.
pub(super) enum Asked {
    /// It has an answer, which may be nothing.
    Answer(Value),
    /// Nobody here knows such questions.
    Unknown,
    /// The question lacks what it needs.
    Unreadable,
    /// It cannot be done, for this reason.
    Refused(String),
}

/// A document that is part of a world.
struct Here<'a> {
    world: &'a World,
    file: FileId,
    text: &'a str,
}

/// Answers a question.
pub(super) fn answer(server: &Server, method: &str, params: &Value) -> Asked {
    let known = match method {
        "textDocument/completion" => at(server, params, completion),
        "textDocument/hover" => at(server, params, hovered),
        "textDocument/definition" => at(server, params, definition),
        "textDocument/references" => at(server, params, references),
        "textDocument/prepareRename" => at(server, params, prepared),
        "textDocument/rename" => return renamed(server, params),
        "textDocument/codeAction" => actionable(server, params),
        "textDocument/formatting" => {
            about(server, params, |server, here| actions::formatted(server, here.world, here.file))
        }
        "textDocument/documentSymbol" => about(server, params, |server, here| {
            symbols::outline(here.world, here.file, server.encoding)
        }),
        "textDocument/foldingRange" => {
            about(server, params, |_, here| symbols::folds(here.world.source(here.file)))
        }
        "workspace/symbol" => read::<Query>(params).map(|it| found(server, &it.query)),
        _ => return Asked::Unknown,
    };
    known.map_or(Asked::Unreadable, Asked::Answer)
}

fn read<T: DeserializeOwned>(params: &Value) -> Option<T> {
    T::deserialize(params).ok()
}

fn here<'a>(server: &'a Server, document: &Identifier) -> Option<Here<'a>> {
    let document = server.documents.get(&document.uri)?;
    let world = server.worlds.get(&document.world)?;
    let file = world.kept.file(document.inner.as_ref()?)?;
    Some(Here { world, file, text: &world.source(file).text })
}

fn about(
    server: &Server,
    params: &Value,
    answer: impl Fn(&Server, &Here<'_>) -> Value,
) -> Option<Value> {
    let About { text_document } = read(params)?;
    Some(here(server, &text_document).map_or(Value::Null, |here| answer(server, &here)))
}

fn at(
    server: &Server,
    params: &Value,
    answer: fn(&Server, &Here<'_>, usize, &At) -> Option<Value>,
) -> Option<Value> {
    let asked: At = read(params)?;
    let answer = here(server, &asked.text_document).and_then(|here| {
        let offset = server.encoding.offset(here.text, asked.position);
        answer(server, &here, offset, &asked)
    });
    Some(answer.unwrap_or_default())
}

fn completion(server: &Server, here: &Here<'_>, offset: usize, _: &At) -> Option<Value> {
    let proposals = complete(here.world, here.file, offset)?;
    let range = json!(server.encoding.range(here.text, &proposals.range));
    let items = proposals.items.iter().enumerate();
    let items: Vec<Value> = items.map(|(place, it)| it.item(place, &range)).collect();
    Some(json!({ "isIncomplete": proposals.more, "items": items }))
}

fn hovered(server: &Server, here: &Here<'_>, offset: usize, _: &At) -> Option<Value> {
    let (text, range) = hover(here.world, here.file, offset)?;
    let (kind, text) =
        if server.markdown { ("markdown", text) } else { ("plaintext", unmarked(&text)) };
    let range = server.encoding.range(here.text, &range);
    Some(json!({ "contents": { "kind": kind, "value": text }, "range": range }))
}

/// Writes a place as the protocol does.
fn location(server: &Server, world: &World, file: FileId, range: &std::ops::Range<usize>) -> Value {
    let text = &world.source(file).text;
    json!({ "uri": server.address(world, file), "range": server.encoding.range(text, range) })
}

fn definition(server: &Server, here: &Here<'_>, offset: usize, _: &At) -> Option<Value> {
    let (node, _) = here.world.named(here.file, offset)?;
    let (file, range) = here.world.home(node)?;
    Some(location(server, here.world, file, &range))
}

fn references(server: &Server, here: &Here<'_>, offset: usize, asked: &At) -> Option<Value> {
    let world = here.world;
    let (node, _) = world.named(here.file, offset)?;
    let home = world.home(node).filter(|_| asked.context.include_declaration);
    let named = world.references(node).into_iter().map(|it| (it.file, it.range));
    let places = home.into_iter().chain(named);
    Some(places.map(|(file, range)| location(server, world, file, &range)).collect())
}

fn prepared(server: &Server, here: &Here<'_>, offset: usize, _: &At) -> Option<Value> {
    let (object, range) = here.world.object_at(here.file, offset)?;
    let range = server.encoding.range(here.text, &range);
    Some(json!({ "range": range, "placeholder": object.name() }))
}

fn renamed(server: &Server, params: &Value) -> Asked {
    let Some(asked) = read::<At>(params) else { return Asked::Unreadable };
    let Some(here) = here(server, &asked.text_document) else { return Asked::Answer(Value::Null) };
    let offset = server.encoding.offset(here.text, asked.position);
    let Some((object, _)) = here.world.object_at(here.file, offset) else {
        return Asked::Refused(
            "only the name of an object can be changed; put the cursor on its id or name"
                .to_owned(),
        );
    };
    match rename(here.world, object, &asked.new_name) {
        Ok(edits) => Asked::Answer(workspace_edit(server, here.world, edits)),
        Err(message) => Asked::Refused(message),
    }
}

fn actionable(server: &Server, params: &Value) -> Option<Value> {
    let asked: Actions = read(params)?;
    let here = here(server, &asked.text_document);
    Some(here.map_or(json!([]), |it| actions::actions(server, it.world, it.file, &asked)))
}

fn found(server: &Server, query: &str) -> Value {
    let mut all = Vec::new();
    for world in server.worlds.values().filter(|world| world.linked) {
        for (file, mut symbol) in symbols::named(world, query, MOST_SYMBOLS) {
            let range = world.matrix().objects().iter().find(|it| it.file == file);
            let range = range.map(|it| world.kept.sources().range(&it.at("/id")));
            symbol["location"] = location(server, world, file, &range.unwrap_or_default());
            all.push(symbol);
        }
    }
    Value::Array(all)
}
