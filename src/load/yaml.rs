//! Text to tree and places, in one pass. With `outline.rs` the only file that names `granit-parser`.
//!
//! Plain YAML 1.2 and no more: mappings with string keys, lists, scalars. Anchors, aliases, merge
//! keys, tags, directives and several documents are refused, since they hide from a reader, an
//! editor and a diff what a file says. Nothing here recurses, so depth costs no stack.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};
use serde_json::{Map, Value};

use super::fault::{Fault, ambiguous, forbidden, keyless, plain, twice_in_mapping, wrong};
use super::scalar::resolve;
use super::{advice, codes, hunt};
use crate::diagnostic::Spans;

/// How deep lists and mappings may nest. Real objects nest four deep.
const MAX_DEPTH: usize = 64;

/// How many characters a key may have. Of a key on one line YAML takes 1,024, JSON up to six for one.
const LONGEST_KEY: usize = 128;

/// What became of a text.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) tree: Option<Value>,
    pub(super) spans: Spans,
    pub(super) faults: Vec<Fault>,
}

enum Frame {
    Map { map: Map<String, Value>, key: Option<(String, Range<usize>)>, node: usize, twice: bool },
    List { list: Vec<Value>, node: usize },
}

const ALIASES: &str = "aliases (`*name`) are not used here";

/// Reads a text. There is a tree if, and only if, the text is one plain YAML document.
pub(super) fn parse(text: &str) -> Parsed {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        disallow_directives: true,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut composer = Composer::default();
    while let Some(event) = parser.next_event() {
        let step = match event {
            Ok((event, span)) => composer.take(text, event, span),
            Err(error) => {
                Err(syntax(text, &error, composer.read, composer.brackets.last().copied()))
            }
        };
        if let Err(fault) = step {
            composer.parsed.faults.push(fault);
            composer.parsed.tree = None;
            return composer.parsed;
        }
    }
    let mut parsed = composer.parsed;
    if matches!(parsed.tree, None | Some(Value::Null)) && parsed.faults.is_empty() {
        parsed.tree = None;
        parsed.faults.push(Fault {
            code: &codes::EMPTY_FILE,
            range: 0..0,
            message: "the file holds no object".to_owned(),
            help: codes::help(&codes::EMPTY_FILE),
        });
    }
    if parsed.faults.iter().any(|fault| fault.code.id == codes::FORBIDDEN_YAML.id) {
        parsed.tree = None;
    }
    parsed
}

#[derive(Default)]
struct Composer {
    parsed: Parsed,
    frames: Vec<Frame>,
    documents: usize,
    /// Where the last scalar or bracket that was understood ends.
    read: usize,
    /// The brackets that are open.
    brackets: Vec<usize>,
    /// The columns of the blocks that are open.
    columns: Vec<usize>,
}

