//! Places of the protocol and bytes of a text, turned into each other.

use std::ops::Range as Bytes;

use super::protocol::{Change, Position, Range};

/// How columns are counted: agreed with the client when it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16, which every client understands.
    Utf16,
}

impl Encoding {
    /// Returns the name that the protocol gives it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    fn length(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
        }
    }

    /// Returns the byte of a place. Beyond the end of a line is its end, beyond the last line the end
    /// of the text, inside a letter its start.
    pub(super) fn offset(self, text: &str, position: Position) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            match text[start..].find('\n') {
                Some(at) => start += at + 1,
                None => return text.len(),
            }
        }
        let line = text[start..].split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let wanted = position.character as usize;
        let mut column = 0;
        for (at, letter) in line.char_indices() {
            column += self.length(letter);
            if column > wanted {
                return start + at;
            }
        }
        start + line.len()
    }

    /// Returns the place of a byte.
    pub(super) fn position(self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count();
        let column: usize = before[start..].chars().map(|it| self.length(it)).sum();
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: narrow(line), character: narrow(column) }
    }

    /// Returns the places of bytes.
    pub(super) fn range(self, text: &str, bytes: &Bytes<usize>) -> Range {
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }

    /// Changes a text as a client did.
    pub(super) fn apply(self, text: &mut String, change: &Change) {
        match change.range {
            None => text.clone_from(&change.text),
            Some(range) => {
                let start = self.offset(text, range.start);
                let end = self.offset(text, range.end).max(start);
                text.replace_range(start..end, &change.text);
            }
        }
    }
}

/// Returns the line that a byte is in, without its end.
pub(super) fn line_around(text: &str, offset: usize) -> Bytes<usize> {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    start..start + text[start..end].trim_end_matches('\r').len()
}
