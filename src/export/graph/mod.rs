//! The graph, or a part of it, in the languages of drawing programs.

mod tactics;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::site::anchor;
use super::text::xml;
use super::{Exporter, Sink};
use crate::model::{Body, Matrix, Node};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "graph",
    about: "the whole graph as GraphML and DOT, and the tactics as Mermaid",
    committed: false,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let nodes = matrix.graph().0;
    sink.file("matrix.dot", graph(matrix, &nodes, GraphFormat::Dot));
    sink.file("matrix.graphml", graph(matrix, &nodes, GraphFormat::Graphml));
    sink.file("tactics.mmd", tactics::overview(matrix));
}

/// A way to write a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// DOT, for Graphviz.
    Dot,
    /// `GraphML`, for yEd, Gephi and networkx.
    Graphml,
    /// Mermaid, for Markdown pages.
    Mermaid,
}

/// Writes the graph among some nodes.
pub fn graph(matrix: &Matrix, nodes: &[Node], format: GraphFormat) -> String {
    let places: BTreeMap<Node, usize> =
        nodes.iter().enumerate().map(|(place, node)| (*node, place)).collect();
    let mut out = String::new();
    match format {
        GraphFormat::Dot => {
            out.push_str(
                "digraph matrix {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
            );
        }
        GraphFormat::Graphml => out.push_str(GRAPHML_HEAD),
        GraphFormat::Mermaid => out.push_str("flowchart LR\n"),
    }
    for (node, place) in &places {
        let (id, name, group) = (matrix.label(*node), matrix.name(*node), group(matrix, *node));
        let _ = match format {
            GraphFormat::Dot => writeln!(
                out,
                "  n{place} [label=\"{}\\n{}\", group=\"{group}\"];",
                dot(&id),
                dot(name)
            ),
            GraphFormat::Graphml => {
                let facts = [
                    ("id", id.as_str()),
                    ("name", name),
                    ("kind", group),
                    ("url", &url(matrix, *node)),
                    ("maturity", maturity(matrix, *node)),
                ];
                writeln!(out, "    <node id=\"n{place}\">{}</node>", data(&facts))
            }
            GraphFormat::Mermaid => {
                writeln!(out, "  n{place}[\"{}<br>{}\"]", mermaid(&id), mermaid(name))
            }
        };
    }
    let (_, edges) = matrix.graph();
    for (from, to, edge) in edges {
        let (Some(from), Some(to)) = (places.get(&from), places.get(&to)) else { continue };
        let relation = edge.relation.name();
        let _ = match format {
            GraphFormat::Dot => writeln!(out, "  n{from} -> n{to} [label=\"{relation}\"];"),
            GraphFormat::Graphml => {
                let facts = [("relation", relation), ("text", edge.text.as_str())];
                writeln!(
                    out,
                    "    <edge source=\"n{from}\" target=\"n{to}\">{}</edge>",
                    data(&facts)
                )
            }
            GraphFormat::Mermaid => writeln!(out, "  n{from} -- {relation} --> n{to}"),
        };
    }
    out.push_str(match format {
        GraphFormat::Dot => "}\n",
        GraphFormat::Graphml => "  </graph>\n</graphml>\n",
        GraphFormat::Mermaid => "",
    });
    out
}

const GRAPHML_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="id" for="node" attr.name="id" attr.type="string"/>
  <key id="name" for="node" attr.name="name" attr.type="string"/>
  <key id="kind" for="node" attr.name="kind" attr.type="string"/>
  <key id="url" for="node" attr.name="url" attr.type="string"/>
  <key id="maturity" for="node" attr.name="maturity" attr.type="string"/>
  <key id="relation" for="edge" attr.name="relation" attr.type="string"/>
  <key id="text" for="edge" attr.name="text" attr.type="string"/>
  <graph id="matrix" edgedefault="directed">
"#;

/// Writes what is known of a node or an edge of `GraphML`.
fn data(facts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(out, "<data key=\"{key}\">{}</data>", xml(value));
    }
    out
}

fn group(matrix: &Matrix, node: Node) -> &'static str {
    match node {
        Node::Object(_) => matrix.object(node).map_or("object", |object| object.kind().name),
        Node::Control(..) => "control",
        Node::Attack(_) => "attack",
    }
}

/// Returns the page of a node of ours.
fn url(matrix: &Matrix, node: Node) -> String {
    if let Some((catalogue, control)) = matrix.control(node) {
        let page = format!("controls/{}/#{}", catalogue.id(), anchor(&control.id));
        return matrix.meta().url(&page);
    }
    let page = |object: &crate::model::Object| {
        matrix.meta().url(&format!("{}/{}/", object.kind().folder, object.id()))
    };
    matrix.object(node).map(page).unwrap_or_default()
}

fn maturity(matrix: &Matrix, node: Node) -> &'static str {
    match matrix.object(node).map(|object| &object.body) {
        Some(Body::Technique(technique)) => technique.maturity().word(),
        _ => "",
    }
}

/// Escapes text for a quoted string of DOT.
fn dot(text: &str) -> String {
    line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// Escapes text for a quoted label of Mermaid.
fn mermaid(text: &str) -> String {
    line(text)
        .replace('&', "#amp;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
}

/// Neither language has a way to write a control character.
fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
