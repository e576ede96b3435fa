//! Markdown with links into the matrix: `[DT0042]` names an object, `[@key]` cites a reference.
//! The only room that names `pulldown-cmark`.
//!
//! Markdown comes from people whom nobody has met, so raw HTML is shown as text, images are left
//! out, and only `http`, `https` and `mailto` addresses become links.

mod sentences;

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html,
};

/// What is read beyond `CommonMark`.
const OPTIONS: Options = Options::ENABLE_TABLES;

pub use sentences::{one_sentence_per_line, same_meaning, second_sentence};

/// A bracketed name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the name, without the brackets.
    pub range: Range<usize>,
    /// The name: an id, or a citation key without its `@`.
    pub name: String,
    /// Whether it is a citation.
    pub citation: bool,
}

/// What a bracketed name becomes on a page.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// Address relative to the page; empty where the name stays text.
    pub url: String,
    /// What to show for the name.
    pub text: String,
    /// What to show when the pointer rests on it.
    pub title: String,
    /// HTML to put in its place, made by the caller and printed as it is; empty for a plain link.
    pub html: String,
}

/// Returns the bracketed names of a text that look like ids or citations, in order.
///
/// Names inside code are text. A bracket may be an id if capital letters, two at least, are
/// followed by a digit, as in `[DT0042]`; whether it is one of this matrix is not known here.
pub fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    {
        let mut callback = |link: BrokenLink<'_>| {
            let name = &*link.reference;
            if !is_name(name) {
                return None;
            }
            let slice = text.get(link.span.clone()).unwrap_or_default();
            // A name that goes on in the next line is not spelled in the text as it is here.
            let inside = || brackets(slice).last().unwrap_or(0..slice.len());
            let range = slice.rfind(name).map_or_else(inside, |at| at..at + name.len());
            let citation = name.starts_with('@');
            found.push(Mention {
                range: link.span.start + range.start..link.span.start + range.end,
                name: name.trim_start_matches('@').to_owned(),
                citation,
            });
            Some((CowStr::from(""), CowStr::from("")))
        };
        let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(&mut callback));
        parser.for_each(drop);
    }
    found
}

/// Returns what stands between brackets that no backslash turns into text and that hold something.
fn brackets(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut open = None;
    let mut escaped = false;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match byte {
            b'\\' => escaped = true,
            b'[' => open = Some(at + 1),
            b']' => return open.take().filter(|start| *start < at).map(|start| start..at),
            _ => {}
        }
        None
    })
}

fn is_name(name: &str) -> bool {
    if let Some(key) = name.strip_prefix('@') {
        return !key.is_empty();
    }
    let letters = name.chars().take_while(char::is_ascii_uppercase).count();
    letters >= 2 && name[letters..].starts_with(|c: char| c.is_ascii_digit())
}

/// Writes a text as HTML that is safe to put into a page. `resolve` says what a bracketed name
/// (citations with their `@`) becomes; `None` leaves it as it was typed.
pub fn to_html(text: &str, mut resolve: impl FnMut(&str) -> Option<Resolved>) -> String {
    let mut callback = |link: BrokenLink<'_>| {
        let resolved = resolve(&link.reference)?;
        let bare = |text: &str| text.replace('\u{0}', "\u{fffd}");
        let (text, tip) = (bare(&resolved.text), bare(&resolved.title));
        let title = format!("{text}\u{0}{tip}\u{0}{}", resolved.html);
        Some((CowStr::from(resolved.url), CowStr::from(title)))
    };
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(&mut callback));
    let mut out = String::with_capacity(text.len() * 2);
    let mut named: Option<String> = None;
    let mut replaced = false;
    let mut images = 0_usize;
    let mut dead = 0_usize;
    let events = parser.filter_map(|event| match event {
        Event::End(TagEnd::Link) if replaced => {
            replaced = false;
            None
        }
        _ if replaced => None,
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        // A column that is set to a side would bring a style of its own, which pages refuse.
        Event::Start(Tag::Table(columns)) => {
            Some(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])))
        }
        Event::Start(Tag::Image { .. }) => {
            images += 1;
            None
        }
        Event::End(TagEnd::Image) => {
            images = images.saturating_sub(1);
            None
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            // Only what was resolved has these parts: an author's title may hold the same signs.
            let parts = title.split_once('\u{0}').filter(|_| is_resolved(link_type));
            if let Some((shown, rest)) = parts {
                let (tip, html) = rest.split_once('\u{0}').unwrap_or((rest, ""));
                let collapsed =
                    matches!(link_type, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown);
                if collapsed && !html.is_empty() {
                    replaced = true;
                    return Some(Event::InlineHtml(CowStr::from(html.to_owned())));
                }
                named = collapsed.then(|| shown.to_owned());
                let title = CowStr::from(tip.to_owned());
                return Some(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            if allowed(&dest_url) {
                return Some(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            dead += 1;
            None
        }
        Event::End(TagEnd::Link) if dead > 0 => {
            dead -= 1;
            None
        }
        Event::Text(text) => Some(Event::Text(named.take().map_or(text, CowStr::from))),
        other => Some(other),
    });
    html::push_html(&mut out, events);
    out
}

/// Returns whether a link is one that the callback gave: the others have their address in the text.
fn is_resolved(link: LinkType) -> bool {
    matches!(
        link,
        LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown
    )
}

fn allowed(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// Returns a text without its Markdown: names in brackets stay, marks of emphasis go.
pub fn to_text(text: &str) -> String {
    let mut callback = |link: BrokenLink<'_>| {
        is_name(&link.reference).then(|| (CowStr::from("x"), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(&mut callback));
    let mut out = String::new();
    for event in parser {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => out.push(' '),
            Event::End(
                TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::Heading(_),
            ) => out.push('\n'),
            _ => {}
        }
    }
    out.trim_end().to_owned()
}

/// A paragraph, a heading or an item of a text, for writers that are no browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// In how many lists it stands.
    pub depth: usize,
    /// What stands before it if it opens an item: `•`, or its number.
    pub label: Option<String>,
    /// Its words.
    pub spans: Vec<Span>,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Running text.
    Text,
    /// A heading.
    Heading,
}

/// Words of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether they are emphasized.
    pub strong: bool,
    /// The address that they lead to.
    pub url: Option<String>,
}

