//! What a page of an object is built of, whatever its kind.

use serde::Serialize;

use super::links::LinkRef;

/// A line of the box of facts.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fact {
    /// What it is.
    pub(super) label: &'static str,
    /// Its values; those without an address are words.
    pub(super) values: Vec<LinkRef>,
}

/// A part of a page below the description.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Block {
    /// Heading.
    pub(super) title: String,
    /// Anchor.
    pub(super) id: String,
    /// A line below the heading.
    pub(super) note: String,
    /// Running text, as HTML made by us.
    pub(super) html: String,
    /// Numbered steps.
    pub(super) steps: Vec<String>,
    /// Links with words beside them.
    pub(super) rows: Vec<Row>,
    /// Text to be shown as it is, with the language it is written in.
    pub(super) code: String,
    /// Whether the block starts folded.
    pub(super) folded: bool,
}

/// A link with words beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    /// Anchor, if others link to the row.
    pub(super) anchor: String,
    /// The thing.
    pub(super) link: LinkRef,
    /// Short words: relation, kind, status.
    pub(super) tags: Vec<String>,
    /// The author's words.
    pub(super) text: String,
    /// Further things.
    pub(super) more: Vec<LinkRef>,
}

impl Block {
    pub(super) fn new(title: &str) -> Self {
        let id = title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Self { title: title.to_owned(), id, ..Self::default() }
    }

    /// Returns a block of running text.
    pub(super) fn text(title: &str, text: &str) -> Self {
        Self { html: format!("<p>{}</p>", escape(text)), ..Self::new(title) }
    }

    /// Returns a block of links, or nothing if there are none.
    pub(super) fn rows(title: &str, rows: Vec<Row>) -> Option<Self> {
        (!rows.is_empty()).then(|| Self { rows, ..Self::new(title) })
    }

    #[must_use]
    pub(super) fn note(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    #[must_use]
    pub(super) fn fold(mut self) -> Self {
        self.folded = true;
        self
    }
}

impl Row {
    pub(super) fn new(link: LinkRef) -> Self {
        Self { link, ..Self::default() }
    }

    #[must_use]
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    #[must_use]
    pub(super) fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }
}

/// Escapes text for HTML.
pub(super) fn escape(text: &str) -> String {
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
