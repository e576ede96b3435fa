//! The matrix: all objects, and the graph over them. The only file that names `petgraph`.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::attack::{AttackEntry, AttackIndex, AttackType};
use super::entity::Common;
use super::graph::{Edge, Node, Relation};
use super::kinds::{
    Audience, Body, Brief, CaseStudy, Catalogue, Checklist, Control, Detection, Mitigation,
    Reference, Tactic, Technique,
};
use super::links::Target;
use super::meta::Meta;
use super::object::Object;
use super::spelling::Spelling;
use crate::diagnostic::FileId;

/// An entry of a pinned ATT&CK index, with where it stands.
#[derive(Clone, Copy, Debug)]
pub struct AttackRef<'a> {
    /// Domain, `enterprise-attack`.
    pub domain: &'a str,
    /// What it is.
    pub what: AttackType,
    /// Its id.
    pub id: &'a str,
    /// What is known of it.
    pub entry: &'a AttackEntry,
}

/// All objects of a matrix and the graph over them.
///
/// Ids are unique, every edge has both ends, and every iteration runs in one order: objects by kind
/// and id, outgoing edges as their author wrote them, incoming edges by their source.
#[derive(Debug, Default)]
pub struct Matrix {
    meta: Meta,
    meta_file: Option<FileId>,
    objects: Vec<Object>,
    attack: Vec<AttackIndex>,
    attack_places: Vec<(usize, AttackType, String)>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_control: BTreeMap<String, (usize, usize)>,
    by_attack: BTreeMap<(AttackType, String), Vec<usize>>,
    graph: DiGraph<Node, Edge>,
    indices: BTreeMap<Node, NodeIndex>,
    /// What the words of all texts came to.
    pub spelling: Spelling,
}

impl Matrix {
    /// Returns a matrix of objects without edges. The objects are sorted and their ids unique.
    pub fn new(
        meta: Option<(FileId, Meta)>,
        objects: Vec<Object>,
        attack: Vec<AttackIndex>,
    ) -> Self {
        let (meta_file, meta) =
            meta.map_or((None, Meta::default()), |(file, meta)| (Some(file), meta));
        let mut matrix = Self { meta, meta_file, objects, attack, ..Self::default() };
        for (place, object) in matrix.objects.iter().enumerate() {
            matrix.by_id.entry(object.common.id.clone()).or_default().push(place);
            if let Body::Catalogue(catalogue) = &object.body {
                for (inner, control) in catalogue.controls.iter().enumerate() {
                    let id = format!("{}:{}", object.common.id, control.id);
                    matrix.by_control.entry(id).or_insert((place, inner));
                }
            }
        }
        for (domain, index) in matrix.attack.iter().enumerate() {
            for what in [AttackType::Tactic, AttackType::Technique, AttackType::Mitigation] {
                for id in index.of(what).keys() {
                    let place = matrix.attack_places.len();
                    matrix.attack_places.push((domain, what, id.clone()));
                    matrix.by_attack.entry((what, id.clone())).or_default().push(place);
                }
            }
        }
        matrix
    }

    /// Adds an edge.
    pub fn connect(&mut self, from: Node, to: Node, edge: Edge) {
        let (from, to) = (self.index(from), self.index(to));
        self.graph.add_edge(from, to, edge);
    }

    fn index(&mut self, node: Node) -> NodeIndex {
        let graph = &mut self.graph;
        *self.indices.entry(node).or_insert_with(|| graph.add_node(node))
    }

    /// Returns the node that a reference names, if it exists.
    pub fn resolve(&self, target: &Target) -> Option<Node> {
        match target {
            Target::Object(kind, id) => {
                let mut places = self.by_id.get(id)?.iter();
                let place = places.find(|place| self.objects[**place].kind().name == *kind)?;
                Some(Node::Object(*place))
            }
            Target::Any(id) => self.node(id),
            Target::Control(id) => {
                self.by_control.get(id).map(|(outer, inner)| Node::Control(*outer, *inner))
            }
            Target::AttackTechnique(domain, id) => {
                self.attack_node(AttackType::Technique, id, Some(domain))
            }
            Target::AttackTactic(domain, id) => {
                self.attack_node(AttackType::Tactic, id, Some(domain))
            }
            Target::AttackMitigation(id) => self.attack_node(AttackType::Mitigation, id, None),
        }
    }

    fn attack_node(&self, what: AttackType, id: &str, domain: Option<&str>) -> Option<Node> {
        let places = self.by_attack.get(&(what, id.to_owned()))?;
        let fits = |place: &&usize| {
            let (index, ..) = self.attack_places[**place];
            domain.is_none_or(|domain| self.attack[index].domain == domain)
        };
        places.iter().find(fits).map(|place| Node::Attack(*place))
    }

    /// Returns what is said of the matrix as a whole.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Sets the address under which everything made from the matrix is published.
    pub fn publish_at(&mut self, base_url: &str) {
        base_url.trim_end_matches('/').clone_into(&mut self.meta.base_url);
    }

    /// Returns the file that says it.
    pub fn meta_file(&self) -> Option<FileId> {
        self.meta_file
    }

