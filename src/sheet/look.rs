//! The look of what is printed: paper, margins, sizes of type and colors, in one place.
//!
//! Neutral and without a logo. Nothing is told by color alone, and every color is dark enough to
//! stay readable where a printer has black only. Lengths are in points, 1/72 inch.

use serde::Serialize;

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// Its name in file names.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

/// The papers that every sheet is made for.
pub const PAPERS: [Paper; 2] = [
    Paper { id: "a4", name: "A4", width: 595.276, height: 841.89 },
    Paper { id: "letter", name: "US Letter", width: 612.0, height: 792.0 },
];

impl Paper {
    /// Returns the paper with its long side across.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { width: self.height, height: self.width, ..self }
    }
}

/// No type is smaller, in points.
pub const LEAST: f32 = 8.0;

/// What is left free at the left and the right of a checklist.
pub const SIDE: f32 = 36.0;
/// What is left free at the top and the bottom of a sheet.
pub const ENDS: f32 = 32.0;
/// Between the two columns of a checklist.
pub const GUTTER: f32 = 20.0;
/// What is left free at the left and the right of a brief, whose lines are those of a book.
pub const BRIEF_SIDE: f32 = 72.0;
/// Side of the square code.
pub const CODE: f32 = 58.0;
/// The most width and height of a logo.
pub const LOGO: [f32; 2] = [130.0, 38.0];
/// From one line of type to the next, as a multiple of its size.
pub const LEADING: f32 = 1.28;

/// Sizes of the running text of what has one page: the first that fits is taken.
pub const PAGE_SIZES: [f32; 9] = [10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5, 8.25, LEAST];
/// Sizes of the running text of a brief: the first with which it has two pages is taken.
pub const BRIEF_SIZES: [f32; 5] = [10.5, 10.0, 9.5, 9.0, 8.5];

/// Size of the title, as a multiple of the running text.
pub const TITLE: f32 = 2.0;
/// Size of headings.
pub const HEADING: f32 = 1.18;
/// Size of the lead.
pub const LEAD: f32 = 1.12;

/// The color of the running text, as red, green and blue.
pub const INK: [u8; 3] = [0x11, 0x11, 0x11];
/// The color of what is said beside it: 8 to 1 against white.
pub const SOFT: [u8; 3] = [0x4a, 0x4a, 0x4a];
/// The color of headings, rules and links: 10 to 1 against white.
pub const ACCENT: [u8; 3] = [0x1d, 0x3f, 0x66];

/// The colors and the smallest type, as style sheets write them.
#[derive(Clone, Debug, Serialize)]
pub struct Css {
    /// [`INK`].
    pub ink: String,
    /// [`SOFT`].
    pub soft: String,
    /// [`ACCENT`].
    pub accent: String,
    /// [`LEAST`], in points.
    pub least: f32,
}

/// Returns the look for pages that a browser prints.
pub fn css() -> Css {
    let hex = |[red, green, blue]: [u8; 3]| format!("#{red:02x}{green:02x}{blue:02x}");
    Css { ink: hex(INK), soft: hex(SOFT), accent: hex(ACCENT), least: LEAST }
}
