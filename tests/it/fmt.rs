//! `dtm fmt`: one form for what says the same, and nothing said otherwise.

use dicom_threat_matrix::fmt::{Refusal, SETS, canonical};
use dicom_threat_matrix::model::KINDS;
use dicom_threat_matrix::prose;
use serde_json::Value;

use crate::disturb::{Dice, disturbed};
use crate::support;

/// A fixed seed, so that a failure can be looked at again.
const SEED: u64 = 0x0044_544d_2026;

/// The YAML files of the shipped matrix: folder, name, text.
fn shipped() -> Vec<(String, String, String)> {
    let files = support::real().into_iter().filter(|(inner, _)| inner.ends_with(".yaml"));
    let split = |(inner, bytes): (String, Vec<u8>)| {
        let (folder, name) = inner.split_once('/').unwrap_or(("matrix", &inner));
        (folder.to_owned(), name.to_owned(), String::from_utf8(bytes).expect("UTF-8"))
    };
    files.map(split).collect()
}

#[test]
fn fmt_leaves_every_file_of_the_matrix_alone() {
    let mut wrong = Vec::new();
    for (folder, name, text) in shipped() {
        match canonical(&folder, &name, &text) {
            Ok(made) if made == text => {}
            Ok(_) => wrong.push(format!("{folder}/{name}")),
            Err(refusal) => wrong.push(format!("{folder}/{name}: {refusal:?}")),
        }
    }
    assert!(wrong.is_empty(), "not in their canonical form; run `dtm fmt`:\n{}", wrong.join("\n"));
}

/// How many disturbed copies a run makes: 1,000 with `DTM_SLOW=1`, else a fifth of them.
fn copies() -> usize {
    if std::env::var_os("DTM_SLOW").is_some() { 1000 } else { 200 }
}

#[test]
fn fmt_restores_the_bytes_of_disturbed_copies() {
    let files: Vec<_> = shipped().into_iter().filter(|(.., text)| text.len() < 12_000).collect();
    let mut dice = Dice { state: SEED, folds: true };
    for round in 0..copies() {
        let (folder, name, text) = &files[dice.below(files.len())];
        let copy = disturbed(text, &mut dice);
        assert_ne!(&copy, text, "round {round}: nothing was disturbed");
        let made = canonical(folder, name, &copy);
        let wrong = made.as_ref().map(|made| {
            let mut lines = text.lines().zip(made.lines());
            lines.find(|(old, new)| old != new)
        });
        assert!(made.as_ref() == Ok(text), "round {round}: {folder}/{name}: {wrong:?}\n{copy}");
    }
}

#[test]
fn fmt_keeps_comments_and_is_done_after_one_run() {
    let files: Vec<_> = shipped().into_iter().filter(|(.., text)| text.len() < 8_000).collect();
    let mut dice = Dice { state: SEED, folds: false };
    for round in 0..copies() {
        let (folder, name, text) = &files[dice.below(files.len())];
        let (copy, mut said) = commented(&disturbed(text, &mut dice), &mut dice);
        let Ok(made) = canonical(folder, name, &copy) else {
            // A comment may have ended a text early or come between a key and its text.
            assert_eq!(canonical(folder, name, &copy), Err(Refusal::Broken), "{copy}");
            continue;
        };
        assert_eq!(canonical(folder, name, &made).as_deref(), Ok(made.as_str()), "round {round}");
        let mut kept: Vec<&str> = made.split("# note ").skip(1).collect();
        for it in &mut kept {
            *it = it.lines().next().unwrap_or_default();
        }
        kept.sort_unstable();
        said.sort_unstable();
        assert_eq!(kept, said, "round {round}: {copy}\n---\n{made}");
    }
}

/// Puts comments at the ends of some lines and above others; block texts are spared.
fn commented(text: &str, dice: &mut Dice) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut said = Vec::new();
    let mut block = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|limit| indent > limit || line.trim().is_empty()) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let bare = line.trim_end();
        block = bare.ends_with(['|', '-']).then_some(indent).filter(|_| bare.contains(": |"));
        let mut note = |out: &mut String, before: &str| {
            said.push(said.len().to_string());
            let number = (said.len() - 1).to_string();
            out.extend([before, "# note ", number.as_str()]);
        };
        if dice.one_in(6) {
            note(&mut out, &line[..indent]);
            out.push('\n');
        }
        out.push_str(line);
        if dice.one_in(6) && !line.trim().is_empty() && !line.starts_with('#') {
            note(&mut out, " ");
        }
        out.push('\n');
    }
    (out, said)
}

#[test]
fn every_set_is_a_list_without_doubles() {
    let mut found = Vec::new();
    for kind in KINDS {
        let schema: Value = serde_json::from_str(kind.schema).expect("JSON");
        let mut nodes = vec![&schema];
        while let Some(node) = nodes.pop() {
            for (name, field) in node["properties"].as_object().into_iter().flatten() {
                if SETS.contains(&name.as_str()) {
                    assert_eq!(field["uniqueItems"], true, "`{name}` of {}", kind.name);
                    found.push(name.clone());
                }
                nodes.push(field);
            }
        }
    }
    for name in SETS {
        assert!(found.iter().any(|it| it == name), "no kind has a list `{name}`");
    }
}

