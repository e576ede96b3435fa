//! Which fields hold free text, read off the schemas: text without a pattern and without a choice.

use serde_json::Value;

/// Names, codes and quotations: nobody mends their spelling here.
const NOT_OURS: &[&str] = &[
    "authors",
    "contributors",
    "cvss",
    "edition",
    "licence",
    "product",
    "publisher",
    "section",
    "text",
    "typical_software",
];

/// A field that is free text or holds some.
pub(super) enum Field {
    Text { ours: bool },
    List(Box<Self>),
    Map(Vec<(String, Self)>),
}

/// A free text of a file.
pub(super) struct FreeText<'a> {
    /// Where it is.
    pub(super) pointer: String,
    /// As it reads after YAML.
    pub(super) text: &'a str,
    /// Whether we wrote it, and do not cite it.
    pub(super) ours: bool,
}

impl Field {
    /// Reads the free-text fields off a schema. Titles of what others wrote are theirs.
    pub(super) fn of(schema: &Value, titles_are_ours: bool) -> Option<Self> {
        Self::read(schema, schema, &|name| {
            !NOT_OURS.contains(&name) && (titles_are_ours || name != "title")
        })
    }

    fn read(schema: &Value, node: &Value, ours: &dyn Fn(&str) -> bool) -> Option<Self> {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let node = target.map_or(Some(node), |target| schema.pointer(target))?;
        match node.get("type")?.as_str()? {
            "string" => {
                let free = node.get("pattern").is_none() && node.get("enum").is_none();
                free.then_some(Self::Text { ours: true })
            }
            "array" => Self::read(schema, node.get("items")?, ours).map(Box::new).map(Self::List),
            "object" => {
                let fields = node.get("properties")?.as_object()?.iter();
                let fields = fields.filter_map(|(name, node)| {
                    let field = Self::read(schema, node, ours)?;
                    Some((name.clone(), if ours(name) { field } else { field.cited() }))
                });
                let fields: Vec<_> = fields.collect();
                (!fields.is_empty()).then_some(Self::Map(fields))
            }
            _ => None,
        }
    }

    fn cited(self) -> Self {
        match self {
            Self::Text { .. } => Self::Text { ours: false },
            Self::List(item) => Self::List(Box::new(item.cited())),
            map @ Self::Map(_) => map,
        }
    }

    /// Returns the free texts of a file.
    pub(super) fn texts<'a>(&self, tree: &'a Value) -> Vec<FreeText<'a>> {
        let mut found = Vec::new();
        self.collect(tree, "", &mut found);
        found
    }

    fn collect<'a>(&self, value: &'a Value, pointer: &str, found: &mut Vec<FreeText<'a>>) {
        match (self, value) {
            (Self::Text { ours }, Value::String(text)) => {
                found.push(FreeText { pointer: pointer.to_owned(), text, ours: *ours });
            }
            (Self::List(item), Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    item.collect(value, &format!("{pointer}/{index}"), found);
                }
            }
            (Self::Map(fields), Value::Object(map)) => {
                for (name, field) in fields {
                    if let Some(value) = map.get(name) {
                        field.collect(value, &format!("{pointer}/{name}"), found);
                    }
                }
            }
            _ => {}
        }
    }
}
