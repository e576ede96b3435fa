//! Boxes on pages: what the writer draws and the rules measure. The origin is at the top left.

use super::look::{LEADING, LEAST, Paper};
use super::picture::Picture;
use super::text::{Line, Run, lines};

/// A document, laid out.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it is printed on.
    pub paper: Paper,
    /// Its title.
    pub title: String,
    /// What it is about, in one sentence.
    pub about: String,
    /// Where it is published.
    pub url: String,
    /// Who published it.
    pub publisher: String,
    /// The day that it carries, `YYYY-MM-DD`.
    pub date: String,
    /// Its pages, each with its blocks in reading order.
    pub pages: Vec<Vec<Block>>,
}

/// Lines that belong together, and what is drawn with them.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is to a reader who hears the page.
    pub role: Role,
    /// Its lines.
    pub lines: Vec<Placed>,
    /// Rules and boxes, which say nothing.
    pub marks: Vec<Mark>,
}

/// What a block is to a reader who hears the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The title.
    Title,
    /// A heading under it.
    Heading,
    /// A paragraph.
    Text,
    /// What opens an item of a list.
    Label,
    /// A paragraph of the item that is open.
    Body,
    /// The rest of the block before it, on the next page.
    More,
    /// The head of the next column of a table.
    ColumnHead,
    /// The head of a row of a table, which opens the row.
    RowHead,
    /// A paragraph of a cell of a table: of the next cell, or of the one that is open.
    Cell {
        /// Whether it opens the next cell of the row.
        opens: bool,
    },
    /// A picture, with the words for it.
    Figure(String),
    /// Furniture of the page, not read out.
    Furniture,
}

/// A line in its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Left end.
    pub x: f32,
    /// Base line.
    pub y: f32,
    /// Size of type.
    pub size: f32,
    /// The words.
    pub line: Line,
}

/// A drawing.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A filled bar in the color of headings.
    Bar {
        /// Left end.
        x: f32,
        /// Upper end.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
    /// An empty box.
    Frame {
        /// Left end.
        x: f32,
        /// Upper end.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
    /// A square code.
    Code {
        /// Left end.
        x: f32,
        /// Upper end.
        y: f32,
        /// Width and height.
        side: f32,
        /// Its rows; dark is true.
        rows: Vec<Vec<bool>>,
    },
    /// A picture from outside.
    Picture {
        /// Left end.
        x: f32,
        /// Upper end.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// What is drawn.
        picture: Picture,
    },
}

impl Mark {
    /// Returns left, upper, right and lower end.
    pub fn ends(&self) -> [f32; 4] {
        match self {
            Self::Bar { x, y, width, height }
            | Self::Frame { x, y, width, height }
            | Self::Picture { x, y, width, height, .. } => [*x, *y, x + width, y + height],
            Self::Code { x, y, side, .. } => [*x, *y, x + side, y + side],
        }
    }
}

impl Placed {
    /// Returns left, upper, right and lower end of the letters.
    pub fn ends(&self) -> [f32; 4] {
        [
            self.x,
            self.y - ASCENT * self.size,
            self.x + self.line.width,
            self.y + DESCENT * self.size,
        ]
    }
}

/// How far letters reach above and below the base line, as multiples of the size of type.
const ASCENT: f32 = 0.97;
const DESCENT: f32 = 0.25;

impl Block {
    /// Returns a block without lines.
    pub fn empty(role: Role) -> Self {
        Self { role, lines: Vec::new(), marks: Vec::new() }
    }

    /// Moves everything.
    pub fn shift(&mut self, dx: f32, dy: f32) {
        for line in &mut self.lines {
            line.x += dx;
            line.y += dy;
        }
        for mark in &mut self.marks {
            match mark {
                Mark::Bar { x, y, .. }
                | Mark::Frame { x, y, .. }
                | Mark::Code { x, y, .. }
                | Mark::Picture { x, y, .. } => {
                    *x += dx;
                    *y += dy;
                }
            }
        }
    }

    /// Returns the words of all lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for placed in &self.lines {
            out.push_str(&placed.line.text());
            if !placed.line.inside_word {
                out.push(' ');
            }
        }
        out.trim_end().to_owned()
    }
}

/// A pen that sets blocks below each other.
#[derive(Debug, Default)]
pub struct Pen {
    /// What is set.
    pub blocks: Vec<Block>,
    /// Upper end of what comes next.
    pub y: f32,
}

impl Pen {
    /// Sets a block at `x` in `room` points of width, and moves below it.
    pub fn set(&mut self, role: Role, runs: &[Run], x: f32, room: f32, size: f32) -> &mut Block {
        let size = size.max(LEAST);
        let mut block = Block::empty(role);
        for line in lines(runs, room, size) {
            block.lines.push(Placed { x, y: self.y + rise(size), size, line });
            self.y += size * LEADING;
        }
        let place = self.blocks.len();
        self.blocks.push(block);
        &mut self.blocks[place]
    }

    /// Leaves room.
    pub fn skip(&mut self, points: f32) {
        self.y += points;
    }

    /// Draws a bar across `width` points.
    pub fn bar(&mut self, x: f32, width: f32, height: f32) {
        let mut block = Block::empty(Role::Furniture);
        block.marks.push(Mark::Bar { x, y: self.y, width, height });
        self.blocks.push(block);
        self.y += height;
    }
}

/// Returns the distance from the upper end of a line to its base line.
pub fn rise(size: f32) -> f32 {
    size * (LEADING / 2.0 + 0.36)
}
