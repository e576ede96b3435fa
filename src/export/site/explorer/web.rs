//! What the graph page shows: the nodes in use, and the lines between them, each once.

use std::collections::{BTreeMap, BTreeSet};

use super::super::links::Linker;
use crate::model::{Matrix, Node, Relation};

/// A row of the drawing: the nodes of one kind.
pub(super) struct Band {
    /// Kind, as the model names it; `attack` for entries of ATT&CK, `control` for controls.
    pub(super) kind: &'static str,
    /// Name of many.
    pub(super) label: &'static str,
    /// Name of one.
    pub(super) one: &'static str,
    /// Whether the band is shown at first.
    pub(super) shown: bool,
    /// Whether its cards carry the id alone, on one line.
    pub(super) small: bool,
}

const fn band(kind: &'static str, label: &'static str, one: &'static str) -> Band {
    Band { kind, label, one, shown: true, small: false }
}

const fn later(kind: &'static str, label: &'static str, one: &'static str, small: bool) -> Band {
    Band { kind, label, one, shown: false, small }
}

/// The bands from top to bottom.
pub(super) const BANDS: [Band; 13] = [
    band("case-study", "Case studies", "Case study"),
    band("asset", "Assets", "Asset"),
    band("tactic", "Tactics", "Tactic"),
    band("technique", "Techniques", "Technique"),
    band("mitigation", "Mitigations", "Mitigation"),
    band("detection", "Detections", "Detection"),
    later("audience", "Audiences", "Audience", false),
    later("checklist", "Checklists", "Checklist", false),
    later("brief", "Briefs", "Brief", false),
    later("attack", "ATT&CK", "ATT&CK", true),
    later("reference", "References", "Reference", true),
    later("catalogue", "Catalogues", "Catalogue", false),
    later("control", "Controls", "Control", true),
];

/// A node of the drawing.
pub(super) struct Dot {
    pub(super) node: Node,
    /// Place of its band.
    pub(super) band: usize,
    /// What names it in addresses: its id, with the kind before it where two share one.
    pub(super) key: String,
    pub(super) id: String,
    pub(super) name: String,
    /// A sentence about it; empty where there is none.
    pub(super) summary: String,
    /// Address of its page, seen from the page of the graph.
    pub(super) url: String,
}

/// A line between two nodes, by their places.
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) relation: Relation,
    pub(super) text: String,
}

/// Nodes by band and then as the matrix orders them, lines by their ends.
pub(super) struct Web {
    pub(super) dots: Vec<Dot>,
    pub(super) lines: Vec<Line>,
}

/// Returns what is in use. What only links lead to, as controls and ATT&CK, is there if one does.
pub(super) fn web(matrix: &Matrix) -> Web {
    let mut lines: BTreeMap<(Node, Node, Relation), String> = BTreeMap::new();
    for (from, to, edge) in matrix.graph().1 {
        if from == to || place(matrix, from).is_none() || place(matrix, to).is_none() {
            continue;
        }
        let text = lines.entry((from, to, edge.relation)).or_default();
        if !text.contains(edge.text.as_str()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&edge.text);
        }
    }
    let reached: BTreeSet<Node> = lines.keys().flat_map(|(from, to, _)| [*from, *to]).collect();
    let objects = matrix.objects().iter().filter(|it| it.kind().name != "catalogue");
    let nodes: BTreeSet<Node> =
        objects.filter_map(|object| matrix.node_of(object)).chain(reached).collect();
    let mut nodes: Vec<(usize, Node)> =
        nodes.into_iter().filter_map(|node| Some((place(matrix, node)?, node))).collect();
    nodes.sort_unstable();

    let linker = Linker::new(matrix, "../");
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut places: BTreeMap<Node, usize> = BTreeMap::new();
    let mut dots: Vec<Dot> = Vec::with_capacity(nodes.len());
    for (band, node) in nodes {
        let link = linker.node(node);
        let mut key = link.id.clone();
        while !keys.insert(key.clone()) {
            key = format!("{}:{key}", BANDS[band].kind);
        }
        places.insert(node, dots.len());
        let (id, name, summary, url) = (link.id, link.name, link.title, link.url);
        dots.push(Dot { node, band, key, id, name, summary, url });
    }
    let lines = lines.into_iter().filter_map(|((from, to, relation), text)| {
        Some(Line { from: *places.get(&from)?, to: *places.get(&to)?, relation, text })
    });
    Web { dots, lines: lines.collect() }
}

/// Returns the band of a node that is in use.
fn place(matrix: &Matrix, node: Node) -> Option<usize> {
    let owner = matrix.object(node).or_else(|| matrix.control(node).map(|(owner, _)| owner));
    if owner.is_some_and(|owner| !Matrix::in_use(&owner.common)) {
        return None;
    }
    let kind = match node {
        Node::Object(_) => owner?.kind().name,
        Node::Control(..) => "control",
        Node::Attack(_) => "attack",
    };
    BANDS.iter().position(|band| band.kind == kind)
}
