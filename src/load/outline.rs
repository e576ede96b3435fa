//! Text to a tree that keeps what a reader sees: comments, and numbers as they are typed.
//!
//! The tree of `yaml` says what a file means; this one is for writing the file anew.

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};
use serde_json::Value;

use super::scalar::resolve;
use super::yaml;

/// A file as it can be written anew.
#[derive(Debug, Default)]
pub struct Outline {
    /// Comments about the file as a whole, above the first key.
    pub head: Vec<String>,
    /// The object.
    pub root: Item,
    /// What the file means.
    pub tree: Value,
}

/// A value with the comments around it.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Comments on lines of their own above it, from the `#` on.
    pub lead: Vec<String>,
    /// The comment behind it, or behind the key or bracket that opens it.
    pub tail: Option<String>,
    /// The value.
    pub shape: Shape,
    /// Comments on lines of their own below its last child.
    pub foot: Vec<String>,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A text, as it reads after YAML.
    Text(String),
    /// A number, a truth value or nothing, as it is typed.
    Bare(String),
    /// Keys with their values, in the order of the file.
    Map(Vec<(String, Item)>),
    /// Items, in the order of the file.
    List(Vec<Item>),
}

impl Default for Shape {
    fn default() -> Self {
        Self::Bare(String::new())
    }
}

/// Tells whether a text without quotes is read as this text, and not as a number or a truth value.
pub fn reads_as_text(value: &str) -> bool {
    matches!(resolve(value), Some(Value::String(_)))
}

/// Reads a text; `None` if [`super::parse`] finds any fault in it.
pub fn outline(text: &str) -> Option<Outline> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = yaml::parse(text);
    let tree = parsed.tree.filter(|_| parsed.faults.is_empty())?;
    // A long list may stand there as comments. The size of a file is bounded, and so are they.
    let options = granit_parser::options! {
        emit_comments: true,
        max_buffered_comment_events: usize::MAX,
    };
    let mut comments = Vec::new();
    let mut events = Vec::new();
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.ok()?;
        match event {
            Event::Comment(..) => comments.push(Comment::new(text, &span)?),
            event => events.push((event, span)),
        }
    }
    comments.sort_by_key(|comment| comment.start);
    let mut builder = Builder::new(text, comments);
    for index in 0..events.len() {
        let begins = |event: &Event<'_>| {
            matches!(event, Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..))
        };
        let next = events[index..].iter().find(|(event, _)| begins(event));
        let (event, span) = &events[index];
        let here = span.byte_range().map_or(0, |range| range.start);
        // A bracket that closes is a place of its own; a block ends where the next thing begins.
        let flow_end = !begins(event) && text[here..].starts_with([']', '}']);
        let before = if flow_end { Some(span) } else { next.map(|(_, span)| span) };
        let before = before.and_then(Span::byte_range).map_or(text.len(), |range| range.start);
        let is_block = |event: &Event<'_>| {
            matches!(event, Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..))
        };
        let block = !flow_end && next.is_some_and(|(event, _)| is_block(event));
        builder.comments_before(before, block);
        builder.take(event, span)?;
    }
    builder.comments_before(usize::MAX, false);
    let mut root = builder.root?;
    root.foot.extend(builder.pending.into_iter().map(|comment| comment.text));
    Some(Outline { head: builder.head, root, tree })
}

#[derive(Debug)]
struct Comment {
    start: usize,
    column: usize,
    text: String,
    /// Whether nothing but spaces stands before it on its line.
    alone: bool,
    /// Whether an empty line follows.
    gap: bool,
}

impl Comment {
    fn new(text: &str, span: &Span) -> Option<Self> {
        let range = span.byte_range()?;
        let start = range.start;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = text[start..].split_once('\n').map_or("", |(_, rest)| rest);
        Some(Self {
            start,
            column: start - line,
            text: text[range].trim_end().to_owned(),
            alone: text[line..start].trim().is_empty(),
            gap: rest.lines().next().is_some_and(|line| line.trim().is_empty()),
        })
    }

    /// Tells whether it stands behind the head of a block text, `|` or `>-`, that begins at a byte.
    fn is_behind_head(&self, text: &str, byte: usize) -> bool {
        let line = text[..self.start].rfind('\n').map_or(0, |at| at + 1);
        let before = text[line..self.start].trim_end();
        let marks = before.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
        let below = text[self.start..].find('\n').map_or(text.len(), |at| self.start + at);
        !self.alone
            && marks.ends_with(['|', '>'])
            && text.get(below..byte).is_some_and(|it| it.trim().is_empty())
    }
}

struct Frame {
    item: Item,
    /// The key that waits for its value.
    key: Option<(String, Item)>,
    /// The column of the children, if the block has begun.
    column: Option<usize>,
    flow: bool,
}

struct Builder<'a> {
    text: &'a str,
    comments: std::iter::Peekable<std::vec::IntoIter<Comment>>,
    head: Vec<String>,
    pending: Vec<Comment>,
    /// The comment behind the head of the block text that comes next.
    head_tail: Option<String>,
    frames: Vec<Frame>,
    root: Option<Item>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, comments: Vec<Comment>) -> Self {
        let comments = comments.into_iter().peekable();
        Self {
            text,
            comments,
            head: Vec::new(),
            pending: Vec::new(),
            head_tail: None,
            frames: Vec::new(),
            root: None,
        }
    }
}

