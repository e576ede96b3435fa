//! The communications matrix on one page across: themes below each other, audiences beside each
//! other, in each cell the topics and the marks of the documents that carry them.

use super::checklist::TooLong;
use super::layout::{Block, Mark, Pen, Role, Sheet};
use super::look::{CODE, ENDS, LEAST, PAGE_SIZES, PAPERS, Paper, SIDE, TITLE};
use super::messages::{Communications, Message, ThemeRow};
use super::qr;
use super::text::Run;
use crate::model::{Matrix, Object};

/// The title of the page.
const NAME: &str = "Communications Matrix";
/// What the page is about.
const ABOUT: &str = "Who should hear what about imaging security, carried by which document.";
/// The share of the column of themes.
const THEME: f32 = 0.115;
/// Between two columns.
const BETWEEN: f32 = 8.0;
/// Above and below the words of a row.
const PADDING: f32 = 2.4;
/// Between two topics of a cell.
const APART: f32 = 1.4;

/// Lays the matrix out on a page. There is none where nobody is to be told anything.
pub fn lay(matrix: &Matrix, paper: Paper) -> Option<Result<Sheet, TooLong>> {
    let all = Communications::new(matrix);
    if all.rows.is_empty() || all.audiences.is_empty() {
        return None;
    }
    let across = paper.turned();
    let documents = Documents::new(matrix, &all);
    let (mut foot, top) = foot(matrix, &documents, across);
    let mut over = 0.0;
    for size in PAGE_SIZES {
        let draft = Draft::new(&all, &documents, across, size, foot.y);
        over = draft.over();
        if over <= 0.0 {
            foot.blocks.extend(code(matrix, across, top));
            return Some(Ok(sheet(matrix, across, draft.finish(foot))));
        }
    }
    Some(Err(TooLong::by(over, paper)))
}

/// Returns whether the matrix fits a page in the smallest type.
fn fits(matrix: &Matrix, all: &Communications<'_>, paper: Paper) -> bool {
    let across = paper.turned();
    let documents = Documents::new(matrix, all);
    let (foot, _) = foot(matrix, &documents, across);
    Draft::new(all, &documents, across, LEAST, foot.y).over() <= 0.0
}

/// Returns by how much the matrix is too long for the paper that it fits least.
pub fn too_long(matrix: &Matrix) -> Option<TooLong> {
    // What fits in the smallest type has a page, and nothing else need be tried.
    let all = Communications::new(matrix);
    let over = PAPERS.iter().filter(|paper| !fits(matrix, &all, **paper));
    over.filter_map(|paper| lay(matrix, *paper)?.err()).max_by_key(|it| it.lines)
}

fn sheet(matrix: &Matrix, paper: Paper, blocks: Vec<Block>) -> Sheet {
    let meta = matrix.meta();
    Sheet {
        paper,
        title: NAME.to_owned(),
        about: ABOUT.to_owned(),
        url: meta.url("communications/"),
        publisher: meta.name.clone(),
        date: meta.released.clone(),
        pages: vec![blocks],
    }
}

/// The page in one size of type: what stands above the table, its rows, and what stands below it.
struct Draft {
    head: Pen,
    rows: Vec<Pen>,
    /// Height of what stands below the table.
    foot: f32,
    paper: Paper,
    size: f32,
}

impl Draft {
    fn new(
        all: &Communications<'_>,
        documents: &Documents<'_>,
        paper: Paper,
        size: f32,
        foot: f32,
    ) -> Self {
        let columns = Columns::new(all.audiences.len(), paper);
        let heads = std::iter::once(heads(&all.audiences, &columns, size));
        let rows = all.rows.iter().map(|row| row_of(row, documents, &columns, size));
        Self { head: head(paper, size), rows: heads.chain(rows).collect(), foot, paper, size }
    }

    /// Returns the points that are free; below zero if there are too few.
    fn free(&self) -> f32 {
        let rows: f32 = self.rows.iter().map(|row| row.y).sum();
        self.paper.height - 2.0 * ENDS - self.head.y - rows - self.foot
    }

    fn over(&self) -> f32 {
        (-self.free()).max(0.0)
    }

    fn finish(self, foot: Pen) -> Vec<Block> {
        let gaps = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        // What is left free goes between the rows.
        let spare = (self.free() / f32::from(gaps)).clamp(0.0, self.size);
        let foot_top = self.paper.height - ENDS - self.foot;
        let mut blocks = Vec::new();
        let mut put = |pen: Pen, y: f32| {
            for mut block in pen.blocks {
                block.shift(0.0, y);
                blocks.push(block);
            }
        };
        let mut y = ENDS + self.head.y;
        put(self.head, ENDS);
        for row in self.rows {
            let height = row.y;
            put(row, y);
            y += height + spare;
        }
        put(foot, foot_top);
        blocks
    }
}

/// The documents with the marks by which the cells name them: `B1`, `C1`.
struct Documents<'a>(Vec<(String, String, &'a Object)>);

impl<'a> Documents<'a> {
    fn new(matrix: &Matrix, all: &Communications<'a>) -> Self {
        let mut counts = [0, 0];
        let marked = all.documents().into_iter().map(|object| {
            let kind = object.kind();
            let place = usize::from(kind.name == "checklist");
            counts[place] += 1;
            let mark = format!("{}{}", ["B", "C"][place], counts[place]);
            (mark, matrix.meta().url(&format!("{}/{}/", kind.folder, object.id())), object)
        });
        Self(marked.collect())
    }

