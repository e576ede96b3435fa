//! The files of a run, and places in them.

use std::ops::Range;

use serde_json::Value;

use super::spans::Spans;

/// Which file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// One file as it was read.
#[derive(Debug, Default)]
pub struct Source {
    /// Path as the user would type it, with `/` between folders.
    pub path: String,
    /// Path below the matrix folder, with `/` between folders: what the law of place looks at.
    pub inner: String,
    /// The text, without a byte-order mark. Empty when the file could not be read; with U+FFFD where
    /// its bytes are not UTF-8.
    pub text: String,
    /// The tree, if the text is YAML.
    pub tree: Option<Value>,
    /// The places of the tree's nodes.
    pub spans: Spans,
    /// The address of the schema that it names to editors.
    pub modeline: Option<String>,
    /// Whether the matrix lacks this file, which it must have; a finding needs its name.
    pub absent: bool,
    /// Whether the file is not read, since its name ends in something else than `.yaml`, although it
    /// looks like an object.
    pub stray: bool,
}

/// Which half of an entry a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// A place inside a file. Nothing but [`Sources::range`] turns it into bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// The node behind a JSON pointer.
    Node(String, Part),
    /// A range of bytes inside the text that a string node holds, as it reads after YAML.
    Within(String, Range<usize>),
    /// Bytes of the file.
    Bytes(Range<usize>),
}

/// A place: which file, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which file.
    pub file: FileId,
    /// Where in it.
    pub at: At,
}

impl Location {
    /// Returns the place of the value behind a pointer.
    pub fn value(file: FileId, pointer: impl Into<String>) -> Self {
        Self { file, at: At::Node(pointer.into(), Part::Value) }
    }

    /// Returns the place of the key behind a pointer.
    pub fn key(file: FileId, pointer: impl Into<String>) -> Self {
        Self { file, at: At::Node(pointer.into(), Part::Key) }
    }

    /// Returns the place of some bytes of the text behind a pointer.
    pub fn within(file: FileId, pointer: impl Into<String>, range: Range<usize>) -> Self {
        Self { file, at: At::Within(pointer.into(), range) }
    }

    /// Returns the place of some bytes of the file.
    pub fn bytes(file: FileId, range: Range<usize>) -> Self {
        Self { file, at: At::Bytes(range) }
    }

    /// Returns the file as a whole.
    pub fn file(file: FileId) -> Self {
        Self { file, at: At::File }
    }
}

/// Line and column, both counted from 1; columns in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column in code points.
    pub column: usize,
}

/// All files of a run, in path order.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Returns the files in the order given, which is the order of all findings.
    pub fn new(files: Vec<Source>) -> Self {
        Self { files }
    }

    /// Puts another text in the place of a file.
    pub fn replace(&mut self, file: FileId, source: Source) {
        if let Some(old) = self.files.get_mut(file.0 as usize) {
            *old = source;
        }
    }

    /// Returns the files themselves, in their order.
    pub fn into_vec(self) -> Vec<Source> {
        self.files
    }

    /// Returns the files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (Self::id(index), source))
    }

    /// Returns the files as a slice, for parallel work; the index of a file is its id.
    pub fn as_slice(&self) -> &[Source] {
        &self.files
    }

    /// Returns the id of the file at an index.
    pub fn id(index: usize) -> FileId {
        FileId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Returns one file.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// Returns the bytes of a place. A place that the file does not have falls back to the nearest
    /// that it has: the parent node, in the end the first line.
    pub fn range(&self, location: &Location) -> Range<usize> {
        let source = self.get(location.file);
        let found = match &location.at {
            At::File => None,
            At::Bytes(range) => Some(clamp(&source.text, range)),
            At::Node(pointer, part) => source.node(pointer, *part),
            At::Within(pointer, range) => {
                source.within(pointer, range).or_else(|| source.node(pointer, Part::Value))
            }
        };
        found.unwrap_or_else(|| 0..first_line(&source.text))
    }

    /// Returns line and column of the start and the end of a place.
    pub fn positions(&self, location: &Location) -> (Position, Position) {
        let range = self.range(location);
        let text = &self.get(location.file).text;
        (position(text, range.start), position(text, range.end))
    }
}

impl FileId {
    /// Returns the place of the file among its sources.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Source {
    /// Returns the path as the user would type it of a path below the matrix folder.
    pub fn path_of(&self, inner: &str) -> String {
        let folder = self.path.strip_suffix(self.inner.as_str()).unwrap_or_default();
        format!("{folder}{inner}")
    }

    /// Returns line and column of the value at a pointer, or of what is nearest above it.
    pub fn position_of(&self, pointer: &str) -> Position {
        let range = self.node(pointer, Part::Value);
        position(&self.text, range.map_or(0, |it| it.start))
    }

    fn node(&self, pointer: &str, part: Part) -> Option<Range<usize>> {
        let tree = self.tree.as_ref()?;
        let mut pointer = pointer;
        loop {
            if let Some((key, value)) = self.spans.find(tree, pointer) {
                let range = if part == Part::Key && !key.is_empty() { key } else { value };
                return Some(one_line(&self.text, &clamp(&self.text, &range)));
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }

    /// Maps a range of the decoded text of a string node to the file: what stands there for the
    /// third time in the one stands there for the third time in the other, however lines are folded
    /// or indented. `None` where an escape or a line break stands inside the range.
    pub(super) fn within(&self, pointer: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let tree = self.tree.as_ref()?;
        let decoded = tree.pointer(pointer)?.as_str()?;
        let (_, raw) = self.spans.find(tree, pointer)?;
        let needle = decoded.get(range.clone()).filter(|needle| !needle.is_empty())?;
        let place = decoded.match_indices(needle).position(|(at, _)| at == range.start)?;
        let (at, _) = self.text.get(raw.clone())?.match_indices(needle).nth(place)?;
        Some(raw.start + at..raw.start + at + needle.len())
    }
}

fn clamp(text: &str, range: &Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

/// Cuts a range that runs over several lines down to its first line.
fn one_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let first = slice.lines().next().unwrap_or("").trim_end();
    range.start..range.start + first.len()
}

fn first_line(text: &str) -> usize {
    text.lines().next().map_or(0, str::len)
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset.min(text.len())];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[start..].chars().count() + 1,
    }
}
