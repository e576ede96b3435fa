//! Loading: a tree with places that lie in the text, or findings; and a tree says the same written anew.

use dicom_threat_matrix::diagnostic::{Source, Sources};
use dicom_threat_matrix::fmt;
use dicom_threat_matrix::load::parse_file;
use serde_json::Value;

use crate::ground::raw;
use crate::matrix::places_lie_in_their_texts;

/// Parses bytes as one file and holds all that is promised of it.
pub fn yaml(data: &[u8]) {
    let (source, faults) = parse_file(raw("techniques/DT0001.yaml", data), Sources::id(0));
    assert!(source.tree.is_some() || !faults.is_empty(), "refused without a word");
    if let Some(tree) = &source.tree {
        every_node_has_a_place(&source, tree, &mut String::new());
        if faults.is_empty() {
            reads_back(tree);
        }
    }
    let sources = Sources::new(vec![source]);
    for fault in &faults {
        places_lie_in_their_texts(&sources, fault);
    }
}

fn every_node_has_a_place(source: &Source, tree: &Value, pointer: &mut String) {
    let found = source.spans.find(source.tree.as_ref().expect("a tree"), pointer);
    let (key, value) = found.unwrap_or_else(|| panic!("no place of {pointer:?}"));
    for range in [&key, &value] {
        assert!(source.text.get(range.clone()).is_some(), "{pointer:?} is at {range:?}, outside");
    }
    let end = pointer.len();
    match tree {
        Value::Object(map) => {
            for (key, value) in map {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                every_node_has_a_place(source, value, pointer);
                pointer.truncate(end);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                every_node_has_a_place(source, value, pointer);
                pointer.truncate(end);
            }
        }
        _ => {}
    }
}

/// A tree that was accepted reads back from JSON, which is YAML, and from our own writing.
fn reads_back(tree: &Value) {
    let again = |text: String, how: &str| {
        let (source, faults) =
            parse_file(raw("techniques/DT0001.yaml", text.as_bytes()), Sources::id(0));
        let said: Vec<&str> = faults.iter().map(|it| it.message.as_str()).collect();
        assert!(
            source.tree.as_ref() == Some(tree),
            "{how}: {said:?}\n{tree}\n{:?}\n{text}",
            source.tree
        );
    };
    // Control characters stand in JSON as escapes, all others as they are.
    again(serde_json::to_string(tree).expect("JSON"), "as JSON");
    if tree.is_object() {
        again(fmt::document("", "other.yaml", &[], tree), "as our YAML");
    }
}
