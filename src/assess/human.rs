//! A report for a terminal: 80 columns, the numbers first, then what to do.

use std::fmt::Write as _;

use super::account::{Account, TechniqueRow};
use super::comparison::Comparison;
use super::formula::{Counts, State};
use super::point::Point;
use crate::diagnostic::render::clean;

/// Columns of the text.
const WIDTH: usize = 80;
/// The most steps and techniques that are listed.
const STEPS: usize = 10;
const OPEN: usize = 10;
/// Signs of the bar.
const BAR: usize = 40;

/// Returns the summary of a report.
pub fn human(account: &Account<'_>) -> String {
    let mut out = String::new();
    let matrix = &account.matrix;
    let _ = writeln!(out, "{}", cut(&account.title(), WIDTH));
    let _ = writeln!(out, "{} · {}, version {}\n", account.date, matrix.name, matrix.version);
    match account.percent {
        Some(percent) => {
            let _ = writeln!(out, "Coverage {percent:>3} %  {}", bar(percent));
        }
        None => out.push_str("Coverage: none, since no technique applies to this site\n"),
    }
    let _ = writeln!(out, "{}", states(&account.counts));
    if let Some(exposed) = account.exposed() {
        let _ = writeln!(out, "{exposed}");
    }
    changes(&mut out, account);
    steps(&mut out, account);
    open(&mut out, account);
    if !account.unknown.is_empty() {
        let ids = account.unknown.join(", ");
        let _ = write!(out, "\nNot in this matrix, and not counted: {ids}\n");
    }
    clean(&out)
}

/// Returns the bar of a share in percent.
fn bar(percent: u8) -> String {
    let full = usize::from(percent) * BAR / 100;
    format!("[{}{}]", "#".repeat(full), ".".repeat(BAR - full))
}

/// Returns the states in one line.
fn states(counts: &Counts) -> String {
    format!(
        "{} covered · {} partly · {} open · {} not applicable",
        counts.covered, counts.partly, counts.open, counts.not_applicable
    )
}

fn changes(out: &mut String, account: &Account<'_>) {
    if account.trend.len() > 1 {
        out.push_str("\nThe days before, by the history\n");
        for point in &account.trend {
            day(out, point);
        }
    }
    let Some(against) = &account.against else { return };
    let Comparison { before, rose, fell, changed } = against;
    let _ = writeln!(out, "\nSince {}", before.date);
    day(out, before);
    if let Some(rise) = account.rise_since(before) {
        let _ = writeln!(
            out,
            "  {rise:+.1} points; {} techniques covered more, {} less",
            rose.len(),
            fell.len()
        );
    }
    for it in changed.iter().take(STEPS) {
        let change = format!("{} -> {}", it.from.word(), it.to.word());
        let name = cut(it.name, WIDTH - 12 - change.len());
        let _ = writeln!(out, "  {}  {name}: {change}", it.id);
    }
    rest(out, changed.len(), STEPS);
}

fn day(out: &mut String, point: &Point) {
    let percent = point.percent.map_or_else(|| "none".to_owned(), |it| format!("{it} %"));
    let _ = writeln!(out, "  {}  {percent:>5}  {}", point.date, states(&point.counts));
}

fn steps(out: &mut String, account: &Account<'_>) {
    if account.steps.is_empty() {
        out.push_str("\nNo next step adds anything.\n");
        return;
    }
    let head = format!("\n{:<48}{:>8}{:>8}{:>9}", "Next steps", "points", "closes", "touches");
    let _ = writeln!(out, "{head}");
    for (place, it) in account.steps.iter().take(STEPS).enumerate() {
        let name = format!("{:>2}. {}  {}", place + 1, it.step.id, it.name);
        let (closes, touches) = (it.step.closes.len(), it.step.touches.len());
        let _ = writeln!(out, "{:<48}{:>+8.1}{closes:>8}{touches:>9}", cut(&name, 48), it.points);
    }
    rest(out, account.steps.len(), STEPS);
}

fn open(out: &mut String, account: &Account<'_>) {
    let open = account.in_state(State::Open);
    if open.is_empty() {
        return;
    }
    let reached = account.knows_exposure();
    let width = if reached { 46 } else { 64 };
    let _ = write!(out, "\n{:<width$}", "Open, the most important first");
    let reach = |out: &mut String, word: &str| {
        if reached {
            let _ = write!(out, "  {word:<16}");
        }
    };
    reach(out, "in reach from");
    let _ = writeln!(out, "{:>8}{:>8}", "weight", "%");
    for row in open.iter().take(OPEN) {
        let TechniqueRow { id, name, .. } = row;
        let _ = write!(out, "{:<width$}", cut(&format!("  {id}  {name}"), width));
        reach(out, row.reach());
        let _ = writeln!(out, "{:>8}{:>8}", row.cover.importance, row.percent());
    }
    rest(out, open.len(), OPEN);
}

fn rest(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "  and {} more", all - shown);
    }
}

/// Cuts a text to so many signs.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Returns how far frameworks carry, one after the other.
pub fn frameworks(account: &Account<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", cut(&account.title(), WIDTH));
    let _ = writeln!(out, "{} · {}\n", account.date, states(&account.counts));
    out.push_str("A control is touched if something behind it is in place, or partly.\n");
    out.push_str("Alone: all mitigations behind the framework in place, and nothing else.\n\n");
    let head = ["controls", "touched", "alone", "open"];
    let _ = writeln!(out, "{:<42}{:>9}{:>9}{:>9}{:>9}", "", head[0], head[1], head[2], head[3]);
    for it in &account.frameworks {
        let percent = it.percent_alone().map_or_else(|| "none".to_owned(), |it| format!("{it} %"));
        let (controls, open) = (it.controls.len(), it.open_alone.len());
        let name = cut(&format!("{}  {}", it.id, it.name), 41);
        let _ = writeln!(out, "{name:<42}{controls:>9}{:>9}{percent:>9}{open:>9}", it.touched);
    }
    for it in &account.frameworks {
        let _ = writeln!(out, "\n{}", cut(&format!("{}  {}", it.id, it.name), WIDTH));
        for (word, touched) in [("touched", true), ("not touched", false)] {
            let ids = it.controls.iter().filter(|it| it.touched == touched).map(|it| it.id);
            list(&mut out, word, &ids.collect::<Vec<_>>());
        }
        list(&mut out, "open where nothing else is done", &it.open_alone);
    }
    clean(&out)
}

/// Writes ids below a heading, as many on a line as fit.
fn list(out: &mut String, word: &str, ids: &[&str]) {
    let _ = write!(out, "  {word}: {}", ids.len());
    let mut column = WIDTH;
    for id in ids {
        if column + 2 + id.chars().count() > WIDTH {
            out.push_str("\n    ");
            column = 4;
        } else {
            out.push_str("  ");
            column += 2;
        }
        out.push_str(id);
        column += id.chars().count();
    }
    out.push('\n');
}
