//! What a page of an object is built of, whatever its kind.

use serde::Serialize;

use super::links::LinkRef;
use crate::prose;

/// A line of the box of facts.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fact {
    /// What it is.
    pub(super) label: &'static str,
    /// Its values; those without an address are words.
    pub(super) values: Vec<LinkRef>,
    /// A sentence below them.
    pub(super) note: String,
    /// The sign before the first: a maturity, or `heart`.
    pub(super) mark: &'static str,
}

/// A part of a page below the description.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Block {
    /// Heading.
    pub(super) title: String,
    /// Anchor.
    pub(super) id: String,
    /// How many things are below; none if zero.
    pub(super) count: usize,
    /// A line below the heading.
    pub(super) note: String,
    /// Running text or a picture, as HTML made by us.
    pub(super) html: String,
    /// Numbered steps.
    pub(super) steps: Vec<String>,
    /// Links with words beside them.
    pub(super) rows: Vec<Row>,
    /// Whether the rows stand beside each other as cards.
    pub(super) cards: bool,
    /// Rows below small headings.
    pub(super) groups: Vec<Group>,
    /// Things of one sort, compared.
    pub(super) table: Option<Table>,
    /// The tactics of the matrix with the steps of a case study that serve them.
    pub(super) lanes: Vec<Lane>,
    /// Text to be shown as it is.
    pub(super) code: String,
    /// The same as a file.
    pub(super) file: Option<LinkRef>,
    /// Whether the block starts folded.
    pub(super) folded: bool,
}

/// A link with words beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Row {
    /// Anchor, if others link to the row.
    pub(super) anchor: String,
    /// Its number in an order that matters; none if zero.
    pub(super) number: usize,
    /// The sign before it: a maturity.
    pub(super) mark: &'static str,
    /// The thing.
    pub(super) link: LinkRef,
    /// Short words: relation, kind, status.
    pub(super) tags: Vec<String>,
    /// The author's words.
    pub(super) text: String,
    /// Further things.
    pub(super) more: Vec<LinkRef>,
}

/// Rows below a small heading.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Group {
    /// The heading.
    pub(super) link: LinkRef,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A table. The first cell of each line names the line.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Table {
    /// The heads of the columns.
    pub(super) heads: Vec<&'static str>,
    /// The lines.
    pub(super) lines: Vec<Line>,
}

/// A line of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Line {
    /// Anchor, if others link to the line.
    pub(super) anchor: String,
    /// A heading over the lines that follow; the line then has no cells.
    pub(super) section: String,
    /// What the line says, one cell for each head.
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Cell {
    /// Things, each on its own line.
    pub(super) links: Vec<LinkRef>,
    /// Short words.
    pub(super) tags: Vec<String>,
    /// Words.
    pub(super) text: String,
    /// Whether the words stay on one line.
    pub(super) short: bool,
    /// Number in the list of references; none if zero.
    pub(super) cite: usize,
    /// Things that are shown when asked for.
    pub(super) more: Vec<LinkRef>,
    /// What they are, with their number.
    pub(super) more_label: String,
}

impl Cell {
    pub(super) fn link(link: LinkRef) -> Self {
        Self { links: vec![link], ..Self::default() }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Returns a cell of a number, a date or a word, which stays on one line.
    pub(super) fn short(text: impl Into<String>) -> Self {
        Self { text: text.into(), short: true, ..Self::default() }
    }

    pub(super) fn tag(tag: impl Into<String>) -> Self {
        Self { tags: vec![tag.into()], ..Self::default() }
    }

    #[must_use]
    pub(super) fn with(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }
}

/// A tactic with its place for each step of a case study.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lane {
    /// The tactic.
    pub(super) link: LinkRef,
    /// For each step its mark, or one without an address if the step serves another tactic.
    pub(super) slots: Vec<LinkRef>,
    /// Whether a step serves it.
    pub(super) used: bool,
}

impl Block {
    pub(super) fn new(title: &str) -> Self {
        let id = title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Self { title: title.to_owned(), id, ..Self::default() }
    }

    /// Returns a block of running text.
    pub(super) fn text(title: &str, text: &str) -> Self {
        Self { html: format!("<p>{}</p>", prose::escape_html(text)), ..Self::new(title) }
    }

    /// Returns a block of links, or nothing if there are none.
    pub(super) fn rows(title: &str, rows: Vec<Row>) -> Option<Self> {
        (!rows.is_empty()).then(|| Self { count: rows.len(), rows, ..Self::new(title) })
    }

    /// Returns a block of groups, or nothing if there are none.
    pub(super) fn groups(title: &str, count: usize, groups: Vec<Group>) -> Option<Self> {
        (!groups.is_empty()).then(|| Self { count, groups, ..Self::new(title) })
    }

    /// Returns a block of a table, or nothing if it is empty.
    pub(super) fn table(
        title: &str,
        heads: &[&'static str],
        lines: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Option<Self> {
        let line = |cells| Line { cells, ..Line::default() };
        let lines: Vec<Line> = lines.into_iter().map(line).collect();
        let table = Table { heads: heads.to_vec(), lines };
        (!table.lines.is_empty()).then(|| Self {
            count: table.lines.len(),
            table: Some(table),
            ..Self::new(title)
        })
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
