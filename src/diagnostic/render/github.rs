//! For a pull request: workflow commands that GitHub Actions shows beside the line.

use std::fmt::Write as _;

use super::{Format, Screen, clean};
use crate::diagnostic::report::Report;
use crate::diagnostic::source::Sources;

pub(super) const FORMAT: Format =
    Format { name: "github", about: "annotations for GitHub Actions", render };

fn render(report: &Report, sources: &Sources, _: Screen) -> String {
    let mut out = String::new();
    for finding in report {
        let (start, end) = sources.positions(&finding.location);
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        let _ = write!(
            out,
            "::{} file={},line={},endLine={}",
            finding.code.level.word(),
            property(&sources.get(finding.location.file).path),
            start.line,
            end.line,
        );
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
        let _ = writeln!(out, ",title={}::{}", property(finding.code.id), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    // A log shows signs that turn the direction of text as a terminal does.
    clean(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
