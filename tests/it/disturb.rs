//! The same file in another form: what authors do to YAML without meaning anything by it.

use std::fmt::Write as _;

use dicom_threat_matrix::fmt::SETS;
use dicom_threat_matrix::load::outline::{Item, Shape, outline};
use dicom_threat_matrix::prose;

/// The fields whose text is Markdown.
const PROSE: &[&str] = &["description", "body"];

/// Stands at the end of a line whose end must stay as it is.
const SOLID: &str = "\u{1}";

/// Numbers that look random.
pub struct Dice {
    pub state: u64,
    /// Whether quoted texts may go on in the next line.
    pub folds: bool,
}

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from((self.state >> 11) % u64::try_from(limit).expect("small")).expect("small")
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Says the same in another form.
pub fn disturbed(text: &str, dice: &mut Dice) -> String {
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
            for (key, item) in entries.iter_mut() {
                stir(item, key, dice);
            }
        }
        Shape::List(items) => {
            if SETS.contains(&field) {
                dice.shuffle(items);
            }
            for item in items.iter_mut() {
                stir(item, "", dice);
            }
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
        let mark = if quoted { "'" } else { "" };
        out.extend([mark, key, mark, ":"]);
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
        Shape::Bare(raw) => out.extend([" ", raw, "\n"]),
        Shape::Text(text) if text.contains('\n') && !dice.one_in(4) => {
            let mark = if text.ends_with('\n') { "|" } else { "|-" };
            let _ = writeln!(out, " {mark}");
            for line in text.trim_end_matches('\n').split('\n') {
                let solid = if PROSE.contains(&field) { "" } else { SOLID };
                let _ = writeln!(out, "{}{line}{solid}", " ".repeat(indent + width));
            }
        }
        Shape::Text(text) => {
            let _ = writeln!(out, " {}", scalar(text, indent + width, dice));
        }
        Shape::Map(_) | Shape::List(_) if !has_comments(item) && dice.one_in(6) => {
            let _ = writeln!(out, " {}", flow(item));
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
                let _ = write!(out, "{}-", " ".repeat(inner));
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
        let _ = writeln!(out, "{}{comment}{SOLID}", " ".repeat(indent));
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