#[test]
fn fmt_puts_what_it_must_into_quotes_and_keeps_what_it_does_not_know() {
    let text = "b: 'it''s'\na: { x: 1.10, w: '1.10', z: ~ }\nc: [ 'no', \"a: b\", 2026-11-22 ]\n\
                d: >-\n  one\n  two\ne: \" x\"\nf: []\ng: 'tab\there'\n";
    let made = canonical("elsewhere", "x.yaml", text).expect("YAML");
    let expected = "b: it's\na:\n  x: 1.10\n  w: \"1.10\"\n  z: ~\nc:\n  - \"no\"\n  - \"a: b\"\n  \
                    - 2026-11-22\nd: one two\ne: \" x\"\nf: []\ng: \"tab\\there\"\n";
    assert_eq!(made, expected);
    assert_eq!(canonical("elsewhere", "x.yaml", "a: no\n"), Err(Refusal::Broken));
    assert_eq!(canonical("elsewhere", "x.yaml", "a: 1\na: 2\n"), Err(Refusal::Broken));
}

#[test]
fn fmt_takes_comments_along() {
    let text = "# About the file.\n\n# yaml-language-server: $schema=x\n# Of the name.\n\nname: Scanner # short\n\
                # Of the id.\nid: DA0001\nroles: # both\n- scp # second\n# of scu\n- scu\n  # under the roles\n\
                summary: A.\n# The end.\n";
    let made = canonical("assets", "DA0001.yaml", text).expect("YAML");
    let expected = "# About the file.\n# yaml-language-server: $schema=x\n# Of the name.\n\n# Of the id.\nid: DA0001\n\
                    name: Scanner # short\nsummary: A.\nroles: # both\n  # of scu\n  - scu\n  - scp # second\n  \
                    # under the roles\n# The end.\n";
    assert_eq!(made, expected);
}

#[test]
fn prose_is_broken_at_sentences_alone() {
    let cases = [
        ("One. Two (see e.g. This).\n\n\n- A. B\n", "One.\nTwo (see e.g. This).\n\n\n- A. B\n"),
        ("A line that\nstops early. Then more.", "A line that stops early.\nThen more.\n"),
        ("- It is. But so\n  is this. And that.\n", "- It is.\n  But so is this.\n  And that.\n"),
        ("```\nX is. Y is\nZ\n```\n", "```\nX is. Y is\nZ\n```\n"),
        ("# A head. With two\n\n> Said. So.\n", "# A head. With two\n\n> Said. So.\n"),
        ("It breaks.  \nHere. `a. B` too.\n", "It breaks.  \nHere. `a. B` too.\n"),
        ("Three things:\nfirst; \nsecond\n", "Three things:\nfirst;\nsecond\n"),
    ];
    for (text, expected) in cases {
        let made = prose::one_sentence_per_line(text);
        assert_eq!(made, expected);
        assert_eq!(prose::one_sentence_per_line(&made), made);
        assert!(prose::same_meaning(text, &made));
    }
}

#[test]
fn fmt_leaves_a_comment_with_the_block_text_whose_head_it_stands_behind() {
    let text = "tactics:\n  - first\n  - | # about the second\n    Second.\n    More.\n";
    let made = canonical("other", "other.yaml", text).expect("YAML");
    assert_eq!(made, "tactics:\n  - first\n  - | # about the second\n    Second.\n    More.\n");
}

#[test]
fn fmt_is_done_after_one_run_with_comments_in_lists_of_lists() {
    let cases = [
        ("- \n - \n   # a\n", "-\n  - ~\n  # a\n"),
        ("- # b\n - [a, a] # a\n", "# b\n# a\n-\n  -\n    - a\n    - a\n"),
        ("-\n  # a\n  - b\n  # c\n", "# a\n-\n  - b\n  # c\n"),
        ("- [a, a]\n- > # a\n  # a\n", "-\n  - a\n  - a\n- | # a\n  # a\n"),
    ];
    for (text, expected) in cases {
        let made = canonical("other", "other.yaml", text).expect("YAML");
        assert_eq!(made, expected);
        assert_eq!(canonical("other", "other.yaml", &made), Ok(made));
    }
}

#[test]
fn fmt_is_done_after_one_run_with_a_file_of_nothing_but_brackets() {
    for (text, expected) in [
        (" [] # a\n", "# a\n[]\n"),
        ("# b\n\n{} # a\n# c\n", "# b\n\n# a\n# c\n{}\n"),
        ("[]\n", "[]\n"),
        ("# a\n[]", "# a\n[]\n"),
    ] {
        let made = canonical("other", "other.yaml", text).expect("YAML");
        assert_eq!(made, expected, "{text}");
        assert_eq!(canonical("other", "other.yaml", &made), Ok(made), "{text}");
    }
}

#[test]
fn fmt_takes_along_a_list_that_stands_there_as_comments() {
    let many = "  # - one of many\n".repeat(500);
    let text = format!("roles:\n{many}  - scu\n");
    assert_eq!(canonical("other", "other.yaml", &text), Ok(text));
}
