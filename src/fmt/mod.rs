//! A file in its canonical form: order of keys and lists, quotes, indentation, one sentence a line.
//!
//! The form is a function of what the file says and of its comments alone, so two files that say the
//! same are the same. [`canonical`] reads its own answer again and gives it only if it says the same.

mod order;
mod print;
mod quotes;

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use crate::assess::{self, is_assessment};
use crate::load::outline::{Item, Shape, outline};
use crate::model::{KINDS, META_SCHEMA};

pub use order::SETS;

/// Why a file is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not plain YAML, or two keys are the same: `dtm check` says where.
    Broken,
    /// It is JSON by its name, and the form is one of YAML.
    Json,
    /// Written anew it would not say the same. This is a fault of the program.
    Changed,
}

static SCHEMAS: LazyLock<Vec<Option<Value>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| serde_json::from_str(kind.schema).ok()).collect());
static ASSESSMENT: LazyLock<Option<Value>> =
    LazyLock::new(|| serde_json::from_str(assess::SCHEMA).ok());
static META: LazyLock<Option<Value>> = LazyLock::new(|| serde_json::from_str(META_SCHEMA).ok());

/// Returns the schema of a file by the name of its folder and its own, if it is one of a matrix.
fn schema(folder: &str, name: &str) -> Option<&'static Value> {
    if name == "matrix.yaml" {
        return META.as_ref();
    }
    let place = KINDS.iter().position(|kind| kind.folder == folder)?;
    SCHEMAS[place].as_ref()
}

/// Returns the schema of a file, which may also be one that a site keeps beside a matrix.
fn schema_of(folder: &str, name: &str, text: &str) -> Option<&'static Value> {
    let ours = || is_assessment(name, text).then_some(ASSESSMENT.as_ref()).flatten();
    schema(folder, name).or_else(ours)
}

/// Returns the text of a file in its canonical form.
///
/// `folder` and `name` are those of the file, and tell its kind; in a file of no kind keys and lists
/// keep their order.
///
/// # Errors
/// Returns an error if the file must be left as it is.
pub fn canonical(folder: &str, name: &str, text: &str) -> Result<String, Refusal> {
    if Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) {
        return Err(Refusal::Json);
    }
    let mut before = outline(text).ok_or(Refusal::Broken)?;
    let schema = schema_of(folder, name, text);
    let comments = comments(&before.head, &before.root);
    if let Some(schema) = schema {
        order::order(schema, &mut before.root);
    }
    let made = print::print(&before.head, &before.root);
    let after = outline(&made).ok_or(Refusal::Changed)?;
    let meant = |tree: &Value| order::meaning(schema, tree);
    let same = order::same(&meant(&before.tree), &meant(&after.tree));
    let kept = comments == self::comments(&after.head, &after.root);
    if same && kept { Ok(made) } else { Err(Refusal::Changed) }
}

/// Returns a document as a file in its canonical form, below lines of comments.
pub fn document(folder: &str, name: &str, head: &[String], value: &Value) -> String {
    let mut root = item(value);
    if let Some(schema) = schema(folder, name) {
        order::order(schema, &mut root);
    }
    print::print(head, &root)
}

/// Returns a key with its value as lines of YAML.
pub fn block(key: &str, value: &Value) -> String {
    let shape = Shape::Map(vec![(key.to_owned(), item(value))]);
    print::print(&[], &Item { shape, ..Item::default() })
}

fn item(value: &Value) -> Item {
    let shape = match value {
        Value::Object(entries) => {
            Shape::Map(entries.iter().map(|(key, value)| (key.clone(), item(value))).collect())
        }
        Value::Array(items) => Shape::List(items.iter().map(item).collect()),
        Value::String(text) => Shape::Text(text.clone()),
        Value::Null => Shape::Bare(String::new()),
        other => Shape::Bare(other.to_string()),
    };
    Item { shape, ..Item::default() }
}

/// Returns all comments of a file, sorted.
fn comments(head: &[String], root: &Item) -> Vec<String> {
    fn collect(item: &Item, found: &mut Vec<String>) {
        found.extend(item.lead.iter().chain(&item.tail).chain(&item.foot).cloned());
        match &item.shape {
            Shape::Map(entries) => entries.iter().for_each(|(_, item)| collect(item, found)),
            Shape::List(items) => items.iter().for_each(|item| collect(item, found)),
            Shape::Text(_) | Shape::Bare(_) => {}
        }
    }
    let mut found = head.to_vec();
    collect(root, &mut found);
    found.sort();
    found
}