impl Builder<'_> {
    /// Takes in the comments before a byte: those behind a value go to it, the others wait. One behind
    /// the head of the block text that begins there is left to it.
    fn comments_before(&mut self, byte: usize, block: bool) {
        while let Some(comment) = self.comments.next_if(|comment| comment.start < byte) {
            if block && comment.is_behind_head(self.text, byte) {
                self.head_tail = Some(comment.text);
                continue;
            }
            let last = if comment.alone { None } else { self.last() };
            match last {
                Some(item) if item.tail.is_none() => item.tail = Some(comment.text),
                Some(item) => item.lead.push(comment.text),
                None => self.pending.push(comment),
            }
        }
    }

    /// Returns what a comment behind something belongs to.
    fn last(&mut self) -> Option<&mut Item> {
        let Some(frame) = self.frames.last_mut() else { return self.root.as_mut() };
        match (&mut frame.key, &mut frame.item.shape) {
            (Some((_, item)), _) => Some(item),
            (None, Shape::Map(entries)) => entries.last_mut().map(|(_, item)| item),
            (None, Shape::List(items)) => items.last_mut(),
            _ => None,
        }
    }

    fn take(&mut self, event: &Event<'_>, span: &Span) -> Option<()> {
        let range = span.byte_range()?;
        match event {
            Event::Scalar(value, style, ..) => {
                self.begin(range.start);
                let is_key = self.frames.last().is_some_and(|frame| {
                    frame.key.is_none() && matches!(frame.item.shape, Shape::Map(_))
                });
                if is_key {
                    let lead = self.lead();
                    let frame = self.frames.last_mut()?;
                    frame.key = Some((value.to_string(), Item { lead, ..Item::default() }));
                    return Some(());
                }
                let bare = *style == ScalarStyle::Plain && !reads_as_text(value);
                let raw = value.to_string();
                let shape = if bare { Shape::Bare(raw) } else { Shape::Text(raw) };
                let mut item = self.opened();
                item.lead.extend(self.lead());
                item.shape = shape;
                item.tail = item.tail.or_else(|| self.head_tail.take());
                // The head of a block text can have a comment.
                while let Some(inside) = self.comments.next_if(|it| it.start < range.end) {
                    if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
                        && !inside.alone
                        && item.tail.is_none()
                    {
                        item.tail = Some(inside.text);
                    } else {
                        self.pending.push(inside);
                    }
                }
                self.place(item);
            }
            Event::SequenceStart(style, ..) => self.open(Shape::List(Vec::new()), *style, &range),
            Event::MappingStart(style, ..) => self.open(Shape::Map(Vec::new()), *style, &range),
            Event::SequenceEnd | Event::MappingEnd => {
                let mut frame = self.frames.pop()?;
                let column = frame.column.unwrap_or(0);
                let all = self.frames.is_empty();
                let inside = |it: &Comment| frame.flow || all || it.column >= column;
                let ours = self.pending.iter().take_while(|it| inside(it)).count();
                frame.item.foot.extend(self.pending.drain(..ours).map(|it| it.text));
                self.place(frame.item);
            }
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, shape: Shape, style: StructureStyle, range: &std::ops::Range<usize>) {
        self.begin(range.start);
        if self.frames.is_empty() {
            self.split_head();
        }
        let flow = style == StructureStyle::Flow;
        let mut item = self.opened();
        let is_list = matches!(shape, Shape::List(_)) && !flow;
        let column = is_list.then(|| self.list_column(range.start));
        item.shape = shape;
        self.frames.push(Frame { item, key: None, column, flow });
    }

    /// Notes the column of a mapping at its first key.
    fn begin(&mut self, start: usize) {
        let column = self.column(start);
        if let Some(frame) = self.frames.last_mut() {
            frame.column.get_or_insert(column);
        }
    }

    /// Returns the column of a block list by its first dash. It may stand in the column of its key; what
    /// stands there below it belongs to the mapping.
    fn list_column(&self, start: usize) -> usize {
        let column = self.column(start);
        let outer = self.frames.last().filter(|it| matches!(it.item.shape, Shape::Map(_)));
        column + usize::from(outer.is_some_and(|it| it.column == Some(column)))
    }

    fn column(&self, start: usize) -> usize {
        start - self.text[..start].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Returns the item for a value that begins, with the comments that stand before it.
    fn opened(&mut self) -> Item {
        let in_list =
            self.frames.last().is_some_and(|frame| matches!(frame.item.shape, Shape::List(_)));
        if in_list {
            return Item { lead: self.lead(), ..Item::default() };
        }
        let key = self.frames.last_mut().and_then(|frame| frame.key.as_mut());
        key.map(|(_, item)| std::mem::take(item)).unwrap_or_default()
    }

    fn lead(&mut self) -> Vec<String> {
        self.pending.drain(..).map(|comment| comment.text).collect()
    }

    /// The line for editors, and comments that an empty line cuts off, are about the whole file.
    fn split_head(&mut self) {
        let whole = |it: &Comment| it.gap || is_modeline(&it.text);
        let count = self.pending.iter().rposition(whole).map_or(0, |at| at + 1);
        self.head = self.pending.drain(..count).map(|comment| comment.text).collect();
    }

    fn place(&mut self, item: Item) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(item);
            return;
        };
        match &mut frame.item.shape {
            Shape::List(items) => items.push(item),
            Shape::Map(entries) => {
                if let Some((key, _)) = frame.key.take() {
                    entries.push((key, item));
                }
            }
            _ => {}
        }
    }
}

/// Tells whether a comment names the schema of its file to editors.
pub fn is_modeline(comment: &str) -> bool {
    comment.trim_start_matches(['#', ' ']).starts_with("yaml-language-server:")
}

/// Returns the address of the schema that a file names to editors.
pub fn modeline(text: &str) -> Option<&str> {
    let comment = text.lines().find(|line| line.starts_with('#') && is_modeline(line))?;
    comment.split_once("$schema=")?.1.split_whitespace().next()
}
