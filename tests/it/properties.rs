//! Promises that hold for any text, tried with some. `fuzz/` tries the same with many more.

use dicom_threat_matrix::diagnostic::Sources;
use dicom_threat_matrix::diagnostic::render::{Screen, format};
use dicom_threat_matrix::fmt::{Refusal, canonical, document};
use dicom_threat_matrix::load::{RawFile, parse_file};
use dicom_threat_matrix::prose::{mentions, one_sentence_per_line, same_meaning, to_html};
use proptest::prelude::*;
use serde_json::Value;

use crate::support;

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

#[test]
fn a_name_that_goes_on_in_the_next_line_lies_in_its_brackets() {
    for (text, wanted) in [
        ("As shown [@one\n  two] and [DT0001\nmore].", &["@one\n  two", "DT0001\nmore"][..]),
        ("Brackets [DT0001 \\[as\ntext\\] stay].", &["DT0001 \\[as\ntext\\] stay"]),
        ("Twice [DT0001\nmore][].", &["DT0001\nmore"]),
        ("> Said [DT0001\n> more].", &["DT0001\n> more"]),
    ] {
        let places: Vec<&str> = mentions(text).iter().map(|it| &text[it.range.clone()]).collect();
        assert_eq!(places, wanted, "{text}");
    }
}

#[test]
fn breaks_that_nothing_stands_between_are_joined_once() {
    for text in ["M\r\u{c}\r\0", "a\r\u{c}\rb", "a\r \u{b}\r c\u{c}\r\u{c}\rd\n"] {
        let made = one_sentence_per_line(text);
        assert!(same_meaning(text, &made), "{text:?} became {made:?}");
        assert_eq!(one_sentence_per_line(&made), made, "{text:?}");
    }
}

#[test]
fn annotations_show_no_sign_that_turns_the_direction_of_text() {
    let example = "# file: assets/DA0001.yaml\nroles:\n  - \"\\u202escu\"\n";
    let compiled = support::compile(&support::overlay(example));
    let github = format("github").expect("a format");
    let screen = Screen { color: false, width: 80 };
    let text = (github.render)(&compiled.report, &compiled.sources, screen);
    assert!(text.contains("scu") && !text.contains('\u{202e}'), "{text}");
}
