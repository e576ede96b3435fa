//! How wide a text is, without a font at hand: rather too wide than too narrow.
//!
//! The widths are upper bounds over the sans-serif fonts that browsers fall back to; `DejaVu Sans` is
//! the widest of them.

/// Returns the width of a text in a size of type.
pub(in crate::export) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u32 = text.chars().map(glyph).sum();
    let factor = if bold { 1.16 } else { 1.0 };
    f64::from(thousandths) / 1000.0 * size * factor
}

/// Returns the width of a letter in thousandths of the size of type.
fn glyph(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | 'J' => 300,
        ' ' | '.' | ',' | '|' | '/' | '\\' | ':' | ';' => 340,
        'f' | 't' | 'r' | '!' | '-' | '(' | ')' | '[' | ']' => 412,
        's' | 'z' | 'c' | '"' | '*' | '_' | '`' => 550,
        'm' | 'M' | 'W' | '@' | '%' => 1002,
        'w' | '&' | '+' | '<' | '>' | '=' | '~' | '^' | '#' => 840,
        'E' | 'F' | 'L' | 'P' | 'S' | 'T' | 'Y' => 640,
        'A'..='Z' => 790,
        ' '..='~' => 640,
        // Letters with accents are no wider than the widest without; signs and other scripts may be.
        _ => 1002,
    }
}

/// Breaks a text into lines that are no wider than `room`: at spaces; a word that is wider than a
/// line after its hyphens and slashes, and where that does not help, anywhere.
pub(in crate::export) fn wrap(text: &str, room: f64, size: f64, bold: bool) -> Vec<String> {
    let fits = |line: &str| width(line, size, bold) <= room;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let pieces: Vec<&str> =
            if fits(word) { vec![word] } else { word.split_inclusive(['-', '/']).collect() };
        for (place, piece) in pieces.into_iter().enumerate() {
            let space = if place == 0 && !line.is_empty() { " " } else { "" };
            if fits(&format!("{line}{space}{piece}")) {
                line.push_str(space);
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in piece.chars() {
                line.push(c);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