/// Cuts a text into its pieces. `resolve` says what a bracketed name becomes, as for [`to_html`].
pub fn to_pieces(text: &str, mut resolve: impl FnMut(&str) -> Option<Resolved>) -> Vec<Piece> {
    let mut callback = |link: BrokenLink<'_>| {
        let resolved = resolve(&link.reference)?;
        Some((CowStr::from(resolved.url), CowStr::from(format!("\u{0}{}", resolved.text))))
    };
    let parser = Parser::new_with_broken_link_callback(text, Options::empty(), Some(&mut callback));
    let mut out = Pieces::default();
    let mut named: Option<String> = None;
    for event in parser {
        match event {
            Event::Start(Tag::Heading { .. }) => out.kind = PieceKind::Heading,
            Event::Start(Tag::List(first)) => {
                out.close();
                out.lists.push(first);
            }
            Event::Start(Tag::Item) => out.open_item(),
            Event::Start(Tag::Strong | Tag::Emphasis) => out.strong += 1,
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => {
                out.strong = out.strong.saturating_sub(1);
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                if let Some(shown) = title.strip_prefix('\u{0}').filter(|_| is_resolved(link_type))
                {
                    let bare =
                        matches!(link_type, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown);
                    named = bare.then(|| shown.to_owned());
                }
                out.url = allowed(&dest_url).then(|| dest_url.to_string());
            }
            Event::End(TagEnd::Link) => out.url = None,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let text = named.take().unwrap_or_else(|| text.to_string());
                out.say(text);
            }
            Event::SoftBreak | Event::HardBreak => out.say(" ".to_owned()),
            Event::End(TagEnd::List(_)) => {
                out.close();
                out.lists.pop();
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::CodeBlock,
            ) => out.close(),
            _ => {}
        }
    }
    out.close();
    out.done
}

/// Pieces while they grow.
struct Pieces {
    done: Vec<Piece>,
    spans: Vec<Span>,
    kind: PieceKind,
    label: Option<String>,
    /// The next number of each open list; `None` has bullets.
    lists: Vec<Option<u64>>,
    strong: usize,
    url: Option<String>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            spans: Vec::new(),
            kind: PieceKind::Text,
            label: None,
            lists: Vec::new(),
            strong: 0,
            url: None,
        }
    }
}

impl Pieces {
    fn open_item(&mut self) {
        self.close();
        let number = self.lists.last_mut().and_then(Option::as_mut);
        self.label = Some(number.map_or("•".to_owned(), |number| {
            *number += 1;
            format!("{}.", *number - 1)
        }));
    }

    fn say(&mut self, text: String) {
        self.spans.push(Span { text, strong: self.strong > 0, url: self.url.clone() });
    }

    fn close(&mut self) {
        if !self.spans.is_empty() {
            let depth = self.lists.len();
            let spans = std::mem::take(&mut self.spans);
            self.done.push(Piece { kind: self.kind, depth, label: self.label.take(), spans });
        }
        self.kind = PieceKind::Text;
    }
}

/// Returns a text for the content or an attribute of HTML.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
