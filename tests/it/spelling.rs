//! The dictionary, the list of the shipped matrix, and texts that nobody would write.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::support;

/// Returns the ground with spelling checked.
fn checked() -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = support::ground();
    let meta = files.get_mut("matrix.yaml").expect("a matrix");
    meta.extend_from_slice(b"spelling: en-US\n");
    files
}

/// Returns the words that are reported in a summary.
fn strangers(summary: &str) -> BTreeSet<String> {
    let mut files = checked();
    let asset = files.get_mut("assets/DA0001.yaml").expect("an asset");
    let old = String::from_utf8(std::mem::take(asset)).expect("UTF-8");
    let quoted = serde_json::to_string(summary).expect("JSON");
    let new = old.replace("A scanner that makes images.", &quoted);
    assert_ne!(new, old);
    *asset = new.into_bytes();
    let compiled = support::compile(&files);
    compiled.matrix.spelling.strangers.iter().map(|it| it.word.clone()).collect()
}

#[test]
fn the_dictionary_is_sorted_for_the_packer() {
    let text = support::read("src/check/spelling/en-US.txt");
    assert!(text.lines().is_sorted_by(|a, b| a < b));
    assert!(text.lines().count() > 80_000);
}

#[test]
fn the_list_of_the_matrix_is_sorted() {
    let text = support::read("matrix/words.txt");
    let words: Vec<String> =
        text.lines().filter(|it| !it.starts_with('#')).map(str::to_lowercase).collect();
    assert!(words.is_sorted_by(|a, b| a < b), "sort the list, without regard to capitals");
}

#[test]
fn words_of_a_text_are_found_and_others_left_alone() {
    let found = |text: &str, words: &[&str]| {
        let words: BTreeSet<String> = words.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(strangers(text), words, "{text}");
    };
    found("The modality's images, its archive's and nobody’s; don't \"wory\".", &["wory"]);
    found("Adversries' english", &["Adversries", "english"]);
    found("Imaging (imging), image/imge, imge_id, imge.dcm, 3imge, IMGE, ImGe", &["imging"]);
    found("Code `imge`, ``a ` imge``, [imge](imge), [@imge], but `imge", &["imge"]);
    found("self-imge – imge—image…", &["imge"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_it_panic(text in "[ -~`\\[\\]()'’é\u{1F600}\u{301}\\-]{0,60}") {
        strangers(&text);
    }
}
