//! From words to lines that fit a width.

use super::font;

/// Words of one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are bold.
    pub bold: bool,
    /// Their color.
    pub tone: Tone,
    /// The address that they lead to.
    pub link: Option<String>,
}

/// A color of the look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Of running text.
    Ink,
    /// Of what is said beside it.
    Soft,
    /// Of headings and links.
    Accent,
}

impl Run {
    /// Returns running text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, tone: Tone::Ink, link: None }
    }

    /// Returns bold text.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { bold: true, ..Self::plain(text) }
    }

    /// Returns text that is said beside the running text.
    pub fn soft(text: impl Into<String>) -> Self {
        Self { tone: Tone::Soft, ..Self::plain(text) }
    }

    /// Returns text in the color of headings and links.
    pub fn accent(text: impl Into<String>) -> Self {
        Self { tone: Tone::Accent, ..Self::plain(text) }
    }

    /// Returns a heading.
    pub fn accent_bold(text: impl Into<String>) -> Self {
        Self { tone: Tone::Accent, ..Self::bold(text) }
    }

    /// Returns an address that leads to itself.
    pub fn link(url: impl Into<String>) -> Self {
        let url = url.into();
        Self { link: Some(url.clone()), ..Self::accent(url) }
    }

    /// Returns the width of the text, in points.
    pub fn width(&self, size: f32) -> f32 {
        self.text.chars().map(|sign| advance(sign, self.bold) * size).sum()
    }
}

fn advance(sign: char, bold: bool) -> f32 {
    font::glyph(sign, bold).map_or(0.0, |glyph| glyph.advance)
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its words, whose signs all are in the fonts.
    pub runs: Vec<Run>,
    /// Its width in points.
    pub width: f32,
    /// Whether a word goes on in the next line.
    pub inside_word: bool,
}

impl Line {
    /// Returns the words without their look.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A sign, the run that it comes from, and its width.
#[derive(Clone, Copy)]
struct Cell {
    sign: char,
    run: usize,
    width: f32,
}

/// Breaks words into lines that are no wider than `room`: at spaces; a word that is wider than a
/// line after its hyphens, slashes and dots, and where that does not help, anywhere.
pub fn lines(runs: &[Run], room: f32, size: f32) -> Vec<Line> {
    let cells = cells(runs, size);
    let mut out = Lines { runs, room, done: Vec::new(), line: Vec::new(), used: 0.0 };
    let mut start = 0;
    for word in cells.split(|cell| cell.sign == ' ') {
        let space = (start > 0).then(|| cells[start - 1]);
        start += word.len() + 1;
        out.word(space, word);
    }
    out.close(false);
    out.done
}

/// Returns the signs as they are printed, with one space between words.
fn cells(runs: &[Run], size: f32) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        for sign in run.text.chars().filter_map(font::printed) {
            let after_space = cells.last().is_none_or(|last| last.sign == ' ');
            if sign != ' ' || !after_space {
                let width = advance(sign, run.bold) * size;
                cells.push(Cell { sign, run: place, width });
            }
        }
    }
    if cells.last().is_some_and(|last| last.sign == ' ') {
        cells.pop();
    }
    cells
}

/// Lines while they grow.
struct Lines<'a> {
    runs: &'a [Run],
    room: f32,
    done: Vec<Line>,
    line: Vec<Cell>,
    used: f32,
}

fn width(cells: &[Cell]) -> f32 {
    cells.iter().map(|cell| cell.width).sum()
}

impl Lines<'_> {
    fn word(&mut self, space: Option<Cell>, word: &[Cell]) {
        let whole = width(word);
        let gap = space.filter(|_| !self.line.is_empty());
        if self.used + gap.map_or(0.0, |gap| gap.width) + whole <= self.room {
            self.push(gap.as_slice());
            self.push(word);
            return;
        }
        if !self.line.is_empty() {
            self.close(false);
        }
        for piece in word.split_inclusive(|cell| "-/.?&=_".contains(cell.sign)) {
            if !self.line.is_empty() && self.used + width(piece) > self.room {
                self.close(true);
            }
            for cell in piece {
                if !self.line.is_empty() && self.used + cell.width > self.room {
                    self.close(true);
                }
                self.push(&[*cell]);
            }
        }
    }

    fn push(&mut self, cells: &[Cell]) {
        self.used += width(cells);
        self.line.extend_from_slice(cells);
    }

    fn close(&mut self, inside_word: bool) {
        if self.line.is_empty() {
            return;
        }
        let groups = self.line.chunk_by(|a, b| a.run == b.run);
        let runs = groups.map(|cells| {
            let text = cells.iter().map(|cell| cell.sign).collect();
            Run { text, ..self.runs[cells[0].run].clone() }
        });
        let runs = runs.collect();
        self.done.push(Line { runs, width: self.used, inside_word });
        self.line.clear();
        self.used = 0.0;
    }
}
