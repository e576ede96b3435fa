//! The picture for pages and slides, light or dark as its reader has it.

use super::grid::{self, Sizes};
use super::pen::{Head, Pen};
use super::width::wrap;
use crate::export::columns::{Column, columns};
use crate::export::text::DICOM_NOTICE;
use crate::model::{Matrix, Meta};

const SIZES: Sizes = Sizes { font: 13.0, column: 172.0, gap: 8.0 };
const MARGIN: f64 = 28.0;

/// What is drawn in light, on screen and on paper.
pub(super) const LIGHT: &str = "\
text { font-family: \"Helvetica Neue\", Helvetica, Arial, \"Liberation Sans\", Roboto, \"Noto Sans\", sans-serif; }
.paper { fill: #fbfcfd; }
.title, .name { fill: #1a2330; }
.title, .head-name { font-weight: 700; }
.soft, .id { fill: #4a5868; }
.head { fill: #12324f; }
.head-name { fill: #ffffff; }
.head-count { fill: #c9d8e6; }
.cell { fill: #ffffff; stroke: #8b98a7; }
.cell.observed { fill: #bcd7ef; stroke: #08519c; }
.cell.demonstrated { fill: #e6f0f9; stroke: #4b92c6; }
.dot { stroke: none; fill: #08519c; }
.ring { fill: #ffffff; stroke: #08519c; }
.ring.conceptual { stroke: #5b6a7a; }
.harm { fill: #fff1e3; stroke: #8a3b00; }
.plus { fill: #8a3b00; }
";

/// What changes in the dark and what the pointer and the keyboard do.
const DARK: &str = "\
.cell, .ring, .harm { stroke-width: 1.2; }
.cell.observed { stroke-width: 2; }
.cell.conceptual { stroke-dasharray: 4 3; }
a:hover .name, a:hover .head-name { text-decoration: underline; }
a:focus { outline: none; }
a:focus-visible .cell, a:focus-visible .head { stroke: #d9480f; stroke-width: 3; stroke-dasharray: none; }
@media (prefers-color-scheme: dark) {
  .paper { fill: #0f151c; }
  .title, .name { fill: #e4eaf1; }
  .soft, .id { fill: #a9b8c8; }
  .head { fill: #d5e3f0; }
  .head-name { fill: #0a2136; }
  .head-count { fill: #33485c; }
  .cell { fill: #141c25; stroke: #6f7f90; }
  .cell.observed { fill: #134a7c; stroke: #9fd0ff; }
  .cell.demonstrated { fill: #1a2b3c; stroke: #4d8dc4; }
  .dot { fill: #9fd0ff; }
  .ring { fill: #141c25; stroke: #9fd0ff; }
  .ring.conceptual { stroke: #a9b8c8; }
  .harm { fill: #3a2413; stroke: #ffb98a; }
  .plus { fill: #ffb98a; }
}
";

/// Draws the picture.
pub(super) fn picture(matrix: &Matrix) -> String {
    let meta = matrix.meta();
    let columns = columns(matrix);
    let wide = grid::width(columns.len(), SIZES).max(grid::legend_width(13.0));
    let top = 112.0;
    let grid_height = grid::height(&columns, SIZES);
    let notice = wrap(&notice(matrix), wide, 11.0, false);
    let foot = top + grid_height + 36.0;
    let lines = f64::from(u32::try_from(notice.len()).unwrap_or(1));
    let size = (wide + MARGIN * 2.0, foot + lines * 15.0 + 14.0);
    let mut pen = Pen::new(&Head {
        size,
        unit: ("", 1.0),
        title: &meta.name,
        description: &description(meta, &columns),
        style: &format!("{LIGHT}{DARK}"),
    });
    pen.text("title", (MARGIN, 46.0), (26.0, 0.0), std::slice::from_ref(&meta.name));
    let summary = wrap(&meta.summary, wide, 14.0, false);
    pen.text("soft", (MARGIN, 70.0), (14.0, 0.0), &summary[..1]);
    grid::legend(&mut pen, (MARGIN, 96.0), 13.0);
    grid::draw(&mut pen, meta, &columns, (MARGIN, top), SIZES);
    pen.text("soft", (MARGIN, foot), (11.0, 15.0), &notice);
    pen.finish()
}

/// Returns what the picture shows, for those who do not see it.
pub(super) fn description(meta: &Meta, columns: &[Column<'_>]) -> String {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| format!("{} ({})", column.tactic.name(), column.cells.len()))
        .collect();
    format!(
        "{} A column for each of {} tactics, with its techniques and sub-techniques below: {}.",
        meta.summary,
        columns.len(),
        parts.join(", ")
    )
}

/// Returns the words that must stand on a picture.
pub(super) fn notice(matrix: &Matrix) -> String {
    let meta = matrix.meta();
    let theirs = matrix.attack().first().map_or("", |index| index.notice.as_str());
    let owner = if meta.speaks_dicom() { format!(" · {DICOM_NOTICE}") } else { String::new() };
    format!(
        "{}, version {}, {} · {} · {} · ATT&CK: {theirs}{owner}",
        meta.name,
        meta.version,
        meta.released,
        meta.licence,
        meta.url(""),
    )
}
