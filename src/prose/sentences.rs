//! Where a sentence ends, and prose with each on a line of its own.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Words before a full stop that do not end a sentence.
const SHORT: &[&str] =
    &["e.g", "i.e", "vs", "cf", "approx", "no", "dr", "st", "inc", "et al", "al"];

/// Returns the byte at which the second sentence of a line starts.
pub fn second_sentence(line: &str) -> Option<usize> {
    line.match_indices(' ').find_map(|(space, _)| sentence_after(line, space))
}

/// Returns where the sentence starts that follows a space, if one does.
fn sentence_after(text: &str, space: usize) -> Option<usize> {
    let (before, after) = (&text[..space], text[space..].trim_start_matches(' '));
    let starts = after.starts_with(|c: char| c.is_uppercase());
    (starts && is_ended(before)).then(|| text.len() - after.len())
}

/// Tells whether a text ends with a sentence.
fn is_ended(before: &str) -> bool {
    let stopped =
        before.ends_with(['.', '!', '?']) || before.ends_with(".)") || before.ends_with(".\"");
    let word = before.trim_end_matches('.').rsplit([' ', '\n', '(']).next().unwrap_or_default();
    let short = SHORT.contains(&word.to_lowercase().as_str())
        || word.len() == 1
        || word.chars().all(|c| c.is_ascii_digit());
    stopped && !short
}

/// Tells whether two Markdown texts say the same, wherever their lines end.
pub fn same_meaning(a: &str, b: &str) -> bool {
    said(a) == said(b)
}

fn said(text: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            other => {
                let _ = write!(out, "\u{0}{other:?}\u{0}");
            }
        }
    }
    out
}

/// Returns a Markdown text with each sentence on a line of its own, and one line end at its end.
///
/// A line that stops within a sentence is joined with the next. Code, headings and quotations stay
/// as they are, and so does the whole text if it would say something else.
pub fn one_sentence_per_line(text: &str) -> String {
    let blank = text.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    let trimmed = text[blank.map(str::len).sum()..].trim_end();
    let mut edits = Edits { text: trimmed, made: Vec::new() };
    let mut kept = 0_usize;
    // The column in which the text of each open list item begins.
    let mut items: Vec<Option<usize>> = Vec::new();
    let mut solid: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(trimmed, Options::empty()).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::HardBreak => {
                solid.push(range.clone());
            }
            _ => {}
        }
        match event {
            Event::Start(tag) if is_kept(&tag) => kept += 1,
            Event::End(
                TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::BlockQuote(_),
            ) => kept -= 1,
            Event::Start(Tag::Item) => items.push(None),
            Event::End(TagEnd::Item) => drop(items.pop()),
            Event::Start(Tag::Paragraph | Tag::List(_)) | Event::End(_) => {}
            _ if kept > 0 => {}
            other => {
                if let Some(column @ None) = items.last_mut() {
                    *column = Some(edits.column(range.start));
                }
                let indent = items.last().copied().flatten().unwrap_or(0);
                match other {
                    Event::Text(_) => edits.split(range, indent),
                    Event::SoftBreak => edits.join(range.start),
                    _ => {}
                }
            }
        }
    }
    edits.trim_lines(&solid);
    let made = edits.apply() + "\n";
    if same_meaning(text, &made) { made } else { text.to_owned() }
}

fn is_kept(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Heading { .. } | Tag::BlockQuote(_))
}

struct Edits<'a> {
    text: &'a str,
    made: Vec<(Range<usize>, String)>,
}

impl Edits<'_> {
    fn column(&self, at: usize) -> usize {
        self.text[..at].chars().rev().take_while(|c| *c != '\n').count()
    }

    /// Breaks the line before each sentence that starts within a range.
    fn split(&mut self, range: Range<usize>, indent: usize) {
        for (offset, _) in self.text[range.clone()].match_indices(' ') {
            let at = range.start + offset;
            let first = !self.text[..at].ends_with([' ', '\n']);
            if let Some(start) = sentence_after(self.text, at).filter(|_| first) {
                self.made.push((at..start, format!("\n{}", " ".repeat(indent))));
            }
        }
    }

    /// Joins the lines around a break that stands within a sentence.
    fn join(&mut self, at: usize) {
        let before = self.text[..at].trim_end();
        let after = self.text[at..].trim_start();
        let line = before.trim_end_matches([')', '"', '*', '_']);
        // A line that ends with a full stop stays, even if it is that of `no.`: its author knows.
        if !line.ends_with(['.', '!', '?', ':', ';']) {
            self.made.push((before.len()..self.text.len() - after.len(), " ".to_owned()));
        }
    }

    /// Takes the spaces off the ends of lines, but for code and where they break the line.
    fn trim_lines(&mut self, solid: &[Range<usize>]) {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let bare = line.trim_end_matches('\n');
            let end = start + bare.len();
            let from = start + bare.trim_end_matches([' ', '\t']).len();
            let held = solid.iter().any(|it| it.start <= from && end <= it.end);
            let edited = self.made.iter().any(|(it, _)| it.start <= from && end <= it.end);
            if from < end && !held && !edited {
                self.made.push((from..end, String::new()));
            }
            start += line.len();
        }
    }

    fn apply(mut self) -> String {
        self.made.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, text) in self.made {
            // Two breaks with nothing but white space between them are joined once.
            if range.start < at {
                continue;
            }
            out.push_str(&self.text[at..range.start]);
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(&self.text[at..]);
        out
    }
}
