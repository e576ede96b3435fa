//! What a program can type in the place of the author, where only one answer is right.

use std::ops::Range;

use super::source::{At, FileId, Location, Part, Source, Sources};

/// A way to mend a finding that leaves nothing to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an instruction without a full stop.
    pub title: String,
    /// What must change, all of it together.
    pub changes: Vec<Change>,
}

/// A part of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another word where a key, a text or a part of a text stands. Quotes around it stay.
    Word {
        /// Where the word stands.
        at: Location,
        /// The word, as it reads after YAML.
        text: String,
    },
    /// Other bytes in a file.
    Bytes {
        /// Which file.
        file: FileId,
        /// What goes, in bytes of [`Source::text`].
        range: Range<usize>,
        /// What comes.
        text: String,
    },
    /// Another name for a file.
    Rename {
        /// Which file.
        file: FileId,
        /// Its new path below the matrix folder.
        to: String,
    },
}

/// Bytes to replace in the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which file.
    pub file: FileId,
    /// What goes, in bytes of [`Source::text`].
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Fix {
    /// Returns a fix that writes a word where another stands.
    pub fn word(at: Location, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { title: format!("write `{text}`"), changes: vec![Change::Word { at, text }] }
    }

    /// Returns a fix that replaces bytes.
    pub fn bytes(
        title: impl Into<String>,
        file: FileId,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        let changes = vec![Change::Bytes { file, range, text: text.into() }];
        Self { title: title.into(), changes }
    }

    /// Returns a fix that gives a file another path below the matrix folder.
    pub fn rename(file: FileId, to: impl Into<String>) -> Self {
        let to = to.into();
        Self { title: format!("name the file `{to}`"), changes: vec![Change::Rename { file, to }] }
    }

    /// Says that the file got another number, for a fix of one file alone.
    pub(super) fn stand_in(&mut self, number: FileId) {
        for change in &mut self.changes {
            match change {
                Change::Word { at, .. } => at.file = number,
                Change::Bytes { file, .. } | Change::Rename { file, .. } => *file = number,
            }
        }
    }

    /// Returns the new names of files that it asks for.
    pub fn renames(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.changes.iter().filter_map(|change| match change {
            Change::Rename { file, to } => Some((*file, to.as_str())),
            Change::Word { .. } | Change::Bytes { .. } => None,
        })
    }
}

impl Sources {
    /// Returns the bytes that a fix replaces. `None` if one of its places is not in the file as it
    /// must be: then it is no fix.
    pub fn edits(&self, fix: &Fix) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        for change in &fix.changes {
            match change {
                Change::Word { at, text } => {
                    let (range, text) = word(self.get(at.file), &at.at, text)?;
                    edits.push(Edit { file: at.file, range, text });
                }
                Change::Bytes { file, range, text } => {
                    let source = self.get(*file);
                    source.text.get(range.clone())?;
                    // New lines end as those of the file do.
                    let windows = source.text.contains("\r\n");
                    let text = if windows { text.replace('\n', "\r\n") } else { text.clone() };
                    edits.push(Edit { file: *file, range: range.clone(), text });
                }
                Change::Rename { .. } => {}
            }
        }
        Some(edits)
    }
}

/// Returns the exact bytes of a word, and what to write there.
fn word(source: &Source, at: &At, text: &str) -> Option<(Range<usize>, String)> {
    let range = match at {
        At::Node(pointer, part) => {
            let (key, value) = source.spans.find(source.tree.as_ref()?, pointer)?;
            if *part == Part::Key { key } else { value }
        }
        At::Within(pointer, range) => {
            return source.within(pointer, range).map(|range| (range, text.to_owned()));
        }
        At::File | At::Bytes(_) => return None,
    };
    let raw = source.text.get(range.clone())?.trim_end();
    let range = range.start..range.start + raw.len();
    let escaped = |text: &str| text.contains(['\\', '"', '\'', '\n']);
    if raw.is_empty() || raw.contains('\n') || escaped(text) {
        return None;
    }
    for quote in ['"', '\''] {
        if let Some(inside) = raw.strip_prefix(quote) {
            let inside = inside.strip_suffix(quote).filter(|inside| !escaped(inside))?;
            return Some((range.start + 1..range.start + 1 + inside.len(), text.to_owned()));
        }
    }
    if raw.starts_with(['|', '>', '[', '{']) {
        return None;
    }
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.len() > 1
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    Some((range, if plain { text.to_owned() } else { format!("\"{text}\"") }))
}
