//! The first sheet: the matrix as people see it.

use rust_xlsxwriter::{Format, FormatBorder, Worksheet};

use super::cell::{self, height, lines};
use crate::export::columns::{Cell, HARM, columns, meaning, sign};
use crate::model::kinds::Maturity;
use crate::model::{Matrix, Meta};

/// The row of the tactics: above it stand the name of the matrix and the legend.
const HEADS: u32 = 2;

/// The width of a column, in characters.
const WIDTH: usize = 27;

/// Writes the sheet.
pub(super) fn write(matrix: &Matrix, sheet: &mut Worksheet) {
    let meta = matrix.meta();
    let columns = columns(matrix);
    title(meta, sheet);
    let mut heads = 1;
    let mut rows: Vec<usize> = Vec::new();
    for (column, place) in columns.iter().zip(0_u16..) {
        let _ = sheet.set_column_width(place, 28);
        let tactic = column.tactic;
        let url = meta.url(&format!("tactics/{}/", tactic.id()));
        let link = (url.as_str(), tactic.name(), tactic.common.summary.as_str());
        cell::link(sheet, (HEADS, place), link, &cell::head());
        heads = heads.max(lines(tactic.name(), WIDTH - 4));
        for (it, row) in column.cells.iter().zip(0_usize..) {
            let shown = shown(it);
            let at = (HEADS + 1 + u32::try_from(row).unwrap_or(u32::MAX - HEADS - 1), place);
            let url = meta.url(&format!("techniques/{}/", it.object.id()));
            let tip = format!("{}: {}", it.technique.maturity().word(), it.object.common.summary);
            let format = look(it.technique.maturity()).set_indent(if it.child { 2 } else { 0 });
            cell::link(sheet, at, (&url, &shown, &tip), &format);
            if rows.len() == row {
                rows.push(1);
            }
            let room = if it.child { WIDTH - 5 } else { WIDTH };
            rows[row] = rows[row].max(lines(&shown, room));
        }
    }
    let _ = sheet.set_row_height(HEADS, height(heads));
    for (count, row) in rows.into_iter().zip(HEADS + 1..) {
        let _ = sheet.set_row_height(row, height(count));
    }
    let _ = sheet.set_freeze_panes(HEADS + 1, 0);
    let _ = sheet.set_repeat_rows(HEADS, HEADS);
    sheet.set_print_fit_to_pages(1, 1);
}

/// Returns what stands in a cell: the sign of its maturity, the name, the id.
fn shown(it: &Cell<'_>) -> String {
    let harm = if it.harms() { " +" } else { "" };
    let sign = sign(it.technique.maturity());
    format!("{sign} {}{harm} ({})", it.object.name(), it.object.id())
}

/// Writes the name of the matrix, and below it the legend.
fn title(meta: &Meta, sheet: &mut Worksheet) {
    let name = format!("{}, version {}, released {}", meta.name, meta.version, meta.released);
    cell::text(sheet, (0, 0), &name, &Format::new().set_bold().set_font_size(14));
    let _ = sheet.set_row_height(0, 24);
    let mut place = 0;
    for maturity in Maturity::ALL.into_iter().rev() {
        let text = format!("{} {}", sign(maturity), meaning(maturity));
        cell::text(sheet, (1, place), &text, &look(maturity));
        place += 1;
    }
    cell::text(sheet, (1, place), &format!("+ {HARM}"), &cell::plain());
    let _ = sheet.set_row_height(1, height(4));
}

/// The look of a cell. The sign in front says the same without color, and so does the border.
fn look(maturity: Maturity) -> Format {
    let plain = cell::plain();
    match maturity {
        Maturity::Observed => {
            plain.set_background_color(0x0008_519C).set_font_color(0x00FF_FFFF).set_bold()
        }
        Maturity::Demonstrated => {
            plain.set_background_color(0x00CF_E2F3).set_font_color(0x001A_2330)
        }
        Maturity::Conceptual => plain
            .set_background_color(0x00FF_FFFF)
            .set_font_color(0x001A_2330)
            .set_border(FormatBorder::Dashed)
            .set_border_color(0x008B_98A7),
    }
}
