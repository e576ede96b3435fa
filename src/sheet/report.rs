//! A report on pages: a summary that keeps to the first, then lists as long as they need. What it
//! reports on is not known here.

use super::brief::{foot, item, paginate};
use super::layout::{Block, Mark, Pen, Role, Sheet};
use super::look::{BRIEF_SIDE, BRIEF_SIZES, HEADING, LEAD, LEAST, Paper, TITLE};
use super::text::Run;

/// What stands in a report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The line above the title.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// The opening.
    pub lead: String,
    /// Where the matrix is published.
    pub url: String,
    /// The name of the matrix.
    pub publisher: String,
    /// The day for which it holds, `YYYY-MM-DD`.
    pub date: String,
    /// What stands at the foot of each page.
    pub foot: String,
    /// What stands on the first page.
    pub summary: Vec<Part>,
    /// What stands on the pages after it.
    pub rest: Vec<Part>,
}

/// A part of a report.
#[derive(Clone, Debug)]
pub enum Part {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(Vec<Run>),
    /// An item of a list, with what opens it.
    Item(String, Vec<Run>),
    /// A bar that is full to this share, from 0 to 1, with the words for it.
    Bar(f32, String),
}

/// Between what opens an item and its text.
const INDENT: f32 = 24.0;
/// Height of a bar.
const BAR: f32 = 13.0;

/// Lays a report out. The summary keeps to the first page if the smallest type allows it.
pub fn lay(report: &Report, paper: Paper) -> Sheet {
    let mut pages = Vec::new();
    for size in BRIEF_SIZES {
        let mut pen = head(report, paper, size);
        parts(&mut pen, &report.summary, paper, size);
        pages = paginate(pen.blocks, paper);
        if pages.len() <= 1 {
            break;
        }
    }
    if !report.rest.is_empty() {
        let mut pen = Pen::default();
        parts(&mut pen, &report.rest, paper, LEAST + 0.5);
        pages.append(&mut paginate(pen.blocks, paper));
    }
    let count = pages.len();
    for (place, page) in pages.iter_mut().enumerate() {
        foot(page, &report.foot, &format!("{} of {count}", place + 1), paper);
    }
    Sheet {
        paper,
        title: report.title.clone(),
        about: report.lead.clone(),
        url: report.url.clone(),
        publisher: report.publisher.clone(),
        date: report.date.clone(),
        pages,
    }
}

fn head(report: &Report, paper: Paper, size: f32) -> Pen {
    let room = paper.width - 2.0 * BRIEF_SIDE;
    let mut pen = Pen::default();
    pen.skip(8.0);
    pen.set(Role::Text, &[Run::accent(&report.kicker)], BRIEF_SIDE, room, LEAST);
    pen.skip(2.0);
    let title = [Run::accent_bold(&report.title)];
    pen.set(Role::Title, &title, BRIEF_SIDE, room, size * TITLE);
    pen.skip(3.0);
    pen.set(Role::Text, &[Run::plain(&report.lead)], BRIEF_SIDE, room, size * LEAD);
    pen.skip(6.0);
    pen.bar(BRIEF_SIDE, room, 1.6);
    pen.skip(8.0);
    pen
}

fn parts(pen: &mut Pen, parts: &[Part], paper: Paper, size: f32) {
    let room = paper.width - 2.0 * BRIEF_SIDE;
    for part in parts {
        match part {
            Part::Heading(text) => {
                pen.skip(0.6 * size);
                let run = [Run::accent_bold(text)];
                pen.set(Role::Heading, &run, BRIEF_SIDE, room, size * HEADING);
                pen.skip(0.35 * size);
            }
            Part::Text(runs) => {
                pen.set(Role::Text, runs, BRIEF_SIDE, room, size);
                pen.skip(0.4 * size);
            }
            Part::Item(label, runs) => {
                item(pen, label, runs, [BRIEF_SIDE, INDENT, room], size);
                pen.skip(0.28 * size);
            }
            Part::Bar(share, words) => bar(pen, *share, words, room),
        }
    }
}

fn bar(pen: &mut Pen, share: f32, words: &str, room: f32) {
    let mut block = Block::empty(Role::Figure(words.to_owned()));
    let (x, y, width) = (BRIEF_SIDE, pen.y, room * share.clamp(0.0, 1.0));
    if width > 0.0 {
        block.marks.push(Mark::Bar { x, y, width, height: BAR });
    }
    block.marks.push(Mark::Frame { x, y, width: room, height: BAR });
    pen.blocks.push(block);
    pen.skip(BAR + 6.0);
}
