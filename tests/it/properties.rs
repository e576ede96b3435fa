//! Promises that hold for any text, tried with some. `fuzz/` tries the same with many more.

use dicom_threat_matrix::diagnostic::Sources;
use dicom_threat_matrix::fmt::{Refusal, canonical, document};
use dicom_threat_matrix::load::{RawFile, parse_file};
use dicom_threat_matrix::prose::{one_sentence_per_line, same_meaning, to_html};
use proptest::prelude::*;
use serde_json::Value;

fn load(text: &str) -> Option<Value> {
    let (path, inner) = ("other.yaml".to_owned(), "other.yaml".to_owned());
    let raw = RawFile { path, inner, bytes: Ok(text.as_bytes().to_vec()) };
    let (source, faults) = parse_file(raw, Sources::id(0));
    source.tree.filter(|_| faults.is_empty())
}

/// Lines that look like YAML, and often are.
fn yaml() -> impl Strategy<Value = String> {
    let line = "( {0,4})(- )?([a-c]: )?(|[a-z]{1,4}|\"[a-z \\\\n']{0,6}\"|'[a-z]{0,4}'|[|>][-+]?|\\[[a-c], [a-c]\\]|\\{a: b\\}|[0-9.]{1,3}|#? ?[a-z]{1,3}\\. [A-Z])( # [a-z]{1,3})?";
    proptest::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n") + "\n")
}

/// Any tree that YAML can hold.
fn tree() -> impl Strategy<Value = Value> {
    let text = "[ -~äß漢\n\t\u{0}\u{85}\u{feff}\u{202e}]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let inner = leaf.prop_recursive(4, 24, 4, |inner| {
        let map = proptest::collection::vec(("[ -~ä\n]{1,6}", inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            map.prop_map(|entries| entries.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    });
    proptest::collection::vec(("[a-z_]{1,6}", inner), 1..4)
        .prop_map(|entries| entries.into_iter().collect::<serde_json::Map<_, _>>().into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Every tree reads back from JSON, which is YAML, and from the YAML that we write.
    #[test]
    fn any_tree_reads_back(tree in tree()) {
        let json = tree.to_string();
        prop_assert_eq!(load(&json), Some(tree.clone()), "as JSON: {}", json);
        let written = document("", "other.yaml", &[], &tree);
        prop_assert_eq!(load(&written), Some(tree), "{}", written);
    }

    /// The canonical form is done after one run, and says the same: it never refuses for its own fault.
    #[test]
    fn any_yaml_has_one_canonical_form(text in yaml()) {
        match canonical("", "other.yaml", &text) {
            Ok(made) => {
                prop_assert_eq!(load(&made), load(&text));
                prop_assert_eq!(canonical("", "other.yaml", &made), Ok(made));
            }
            Err(refusal) => {
                prop_assert_eq!(refusal, Refusal::Broken);
                prop_assert_eq!(load(&text), None);
            }
        }
    }

    /// Prose keeps its meaning with a sentence a line, and its page runs nothing.
    #[test]
    fn any_prose_stays_what_it_is(text in "([A-Za-z]{1,5}[.!?]? |\n|- |> |# |`|\\*\\*|<b |<script>|\\]\\(javascript:|\\[|&lt;|  ){0,24}") {
        let made = one_sentence_per_line(&text);
        prop_assert!(same_meaning(&text, &made), "{:?} became {:?}", text, made);
        prop_assert_eq!(one_sentence_per_line(&made), made);
        let html = to_html(&text, |_| None).to_lowercase();
        prop_assert!(!html.contains("<script") && !html.contains("<b ") && !html.contains("=\"javascript"), "{}", html);
    }
}
