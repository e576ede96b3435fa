//! `dtm fmt`: one form for what says the same, and nothing said otherwise.

use dicom_threat_matrix::fmt::{Refusal, SETS, canonical};
use dicom_threat_matrix::load::outline::{Item, Shape, outline};
use dicom_threat_matrix::model::KINDS;
use dicom_threat_matrix::prose;
use serde_json::Value;

use crate::support;

/// A fixed seed, so that a failure can be looked at again.
const SEED: u64 = 0x0044_544d_2026;

/// The fields whose text is Markdown.
const PROSE: &[&str] = &["description", "body"];

/// Stands at the end of a line whose end must stay as it is.
const SOLID: &str = "\u{1}";

/// Numbers that look random.
struct Dice {
    state: u64,
    /// Whether quoted texts may go on in the next line.
    folds: bool,
}

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from((self.state >> 11) % u64::try_from(limit).expect("small")).expect("small")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

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

/// How many disturbed copies the default run makes; some 10 seconds without optimization.
const COPIES: usize = 1000;

#[test]
fn fmt_restores_the_bytes_of_disturbed_copies() {
    let files: Vec<_> = shipped().into_iter().filter(|(.., text)| text.len() < 12_000).collect();
    let mut dice = Dice { state: SEED, folds: true };
    for round in 0..COPIES {
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
    for round in 0..300 {
        let (folder, name, text) = &files[dice.below(files.len())];
        let (copy, mut said) = commented(&disturbed(text, &mut dice), &mut dice);
        let Ok(made) = canonical(folder, name, &copy) else {
            // A comment may have ended a text early or come between a key and its text.
            assert_eq!(canonical(folder, name, &copy), Err(Refusal::Broken), "{copy}");
            continue;
        };
        assert_eq!(canonical(folder, name, &made).as_deref(), Ok(made.as_str()), "round {round}");
        let mut kept: Vec<&str> = made.split("# note ").skip(1).collect();
        kept.iter_mut().for_each(|it| *it = it.lines().next().unwrap_or_default());
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
            out.push_str(&format!("{before}# note {}", said.len() - 1));
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

/// Says the same in another form.
fn disturbed(text: &str, dice: &mut Dice) -> String {
    let outline = outline(text).expect("YAML");
    let mut out = outline.head.join("\n") + "\n";
    let mut root = outline.root;
    stir(&mut root, "", dice);
    let width = 1 + dice.below(4);
    let Shape::Map(entries) = &root.shape else { panic!("an object") };
    write_map(&mut out, 0, width, entries, dice);
    let trailing = dice.one_in(2);
    let ending = if dice.one_in(3) { "\r\n" } else { "\n" };
    let mut made = String::new();
    for line in out.lines() {
        made.push_str(line.trim_end_matches(SOLID));
        // In a block text, one space at the end of a line says nothing; two break it.
        if trailing && dice.one_in(4) && !line.ends_with([' ', '\u{1}']) && !line.trim().is_empty()
        {
            made.push(' ');
        }
        made.push_str(ending);
    }
    if dice.one_in(5) { format!("\u{feff}{made}") } else { made }
}

/// Reorders keys and sets, and breaks prose at other places.
fn stir(item: &mut Item, field: &str, dice: &mut Dice) {
    match &mut item.shape {
        Shape::Map(entries) => {
            dice.shuffle(entries);
            entries.iter_mut().for_each(|(key, item)| stir(item, key, dice));
        }
        Shape::List(items) => {
            if SETS.contains(&field) {
                dice.shuffle(items);
            }
            items.iter_mut().for_each(|item| stir(item, "", dice));
        }
        Shape::Text(text) if PROSE.contains(&field) && text.ends_with('\n') => {
            *text = rebroken(text, dice);
        }
        Shape::Text(_) | Shape::Bare(_) => {}
    }
}

/// Joins sentences on one line, and breaks lines within them.
fn rebroken(text: &str, dice: &mut Dice) -> String {
    if text.contains("```") {
        return text.to_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let joined = lines.last().map(|last| format!("{last} {line}"));
        let starts = lines.last().is_some_and(|last| {
            !last.starts_with(['#', '>'])
                && prose::second_sentence(&format!("{} {line}", tail(last)))
                    == Some(tail(last).len() + 1)
        });
        match joined {
            Some(joined) if starts && dice.one_in(3) => *lines.last_mut().expect("one") = joined,
            _ => lines.push(line.to_owned()),
        }
    }
    let plain = |line: &str| line.starts_with(|c: char| c.is_alphabetic());
    for line in &mut lines {
        if plain(line) && dice.one_in(6) {
            let spaces: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).collect();
            let Some(at) = spaces.get(dice.below(spaces.len().max(1))) else { continue };
            let (before, after) = (&line[..*at], &line[at + 1..]);
            let ends = before.ends_with(|c: char| c.is_alphabetic());
            // A break within code or a link says the same, but stands where nothing is broken.
            let whole = before.matches('`').count() % 2 == 0
                && before.matches('[').count() == before.matches(']').count();
            if ends && whole && after.starts_with(|c: char| c.is_lowercase()) {
                *line = format!("{before}\n{after}");
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Returns the last word of a line and what clings to it.
fn tail(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or(line)
}

fn write_map(
    out: &mut String,
    indent: usize,
    width: usize,
    entries: &[(String, Item)],
    dice: &mut Dice,
) {
    for (index, (key, item)) in entries.iter().enumerate() {
        if index > 0 || out.ends_with('\n') {
            if dice.one_in(8) && item.lead.is_empty() {
                out.push('\n');
            }
            write_comments(out, indent, &item.lead);
            out.push_str(&" ".repeat(indent));
        }
        let quoted = dice.one_in(10);
        out.push_str(&if quoted { format!("'{key}':") } else { format!("{key}:") });
        write_value(out, indent, width, key, item, dice);
    }
}

fn write_value(
    out: &mut String,
    indent: usize,
    width: usize,
    field: &str,
    item: &Item,
    dice: &mut Dice,
) {
    match &item.shape {
        Shape::Bare(raw) => out.push_str(&format!(" {raw}\n")),
        Shape::Text(text) if text.contains('\n') && !dice.one_in(4) => {
            let mark = if text.ends_with('\n') { "|" } else { "|-" };
            out.push_str(&format!(" {mark}\n"));
            for line in text.trim_end_matches('\n').split('\n') {
                let solid = if PROSE.contains(&field) { "" } else { SOLID };
                out.push_str(&format!("{}{line}{solid}\n", " ".repeat(indent + width)));
            }
        }
        Shape::Text(text) => out.push_str(&format!(" {}\n", scalar(text, indent + width, dice))),
        Shape::Map(_) | Shape::List(_) if !has_comments(item) && dice.one_in(6) => {
            out.push_str(&format!(" {}\n", flow(item)));
        }
        Shape::Map(entries) => {
            out.push('\n');
            write_map(out, indent + width, width, entries, dice);
            write_comments(out, indent + width, &item.foot);
        }
        Shape::List(items) => {
            out.push('\n');
            let inner = if dice.one_in(3) { indent } else { indent + width };
            for item in items {
                write_comments(out, inner, &item.lead);
                if let Shape::Map(entries) = &item.shape {
                    write_comments(out, inner, &entries[0].1.lead);
                }
                out.push_str(&format!("{}-", " ".repeat(inner)));
                if let Shape::Map(entries) = &item.shape {
                    out.push(' ');
                    write_map(out, inner + 2, width, entries, dice);
                } else {
                    write_value(out, inner, width, "", item, dice);
                }
            }
        }
    }
}

fn write_comments(out: &mut String, indent: usize, comments: &[String]) {
    for comment in comments {
        out.push_str(&format!("{}{comment}{SOLID}\n", " ".repeat(indent)));
    }
}

fn has_comments(item: &Item) -> bool {
    let inside = match &item.shape {
        Shape::Map(entries) => entries.iter().any(|(_, item)| has_comments(item)),
        Shape::List(items) => items.iter().any(has_comments),
        Shape::Text(_) | Shape::Bare(_) => false,
    };
    inside || !item.lead.is_empty() || item.tail.is_some() || !item.foot.is_empty()
}

/// Writes a text in one of the ways in which YAML can.
fn scalar(text: &str, indent: usize, dice: &mut Dice) -> String {
    let double = serde_json::to_string(text).expect("JSON");
    let space = text.match_indices(' ').map(|(at, _)| at).nth(dice.below(8));
    match (dice.below(4), space) {
        (0, _) if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
        (1, Some(at))
            if dice.folds && !text.contains(['\n', '\\']) && !text[at..].starts_with("  ") =>
        {
            // A quoted text may go on in the next line.
            let folded = text.replace('\'', "''");
            let at = folded[at..].find(' ').map_or(at, |offset| at + offset);
            let (a, b) = folded.split_at(at);
            format!("'{a}\n{}{}'", " ".repeat(indent), &b[1..])
        }
        (2, _) if shown_bare(text) => text.to_owned(),
        _ => double,
    }
}

fn shown_bare(text: &str) -> bool {
    let words = |c: char| c.is_ascii_alphanumeric() || " .,-()".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(words)
        && text.contains(' ')
}

/// Writes a value between brackets.
fn flow(item: &Item) -> String {
    match &item.shape {
        Shape::Bare(raw) => raw.clone(),
        Shape::Text(text) => serde_json::to_string(text).expect("JSON"),
        Shape::List(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Shape::Map(entries) => {
            let entries = entries.iter().map(|(key, item)| format!("{key}: {}", flow(item)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
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