impl Composer {
    fn take(&mut self, text: &str, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(forbidden(
                        range,
                        "a second document starts here",
                        "put it into a file of its own, and delete the line `---`",
                    ));
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                return Err(forbidden(hunt::word(text, range.start), ALIASES, advice::ALIAS));
            }
            Event::Scalar(value, style, anchor, tag) => {
                plain(text, anchor, tag.is_some(), &range)?;
                self.read = range.end;
                if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
                    self.stays_inside(text, &range)?;
                }
                self.scalar(text, &value, style, range)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                plain(text, anchor, tag.is_some(), &range)?;
                self.begin(style, &range, self.list_column(text, range.start));
                let node = self.open(&range)?;
                self.frames.push(Frame::List { list: Vec::new(), node });
            }
            Event::MappingStart(style, anchor, tag) => {
                plain(text, anchor, tag.is_some(), &range)?;
                self.begin(style, &range, hunt::column(text, range.start));
                let node = self.open(&range).map_err(|fault| braces(fault, style))?;
                self.frames.push(Frame::Map { map: Map::new(), key: None, node, twice: false });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if text.get(range.clone()).is_some_and(|it| it.starts_with([']', '}'])) {
                    self.read = range.end;
                    let opened = self.brackets.pop().unwrap_or(range.end);
                    self.stays_inside(text, &(opened..range.end))?;
                } else {
                    self.columns.pop();
                }
                self.close(range.end);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, style: StructureStyle, range: &Range<usize>, column: usize) {
        if style == StructureStyle::Flow {
            self.read = range.end;
            self.brackets.push(range.start);
        } else {
            self.columns.push(column);
        }
    }

    /// Returns the column of a list. It may be that of its key; then it begins behind its first dash.
    fn list_column(&self, text: &str, start: usize) -> usize {
        let behind = |key: &&usize| {
            matches!(self.frames.last(), Some(Frame::Map { .. }))
                && hunt::is_behind_dash(text, start, **key)
        };
        self.columns.last().filter(behind).copied().unwrap_or_else(|| hunt::column(text, start))
    }

    /// Holds quotes and brackets inside their block, which the parser does not: each of their lines is
    /// indented more than the block.
    fn stays_inside(&self, text: &str, range: &Range<usize>) -> Result<(), Fault> {
        let (true, Some(column)) = (self.brackets.is_empty(), self.columns.last()) else {
            return Ok(());
        };
        match hunt::outside(text, range, *column) {
            Some(at) => Err(lines(text, at, &ErrorKind::InvalidIndentation)),
            None => Ok(()),
        }
    }

    /// Opens the place of a value: in a mapping its key must have been seen.
    fn open(&mut self, range: &Range<usize>) -> Result<usize, Fault> {
        let key = match self.frames.last() {
            Some(Frame::Map { key: Some((_, key)), .. }) => key.clone(),
            Some(Frame::Map { key: None, .. }) => {
                return Err(forbidden(
                    range.clone(),
                    "a key must be plain text",
                    "if this is text, put it in double quotes",
                ));
            }
            _ => 0..0,
        };
        Ok(self.parsed.spans.open(&key, range))
    }

    fn scalar(
        &mut self,
        text: &str,
        value: &str,
        style: ScalarStyle,
        range: Range<usize>,
    ) -> Result<(), Fault> {
        let in_list = matches!(self.frames.iter().nth_back(1), Some(Frame::List { .. }));
        if let Some(Frame::Map { map, key: key @ None, twice, .. }) = self.frames.last_mut() {
            if value == "<<" && style == ScalarStyle::Plain {
                return Err(forbidden(
                    range,
                    "merge keys (`<<`) are not used here",
                    "write the fields out",
                ));
            }
            if style == ScalarStyle::Plain && resolve(value) == Some(Value::Null) {
                let help = "write the key; if this is text, put it in double quotes";
                return Err(forbidden(range, "no key stands before this colon", help));
            }
            if value.chars().nth(LONGEST_KEY).is_some() {
                let message = format!("a key has more than {LONGEST_KEY} characters");
                return Err(forbidden(range, &message, "if this is text, put it in double quotes"));
            }
            // Where the dash of a list item is missing, all its keys stand twice: one finding says so.
            let known = map.contains_key(value);
            if known && !(in_list && *twice) {
                self.parsed.faults.push(twice_in_mapping(value, range.clone(), in_list));
            }
            *twice |= known;
            *key = Some((value.to_owned(), range));
            return Ok(());
        }
        let node = self.open(&range)?;
        let resolved = if style == ScalarStyle::Plain {
            resolve(value).unwrap_or_else(|| {
                self.parsed.faults.push(ambiguous(value, range.clone()));
                Value::String(value.to_owned())
            })
        } else {
            Value::String(value.to_owned())
        };
        let end = hunt::trimmed(text, &range).end;
        self.parsed.spans.close(node, end);
        self.place(resolved);
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let (value, node) = match self.frames.pop() {
            Some(Frame::Map { map, node, .. }) => (Value::Object(map), node),
            Some(Frame::List { list, node }) => (Value::Array(list), node),
            None => return,
        };
        self.parsed.spans.close(node, end);
        self.place(value);
    }

    /// Puts a finished value where it belongs. Of a key that stands twice the first value stays,
    /// but the place table must not get a second entry for it, so the second goes under a name
    /// that no schema knows and no author can type.
    fn place(&mut self, value: Value) {
        match self.frames.last_mut() {
            None => self.parsed.tree = Some(value),
            Some(Frame::List { list, .. }) => list.push(value),
            Some(Frame::Map { map, key, .. }) => {
                if let Some((mut name, _)) = key.take() {
                    while map.contains_key(&name) {
                        name.push('\u{0}');
                    }
                    map.insert(name, value);
                }
            }
        }
    }
}

fn braces(mut fault: Fault, style: StructureStyle) -> Fault {
    if style == StructureStyle::Flow {
        fault.help = Some("text that starts with `{` must stand in double quotes".to_owned());
    }
    fault
}

