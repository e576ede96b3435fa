//! The columns with their cells, in a size of type that the caller chooses.

use super::pen::{Area, Fill, Pen};
use super::width::{width as text_width, wrap};
use crate::export::columns::{Cell, Column, HARM, meaning};
use crate::model::Meta;
use crate::model::kinds::Maturity;

/// The sizes from which everything follows.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    /// Size of the type of a name.
    pub font: f64,
    /// Width of a column.
    pub column: f64,
    /// Space between two columns.
    pub gap: f64,
}

impl Sizes {
    /// The size of the type of an id.
    fn small(self) -> f64 {
        self.font * 0.84
    }

    /// From line to line.
    fn step(self) -> f64 {
        self.font * 1.26
    }

    /// Between the edge of a cell and what is in it, above and below.
    fn pad(self) -> f64 {
        self.font * 0.5
    }

    /// From the left edge of a cell to its text: the sign stands before it.
    fn lead(self) -> f64 {
        self.font * 1.9
    }

    /// How wide the lines of a cell may be.
    fn room(self, area: Area) -> f64 {
        area.width - self.lead() - self.pad()
    }
}

/// A cell with its lines, at its place.
struct Placed<'a> {
    cell: &'a Cell<'a>,
    area: Area,
    lines: Vec<String>,
}

/// Returns the width of all columns.
pub(super) fn width(count: usize, sizes: Sizes) -> f64 {
    let count = u32::try_from(count.max(1)).map_or(1.0, f64::from);
    count * (sizes.column + sizes.gap) - sizes.gap
}

/// Returns the height of the columns, heads included.
pub(super) fn height(columns: &[Column<'_>], sizes: Sizes) -> f64 {
    let head = head_height(columns, sizes);
    let bottom = |column: &Column<'_>| {
        let cells = place(column, 0.0, head + sizes.pad(), sizes);
        cells.last().map_or(head, |it| it.area.y + it.area.height)
    };
    columns.iter().map(bottom).fold(head, f64::max)
}

fn head_lines(column: &Column<'_>, sizes: Sizes) -> Vec<String> {
    wrap(column.tactic.name(), sizes.column - sizes.pad() * 2.4, sizes.font, true)
}

