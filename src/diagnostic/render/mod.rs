//! Findings as people and machines read them. One file per format, listed in [`FORMATS`].
//!
//! To add a format: write `render/<name>.rs` with a `FORMAT` like its neighbors, add its `mod` line
//! and its name to the slice. `dtm check --format` and the documentation read the slice.

use super::report::Report;
use super::source::Sources;

mod github;
mod human;
mod json;
mod plain;
mod sarif;

pub use plain::{clean, escaped, screened};

/// What a format may know of where its text will be shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether to use terminal colors.
    pub color: bool,
    /// Columns of the screen.
    pub width: usize,
}

/// A way to write a report.
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    /// A line for `--help`.
    pub about: &'static str,
    /// Writes the report, which is sorted already.
    pub render: fn(&Report, &Sources, Screen) -> String,
}

/// All formats, in alphabetical order.
pub const FORMATS: &[&Format] = &[&github::FORMAT, &human::FORMAT, &json::FORMAT, &sarif::FORMAT];

/// Returns the format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).copied()
}
