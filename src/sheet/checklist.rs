//! A checklist on one page: two columns, measured; with the largest type that fits.

use std::fmt::Write as _;

use super::content::{Page, PageItem, PageSection};
use super::layout::{Block, Mark, Pen, Role, Sheet, rise};
use super::look::{
    CODE, ENDS, GUTTER, HEADING, LEAD, LEADING, LEAST, LOGO, PAGE_SIZES, PAPERS, Paper, SIDE, TITLE,
};
use super::qr;
use super::text::Run;

/// How much something is too long for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Lines of the smallest type that must go.
    pub lines: usize,
    /// Name of the paper.
    pub paper: &'static str,
}

/// Lays a checklist out on a page.
pub fn lay(page: &Page<'_>, paper: Paper) -> Result<Sheet, TooLong> {
    let foot = foot(page, paper);
    let mut over = 0.0;
    for size in PAGE_SIZES {
        let draft = Draft::new(page, paper, size, foot.y);
        over = draft.over();
        if over <= 0.0 {
            return Ok(sheet(page, paper, draft.finish(foot)));
        }
    }
    Err(TooLong::by(over, paper))
}

/// Returns whether a checklist fits a page in the smallest type.
fn fits(page: &Page<'_>, paper: Paper) -> bool {
    Draft::new(page, paper, LEAST, foot_without_code(page, paper).0.y).over() <= 0.0
}

impl TooLong {
    /// Returns what so many points too many are in lines.
    pub(super) fn by(mut over: f32, paper: Paper) -> Self {
        let mut lines = 0;
        while over > 0.0 {
            over -= LEAST * LEADING;
            lines += 1;
        }
        Self { lines, paper: paper.name }
    }
}

/// Returns by how much a checklist is too long for the paper that it fits least.
pub fn too_long(page: &Page<'_>) -> Option<TooLong> {
    // What fits in the smallest type has a page, and nothing else need be tried.
    let over = PAPERS.iter().filter(|paper| !fits(page, **paper));
    over.filter_map(|paper| lay(page, *paper).err()).max_by_key(|it| it.lines)
}

fn sheet(page: &Page<'_>, paper: Paper, blocks: Vec<Block>) -> Sheet {
    Sheet {
        paper,
        title: page.title.to_owned(),
        about: page.lead.to_owned(),
        url: page.url.clone(),
        publisher: page.matrix.to_owned(),
        date: page.released.to_owned(),
        pages: vec![blocks],
    }
}

/// An item, and the heading above it if it opens a section; set at the origin.
struct Unit {
    blocks: Vec<Block>,
    height: f32,
    /// Room above it, unless it opens a column.
    before: f32,
    /// Whether it opens a section.
    opens: bool,
}

/// The page in one size of type.
struct Draft {
    head: Pen,
    /// Height of what stands below the columns.
    foot: f32,
    units: Vec<Unit>,
    /// How many units stand in the first column.
    split: usize,
    paper: Paper,
    size: f32,
}

impl Draft {
    fn new(page: &Page<'_>, paper: Paper, size: f32, foot: f32) -> Self {
        let units = page.sections.iter().flat_map(|section| units(section, paper, size)).collect();
        let mut draft = Self { head: head(page, paper, size), foot, units, split: 0, paper, size };
        draft.split = draft.best_split();
        draft
    }

    /// Returns where the second column begins: at a heading if both columns then fit, else where
    /// the longer of the two is shortest.
    fn best_split(&self) -> usize {
        let longest = |split: usize| {
            let (left, right) = self.units.split_at(split);
            height(left).max(height(right))
        };
        let shortest = |splits: &mut dyn Iterator<Item = usize>| {
            splits.min_by(|a, b| longest(*a).total_cmp(&longest(*b)))
        };
        let count = self.units.len();
        let mut headings =
            (1..count).filter(|split| self.units[*split].opens && longest(*split) <= self.room());
        shortest(&mut headings).or_else(|| shortest(&mut (0..=count))).unwrap_or_default()
    }

    fn columns(&self) -> (&[Unit], &[Unit]) {
        self.units.split_at(self.split)
    }

    /// Returns the height that a column may have.
    fn room(&self) -> f32 {
        self.paper.height - 2.0 * ENDS - self.head.y - self.foot
    }

