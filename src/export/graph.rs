//! The graph, or a part of it, in the languages of drawing programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{Matrix, Node};

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
            GraphFormat::Graphml => writeln!(
                out,
                "    <node id=\"n{place}\"><data key=\"id\">{}</data><data key=\"name\">{}</data><data key=\"kind\">{group}</data></node>",
                xml(&id),
                xml(name),
            ),
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
            GraphFormat::Graphml => writeln!(
                out,
                "    <edge source=\"n{from}\" target=\"n{to}\"><data key=\"relation\">{relation}</data></edge>"
            ),
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
  <key id="relation" for="edge" attr.name="relation" attr.type="string"/>
  <graph id="matrix" edgedefault="directed">
"#;

fn group(matrix: &Matrix, node: Node) -> &'static str {
    match node {
        Node::Object(_) => matrix.object(node).map_or("object", |object| object.kind().name),
        Node::Control(..) => "control",
        Node::Attack(_) => "attack",
    }
}

/// Escapes text for a quoted string of DOT.
fn dot(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}

/// Escapes text for XML.
fn xml(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Escapes text for a quoted label of Mermaid.
fn mermaid(text: &str) -> String {
    text.replace('&', "#amp;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
        .replace('\n', " ")
}
