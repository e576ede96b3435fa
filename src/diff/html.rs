//! A page that needs nothing beside it: what changed, with every word escaped.

use std::fmt::Write as _;

use super::change::{Change, Verb, What};
use super::{Format, View, words};
use crate::diagnostic::render::clean;
use crate::prose;

pub(super) const FORMAT: Format =
    Format { name: "html", about: "a page that needs nothing beside it", render };

/// Longer values get a line of their own, in bytes.
const SHORT: usize = 40;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
"#;

const STYLE: &str = "<style>
:root { color-scheme: light dark; --ink: light-dark(#1a2330, #e4eaf1); --soft: light-dark(#526071, #9fb0c2); --paper: light-dark(#fbfcfd, #0f151c); --line: light-dark(#d5dce4, #2b3845); --new: light-dark(#00664b, #6fd3b0); --gone: light-dark(#8a3b00, #ffb98a); }
body { font: 100%/1.5 system-ui, \"Segoe UI\", Roboto, Arial, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; } h2 { font-size: 1.15rem; margin-top: 2em; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2em 0 .2em; } small, .soft { color: var(--soft); font-weight: 400; }
h3 code { font-weight: 400; } ul { margin: .2em 0; padding-left: 1.4em; } li { margin: .15em 0; } .objects li { margin: .4em 0; }
ins, del { text-decoration: none; } ins { color: var(--new); } del { color: var(--gone); } .block { display: block; }
a { color: inherit; } nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2em 1.2em; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; }
code { font-size: .92em; }
</style>
";

fn render(view: &View<'_>) -> String {
    let mut out = String::from(HEAD);
    let name = escape(&view.matrix.meta().name);
    let _ = writeln!(out, "<title>Changes of the {name}</title>");
    out.push_str(STYLE);
    out.push_str("</head>\n<body>\n<main>\n");
    let _ = writeln!(out, "<h1>Changes of the {name}</h1>");
    let (from, to) = (escape(view.from), escape(view.to));
    let _ = writeln!(
        out,
        "<p>From <code>{from}</code> to <code>{to}</code>: {}.</p>",
        words::totals(view.diff)
    );
    let groups = words::groups(view.diff);
    if groups.len() > 1 {
        out.push_str("<nav aria-label=\"Kinds of change\"><ul>\n");
        for (what, changes) in &groups {
            let (place, words) = (anchor(*what), what.heading());
            let _ = writeln!(out, "<li><a href=\"#{place}\">{words}</a> {}</li>", changes.len());
        }
        out.push_str("</ul></nav>\n");
    }
    findings(&mut out, view);
    if let Some(meta) = &view.diff.meta {
        out.push_str("<h2>The matrix itself</h2>\n");
        fields(&mut out, meta);
    }
    for (what, changes) in groups {
        let (place, words) = (anchor(what), what.heading());
        let _ = writeln!(out, "<h2 id=\"{place}\">{words} ({})</h2>", changes.len());
        // Where nothing is told below the names, they are a list.
        if changes.iter().all(|change| change.telling().next().is_none()) {
            out.push_str("<ul class=\"objects\">\n");
            for change in changes {
                let _ = writeln!(out, "<li>{}</li>", title(change));
            }
            out.push_str("</ul>\n");
            continue;
        }
        for change in changes {
            one(&mut out, change);
        }
    }
    if !view.diff.unread.is_empty() {
        out.push_str("<h2>Broken, and not compared</h2>\n<ul>\n");
        for path in &view.diff.unread {
            let _ = writeln!(out, "<li><code>{}</code></li>", escape(path));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn findings(out: &mut String, view: &View<'_>) {
    if view.report.is_empty() {
        return;
    }
    let n = words::count(view.report.iter().len(), "finding");
    let _ = writeln!(out, "<h2>{n} about versions and ids</h2>\n<table>");
    out.push_str("<tr><th>Place</th><th>Code</th><th>What</th><th>What to do</th></tr>\n");
    for finding in view.report {
        let (start, _) = view.sources.positions(&finding.location);
        let path = escape(&view.sources.get(finding.location.file).path);
        let _ = writeln!(
            out,
            "<tr><td><code>{path}:{}</code></td><td>{} <code>{}</code></td><td>{}</td><td>{}</td></tr>",
            start.line,
            finding.code.level.word(),
            finding.code.id,
            escape(&finding.message),
            escape(finding.help.as_deref().unwrap_or_default()),
        );
    }
    out.push_str("</table>\n");
}

fn anchor(what: What) -> String {
    what.words().replace(' ', "-")
}

/// Returns id, name, kind, version, and what else happened.
fn title(change: &Change) -> String {
    let also = words::also(change);
    let also = if also.is_empty() { also } else { format!("; also {also}") };
    format!(
        "<code>{}</code> {} <small>{}, {}{also}</small>",
        escape(&change.id),
        escape(change.name()),
        words::lower(change.label),
        escape(&words::versions(change)),
    )
}

fn one(out: &mut String, change: &Change) {
    let _ = writeln!(out, "<h3>{}</h3>", title(change));
    if let Some(before) = change.before.as_ref().filter(|_| change.what.contains(&What::Renamed)) {
        let _ = writeln!(out, "<p class=\"soft\">Before: {}</p>", escape(&before.name));
    }
    fields(out, change);
}

fn fields(out: &mut String, change: &Change) {
    let mut list = String::new();
    for field in change.telling().filter(|field| field.verb != Verb::Reordered) {
        let place = escape(&field.place);
        let _ = write!(list, "<li><code>{place}</code> {}", words::verb(field.verb));
        if let Some((before, after)) = words::whole_values(field) {
            let long = before.len().max(after.len()) > SHORT;
            list.push_str(": ");
            marked(&mut list, "del", &before, long);
            marked(&mut list, "ins", &after, long);
        } else if let Some((gone, fresh)) = words::lines(field) {
            for (tag, lines) in [("del", gone), ("ins", fresh)] {
                for line in lines {
                    marked(&mut list, tag, line, true);
                }
            }
        }
        list.push_str("</li>\n");
    }
    let moved = words::reordered(change);
    if !moved.is_empty() {
        let moved = escape(&moved.join(", "));
        let _ = writeln!(list, "<li class=\"soft\">in another order: {moved}</li>");
    }
    if !list.is_empty() {
        let _ = writeln!(out, "<ul>\n{list}</ul>");
    }
}

/// Writes a text as gone or new, with a sign, so that color is never the only way to tell.
fn marked(out: &mut String, tag: &str, text: &str, block: bool) {
    let sign = if tag == "ins" { '+' } else { '−' };
    let class = if block { " class=\"block\"" } else { "" };
    if !text.trim().is_empty() {
        let _ = write!(out, "<{tag}{class}>{sign} {}</{tag}> ", escape(text));
    }
}

fn escape(text: &str) -> String {
    prose::escape_html(&clean(text))
}