    /// Returns the words of a message: its topic, and the marks of what carries it.
    fn runs(&self, message: &Message<'_>) -> Vec<Run> {
        let mut runs = vec![Run::plain(&message.topic.topic)];
        let carriers = [message.brief, message.checklist].into_iter().flatten();
        for (place, object) in carriers.enumerate() {
            let found = self.0.iter().find(|(_, _, it)| std::ptr::eq(*it, object));
            if let Some((mark, url, _)) = found {
                // Marks of one topic stay together.
                runs.push(Run::plain(if place == 0 { " " } else { "\u{a0}" }));
                runs.push(leading(mark, url));
            }
        }
        runs
    }
}

/// Returns words that lead somewhere.
fn leading(text: &str, url: &str) -> Run {
    Run { link: Some(url.to_owned()), ..Run::accent(text) }
}

/// Left ends and widths: of the themes, then of each audience.
struct Columns {
    each: Vec<(f32, f32)>,
    whole: f32,
}

impl Columns {
    fn new(audiences: usize, paper: Paper) -> Self {
        let whole = paper.width - 2.0 * SIDE;
        let theme = THEME * whole;
        let count = f32::from(u16::try_from(audiences).unwrap_or(u16::MAX));
        let step = (whole - theme) / count;
        let mut each = vec![(SIDE, theme - BETWEEN)];
        let mut x = SIDE + theme;
        for _ in 0..audiences {
            each.push((x, (step - BETWEEN).max(LEAST)));
            x += step;
        }
        Self { each, whole }
    }
}

fn head(paper: Paper, size: f32) -> Pen {
    let room = paper.width - 2.0 * SIDE;
    let mut pen = Pen::default();
    pen.set(Role::Title, &[Run::accent_bold(NAME)], SIDE, room, size * TITLE);
    pen.set(Role::Text, &[Run::plain(ABOUT)], SIDE, room, size);
    pen.skip(4.0);
    pen.bar(SIDE, room, 1.6);
    pen.skip(3.0);
    pen
}

fn heads(audiences: &[&Object], columns: &Columns, size: f32) -> Pen {
    let mut pen = Pen::default();
    let names = std::iter::once("Theme").chain(audiences.iter().map(|it| it.name()));
    let mut lowest = pen.y;
    for (name, (x, width)) in names.zip(&columns.each) {
        pen.y = PADDING;
        pen.set(Role::ColumnHead, &[Run::accent_bold(name)], *x, *width, size);
        lowest = lowest.max(pen.y);
    }
    pen.y = lowest + PADDING;
    pen.bar(SIDE, columns.whole, 0.8);
    pen
}

fn row_of(row: &ThemeRow<'_>, documents: &Documents<'_>, columns: &Columns, size: f32) -> Pen {
    let mut pen = Pen { y: PADDING, ..Pen::default() };
    let (x, width) = columns.each[0];
    pen.set(Role::RowHead, &[Run::bold(&row.theme.name)], x, width, size);
    let mut lowest = pen.y;
    for (cell, (x, width)) in row.cells.iter().zip(&columns.each[1..]) {
        pen.y = PADDING;
        if cell.is_empty() {
            pen.set(Role::Cell { opens: true }, &[Run::soft("–")], *x, *width, size);
        }
        for (place, message) in cell.iter().enumerate() {
            if place > 0 {
                pen.skip(APART);
            }
            let role = Role::Cell { opens: place == 0 };
            pen.set(role, &documents.runs(message), *x, *width, size);
        }
        lowest = lowest.max(pen.y);
    }
    pen.y = lowest + PADDING;
    pen.bar(SIDE, columns.whole, 0.4);
    pen
}

/// Sets what stands below the table, and returns it with the upper end of the square code, for which
/// there is room.
fn foot(matrix: &Matrix, documents: &Documents<'_>, paper: Paper) -> (Pen, f32) {
    let meta = matrix.meta();
    let url = meta.url("communications/");
    let whole = paper.width - 2.0 * SIDE;
    let room = whole - CODE - 12.0;
    let mut pen = Pen::default();
    pen.skip(6.0);
    let top = pen.y;
    let mut runs = Vec::new();
    for (mark, url, object) in &documents.0 {
        runs.extend([Run::bold(mark), Run::plain("\u{a0}"), leading(object.name(), url)]);
        runs.push(Run::soft("  ·  "));
    }
    runs.push(Run::plain("– no message for this audience."));
    pen.set(Role::Text, &runs, SIDE, room, LEAST);
    pen.skip(2.0);
    let source = format!(
        "{}, version {} of {}. The messages in full: ",
        meta.name, meta.version, meta.released
    );
    pen.set(Role::Text, &[Run::soft(source), Run::link(&url)], SIDE, room, LEAST);
    pen.y = pen.y.max(top + CODE);
    (pen, top)
}

fn code(matrix: &Matrix, paper: Paper, top: f32) -> Option<Block> {
    let url = matrix.meta().url("communications/");
    let rows = qr::rows(&url);
    let mut code = Block::empty(Role::Figure(format!("QR code: {url}")));
    let drawn = !rows.is_empty();
    code.marks.push(Mark::Code { x: paper.width - SIDE - CODE, y: top, side: CODE, rows });
    drawn.then_some(code)
}
