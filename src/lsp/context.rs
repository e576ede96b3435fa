//! Where in a YAML text a place is, read off the indentation: it must be known while the text is not
//! yet YAML.

use std::ops::Range;

use super::text::line_around;

/// A step from the root of a document to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list.
    Item(usize),
}

/// What a place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// A key that is there, with its colon; the path ends with it.
    Key,
    /// A word where a key or an item may be meant; the path ends with what holds it.
    Word,
    /// The value on the line of its key or of its dash; the path ends with that.
    Value,
    /// A line of a text of several lines; the path ends with its key.
    Prose,
}

/// Where a place is.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// The steps from the root.
    pub(super) path: Vec<Step>,
    /// What stands there.
    pub(super) spot: Spot,
    /// The bytes of the key, word or value, without quotes.
    pub(super) range: Range<usize>,
}

#[derive(Default)]
struct Reader {
    stack: Vec<(usize, Step)>,
    /// Indentation of the key whose text of several lines is open.
    block: Option<usize>,
}

/// Returns where a byte of a text is.
pub(super) fn context(text: &str, offset: usize) -> Context {
    let here = line_around(text, offset);
    let mut reader = Reader::default();
    for line in text[..here.start].lines() {
        reader.line(line);
    }
    reader.at(text, here, offset)
}

impl Reader {
    fn path(&self) -> Vec<Step> {
        self.stack.iter().map(|(_, step)| step.clone()).collect()
    }

    fn in_block(&mut self, line: &str, column: usize) -> bool {
        let inside = self.block.is_some_and(|indent| line.trim().is_empty() || column > indent);
        if !inside {
            self.block = None;
        }
        inside
    }

    /// Reads a line and returns the column behind its dashes, and the end of its key if it has one.
    fn line(&mut self, line: &str) -> (usize, Option<usize>) {
        let mut column = indent(line);
        let rest = line.trim_start_matches(' ');
        if self.in_block(line, column) || rest.trim().is_empty() || rest.starts_with('#') {
            return (column, None);
        }
        while line[column..] == *"-" || line[column..].starts_with("- ") {
            self.dash(column);
            let next = column + 1 + indent(&line[column + 1..]);
            if opens_block(&line[next..]) {
                self.block = Some(column);
            }
            column = next;
        }
        let Some(length) = key(&line[column..]) else { return (column, None) };
        self.stack.retain(|(indent, _)| *indent < column);
        let name = line[column..column + length].trim_matches(['"', '\'']);
        self.stack.push((column, Step::Key(name.to_owned())));
        if opens_block(line[column + length + 1..].trim_start()) {
            self.block = Some(column);
        }
        (column, Some(column + length))
    }

    fn dash(&mut self, column: usize) {
        self.stack.retain(|(indent, _)| *indent <= column);
        if let Some((indent, Step::Item(index))) = self.stack.last_mut()
            && *indent == column
        {
            *index += 1;
        } else {
            self.stack.push((column, Step::Item(0)));
        }
    }

    fn at(mut self, text: &str, here: Range<usize>, offset: usize) -> Context {
        let line = &text[here.clone()];
        let place = offset.clamp(here.start, here.end) - here.start;
        let start = indent(line);
        if self.in_block(line, if line.trim().is_empty() { place } else { start }) {
            return self.context(Spot::Prose, here);
        }
        if line.trim().is_empty() {
            self.stack.retain(|(indent, _)| *indent < place);
            let at = here.start + place;
            return self.context(Spot::Word, at..at);
        }
        let (column, key_end) = self.line(line);
        let key_end = key_end.filter(|_| column <= line.len());
        if let Some(end) = key_end {
            if place <= end {
                let range = here.start + column..here.start + end;
                return self.context(Spot::Key, range);
            }
            let range = value(line, end + 1, place);
            return self.context(Spot::Value, here.start + range.start..here.start + range.end);
        }
        let dashed = column > start;
        if !dashed {
            self.stack.retain(|(indent, _)| *indent < column);
        }
        let range = value(line, column.min(place), place);
        let spot = if dashed { Spot::Value } else { Spot::Word };
        self.context(spot, here.start + range.start..here.start + range.end)
    }

    fn context(&self, spot: Spot, range: Range<usize>) -> Context {
        Context { path: self.path(), spot, range }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns the length of the key that a text starts with, if a colon follows.
fn key(text: &str) -> Option<usize> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    let length = match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].find(quote)? + 2,
        _ => text.find(|c| !plain(c))?,
    };
    let rest = text.get(length..)?.strip_prefix(':')?;
    (length > 0 && (rest.trim().is_empty() || rest.starts_with([' ', '\t']))).then_some(length)
}

fn opens_block(value: &str) -> bool {
    value.starts_with(['|', '>'])
}

/// Returns the bytes of the value around a place: one item of a list in brackets, without quotes and
/// without a comment.
fn value(line: &str, from: usize, place: usize) -> Range<usize> {
    let from = from.min(line.len());
    let rest = &line[from..];
    let end = rest.find(" #").map_or(line.len(), |at| from + at).max(place.max(from));
    let mut start = from + indent(&line[from..end]);
    let mut end = start.max(line[..end].trim_end().len());
    if line[start..].starts_with('[') {
        let before = &line[start..place.clamp(start, line.len())];
        let open = before.rfind(['[', ',']).map_or(start + 1, |at| start + at + 1);
        end = line[open..].find([',', ']']).map_or(end, |at| open + at).max(open);
        start = open + indent(&line[open..end]);
    }
    if line[start..end.max(start)].starts_with(['"', '\'']) {
        let quote = &line[start..=start];
        start += 1;
        end = line[start..end.max(start)].find(quote).map_or(end.max(start), |at| start + at);
    }
    start.min(place.max(from))..end.max(start).max(place.min(line.len()))
}
