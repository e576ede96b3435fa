//! For a pull request: Markdown as GitHub reads it, with the details folded.
//!
//! The texts come from strangers: values stand in code, names are escaped, and nobody is called by
//! an `@`.

use std::fmt::Write as _;

use super::change::{Change, What};
use super::{Format, View, words};
use crate::diagnostic::render::clean;

pub(super) const FORMAT: Format =
    Format { name: "markdown", about: "a comment for a pull request", render };

/// Longer groups are folded.
const OPEN: usize = 20;

fn render(view: &View<'_>) -> String {
    let mut out = String::from("## Changes of the matrix\n\n");
    let _ = writeln!(out, "{} → {}: {}.", code(view.from), code(view.to), words::totals(view.diff));
    findings(&mut out, view);
    if let Some(meta) = &view.diff.meta {
        out.push_str("\n### The matrix itself\n\n");
        details(&mut out, meta, "");
    }
    for (what, changes) in words::groups(view.diff) {
        let _ = writeln!(out, "\n### {} ({})\n", what.heading(), changes.len());
        let folded = changes.len() > OPEN;
        if folded {
            out.push_str("<details><summary>Show them</summary>\n\n");
        }
        for change in changes {
            one(&mut out, change);
        }
        if folded {
            out.push_str("\n</details>\n");
        }
    }
    if !view.diff.unread.is_empty() {
        out.push_str("\n### Broken, and not compared\n\n");
        for path in &view.diff.unread {
            let _ = writeln!(out, "- {}", code(path));
        }
    }
    out
}

fn findings(out: &mut String, view: &View<'_>) {
    if view.report.is_empty() {
        return;
    }
    let n = view.report.iter().len();
    let _ = writeln!(out, "\n### {} about versions and ids\n", words::count(n, "finding"));
    out.push_str("| place | | what | what to do |\n| --- | --- | --- | --- |\n");
    for finding in view.report {
        let (start, _) = view.sources.positions(&finding.location);
        let path = &view.sources.get(finding.location.file).path;
        let place = code(&format!("{path}:{}", start.line));
        let (word, id) = (finding.code.level.word(), finding.code.id);
        let message = sentence(&finding.message);
        let help = sentence(finding.help.as_deref().unwrap_or_default());
        let _ = writeln!(out, "| {place} | {word} `{id}` | {message} | {help} |");
    }
}

fn one(out: &mut String, change: &Change) {
    let also = words::also(change);
    let also = if also.is_empty() { also } else { format!("; also {also}") };
    let name = escape(change.name());
    let renamed = match &change.before {
        Some(before) if change.what.contains(&What::Renamed) => {
            format!(", before: {}", escape(&before.name))
        }
        _ => String::new(),
    };
    let versions = words::versions(change);
    let label = words::lower(change.label);
    let _ =
        writeln!(out, "- **{}** {name}{renamed} ({label}, {versions}{also})", escape(&change.id));
    details(out, change, "  ");
}

fn details(out: &mut String, change: &Change, indent: &str) {
    for field in change.telling() {
        let place = code(&field.place);
        let _ = write!(out, "{indent}- {place} {}", words::verb(field.verb));
        if let Some((before, after)) = words::values(field) {
            let arrow = match (before.is_empty(), after.is_empty()) {
                (false, false) => format!(": {} → {}", code(&before), code(&after)),
                (true, true) => String::new(),
                _ => format!(": {}", code(&(before + &after))),
            };
            let _ = writeln!(out, "{arrow}");
        } else if let Some((gone, fresh)) = words::lines(field) {
            let fence = "`".repeat(longest_run(&gone, &fresh).max(2) + 1);
            let _ = writeln!(out, "\n{indent}  {fence}diff");
            for (sign, lines) in [('-', gone), ('+', fresh)] {
                for line in lines {
                    let _ = writeln!(out, "{indent}  {sign} {}", clean(line));
                }
            }
            let _ = writeln!(out, "{indent}  {fence}");
        } else {
            out.push('\n');
        }
    }
}

fn longest_run(gone: &[&str], fresh: &[&str]) -> usize {
    let runs = gone.iter().chain(fresh).flat_map(|line| line.split(|c| c != '`'));
    runs.map(str::len).max().unwrap_or(0)
}

/// Returns a text as code, in which nothing has a meaning. Bars would part the cells of a table.
fn code(text: &str) -> String {
    let text = clean(text).replace('`', "'").replace('|', "¦").replace('\n', " ");
    if text.trim().is_empty() { String::new() } else { format!("`{}`", text.trim()) }
}

/// Returns a message, in which what stands between backticks is code.
fn sentence(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part =
        |(at, part): (usize, &&str)| if at.is_multiple_of(2) { escape(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// Returns a text that is nothing but text.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '\n' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
