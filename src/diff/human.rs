//! For a person at a terminal: what changed by gravity, then what is wrong with it.

use std::fmt::Write as _;

use super::change::{Change, What};
use super::{Format, View, words};
use crate::diagnostic::render::{self, clean};

pub(super) const FORMAT: Format =
    Format { name: "human", about: "what changed and what is wrong, for a terminal", render };

/// Two values that are longer together stand below each other.
const LINE: usize = 60;

fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} → {}", clean(view.from), clean(view.to));
    let _ = writeln!(out, "{}", words::totals(view.diff));
    if let Some(meta) = &view.diff.meta {
        out.push_str("\nMATRIX\n");
        one(&mut out, meta);
    }
    for (what, changes) in words::groups(view.diff) {
        let _ = writeln!(out, "\n{} ({})", what.words().to_uppercase(), changes.len());
        for change in changes {
            one(&mut out, change);
        }
    }
    for path in &view.diff.unread {
        let _ = writeln!(out, "\n{} is broken and was not compared", clean(path));
    }
    if !view.report.is_empty() {
        out.push('\n');
        let findings = render::format("human").map(|it| it.render);
        out.push_str(
            &findings
                .map_or_else(String::new, |render| render(view.report, view.sources, view.screen)),
        );
    }
    out
}

fn one(out: &mut String, change: &Change) {
    let also = words::also(change);
    let mut facts = vec![words::lower(change.label), words::versions(change)];
    facts.extend((!also.is_empty()).then_some(also));
    facts.retain(|fact| !fact.is_empty());
    let (id, facts) = (clean(&change.id), clean(&facts.join("; ")));
    let _ = writeln!(out, "  {id}  {}  ({facts})", clean(change.name()));
    if change.first() == What::Added {
        return;
    }
    for field in change.telling() {
        let _ = write!(out, "      {} {}", words::sign(field.verb), clean(&field.place));
        if let Some((before, after)) = words::values(field) {
            match (before.is_empty(), after.is_empty()) {
                (false, false) if before.len() + after.len() > LINE => {
                    let _ = write!(out, "\n          {}", clean(&before));
                    let _ = write!(out, "\n        → {}", clean(&after));
                }
                (false, false) => {
                    let _ = write!(out, ": {} → {}", clean(&before), clean(&after));
                }
                _ => {
                    let _ = write!(out, ": {}", clean(&(before + &after)));
                }
            }
        } else if let Some((gone, fresh)) = words::lines(field) {
            let parts = [(gone.len(), "less"), (fresh.len(), "more")];
            let parts = parts.into_iter().filter(|(count, _)| *count > 0);
            let parts: Vec<String> =
                parts.map(|(n, way)| format!("{} {way}", words::count(n, "line"))).collect();
            let _ = write!(out, ": {}", parts.join(", "));
        }
        out.push('\n');
    }
}