/// Says what broke the grammar. The parser names the place where it gave up; the author needs the
/// place to mend, which often lies before: an opening quote, a bracket, a tab.
///
/// `read` is the end of the last text that was understood, `bracket` the innermost that is open.
fn syntax(text: &str, error: &ScanError, read: usize, bracket: Option<usize>) -> Fault {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if let Some(range) = hunt::conflict(text) {
        return wrong(range, "git left its marks of a conflict here", advice::CONFLICT);
    }
    let kind = error.kind();
    if let Some(fault) = refused(text, at, kind).or_else(|| letters(text, at, read, kind)) {
        return fault;
    }
    if let Some(range) = hunt::odd_spaces(text, at) {
        return wrong(range, "this space is none that YAML knows", advice::ODD_SPACE);
    }
    let opened = |bracket| hunt::token(text, read..at, bracket);
    let bracket = bracket.or_else(|| opened('[').into_iter().chain(opened('{')).min());
    match bracket {
        Some(bracket) if !hunt::one_line(text, bracket, at) => {
            let range = hunt::character(text, bracket);
            wrong(range, "a bracket is opened and not closed", advice::BRACKET)
        }
        _ => lines(text, at, kind),
    }
}

/// What is YAML and refused here.
fn refused(text: &str, at: usize, kind: &ErrorKind) -> Option<Fault> {
    let here = hunt::character(text, at);
    Some(match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            let range = hunt::tabs(text, at).unwrap_or(here);
            let fault = wrong(range, "a tab stands in the indentation", advice::TAB);
            Fault { code: &codes::TAB_INDENTATION, ..fault }
        }
        ErrorKind::RecursionLimitExceeded => {
            let message = format!("lists and mappings nest deeper than {MAX_DEPTH}");
            Fault { code: &codes::TOO_DEEP, ..wrong(here, &message, advice::DEEP) }
        }
        ErrorKind::DirectiveDisallowed => {
            let range = hunt::rest(text, at);
            forbidden(range, "directives (`%`) are not used here", advice::DIRECTIVE)
        }
        ErrorKind::UnknownAnchor => forbidden(hunt::word(text, at), ALIASES, advice::ALIAS),
        _ => return None,
    })
}

/// What is wrong inside one text: its quotes, its escapes, its first letter.
fn letters(text: &str, at: usize, read: usize, kind: &ErrorKind) -> Option<Fault> {
    let here = hunt::character(text, at);
    let opened = |quote: char| hunt::token(text, read..at, quote);
    let unclosed = |quote| wrong(hunt::character(text, quote), advice::UNCLOSED, advice::CLOSE);
    let trailing = |quote: char, help: &str| {
        // A quote that is never closed ends at the next quote, which opens another text.
        let away = |start: &usize| hunt::runs_away(text, *start..at, quote);
        opened(quote).filter(away).map_or_else(
            || wrong(hunt::rest(text, at), "text follows a closed quote", help),
            unclosed,
        )
    };
    Some(match kind {
        ErrorKind::UnclosedQuotedScalar => unclosed(at),
        ErrorKind::DocumentIndicatorInQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            unclosed(opened('"').into_iter().chain(opened('\'')).min().unwrap_or(at))
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => trailing('\'', advice::APOSTROPHE),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => trailing('"', advice::QUOTE),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            let range = hunt::escape(text, at).unwrap_or(here);
            wrong(range, "this backslash means nothing in double quotes", advice::BACKSLASH)
        }
        ErrorKind::UnexpectedCharacter { character: '`' } => {
            wrong(here, "a text cannot start with a backtick", advice::START)
        }
        ErrorKind::UnexpectedCharacter { character } if character.is_ascii_punctuation() => {
            wrong(here, &format!("a text cannot start with `{character}`"), advice::START)
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let place = text[at..].find(*character).map_or(at, |offset| at + offset);
            let message = format!("the control character U+{:04X} stands here", *character as u32);
            wrong(hunt::character(text, place), &message, advice::CONTROL)
        }
        _ => return None,
    })
}

/// What is wrong with the order of lines, keys and items.
fn lines(text: &str, at: usize, kind: &ErrorKind) -> Fault {
    let here = hunt::character(text, at);
    match kind {
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => {
            wrong(here, "a bracket is opened and not closed", advice::BRACKET)
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            wrong(here, "a comma or a closing bracket is missing", advice::COMMA)
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::MappingKeyNotAllowed => {
            wrong(here, "a colon and a space stand inside a text without quotes", advice::COLON)
        }
        ErrorKind::SimpleKeyExpected => keyless(text, at),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation => {
            let range = hunt::rest(text, at);
            if text[..at].trim_end_matches(' ').ends_with([']', '}']) {
                return wrong(range, "text follows a closed bracket", advice::TEXT_AFTER_BRACKET);
            }
            let message = "this line is indented differently from its neighbors";
            wrong(range, message, advice::INDENTATION)
        }
        other => wrong(here, &format!("not YAML: {other}"), advice::INDENTATION),
    }
}
