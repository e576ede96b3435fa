//! A report as Markdown, for a ticket, a wiki or a pull request.

use std::fmt::Write as _;

use super::account::Account;
use super::comparison::Comparison;
use super::exposure::Exposure;
use super::formula::State;
use super::point::Point;
use crate::diagnostic::render::clean;

/// Returns the whole report.
pub fn markdown(account: &Account<'_>) -> String {
    let mut out = String::new();
    let matrix = &account.matrix;
    let _ = writeln!(out, "# {}: security assessment\n", escape(&account.title()));
    let percent = account
        .percent
        .map_or_else(|| "No technique applies".to_owned(), |it| format!("**{it} %** covered"));
    let counts = &account.counts;
    let _ = writeln!(
        out,
        "{percent} on {}: {} techniques covered, {} partly, {} open, {} not applicable.\n",
        account.date, counts.covered, counts.partly, counts.open, counts.not_applicable
    );
    if let Some(note) = account.note {
        let _ = writeln!(out, "{}\n", escape(note));
    }
    if let Some(exposed) = account.exposed() {
        let _ = writeln!(out, "{exposed}.\n");
    }
    trend(&mut out, account);
    steps(&mut out, account);
    assets(&mut out, account);
    for (state, title) in [
        (State::Open, "Open"),
        (State::Partly, "Partly covered"),
        (State::Covered, "Covered"),
        (State::NotApplicable, "Not applicable"),
    ] {
        techniques(&mut out, account, state, title);
    }
    frameworks(&mut out, account);
    if !account.unknown.is_empty() {
        let ids = escape(&account.unknown.join(", "));
        let _ = writeln!(out, "## Not in this matrix\n\nNot counted: {ids}\n");
    }
    let _ = writeln!(
        out,
        "Computed with the {}, version {} of {}, whose content is under {}: <{}/>\nA model, not a measurement.",
        escape(matrix.name),
        matrix.version,
        matrix.released,
        matrix.licence,
        matrix.url,
    );
    out
}

fn assets(out: &mut String, account: &Account<'_>) {
    if account.assets.is_empty() {
        return;
    }
    let _ = writeln!(out, "## What the site has: {}\n", account.assets.len());
    out.push_str("| asset | how many | in reach from |\n| --- | ---: | --- |\n");
    for it in &account.assets {
        let count = it.count.map_or_else(String::new, |it| it.to_string());
        let exposure = it.exposure.map_or("", Exposure::word);
        let _ = writeln!(out, "| {} {} | {count} | {exposure} |", it.id, escape(it.name));
    }
    out.push('\n');
}

fn trend(out: &mut String, account: &Account<'_>) {
    let before = account.against.as_ref().map(|it| &it.before);
    if account.trend.len() > 1 || before.is_some() {
        out.push_str("## Trend\n\n| day | coverage | covered | partly | open | not applicable |\n");
        out.push_str("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        let row = |out: &mut String, it: &Point, word: &str| {
            let percent = it.percent.map_or_else(|| "none".to_owned(), |it| format!("{it} %"));
            let counts = &it.counts;
            let _ = writeln!(
                out,
                "| {}{word} | {percent} | {} | {} | {} | {} |",
                it.date, counts.covered, counts.partly, counts.open, counts.not_applicable
            );
        };
        if let Some(before) = before {
            row(out, before, " (file)");
        }
        for point in &account.trend {
            row(out, point, "");
        }
        out.push('\n');
    }
    let Some(Comparison { before, rose, fell, changed }) = &account.against else { return };
    if let Some(rise) = account.rise_since(before) {
        let _ = writeln!(
            out,
            "Since {}: {rise:+.1} points; {} techniques covered more, {} less.\n",
            before.date,
            rose.len(),
            fell.len()
        );
    }
    for it in changed {
        let (from, to) = (it.from.word(), it.to.word());
        let _ = writeln!(out, "- {} {}: {from} → {to}", it.id, escape(it.name));
    }
    if !changed.is_empty() {
        out.push('\n');
    }
}

fn steps(out: &mut String, account: &Account<'_>) {
    out.push_str("## Next steps\n\n");
    if account.steps.is_empty() {
        out.push_str("No next step adds anything.\n\n");
        return;
    }
    out.push_str(
        "| | what | now | points | closes | touches |\n| ---: | --- | --- | ---: | --- | ---: |\n",
    );
    for (place, it) in account.steps.iter().enumerate() {
        let _ = writeln!(
            out,
            "| {} | {} {} | {} | {:+.1} | {} | {} |",
            place + 1,
            it.step.id,
            escape(it.name),
            it.status.word(),
            it.points,
            it.step.closes.join(", "),
            it.step.touches.len()
        );
    }
    out.push('\n');
}

fn techniques(out: &mut String, account: &Account<'_>, state: State, title: &str) {
    let rows = account.in_state(state);
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {title}: {}\n", rows.len());
    if state == State::NotApplicable {
        let names: Vec<String> =
            rows.iter().map(|it| format!("- {} {}", it.id, escape(&it.name))).collect();
        let _ = writeln!(out, "{}\n", names.join("\n"));
        return;
    }
    let reached = account.knows_exposure();
    out.push_str("| technique | maturity | patient safety | coverage |");
    out.push_str(if reached { " in reach from |" } else { "" });
    out.push_str(" what acts on it |\n| --- | --- | --- | ---: |");
    out.push_str(if reached { " --- |" } else { "" });
    out.push_str(" --- |\n");
    for row in rows {
        let acting: Vec<String> = row
            .acted_on_by
            .iter()
            .map(|it| format!("{} {} ({})", it.id, it.effect, it.status.word()))
            .collect();
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} % |{} {} |",
            row.id,
            escape(&row.name),
            row.maturity,
            row.patient_safety,
            row.percent(),
            if reached { format!(" {} |", row.reach()) } else { String::new() },
            acting.join(", ")
        );
    }
    out.push('\n');
}

fn frameworks(out: &mut String, account: &Account<'_>) {
    if account.frameworks.is_empty() {
        return;
    }
    out.push_str("## Frameworks\n\nThe last columns say what would be so if the mitigations behind the framework were all in place, and nothing else.\nLinks to controls are our judgment.\n\n");
    out.push_str("| framework | controls that the matrix names | touched here | coverage, alone | open, alone |\n| --- | ---: | ---: | ---: | ---: |\n");
    for it in &account.frameworks {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            escape(it.name),
            it.controls.len(),
            it.touched,
            it.percent_alone().map_or_else(|| "none".to_owned(), |it| format!("{it} %")),
            it.open_alone.len()
        );
    }
    out.push('\n');
}

/// Returns a text that is nothing but text, in one line.
fn escape(text: &str) -> String {
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