fn head_height(columns: &[Column<'_>], sizes: Sizes) -> f64 {
    let most = columns.iter().map(|column| head_lines(column, sizes).len()).max().unwrap_or(1);
    // Below the name stands the number of techniques.
    f64::from(u32::try_from(most + 1).unwrap_or(2)) * sizes.step() + sizes.pad() * 1.6
}

/// Puts the cells of a column below each other.
fn place<'a>(column: &'a Column<'a>, x: f64, top: f64, sizes: Sizes) -> Vec<Placed<'a>> {
    let mut y = top;
    let put = |cell: &'a Cell<'a>| {
        let indent = if cell.child { sizes.font } else { 0.0 };
        let mut area = Area { x: x + indent, y, width: sizes.column - indent, height: 0.0 };
        let lines = wrap(cell.object.name(), sizes.room(area), sizes.font, false);
        let count = f64::from(u32::try_from(lines.len()).unwrap_or(1));
        area.height = sizes.pad() * 1.5 + count * sizes.step() + sizes.small() * 1.2;
        y += area.height + sizes.pad() * 0.7;
        Placed { cell, area, lines }
    };
    column.cells.iter().map(put).collect()
}

/// Draws the columns with their upper left corner at a place.
pub(super) fn draw(
    pen: &mut Pen,
    meta: &Meta,
    columns: &[Column<'_>],
    at: (f64, f64),
    sizes: Sizes,
) {
    let height = head_height(columns, sizes);
    let mut x = at.0;
    for column in columns {
        head(pen, meta, column, Area { x, y: at.1, width: sizes.column, height }, sizes);
        for placed in place(column, x, at.1 + height + sizes.pad(), sizes) {
            cell(pen, meta, &placed, sizes);
        }
        x += sizes.column + sizes.gap;
    }
}

fn head(pen: &mut Pen, meta: &Meta, column: &Column<'_>, area: Area, sizes: Sizes) {
    let tactic = column.tactic;
    let url = meta.url(&format!("tactics/{}/", tactic.id()));
    pen.link(&url, &format!("{} {}: {}", tactic.id(), tactic.name(), tactic.common.summary));
    pen.rect("head", area, sizes.font * 0.3);
    let x = area.x + sizes.pad() * 1.2;
    let y = area.y + sizes.pad() + sizes.font * 0.9;
    pen.text("head-name", (x, y), (sizes.font, sizes.step()), &head_lines(column, sizes));
    let count = column.cells.len();
    let words = if count == 1 { "1 technique".to_owned() } else { format!("{count} techniques") };
    let y = area.y + area.height - sizes.pad();
    pen.text("head-count", (x, y), (sizes.small(), 0.0), &[words]);
    pen.end_link();
}

fn cell(pen: &mut Pen, meta: &Meta, placed: &Placed<'_>, sizes: Sizes) {
    let Placed { cell, area, lines } = placed;
    let (object, maturity) = (cell.object, cell.technique.maturity());
    let word = maturity.word();
    let harm = if cell.harms() { format!(" {}.", capital(HARM)) } else { String::new() };
    let title = format!(
        "{} {}: {} {}.{harm}",
        object.id(),
        object.name(),
        object.common.summary,
        capital(word)
    );
    pen.link(&meta.url(&format!("techniques/{}/", object.id())), &title);
    pen.rect(&format!("cell {word}"), *area, sizes.font * 0.3);
    let base = area.y + sizes.pad() * 0.8 + sizes.font * 0.9;
    sign(pen, maturity, (area.x + sizes.lead() * 0.5, base - sizes.font * 0.36), sizes.font * 0.4);
    let x = area.x + sizes.lead();
    pen.text("name", (x, base), (sizes.font, sizes.step()), lines);
    let base = area.y + area.height - sizes.pad() * 0.9;
    pen.text("id", (x, base), (sizes.small(), 0.0), &[object.id().to_owned()]);
    if cell.harms() {
        let right = area.x + area.width - sizes.pad() - sizes.small();
        plus(pen, (right, base - sizes.small() * 0.84), sizes.small());
    }
    pen.end_link();
}

/// Draws the sign of a maturity: full, half, empty.
fn sign(pen: &mut Pen, maturity: Maturity, at: (f64, f64), radius: f64) {
    let fill = match maturity {
        Maturity::Observed => Fill::Whole,
        Maturity::Demonstrated => Fill::Half,
        Maturity::Conceptual => Fill::Empty,
    };
    pen.circle(at, radius, fill, maturity.word());
}

/// Draws the sign of harm to a patient, in a square with its upper left corner at a place.
fn plus(pen: &mut Pen, (x, y): (f64, f64), side: f64) {
    pen.rect("harm", Area { x, y, width: side, height: side }, side * 0.2);
    let (thick, long) = (side * 0.2, side * 0.64);
    let (cross, start) = ((side - thick) / 2.0, (side - long) / 2.0);
    pen.rect("plus", Area { x: x + start, y: y + cross, width: long, height: thick }, 0.0);
    pen.rect("plus", Area { x: x + cross, y: y + start, width: thick, height: long }, 0.0);
}

/// Returns the width of the legend in a size of type.
pub(super) fn legend_width(font: f64) -> f64 {
    let signs = Maturity::ALL.into_iter().map(|maturity| entry(meaning(maturity), font));
    signs.sum::<f64>() + entry(HARM, font)
}

/// Returns the width of an entry of the legend, with its sign and the space after it.
fn entry(text: &str, font: f64) -> f64 {
    font * 2.4 + text_width(text, font, false)
}

/// Draws the legend on one line.
pub(super) fn legend(pen: &mut Pen, at: (f64, f64), font: f64) {
    let mut x = at.0;
    for maturity in Maturity::ALL.into_iter().rev() {
        sign(pen, maturity, (x + font * 0.4, at.1 - font * 0.36), font * 0.4);
        pen.text("soft", (x + font * 1.2, at.1), (font, 0.0), &[meaning(maturity).to_owned()]);
        x += entry(meaning(maturity), font);
    }
    plus(pen, (x, at.1 - font * 0.85), font);
    pen.text("soft", (x + font * 1.4, at.1), (font, 0.0), &[HARM.to_owned()]);
}

/// Returns a text with a capital letter in front.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}
