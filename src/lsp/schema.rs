//! What the schemas say of a place: which keys and values may stand there, and what they mean.

use std::sync::LazyLock;

use serde_json::Value;

use super::context::Step;
use crate::assess;
use crate::model::{KINDS, Kind};

const MATRIX: &str = include_str!("../../schema/matrix.schema.json");

static SCHEMAS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let texts = KINDS.iter().map(|kind| kind.schema).chain([MATRIX, assess::SCHEMA]);
    texts.map(|text| serde_json::from_str(text).unwrap_or_default()).collect()
});

/// A part of a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    root: &'static Value,
    /// The part as it is written where it is used.
    used: &'static Value,
    /// The part that is meant.
    meant: &'static Value,
}

/// Returns the kind of the objects in a file of that path below the matrix folder.
pub(super) fn kind_of(inner: &str) -> Option<&'static Kind> {
    let (folder, name) = inner.split_once('/')?;
    KINDS.iter().find(|kind| kind.folder == folder && !name.contains('/')).copied()
}

/// Returns the schema of a file of that path below the matrix folder.
pub(crate) fn of(inner: &str) -> Option<Node> {
    let place = if inner == "matrix.yaml" {
        KINDS.len()
    } else {
        let kind = kind_of(inner)?;
        KINDS.iter().position(|it| it.name == kind.name)?
    };
    let root = SCHEMAS.get(place)?;
    Some(Node { root, used: root, meant: root })
}

/// Returns the schema of the file that a site keeps beside a matrix.
pub(super) fn of_assessment() -> Option<Node> {
    let root = SCHEMAS.get(KINDS.len() + 1)?;
    Some(Node { root, used: root, meant: root })
}

impl Node {
    fn new(root: &'static Value, used: &'static Value) -> Self {
        let target = used.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let meant = target.and_then(|it| root.pointer(it)).unwrap_or(used);
        Self { root, used, meant }
    }

    /// Returns the part behind some steps.
    pub(super) fn walk(self, path: &[Step]) -> Option<Self> {
        path.iter().try_fold(self, |here, step| match step {
            Step::Key(key) => here.key(key),
            Step::Item(_) => Some(Self::new(here.root, here.meant.get("items")?)),
        })
    }

    fn key(self, key: &str) -> Option<Self> {
        let named = self.meant.get("properties").and_then(|it| it.get(key));
        let other = || self.meant.get("additionalProperties").filter(|it| it.is_object());
        Some(Self::new(self.root, named.or_else(other)?))
    }

    /// Returns the keys that may stand in a mapping, in the order of the schema, and whether each must.
    pub(crate) fn keys(self) -> Vec<(&'static str, bool, Self)> {
        let required: Vec<&str> = self.words("required").collect();
        let keys = self.meant.get("properties").and_then(Value::as_object).into_iter().flatten();
        keys.map(|(key, node)| {
            let must = required.contains(&key.as_str());
            (key.as_str(), must, Self::new(self.root, node))
        })
        .collect()
    }

    /// Returns the values of a choice, or the one that must stand there.
    pub(crate) fn values(self) -> impl Iterator<Item = &'static str> {
        self.words("enum").chain(self.meant.get("const").and_then(Value::as_str))
    }

    fn words(self, key: &str) -> impl Iterator<Item = &'static str> + use<> {
        let list = self.meant.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str)
    }

    /// Returns what is meant, in the words of the schema.
    pub(crate) fn about(self) -> &'static str {
        let said = |node: &'static Value| node.get("description").and_then(Value::as_str);
        said(self.used).or_else(|| said(self.meant)).unwrap_or_default()
    }

    /// Returns the word of the schema for what stands there: `string`, `array`, `object`.
    pub(crate) fn form(self) -> &'static str {
        self.meant.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns an example of the schema.
    pub(crate) fn example(self) -> Option<&'static Value> {
        let first = |node: &'static Value| node.get("examples")?.get(0);
        first(self.used).or_else(|| first(self.meant))
    }

    /// Returns the value of another word of the schema: `pattern`, `maxLength`.
    pub(crate) fn word(self, key: &str) -> Option<&'static Value> {
        self.used.get(key).or_else(|| self.meant.get(key))
    }

    /// Returns the name of the definition that is used: `technique_id`.
    pub(crate) fn definition(self) -> &'static str {
        let name = self.used.get("$ref").and_then(Value::as_str).unwrap_or_default();
        name.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the part for an item, if this is a list, else the part itself.
    pub(crate) fn item(self) -> Self {
        self.meant.get("items").map_or(self, |items| Self::new(self.root, items))
    }
}