    /// Returns the points that are too many: both columns together, or the longer one if an item
    /// cannot be halved.
    fn over(&self) -> f32 {
        let (left, right) = self.columns();
        let (left, right, room) = (height(left), height(right), self.room());
        if left.max(right) <= room {
            0.0
        } else {
            (left.max(right) - room).max(left + right - 2.0 * room)
        }
    }

    fn finish(self, foot: Pen) -> Vec<Block> {
        let (left, right) = self.columns();
        // What is left free goes between the items.
        let spare = |units: &[Unit]| {
            let gaps = u16::try_from(units.len().saturating_sub(1)).unwrap_or(u16::MAX).max(1);
            ((self.room() - height(units)) / f32::from(gaps)).clamp(0.0, self.size)
        };
        let (left, right) = (spare(left), spare(right));
        let top = ENDS + self.head.y;
        let foot_top = self.paper.height - ENDS - self.foot;
        let width = column(self.paper);
        let split = self.split;
        let mut blocks = self.head.blocks;
        for block in &mut blocks {
            block.shift(0.0, ENDS);
        }
        let mut y = top;
        for (place, unit) in self.units.into_iter().enumerate() {
            let x = if place < split { SIDE } else { SIDE + width + GUTTER };
            if place == split {
                y = top;
            }
            if place != 0 && place != split {
                y += unit.before + if place < split { left } else { right };
            }
            for mut block in unit.blocks {
                block.shift(x, y);
                blocks.push(block);
            }
            y += unit.height;
        }
        for mut block in foot.blocks {
            block.shift(0.0, foot_top);
            blocks.push(block);
        }
        blocks
    }
}

/// Returns the width of a column.
fn column(paper: Paper) -> f32 {
    (paper.width - 2.0 * SIDE - GUTTER) / 2.0
}

/// Returns the height of units below each other.
fn height(units: &[Unit]) -> f32 {
    let before: f32 = units.iter().skip(1).map(|unit| unit.before).sum();
    before + units.iter().map(|unit| unit.height).sum::<f32>()
}

fn head(page: &Page<'_>, paper: Paper, size: f32) -> Pen {
    let whole = paper.width - 2.0 * SIDE;
    let mut pen = Pen::default();
    // A logo takes the right end of the head, and the words keep clear of it.
    let logo = page.house.logo.map(|picture| (picture, picture.within(LOGO)));
    let room = whole - logo.map_or(0.0, |(_, [width, _])| width + 14.0);
    // The scope stands in a box of its own at the right.
    let scope = [Run::bold(format!("Scope: {}", page.scope))];
    let mark = scope[0].width(LEAST) + 10.0;
    pen.skip(1.0);
    let audience = [Run::accent(format!("For: {}", page.audience))];
    pen.set(Role::Text, &audience, SIDE, room - mark - 10.0, LEAST);
    let below = pen.y;
    pen.y = 1.0;
    let x = SIDE + room - mark;
    let block = pen.set(Role::Text, &scope, x + 5.0, mark, LEAST);
    block.marks.push(Mark::Frame { x: x + 0.4, y: 0.0, width: mark - 0.8, height: 12.2 });
    pen.y = below + 2.0;
    pen.set(Role::Title, &[Run::accent_bold(page.title)], SIDE, room, size * TITLE);
    pen.skip(2.0);
    pen.set(Role::Text, &[Run::plain(page.lead)], SIDE, room, size * LEAD);
    if let Some((picture, [width, height])) = logo {
        let mut block = Block::empty(Role::Figure("Logo".to_owned()));
        let (x, picture) = (paper.width - SIDE - width, picture.clone());
        block.marks.push(Mark::Picture { x, y: 0.0, width, height, picture });
        pen.blocks.push(block);
        pen.y = pen.y.max(height);
    }
    pen.skip(5.0);
    pen.bar(SIDE, whole, 1.6);
    pen.skip(6.0);
    pen
}

fn units(section: &PageSection<'_>, paper: Paper, size: f32) -> Vec<Unit> {
    let mut units: Vec<Unit> = section.items.iter().map(|it| unit(it, paper, size)).collect();
    let mut pen = Pen::default();
    let room = column(paper);
    pen.set(Role::Heading, &[Run::accent_bold(section.title)], 0.0, room, size * HEADING);
    pen.skip(0.5);
    pen.bar(0.0, room, 0.8);
    pen.skip(0.42 * size);
    if let Some(first) = units.first_mut() {
        for block in &mut first.blocks {
            block.shift(0.0, pen.y);
        }
        first.height += pen.y;
        first.before = 0.8 * size;
        first.opens = true;
        pen.blocks.append(&mut first.blocks);
        first.blocks = pen.blocks;
    }
    units
}

