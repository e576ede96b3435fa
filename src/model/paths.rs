//! Ways through the graph, edges taken in either direction.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::graph::{Node, Relation};
use super::matrix::Matrix;

/// So many ways are looked at, at most. Between two techniques there may be thousands over a tactic.
const MOST: usize = 5_000;

impl Matrix {
    /// Returns ways from one node to another without a node twice: the shortest, and those that are up
    /// to `longer` edges longer. The shorter come first; of equals the one whose edges say more.
    pub fn ways(&self, from: Node, to: Node, longer: usize) -> Vec<Vec<Node>> {
        let mut near: BTreeMap<Node, BTreeMap<Node, usize>> = BTreeMap::new();
        for (a, b, edge) in self.graph().1 {
            let vague = vagueness(edge.relation);
            for (a, b) in [(a, b), (b, a)] {
                let known = near.entry(a).or_default().entry(b).or_insert(vague);
                *known = vague.min(*known);
            }
        }
        let left = distances(&near, to);
        let Some(shortest) = left.get(&from).copied() else { return Vec::new() };
        let mut found: Vec<(usize, usize, Vec<Node>)> = Vec::new();
        for length in shortest..=shortest + longer {
            let mut walk = Walk { near: &near, left: &left, to, ways: Vec::new() };
            walk.on(&mut vec![from], &mut BTreeSet::from([from]), length, 0);
            found.extend(walk.ways.into_iter().map(|(vague, way)| (length, vague, way)));
        }
        found.sort();
        found.into_iter().map(|(_, _, way)| way).collect()
    }
}

/// Returns how little an edge says: that two things stand in one column or quote one source joins
/// nearly everything.
fn vagueness(relation: Relation) -> usize {
    match relation {
        Relation::Cites | Relation::Mentions => 3,
        Relation::Achieves | Relation::Targets => 2,
        Relation::RelatedTo => 1,
        _ => 0,
    }
}

/// Returns how many edges lie between each node and one of them.
fn distances(near: &BTreeMap<Node, BTreeMap<Node, usize>>, to: Node) -> BTreeMap<Node, usize> {
    let mut found = BTreeMap::from([(to, 0)]);
    let mut rim = VecDeque::from([to]);
    while let Some(node) = rim.pop_front() {
        let next = found.get(&node).map_or(0, |it| it + 1);
        for other in near.get(&node).into_iter().flat_map(BTreeMap::keys) {
            found.entry(*other).or_insert_with(|| {
                rim.push_back(*other);
                next
            });
        }
    }
    found
}

struct Walk<'a> {
    near: &'a BTreeMap<Node, BTreeMap<Node, usize>>,
    left: &'a BTreeMap<Node, usize>,
    to: Node,
    ways: Vec<(usize, Vec<Node>)>,
}

impl Walk<'_> {
    /// Goes on from the last node of a way, which must end after exactly so many edges more.
    fn on(&mut self, way: &mut Vec<Node>, seen: &mut BTreeSet<Node>, edges: usize, vague: usize) {
        let Some(here) = way.last().copied() else { return };
        if here == self.to {
            if edges == 0 {
                self.ways.push((vague, way.clone()));
            }
            return;
        }
        let near = self.near;
        for (next, more) in near.get(&here).into_iter().flatten() {
            let reaches = self.left.get(next).is_some_and(|left| left < &edges);
            if !reaches || self.ways.len() >= MOST || !seen.insert(*next) {
                continue;
            }
            way.push(*next);
            self.on(way, seen, edges - 1, vague + more);
            way.pop();
            seen.remove(next);
        }
    }
}
