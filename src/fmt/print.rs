//! An outline as text.

use super::quotes::{Written, key, written};
use crate::load::outline::{Item, Shape, is_modeline};

/// Writes a file.
pub(super) fn print(head: &[String], root: &Item) -> String {
    let mut out = String::new();
    for comment in head {
        out.push_str(comment);
        out.push('\n');
    }
    if head.last().is_some_and(|comment| !is_modeline(comment)) {
        out.push('\n');
    }
    above(&mut out, 0, &root.lead);
    above(&mut out, 0, root.tail.as_slice());
    if is_empty(root) {
        above(&mut out, 0, &root.foot);
        out.push_str(if matches!(root.shape, Shape::Map(_)) { "{}\n" } else { "[]\n" });
        return out;
    }
    match &root.shape {
        Shape::Map(entries) => map(&mut out, 0, entries),
        Shape::List(items) => list(&mut out, 0, "", items),
        _ => value(&mut out, 0, "", &Item { tail: None, ..root.clone() }),
    }
    above(&mut out, 0, &root.foot);
    out
}

fn above(out: &mut String, indent: usize, comments: &[String]) {
    for comment in comments {
        spaces(out, indent);
        out.push_str(comment);
        out.push('\n');
    }
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

fn map(out: &mut String, indent: usize, entries: &[(String, Item)]) {
    for (index, (name, item)) in entries.iter().enumerate() {
        // The first key of a list item stands behind a dash, and its comments above that.
        let first = index == 0 && indent > 0 && !out.ends_with('\n');
        if !first {
            above(out, indent, &item.lead);
            if is_empty(item) {
                above(out, indent, &item.foot);
            }
            spaces(out, indent);
        }
        out.push_str(&key(name));
        out.push(':');
        value(out, indent, name, item);
    }
}

fn is_empty(item: &Item) -> bool {
    match &item.shape {
        Shape::Map(entries) => entries.is_empty(),
        Shape::List(items) => items.is_empty(),
        Shape::Text(_) | Shape::Bare(_) => false,
    }
}

/// Writes what stands behind a key or a dash that is indented by so much.
fn value(out: &mut String, indent: usize, field: &str, item: &Item) {
    let inline = match &item.shape {
        Shape::Text(text) => match written(field, text) {
            Written::Inline(text) => text,
            Written::Block(mark) => return block(out, indent, mark, text, item),
        },
        Shape::Bare(raw) => raw.clone(),
        Shape::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Shape::List(items) if items.is_empty() => "[]".to_owned(),
        Shape::Map(entries) => {
            end(out, item);
            map(out, indent + 2, entries);
            return above(out, indent + 2, &item.foot);
        }
        Shape::List(items) => {
            end(out, item);
            list(out, indent + 2, field, items);
            return above(out, indent + 2, &item.foot);
        }
    };
    if !inline.is_empty() {
        out.push(' ');
        out.push_str(&inline);
    }
    end(out, item);
}

/// Ends a line, with the comment behind it.
fn end(out: &mut String, item: &Item) {
    if let Some(tail) = &item.tail {
        out.push(' ');
        out.push_str(tail);
    }
    out.push('\n');
}

fn block(out: &mut String, indent: usize, mark: &str, text: &str, item: &Item) {
    out.push(' ');
    out.push_str(mark);
    end(out, item);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            spaces(out, indent + 2);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn list(out: &mut String, indent: usize, field: &str, items: &[Item]) {
    for item in items {
        let mut item = item.clone();
        above(out, indent, &hoist(&mut item));
        spaces(out, indent);
        out.push('-');
        match &item.shape {
            Shape::Map(entries) if !entries.is_empty() => {
                out.push(' ');
                map(out, indent + 2, entries);
                above(out, indent + 2, &item.foot);
            }
            Shape::List(items) if !items.is_empty() => {
                out.push('\n');
                list(out, indent + 2, field, items);
                above(out, indent + 2, &item.foot);
            }
            _ => value(out, indent, field, &item),
        }
    }
}

/// Takes out the comments that stand above the dash of an item: its own, and those of what begins in the
/// line of the dash or, a list in a list, right below it.
fn hoist(item: &mut Item) -> Vec<String> {
    let mut found = std::mem::take(&mut item.lead);
    if is_empty(item) {
        found.append(&mut item.foot);
        return found;
    }
    match &mut item.shape {
        Shape::Map(entries) => {
            found.extend(item.tail.take());
            let first = &mut entries[0].1;
            found.append(&mut first.lead);
            if is_empty(first) {
                found.append(&mut first.foot);
            }
        }
        Shape::List(items) => {
            found.extend(item.tail.take());
            found.extend(hoist(&mut items[0]));
        }
        Shape::Text(_) | Shape::Bare(_) => {}
    }
    found
}
