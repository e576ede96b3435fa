//! The byte places of every key and value of a YAML file, beside its tree.

use std::ops::Range;

use serde_json::Value;

/// The places of one node: its key (empty for list items and the root) and its value.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeSpan {
    key: (u32, u32),
    value: (u32, u32),
    /// Index of the first node after this one's children.
    next: u32,
}

/// The places of all nodes of one tree, in the order in which the tree is walked from the root.
///
/// The tree itself stays a plain [`Value`], fit for any library that takes JSON; the places stand
/// in this table and are found by JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default)]
pub struct Spans {
    nodes: Vec<NodeSpan>,
}

fn pair(range: &Range<usize>) -> (u32, u32) {
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (narrow(range.start), narrow(range.end))
}

fn range((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}

impl Spans {
    /// Opens a node and returns its index, to be given to [`Spans::close`].
    pub fn open(&mut self, key: &Range<usize>, value: &Range<usize>) -> usize {
        self.nodes.push(NodeSpan { key: pair(key), value: pair(value), next: 0 });
        self.nodes.len() - 1
    }

    /// Closes a node after its last child, whose value then ends at `end`.
    pub fn close(&mut self, index: usize, end: usize) {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.nodes.get_mut(index) {
            node.next = next;
            node.value.1 = pair(&(0..end)).1.max(node.value.0);
        }
    }

    /// Returns the places of key and value behind a pointer; `None` if the tree has no such node.
    pub fn find(&self, tree: &Value, pointer: &str) -> Option<(Range<usize>, Range<usize>)> {
        let mut here = tree;
        let mut index = 0_usize;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let place = match here {
                Value::Object(map) => map.keys().position(|key| *key == step)?,
                Value::Array(_) => step.parse().ok()?,
                _ => return None,
            };
            here = match here {
                Value::Object(map) => map.get(&step)?,
                Value::Array(list) => list.get(place)?,
                _ => return None,
            };
            index += 1;
            for _ in 0..place {
                index = self.nodes.get(index)?.next as usize;
            }
        }
        let node = self.nodes.get(index)?;
        Some((range(node.key), range(node.value)))
    }
}