    /// Returns the pinned ATT&CK indexes, by domain.
    pub fn attack(&self) -> &[AttackIndex] {
        &self.attack
    }

    /// Returns the pinned index of a domain.
    pub fn attack_index(&self, domain: &str) -> Option<&AttackIndex> {
        self.attack.iter().find(|index| index.domain == domain)
    }

    /// Returns all objects by kind and id.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Returns the objects of a kind, by id.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Object> {
        let first = self.objects.partition_point(|object| object.kind().name < kind);
        self.objects[first..].iter().take_while(move |object| object.kind().name == kind)
    }

    /// Returns the object of that id. Ids that are words may name an audience and its checklist:
    /// of several the first by kind is returned; [`Matrix::all`] returns them all.
    pub fn get(&self, id: &str) -> Option<&Object> {
        self.all(id).next()
    }

    /// Returns the objects of that id, at most one of a kind.
    pub fn all(&self, id: &str) -> impl Iterator<Item = &Object> {
        self.by_id.get(id).into_iter().flatten().map(|place| &self.objects[*place])
    }

    /// Returns the object of that kind and id.
    pub fn find(&self, kind: &'static str, id: &str) -> Option<&Object> {
        self.all(id).find(|object| object.kind().name == kind)
    }

    /// Returns the node of the first object of that id.
    pub fn node(&self, id: &str) -> Option<Node> {
        self.by_id.get(id)?.first().map(|place| Node::Object(*place))
    }

    /// Returns the node of an object of this matrix.
    pub fn node_of(&self, object: &Object) -> Option<Node> {
        let mut places = self.by_id.get(object.id())?.iter();
        let kind = object.kind().name;
        places.find(|place| self.objects[**place].kind().name == kind).map(|it| Node::Object(*it))
    }

    /// Returns the ids of all objects.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// Returns the ids of all controls, as `catalogue:id`.
    pub fn control_ids(&self) -> impl Iterator<Item = &str> {
        self.by_control.keys().map(String::as_str)
    }

    /// Returns the object of a node, if the node is one.
    pub fn object(&self, node: Node) -> Option<&Object> {
        match node {
            Node::Object(place) => self.objects.get(place),
            Node::Control(..) | Node::Attack(_) => None,
        }
    }

    /// Returns the control of a node with its catalogue, if the node is one.
    pub fn control(&self, node: Node) -> Option<(&Object, &Control)> {
        let Node::Control(outer, inner) = node else { return None };
        let object = self.objects.get(outer)?;
        let Body::Catalogue(catalogue) = &object.body else { return None };
        Some((object, catalogue.controls.get(inner)?))
    }

    /// Returns the ATT&CK entry of a node, if the node is one.
    pub fn attack_entry(&self, node: Node) -> Option<AttackRef<'_>> {
        let Node::Attack(place) = node else { return None };
        let (domain, what, id) = self.attack_places.get(place)?;
        let index = self.attack.get(*domain)?;
        let entry = index.of(*what).get(id)?;
        Some(AttackRef { domain: &index.domain, what: *what, id, entry })
    }

    /// Returns the id by which people know a node: `DT0042`, `ps3.15:B.12`, `T1190`.
    pub fn label(&self, node: Node) -> String {
        if let Some(object) = self.object(node) {
            return object.common.id.clone();
        }
        if let Some((catalogue, control)) = self.control(node) {
            return format!("{}:{}", catalogue.common.id, control.id);
        }
        self.attack_entry(node).map(|it| it.id.to_owned()).unwrap_or_default()
    }

    /// Returns the name of a node.
    pub fn name(&self, node: Node) -> &str {
        if let Some(object) = self.object(node) {
            return &object.common.name;
        }
        if let Some((_, control)) = self.control(node) {
            return &control.title;
        }
        self.attack_entry(node).map_or("", |it| &it.entry.name)
    }

    /// Returns the edges that leave a node, in the order in which they were written.
    pub fn outgoing(&self, node: Node) -> Vec<(Node, &Edge)> {
        self.edges(node, Direction::Outgoing)
    }

    /// Returns the edges that reach a node, by their source.
    pub fn incoming(&self, node: Node) -> Vec<(Node, &Edge)> {
        let mut edges = self.edges(node, Direction::Incoming);
        edges.sort_by_key(|(source, _)| *source);
        edges
    }

    fn edges(&self, node: Node, direction: Direction) -> Vec<(Node, &Edge)> {
        let Some(index) = self.indices.get(&node) else { return Vec::new() };
        let mut edges: Vec<_> = self.graph.edges_directed(*index, direction).collect();
        edges.sort_by_key(petgraph::graph::EdgeReference::id);
        let far = |edge: &petgraph::graph::EdgeReference<'_, Edge>| match direction {
            Direction::Outgoing => edge.target(),
            Direction::Incoming => edge.source(),
        };
        edges.iter().map(|edge| (self.graph[far(edge)], edge.weight())).collect()
    }

    /// Returns the nodes that a relation leads to from an object.
    pub fn targets(&self, object: &Object, relation: Relation) -> Vec<(Node, &Edge)> {
        let edges = self.node_of(object).map(|node| self.outgoing(node)).unwrap_or_default();
        edges.into_iter().filter(|(_, edge)| edge.relation == relation).collect()
    }

    /// Returns the nodes from which a relation leads to an object.
    pub fn origins(&self, object: &Object, relation: Relation) -> Vec<(Node, &Edge)> {
        let edges = self.node_of(object).map(|node| self.incoming(node)).unwrap_or_default();
        edges.into_iter().filter(|(_, edge)| edge.relation == relation).collect()
    }

    /// Returns the same, each node once with the first of its edges.
    pub fn sources(&self, object: &Object, relation: Relation) -> Vec<(Node, &Edge)> {
        let mut origins = self.origins(object, relation);
        origins.dedup_by_key(|(node, _)| *node);
        origins
    }

    /// Returns all nodes and edges of the graph, in the order in which they came.
    pub fn graph(&self) -> (Vec<Node>, Vec<(Node, Node, &Edge)>) {
        let nodes = self.indices.keys().copied().collect();
        let edges = self.graph.edge_references();
        let ends = |it: petgraph::graph::EdgeReference<'_, Edge>| {
            (self.graph[it.source()], self.graph[it.target()])
        };
        let edges = edges.map(|it| {
            let (from, to) = ends(it);
            (from, to, it.weight())
        });
        (nodes, edges.collect())
    }

    /// Returns the nodes at most `depth` edges away from a node, in either direction, with the node.
    pub fn around(&self, node: Node, depth: usize) -> Vec<Node> {
        let mut found = std::collections::BTreeSet::from([node]);
        let mut rim = vec![node];
        for _ in 0..depth {
            let mut next = Vec::new();
            for node in rim {
                let edges = self.outgoing(node).into_iter().chain(self.incoming(node));
                for (neighbor, _) in edges {
                    if found.insert(neighbor) {
                        next.push(neighbor);
                    }
                }
            }
            rim = next;
        }
        found.into_iter().collect()
    }
}

