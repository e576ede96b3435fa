//! For a person at a terminal: excerpt, caret, help. The only file that names `annotate-snippets`.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Level as Severity, Renderer, Snippet};

use super::plain::{clean, is_hidden};
use super::{Format, Screen};
use crate::diagnostic::code::Level;
use crate::diagnostic::report::{Diagnostic, Report};
use crate::diagnostic::source::{At, FileId, Location, Sources};

pub(super) const FORMAT: Format =
    Format { name: "human", about: "excerpts with carets, for a terminal", render };

fn render(report: &Report, sources: &Sources, screen: Screen) -> String {
    let renderer = if screen.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(screen.width);
    let mut out = String::new();
    for finding in report {
        out.push_str(&one(finding, sources, screen, &renderer));
        out.push_str("\n\n");
    }
    out.push_str(&closing(report));
    out
}

fn one(finding: &Diagnostic, sources: &Sources, screen: Screen, renderer: &Renderer) -> String {
    let severity = match finding.code.level {
        Level::Error => Severity::ERROR,
        Level::Warning => Severity::WARNING,
    };
    let head = finding.code.level.word().len() + finding.code.id.len() + 4;
    let message = wrap(&clean(&finding.message), screen.width.saturating_sub(head));
    let help =
        finding.help.as_deref().map(|help| wrap(&clean(help), screen.width.saturating_sub(14)));
    let mut excerpts = vec![Excerpt::new(sources, &finding.location, None)];
    if let Some((location, label)) = &finding.related {
        excerpts.push(Excerpt::new(sources, location, Some(label)));
    }
    let mut group = severity
        .primary_title(message)
        .id(finding.code.id)
        .elements(excerpts.iter().enumerate().map(|(index, excerpt)| excerpt.snippet(index == 0)));
    if let Some(help) = help {
        group = group.element(Severity::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The lines around a place, cut out so that a large file costs nothing.
struct Excerpt {
    path: String,
    text: String,
    first_line: usize,
    range: Range<usize>,
    label: Option<String>,
}

impl Excerpt {
    fn new(sources: &Sources, location: &Location, label: Option<&str>) -> Self {
        let source = sources.get(location.file);
        let range = sources.range(location);
        let start = source.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end =
            source.text[range.end..].find('\n').map_or(source.text.len(), |at| range.end + at);
        let (position, _) = sources.positions(location);
        let raw = source.text[start..end].trim_end_matches('\r');
        let label = if location.at == At::File && label.is_none() && raw.is_empty() {
            Some(if source.absent { "there is no such file" } else { "the file is empty" })
        } else {
            label
        };
        // Replacing changes lengths, so the three parts around the ends of the range are made apart.
        let from = (range.start - start).min(raw.len());
        let to = (range.end - start).clamp(from, raw.len());
        let (before, inside) = (visible(&raw[..from]), visible(&raw[from..to]));
        Self {
            path: clean(&source.path),
            first_line: position.line,
            range: before.len()..before.len() + inside.len(),
            text: before + &inside + &visible(&raw[to..]),
            label: label.map(clean),
        }
    }

    fn snippet(&self, primary: bool) -> Snippet<'_, Annotation<'_>> {
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        Snippet::source(self.text.as_str())
            .line_start(self.first_line)
            .path(self.path.as_str())
            .annotation(kind.span(self.range.clone()).label(self.label.as_deref()))
    }
}

/// Replaces characters that nobody sees. The control characters of ASCII are the business of the library
/// that draws the excerpt, which has a picture for each; it lets the 32 others pass, of which terminals
/// obey some.
fn visible(text: &str) -> String {
    let steers = |c: char| is_hidden(c) || matches!(c, '\u{80}'..='\u{9f}');
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Breaks lines at spaces.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let mut column = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width.max(30) {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
    }
    out
}

fn closing(report: &Report) -> String {
    let files: std::collections::BTreeSet<FileId> =
        report.iter().map(|finding| finding.location.file).collect();
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let mut out = String::new();
    if report.is_empty() {
        out.push_str("no findings\n");
    } else {
        let _ = writeln!(
            out,
            "{}, {} in {}",
            count(report.count(Level::Error), "error"),
            count(report.count(Level::Warning), "warning"),
            count(files.len(), "file"),
        );
    }
    out
}
