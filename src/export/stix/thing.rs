//! What every STIX object of ours has.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::super::ids::uuid;
use crate::model::{Matrix, Object, Relation, Status};
use crate::prose;

/// The version of the ATT&CK specification that the shapes follow.
pub(super) const SPEC_VERSION: &str = "3.3.0";

/// Makes ids and the common head of objects.
pub(super) struct Maker<'a> {
    pub(super) matrix: &'a Matrix,
    pub(super) identity: String,
    pub(super) markings: [String; 2],
}

impl<'a> Maker<'a> {
    pub(super) fn new(matrix: &'a Matrix) -> Self {
        let id = |kind: &str, name: &str| {
            format!("{kind}--{}", uuid(&matrix.meta().stix_namespace, &[kind, name]))
        };
        Self {
            matrix,
            identity: id("identity", "authors"),
            markings: [id("marking-definition", "licence"), id("marking-definition", "attack")],
        }
    }

    /// Returns the id of a thing, from its type and our id alone.
    pub(super) fn id(&self, kind: &str, name: &str) -> String {
        format!("{kind}--{}", uuid(&self.matrix.meta().stix_namespace, &[kind, name]))
    }

    /// Returns a day as STIX writes a time.
    #[expect(clippy::unused_self, reason = "read beside the other makers")]
    pub(super) fn stamp(&self, day: &str) -> String {
        format!("{day}T00:00:00.000Z")
    }

    /// Returns the day on which the oldest object was made: that of the frame around them.
    pub(super) fn born(&self) -> String {
        let days = self.matrix.objects().iter().map(|it| it.common.created.as_str());
        self.stamp(days.min().unwrap_or(&self.matrix.meta().released))
    }

    /// Returns a text with its citations as ATT&CK writes them, `(Citation: key)`, its links as
    /// Markdown links to our pages, and its lines joined, so that wrapping changes nothing.
    pub(super) fn text(&self, text: &str) -> String {
        let text = &joined(text);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for mention in prose::mentions(text) {
            let open = text[..mention.range.start].rfind('[').unwrap_or(mention.range.start);
            let close = text[mention.range.end..]
                .find(']')
                .map_or(mention.range.end, |it| mention.range.end + it + 1);
            if open < at {
                continue;
            }
            out.push_str(&text[at..open]);
            if mention.citation {
                let _ = write!(out, "(Citation: {})", mention.name);
            } else {
                let id = &mention.name;
                let kind = self.matrix.get(id).map_or("", |it| it.kind().folder);
                let url = self.matrix.meta().url(&format!("{kind}/{id}/"));
                let _ = write!(out, "[{id}]({url})");
            }
            at = close;
        }
        out.push_str(&text[at..]);
        out.trim_end().to_owned()
    }

    /// Returns the references of an object: our own id first, then the sources that it cites.
    pub(super) fn references(&self, object: &Object) -> Vec<Value> {
        let meta = self.matrix.meta();
        let url = meta.url(&format!("{}/{}/", object.kind().folder, object.id()));
        // A CVE id must stand under the name of its list.
        let cve = object.id().starts_with("CVE-");
        let source = if cve { "cve" } else { meta.id.as_str() };
        let own = json!({ "source_name": source, "external_id": object.id(), "url": url });
        let mut out = vec![own];
        let mut seen: Vec<&str> = Vec::new();
        for (node, _) in self.matrix.targets(object, Relation::Cites) {
            let Some(source) = self.matrix.object(node).filter(|it| !seen.contains(&it.id()))
            else {
                continue;
            };
            seen.push(source.id());
            if let crate::model::Body::Reference(body) = &source.body {
                out.push(json!({
                    "source_name": source.id(),
                    "description": source.name(),
                    "url": body.url,
                }));
            }
        }
        out
    }

    /// Returns an object of a type with what all have: head, name, text, references, status, and every
    /// field of ours that STIX has no word for, under `x_dtm_`.
    pub(super) fn thing(&self, kind: &str, object: &Object) -> Map<String, Value> {
        let common = &object.common;
        let meta = self.matrix.meta();
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| map.insert(key.to_owned(), value);
        put("type", json!(kind));
        put("spec_version", json!("2.1"));
        put("id", json!(self.id(kind, object.id())));
        put("created", json!(self.stamp(&common.created)));
        put("modified", json!(self.stamp(&common.modified)));
        put("created_by_ref", json!(self.identity));
        put("object_marking_refs", json!(self.markings));
        put("name", json!(common.name));
        let text = common.description.as_deref().unwrap_or(&common.summary);
        put("description", json!(self.text(text)));
        put("external_references", json!(self.references(object)));
        if common.status == Status::Revoked {
            put("revoked", json!(true));
        }
        if common.status == Status::Deprecated {
            put("x_mitre_deprecated", json!(true));
        }
        put("x_mitre_version", json!(common.version));
        put("x_mitre_attack_spec_version", json!(SPEC_VERSION));
        put("x_mitre_domains", json!([meta.id]));
        put("x_mitre_modified_by_ref", json!(self.identity));
        if !common.contributors.is_empty() {
            put("x_mitre_contributors", json!(common.contributors));
        }
        put("x_dtm_kind", json!(object.kind().name));
        let parts = [serde_json::to_value(common), serde_json::to_value(&object.body)];
        for part in parts.into_iter().flatten() {
            let Value::Object(fields) = part else { continue };
            for (key, value) in fields {
                // What the head says already, word for word.
                let said = ["id", "name", "version", "created", "modified", "contributors"];
                let described = key == "description" && object.common.description.is_some();
                if !said.contains(&key.as_str()) && !described {
                    let value = match value {
                        Value::String(text) if key == "body" => Value::String(joined(&text)),
                        other => other,
                    };
                    let key = if key == "kind" { "type".to_owned() } else { key };
                    map.insert(format!("x_dtm_{key}"), value);
                }
            }
        }
        map
    }
}

/// Joins the lines of each paragraph: one sentence a line is for authors and diffs.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.trim_end().lines() {
        let mark = line.trim_start();
        let fence = mark.starts_with("```");
        let block = fenced
            || fence
            || line.trim().is_empty()
            || line.starts_with("    ")
            || mark.starts_with(['-', '*', '+', '>', '#', '|'])
            || mark
                .split(['.', ')'])
                .next()
                .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
        fenced ^= fence;
        if !out.is_empty() {
            out.push(if block || out.ends_with('\n') { '\n' } else { ' ' });
        }
        out.push_str(if block { line } else { mark });
        if line.trim().is_empty() {
            out.push('\n');
        }
    }
    out
}