/// Typed iterators: one per kind that somebody walks.
impl Matrix {
    fn pick<'a, T: 'a>(
        &'a self,
        kind: &'static str,
        body: fn(&'a Body) -> Option<&'a T>,
    ) -> impl Iterator<Item = (&'a Object, &'a T)> {
        self.of_kind(kind).filter_map(move |object| Some((object, body(&object.body)?)))
    }

    /// Returns the techniques and sub-techniques.
    pub fn techniques(&self) -> impl Iterator<Item = (&Object, &Technique)> {
        self.pick("technique", |it| if let Body::Technique(it) = it { Some(&**it) } else { None })
    }

    /// Returns the mitigations.
    pub fn mitigations(&self) -> impl Iterator<Item = (&Object, &Mitigation)> {
        self.pick("mitigation", |it| if let Body::Mitigation(it) = it { Some(it) } else { None })
    }

    /// Returns the detections.
    pub fn detections(&self) -> impl Iterator<Item = (&Object, &Detection)> {
        self.pick("detection", |body| if let Body::Detection(it) = body { Some(it) } else { None })
    }

    /// Returns the tactics by id.
    pub fn tactics(&self) -> impl Iterator<Item = (&Object, &Tactic)> {
        self.pick("tactic", |body| if let Body::Tactic(it) = body { Some(it) } else { None })
    }

    /// Returns the references.
    pub fn references(&self) -> impl Iterator<Item = (&Object, &Reference)> {
        self.pick("reference", |body| if let Body::Reference(it) = body { Some(it) } else { None })
    }

    /// Returns the case studies.
    pub fn case_studies(&self) -> impl Iterator<Item = (&Object, &CaseStudy)> {
        self.pick("case-study", |body| if let Body::CaseStudy(it) = body { Some(it) } else { None })
    }

    /// Returns the audiences.
    pub fn audiences(&self) -> impl Iterator<Item = (&Object, &Audience)> {
        self.pick("audience", |body| if let Body::Audience(it) = body { Some(it) } else { None })
    }

    /// Returns the checklists.
    pub fn checklists(&self) -> impl Iterator<Item = (&Object, &Checklist)> {
        self.pick("checklist", |body| if let Body::Checklist(it) = body { Some(it) } else { None })
    }

    /// Returns the briefs.
    pub fn briefs(&self) -> impl Iterator<Item = (&Object, &Brief)> {
        self.pick("brief", |body| if let Body::Brief(it) = body { Some(it) } else { None })
    }

    /// Returns the control catalogues.
    pub fn catalogues(&self) -> impl Iterator<Item = (&Object, &Catalogue)> {
        self.pick("catalogue", |body| if let Body::Catalogue(it) = body { Some(it) } else { None })
    }

    /// Returns the sub-techniques of a technique.
    pub fn subtechniques(&self, parent: &Object) -> Vec<&Object> {
        let edges = self.origins(parent, Relation::SubtechniqueOf);
        edges.into_iter().filter_map(|(node, _)| self.object(node)).collect()
    }

    /// Returns true if an object is in use, neither deprecated nor revoked.
    pub fn in_use(common: &Common) -> bool {
        !common.status.withdrawn()
    }
}
