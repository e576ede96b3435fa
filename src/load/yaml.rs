//! Text to tree and places, in one pass. The only file that names `granit-parser`.
//!
//! Plain YAML 1.2 and no more: mappings with string keys, lists, scalars. Anchors, aliases, merge
//! keys, tags, directives and several documents are refused, since they hide from a reader, an
//! editor and a diff what a file says. Nothing here recurses, so depth costs no stack.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};
use serde_json::{Map, Number, Value};

use super::codes;
use crate::diagnostic::{Code, Spans};

/// How deep lists and mappings may nest. Real objects nest four deep.
const MAX_DEPTH: usize = 64;

/// Something wrong with the text, with its bytes.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static Code,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What became of a text.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) tree: Option<Value>,
    pub(super) spans: Spans,
    pub(super) faults: Vec<Fault>,
}

enum Frame {
    Map { map: Map<String, Value>, key: Option<(String, Range<usize>)>, node: usize },
    List { list: Vec<Value>, node: usize },
}

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
            Err(error) => Err(syntax(text, &error)),
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
                return Err(forbidden(
                    range,
                    "aliases (`*name`) are not used here",
                    "write the value out, or put it in quotes if the asterisk is text",
                ));
            }
            Event::Scalar(value, style, anchor, tag) => {
                plain(anchor, tag.is_some(), &range)?;
                self.scalar(text, &value, style, range)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                plain(anchor, tag.is_some(), &range)?;
                let node = self.open(&range)?;
                self.frames.push(Frame::List { list: Vec::new(), node });
            }
            Event::MappingStart(style, anchor, tag) => {
                plain(anchor, tag.is_some(), &range)?;
                let node = self.open(&range).map_err(|fault| braces(fault, style))?;
                self.frames.push(Frame::Map { map: Map::new(), key: None, node });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => {}
        }
        Ok(())
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
        if let Some(Frame::Map { map, key: key @ None, .. }) = self.frames.last_mut() {
            if value == "<<" && style == ScalarStyle::Plain {
                return Err(forbidden(
                    range,
                    "merge keys (`<<`) are not used here",
                    "write the fields out",
                ));
            }
            if map.contains_key(value) {
                self.parsed.faults.push(Fault {
                    code: &codes::DUPLICATE_KEY,
                    range: range.clone(),
                    message: format!("the key `{value}` stands twice in this mapping"),
                    help: codes::help(&codes::DUPLICATE_KEY),
                });
            }
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
        let end = trimmed(text, &range).end;
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

fn plain(anchor: usize, tagged: bool, range: &Range<usize>) -> Result<(), Fault> {
    if anchor > 0 {
        return Err(forbidden(
            range.clone(),
            "anchors (`&name`) are not used here",
            "delete the anchor, or put the text in quotes if the ampersand is text",
        ));
    }
    if tagged {
        return Err(forbidden(
            range.clone(),
            "tags (`!name`) are not used here",
            "delete the tag, or put the text in quotes if the exclamation mark is text",
        ));
    }
    Ok(())
}

fn braces(mut fault: Fault, style: StructureStyle) -> Fault {
    if style == StructureStyle::Flow {
        fault.help = Some("text that starts with `{` must stand in double quotes".to_owned());
    }
    fault
}

fn forbidden(range: Range<usize>, message: &str, help: &str) -> Fault {
    Fault {
        code: &codes::FORBIDDEN_YAML,
        range,
        message: message.to_owned(),
        help: Some(help.to_owned()),
    }
}

/// Resolves a plain scalar by the core schema of YAML 1.2 (section 10.3.2). `None`: readers of
/// YAML 1.1 and of 1.2 would take it for different things.
fn resolve(value: &str) -> Option<Value> {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    let first = value.bytes().next()?;
    let number_like = first.is_ascii_digit() || b"+-.".contains(&first);
    if !number_like {
        let folded = value.to_ascii_lowercase();
        let switch = matches!(folded.as_str(), "yes" | "no" | "on" | "off" | "y" | "n");
        return (!switch).then(|| Value::String(value.to_owned()));
    }
    let digits = value.trim_start_matches(['+', '-']);
    let all = |text: &str, extra: &[u8]| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || extra.contains(&b))
    };
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && all(digits, b"");
    let prefixed = digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b");
    let grouped = all(digits, b"_") && digits.contains('_');
    let sexagesimal = all(digits, b":") && digits.contains(':') && !digits.ends_with(':');
    let infinite = matches!(digits.to_ascii_lowercase().as_str(), ".inf" | ".nan");
    if leading_zero || (prefixed && digits.len() > 2) || grouped || sexagesimal || infinite {
        return None;
    }
    if all(digits, b"")
        && value.len() - digits.len() <= 1
        && let Ok(whole) = value.trim_start_matches('+').parse::<i64>()
    {
        return Some(Value::Number(whole.into()));
    }
    let decimal = all(digits, b".eE+-") && digits.bytes().any(|b| b.is_ascii_digit());
    if decimal
        && value.len() - digits.len() <= 1
        && let Some(number) = value.parse().ok().and_then(Number::from_f64)
    {
        return Some(Value::Number(number));
    }
    Some(Value::String(value.to_owned()))
}

