//! Text in lines that fit the screen.

use crate::diagnostic::render::clean;

/// Adds a text, broken at spaces, each line after an indent.
pub(super) fn wrap(out: &mut String, indent: &str, text: &str, width: usize) {
    let text = clean(text);
    let room = width.saturating_sub(indent.chars().count()).max(20);
    let mut column = 0;
    out.push_str(indent);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > room {
            out.push('\n');
            out.push_str(indent);
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
