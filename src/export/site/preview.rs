//! The picture that chats and social networks show beside a link: the matrix from afar, a column for
//! each tactic and a card for each technique. It has no words; the title beside it has them.

use crate::export::columns::{Column, columns};
use crate::model::Matrix;
use crate::model::kinds::Maturity;

/// Width in pixels, and height: what the readers of `og:image` ask for.
pub(super) const SIZE: (usize, usize) = (1200, 630);

/// The colors, those of the site in light: paper, bar, head of a column, then a card by maturity from
/// `conceptual` up, each followed by its edge.
const PALETTE: [[u8; 3]; 9] = [
    [0xfb, 0xfc, 0xfd],
    [0x12, 0x32, 0x4f],
    [0x5b, 0x6a, 0x7a],
    [0xee, 0xf1, 0xf4],
    [0x8b, 0x98, 0xa7],
    [0xe6, 0xf0, 0xf9],
    [0x4b, 0x92, 0xc6],
    [0xbc, 0xd7, 0xef],
    [0x08, 0x51, 0x9c],
];
const BAR: u8 = 1;
const HEAD: u8 = 2;

const EDGE: usize = 40;
const GAP: usize = 6;
const TOP: usize = 70;
const MOST: usize = 34;

/// A picture in memory, a byte a pixel, which is a place in the palette.
struct Canvas(Vec<u8>);

impl Canvas {
    fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), color: u8) {
        for row in y..(y + height).min(SIZE.1) {
            let start = row * SIZE.0;
            let (from, to) = (x.min(SIZE.0), (x + width).min(SIZE.0));
            self.0[start + from..start + to].fill(color);
        }
    }
}

/// Returns the picture as PNG.
pub(super) fn png(matrix: &Matrix) -> Vec<u8> {
    let mut canvas = Canvas(vec![0; SIZE.0 * SIZE.1]);
    draw(&mut canvas, &columns(matrix));
    encode(&canvas.0).unwrap_or_default()
}

fn draw(canvas: &mut Canvas, columns: &[Column<'_>]) {
    canvas.fill((0, 0), (SIZE.0, TOP - 2 * GAP), BAR);
    let deepest = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0) + 1;
    let pitch = (SIZE.0 - 2 * EDGE + GAP) / columns.len().max(1);
    let step = ((SIZE.1 - TOP - EDGE) / deepest).clamp(2, MOST);
    let (width, height) = (pitch.saturating_sub(GAP).max(1), step - step.min(12) / 3);
    for (at, column) in columns.iter().enumerate() {
        let (x, mut y) = (EDGE + at * pitch, TOP + GAP);
        canvas.fill((x, y), (width, height), HEAD);
        for cell in &column.cells {
            y += step;
            let tone = match cell.technique.maturity() {
                Maturity::Conceptual => 3,
                Maturity::Demonstrated => 5,
                Maturity::Observed => 7,
            };
            // A sub-technique stands in, as it does in the matrix.
            let inset = if cell.child { width / 8 } else { 0 };
            canvas.fill((x + inset, y), (width - inset, height), tone);
            canvas.fill((x + inset, y), ((width / 16).max(1), height), tone + 1);
        }
    }
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut out, side(SIZE.0), side(SIZE.1));
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(PALETTE.concat());
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(out)
}