fn unit(item: &PageItem<'_>, paper: Paper, size: f32) -> Unit {
    let square = 0.95 * size;
    let indent = square + 6.0;
    let room = column(paper) - indent;
    let mut pen = Pen::default();
    // The number stands under the box, where there is room for it.
    let number = [Run::soft(item.number.to_string())];
    pen.y = size * LEADING;
    let x = (square - number[0].width(LEAST)) / 2.0;
    let label = pen.set(Role::Label, &number, x.max(0.0), 40.0, LEAST);
    let y = rise(size) - 0.84 * square;
    label.marks.push(Mark::Frame { x: 0.4, y, width: square, height: square });
    let least = pen.y;
    pen.y = 0.0;
    pen.set(Role::Body, &[Run::bold(item.action)], indent, room, size);
    pen.set(Role::Body, &[Run::plain(item.why)], indent, room, size);
    let verify = [Run::bold("To see it: "), Run::plain(item.verify)];
    pen.set(Role::Body, &verify, indent, room, size);
    pen.set(Role::Body, &[Run::soft(&item.ids)], indent, room, LEAST);
    Unit { height: pen.y.max(least), blocks: pen.blocks, before: 0.45 * size, opens: false }
}

fn foot(page: &Page<'_>, paper: Paper) -> Pen {
    let (mut pen, top) = foot_without_code(page, paper);
    let mut code = Block::empty(Role::Figure(format!("QR code: {}", page.url)));
    let rows = qr::rows(&page.url);
    if !rows.is_empty() {
        code.marks.push(Mark::Code { x: paper.width - SIDE - CODE, y: top, side: CODE, rows });
        pen.blocks.push(code);
    }
    pen
}

/// Sets what stands below the columns, and returns it with the upper end of the square code, for
/// which there is room.
fn foot_without_code(page: &Page<'_>, paper: Paper) -> (Pen, f32) {
    let mut pen = Pen::default();
    let whole = paper.width - 2.0 * SIDE;
    let room = whole - CODE - 12.0;
    pen.skip(6.0);
    pen.bar(SIDE, whole, 0.8);
    let top = pen.y + 5.0;
    fields(&mut pen, room, page.house.contact);
    if let Some(milestone) = &page.milestone {
        pen.set(
            Role::Text,
            &[Run::bold("A first step to: "), Run::plain(milestone)],
            SIDE,
            room,
            LEAST,
        );
    }
    let coverage =
        format!("These {} items touch {} of {} techniques. ", page.count, page.covered, page.total);
    let mut source = format!(
        "{} {} of {}; links to controls are our judgment.",
        page.matrix, page.version, page.released
    );
    if let Some(licence) = page.house.licence {
        let _ = write!(source, " Adapted by its owner from content under {licence}.");
    }
    pen.set(Role::Text, &[Run::plain(coverage), Run::soft(source)], SIDE, room, LEAST);
    pen.set(Role::Text, &[Run::link(&page.url)], SIDE, room, LEAST);
    pen.y = pen.y.max(top + CODE);
    (pen, top)
}

/// Sets the lines to write on: for a pen, so with room above. A contact that is known is printed
/// below them.
fn fields(pen: &mut Pen, room: f32, contact: Option<&str>) {
    let shares: &[(&str, f32)] = match contact {
        None => &[("Owner", 0.4), ("Date", 0.22), ("In an incident call", 0.38)],
        Some(_) => &[("Owner", 0.65), ("Date", 0.35)],
    };
    let top = pen.y + 12.0;
    let mut x = SIDE;
    for (name, share) in shares {
        pen.y = top;
        let name = [Run::bold(*name)];
        let label = name[0].width(LEAST) + 4.0;
        let end = x + share * room - 10.0;
        let block = pen.set(Role::Text, &name, x, label, LEAST);
        let y = top + rise(LEAST) + 1.5;
        block.marks.push(Mark::Bar {
            x: x + label,
            y,
            width: (end - x - label).max(0.0),
            height: 0.6,
        });
        x += share * room;
    }
    pen.skip(6.0);
    if let Some(contact) = contact {
        let call = [Run::plain("In an incident call: "), Run::bold(contact)];
        pen.set(Role::Text, &call, SIDE, room, LEAST);
    }
}