fn ambiguous(value: &str, range: Range<usize>) -> Fault {
    Fault {
        code: &codes::AMBIGUOUS_SCALAR,
        range,
        message: format!("programs disagree on what `{value}` means"),
        help: Some(format!("put it in quotes: \"{value}\"")),
    }
}

/// Cuts trailing white space off a range, which block scalars have.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + slice.trim_end().len()
}

fn syntax(text: &str, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mut fault = Fault {
        code: &codes::YAML_SYNTAX,
        range: at..at + width,
        message: format!("not YAML: {}", error.kind()),
        help: None,
    };
    let (code, help): (&'static Code, &str) = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            "a tab stands in the indentation".clone_into(&mut fault.message);
            (&codes::TAB_INDENTATION, "replace each tab by two spaces")
        }
        ErrorKind::RecursionLimitExceeded => {
            fault.message = format!("lists and mappings nest deeper than {MAX_DEPTH}");
            (&codes::TOO_DEEP, "an object of the matrix nests four deep at most")
        }
        ErrorKind::DirectiveDisallowed => {
            "directives (`%`) are not used here".clone_into(&mut fault.message);
            (&codes::FORBIDDEN_YAML, "delete the line that starts with `%`")
        }
        ErrorKind::MultipleDocumentsUnsupported => {
            (&codes::FORBIDDEN_YAML, "keep one object per file and delete the line `---`")
        }
        ErrorKind::UnknownAnchor => {
            "aliases (`*name`) are not used here".clone_into(&mut fault.message);
            (
                &codes::FORBIDDEN_YAML,
                "write the value out, or put it in quotes if the asterisk is text",
            )
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            "a quote is opened and not closed".clone_into(&mut fault.message);
            (
                &codes::YAML_SYNTAX,
                "close the quote, and double it (`''`) or escape it (`\\\"`) where it is part of the text",
            )
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text follows a closed quote".clone_into(&mut fault.message);
            (
                &codes::YAML_SYNTAX,
                "escape a double quote inside the text as `\\\"`, and double a single one as `''`",
            )
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => (
            &codes::YAML_SYNTAX,
            "close the bracket, or put the text in double quotes if the bracket is text",
        ),
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::MappingKeyNotAllowed => (
            &codes::YAML_SYNTAX,
            "text that holds a colon and a space must stand in double quotes; otherwise look at the indentation of this line and the one above",
        ),
        ErrorKind::UnexpectedCharacter { .. } => (
            &codes::YAML_SYNTAX,
            "text that starts with this character must stand in double quotes",
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            &codes::YAML_SYNTAX,
            "write a backslash in double quotes as `\\\\`, or use single quotes",
        ),
        _ => (
            &codes::YAML_SYNTAX,
            "look at the indentation of this line and the one above: the keys of one mapping stand in one column, list items start with `- `",
        ),
    };
    fault.code = code;
    fault.help = Some(help.to_owned());
    fault
}
