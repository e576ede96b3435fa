//! The poster: A1 across, in the largest type that fits.

use super::grid::{self, Sizes};
use super::pen::{Head, Pen};
use super::picture::{LIGHT, description, notice};
use super::width::{width, wrap};
use crate::export::columns::columns;
use crate::model::Matrix;

/// A1 across, in tenths of a millimeter.
const PAPER: (f64, f64) = (8410.0, 5940.0);
const MARGIN: f64 = 200.0;
const GAP: f64 = 36.0;

/// Where the columns begin and the notice may begin at the latest.
const TOP: f64 = 760.0;
const BOTTOM: f64 = 5640.0;

/// The largest and the smallest type of a name: 8 and 2 millimeters.
const FONTS: (u32, u32) = (80, 20);

/// The lines of the poster: a printer does not ask what its reader likes.
const PRINT: &str = "\
.paper { fill: #ffffff; }
.cell, .ring, .harm { stroke-width: 5; }
.cell.observed { stroke-width: 9; }
.cell.conceptual { stroke-dasharray: 16 12; }
";

/// Draws the poster.
pub(super) fn poster(matrix: &Matrix) -> String {
    let meta = matrix.meta();
    let columns = columns(matrix);
    let wide = PAPER.0 - MARGIN * 2.0;
    let count = u32::try_from(columns.len().max(1)).map_or(1.0, f64::from);
    let column = ((wide + GAP) / count - GAP).min(1200.0);
    let sizes = |font: u32| Sizes { font: f64::from(font), column, gap: GAP };
    let fits = |font: &u32| grid::height(&columns, sizes(*font)) <= BOTTOM - TOP;
    let font = (FONTS.1..=FONTS.0).rev().find(fits).unwrap_or(FONTS.1);
    let mut pen = Pen::new(&Head {
        size: PAPER,
        unit: ("mm", 10.0),
        title: &meta.name,
        description: &description(meta, &columns),
        style: &format!("{LIGHT}{PRINT}"),
    });
    let shrink = (wide / width(&meta.name, 220.0, true)).min(1.0);
    let title = (220.0 * shrink, 0.0);
    pen.text("title", (MARGIN, 380.0), title, std::slice::from_ref(&meta.name));
    let summary = wrap(&meta.summary, wide, 84.0, false);
    pen.text("soft", (MARGIN, 520.0), (84.0, 0.0), &summary[..1]);
    grid::legend(&mut pen, (MARGIN, 660.0), 64.0);
    grid::draw(&mut pen, meta, &columns, (MARGIN, TOP), sizes(font));
    let lines = wrap(&notice(matrix), wide, 42.0, false);
    pen.text("soft", (MARGIN, BOTTOM + 70.0), (42.0, 56.0), &lines);
    pen.finish()
}
