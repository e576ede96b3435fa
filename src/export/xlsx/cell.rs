//! Cells: texts that stay texts, links to our pages, and how they look.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Url, Worksheet};

/// How many UTF-16 units a cell holds.
const CELL: usize = 32_767;

/// How many the tip of a link holds.
const TIP: usize = 255;

/// Writes a text.
pub(super) fn text(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) {
    // Inside the bounds of a sheet, a text that fits a cell is not refused.
    let _ = sheet.write_string_with_format(at.0, at.1, fit(text, CELL), format);
}

/// Writes a number.
pub(super) fn number(sheet: &mut Worksheet, at: (u32, u16), number: f64, format: &Format) {
    let _ = sheet.write_number_with_format(at.0, at.1, number, format);
}

/// Writes a text that leads to a page; where the address is refused, the text alone.
pub(super) fn link(
    sheet: &mut Worksheet,
    at: (u32, u16),
    (url, shown, tip): (&str, &str, &str),
    format: &Format,
) {
    let shown = fit(shown, CELL);
    let url = Url::new(url).set_text(&shown).set_tip(fit(tip, TIP));
    if shown.is_empty() || sheet.write_url_with_format(at.0, at.1, url, format).is_err() {
        text(sheet, at, &shown, format);
    }
}

/// Leaves out what XML cannot carry.
pub(super) fn clean(text: &str) -> String {
    let carried = |c: &char| {
        matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(carried).collect()
}

/// Cuts a text to what fits, and leaves out what XML cannot carry.
fn fit(text: &str, units: usize) -> String {
    let clean = clean(text.trim_end());
    if clean.encode_utf16().count() <= units {
        return clean;
    }
    let mut left = units - 1;
    let kept = clean.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}

/// Returns how many lines a text takes in a column, a little more rather than less.
pub(super) fn lines(text: &str, width: usize) -> usize {
    let width = width.max(2) - 1;
    text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum::<usize>().max(1)
}

/// Returns the height of a row of that many lines, in points.
pub(super) fn height(lines: usize) -> u32 {
    // A row of Excel is at most 409 points high.
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(15).saturating_add(3).clamp(18, 405)
}

/// The look of a plain cell.
pub(super) fn plain() -> Format {
    Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(0x00D5_DCE4)
}

/// The look of the head of a column.
pub(super) fn head() -> Format {
    plain().set_bold().set_background_color(0x0012_324F).set_font_color(0x00FF_FFFF)
}

/// The look of a cell that leads to a page.
pub(super) fn linked() -> Format {
    plain().set_font_color(0x000B_5394).set_underline(rust_xlsxwriter::FormatUnderline::Single)
}
