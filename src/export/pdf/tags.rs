//! The tree that a screen reader reads: headings, paragraphs, lists and links in reading order.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagTree};

use crate::sheet::layout::{Block, Role};

/// Words on the page, and the link over them.
pub(super) struct Leaf {
    pub(super) content: Identifier,
    pub(super) link: Option<Identifier>,
}

/// What the blocks said so far are.
#[derive(Default)]
pub(super) struct Tags {
    done: Vec<Entry>,
}

/// A group, or the items of a list.
enum Entry {
    One(TagGroup),
    List(ListNumbering, Vec<Item>),
    Table(Table),
}

/// Heads of columns, and rows of cells; the first of a row is its head.
#[derive(Default)]
struct Table {
    heads: Vec<TagGroup>,
    rows: Vec<Vec<TagGroup>>,
}

impl Table {
    fn group(self) -> TagGroup {
        let row = |cells: Vec<TagGroup>| TagGroup::with_children(Tag::TR, nodes(cells));
        let head = TagGroup::with_children(Tag::THead, nodes([row(self.heads)]));
        let body = TagGroup::with_children(Tag::TBody, nodes(self.rows.into_iter().map(row)));
        TagGroup::with_children(Tag::Table, nodes([head, body]))
    }
}

#[derive(Default)]
struct Item {
    label: Option<TagGroup>,
    body: Vec<TagGroup>,
}

impl Tags {
    /// Adds a block.
    pub(super) fn add(&mut self, block: &Block, leaves: Vec<Leaf>) {
        // A cell without words still keeps its place in the row.
        let in_table = matches!(block.role, Role::ColumnHead | Role::RowHead | Role::Cell { .. });
        if leaves.is_empty() && !in_table {
            return;
        }
        match &block.role {
            Role::Furniture => {}
            Role::Title => self.one(heading(NonZeroU16::MIN, block), leaves),
            Role::Heading => self.one(heading(NonZeroU16::MIN.saturating_add(1), block), leaves),
            Role::Text => self.one(TagGroup::new(Tag::P), leaves),
            Role::Figure(words) => {
                self.one(TagGroup::new(Tag::Figure(Some(words.clone()))), leaves);
            }
            Role::Label => {
                let label = Some(filled(TagGroup::new(Tag::Lbl), leaves));
                let numbered = block.text().starts_with(|sign: char| sign.is_ascii_digit());
                let numbering = if numbered { ListNumbering::Decimal } else { ListNumbering::Disc };
                self.items(Some(numbering)).push(Item { label, body: Vec::new() });
            }
            Role::Body => {
                let body = filled(TagGroup::new(Tag::P), leaves);
                let items = self.items(None);
                if items.is_empty() {
                    items.push(Item::default());
                }
                if let Some(item) = items.last_mut() {
                    item.body.push(body);
                }
            }
            Role::ColumnHead => {
                let head = TagGroup::new(Tag::TH(TableHeaderScope::Column));
                self.table().heads.push(filled(head, leaves));
            }
            Role::RowHead => {
                let head = TagGroup::new(Tag::TH(TableHeaderScope::Row));
                self.table().rows.push(vec![filled(head, leaves)]);
            }
            Role::Cell { opens } => {
                let words = filled(TagGroup::new(Tag::P), leaves);
                let Some(row) = self.table().rows.last_mut() else { return };
                if *opens {
                    row.push(TagGroup::new(Tag::TD));
                }
                if let Some(cell) = row.last_mut() {
                    cell.push(words);
                }
            }
            Role::More => {
                let last = match self.done.last_mut() {
                    Some(Entry::One(group)) => Some(group),
                    Some(Entry::List(_, items)) => {
                        items.last_mut().and_then(|it| it.body.last_mut())
                    }
                    Some(Entry::Table(_)) | None => None,
                };
                match last {
                    Some(group) => fill(group, leaves),
                    None => self.one(TagGroup::new(Tag::P), leaves),
                }
            }
        }
    }

    fn one(&mut self, group: TagGroup, leaves: Vec<Leaf>) {
        self.done.push(Entry::One(filled(group, leaves)));
    }

    /// Returns the items of the list that is open, and opens one if none of this numbering is.
    fn items(&mut self, numbering: Option<ListNumbering>) -> &mut Vec<Item> {
        let open = match self.done.last() {
            Some(Entry::List(of, _)) => numbering.is_none_or(|numbering| numbering == *of),
            _ => false,
        };
        if !open {
            let numbering = numbering.unwrap_or(ListNumbering::None);
            self.done.push(Entry::List(numbering, Vec::new()));
        }
        match self.done.last_mut() {
            Some(Entry::List(_, items)) => items,
            _ => unreachable!("a list was opened above"),
        }
    }

    /// Returns the table that is open, and opens one if none is.
    fn table(&mut self) -> &mut Table {
        if !matches!(self.done.last(), Some(Entry::Table(_))) {
            self.done.push(Entry::Table(Table::default()));
        }
        match self.done.last_mut() {
            Some(Entry::Table(table)) => table,
            _ => unreachable!("a table was opened above"),
        }
    }

    /// Returns the tree.
    pub(super) fn tree(self) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for entry in self.done {
            match entry {
                Entry::One(group) => tree.push(group),
                Entry::Table(table) => tree.push(table.group()),
                Entry::List(numbering, items) => {
                    let mut list = TagGroup::new(Tag::L(numbering));
                    for item in items {
                        let mut group = TagGroup::new(Tag::LI);
                        if let Some(label) = item.label {
                            group.push(label);
                        }
                        let mut body = TagGroup::new(Tag::LBody);
                        item.body.into_iter().for_each(|it| body.push(it));
                        group.push(body);
                        list.push(group);
                    }
                    tree.push(list);
                }
            }
        }
        tree
    }
}

fn heading(level: NonZeroU16, block: &Block) -> TagGroup {
    TagGroup::new(Tag::Hn(level, Some(block.text())))
}

fn nodes(groups: impl IntoIterator<Item = TagGroup>) -> Vec<Node> {
    groups.into_iter().map(Node::Group).collect()
}

fn filled(mut group: TagGroup, leaves: Vec<Leaf>) -> TagGroup {
    fill(&mut group, leaves);
    group
}

fn fill(group: &mut TagGroup, leaves: Vec<Leaf>) {
    for leaf in leaves {
        match leaf.link {
            None => group.push(leaf.content),
            Some(link) => {
                let mut linked = TagGroup::new(Tag::Link);
                linked.push(link);
                linked.push(leaf.content);
                group.push(linked);
            }
        }
    }
}
