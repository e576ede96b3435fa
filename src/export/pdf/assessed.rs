//! The report on an assessment as PDF: a page for those who decide, the full lists after it; and the
//! next steps as a page for the wall.

use super::draw;
use crate::assess::{Account, MeasureKind, Presence, State, TechniqueRow};
use crate::export::draft;
use crate::model::Matrix;
use crate::model::kinds::Item;
use crate::sheet::content::{House, Page, PageItem, PageSection};
use crate::sheet::look::{PAPERS, Paper};
use crate::sheet::report::{Part, Report, lay};
use crate::sheet::{checklist, text::Run};

/// How many steps, techniques and days stand on the first page.
const STEPS: usize = 8;
const OPEN: usize = 8;
const DAYS: usize = 4;
/// The most items of the page for the wall.
const ITEMS: usize = 14;

/// Returns the PDFs by name.
pub(in crate::export) fn assessed(
    matrix: &Matrix,
    account: &Account<'_>,
    paper: &str,
) -> Vec<(&'static str, Vec<u8>)> {
    let paper = PAPERS.into_iter().find(|it| it.id == paper).unwrap_or(PAPERS[0]);
    let mut files = vec![("report.pdf", assessment(account, paper))];
    files.extend(next_steps(matrix, account, paper).map(|bytes| ("next-steps.pdf", bytes)));
    files
}

fn assessment(account: &Account<'_>, paper: Paper) -> Vec<u8> {
    let matrix = &account.matrix;
    let lead = account.percent.map_or_else(
        || "No technique applies to this site.".to_owned(),
        |percent| format!("{percent} % covered, weighed by maturity and by harm to patients."),
    );
    let report = Report {
        kicker: format!("Security assessment of {}, by the {}", account.date, account.matrix.name),
        title: account.title(),
        lead,
        url: format!("{}/environment/", matrix.url),
        publisher: matrix.name.to_owned(),
        date: account.date.to_owned(),
        foot: format!(
            "{}, {}; computed with {} {}",
            account.title(),
            account.date,
            matrix.name,
            matrix.version
        ),
        summary: summary(account),
        rest: rest(account),
    };
    draw::pdf(&lay(&report, paper))
}

fn heading(text: impl Into<String>) -> Part {
    Part::Heading(text.into())
}

fn summary(account: &Account<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(percent) = account.percent {
        let share = f32::from(percent) / 100.0;
        parts.push(Part::Bar(share, format!("{percent} percent covered")));
    }
    let counts = &account.counts;
    parts.push(Part::Text(vec![
        Run::bold(format!(
            "{} covered, {} partly, {} open",
            counts.covered, counts.partly, counts.open
        )),
        Run::plain(format!(
            ", {} not applicable, of {} techniques.",
            counts.not_applicable,
            account.techniques.len()
        )),
        Run::plain(account.exposed().map_or_else(String::new, |it| format!(" {it}."))),
    ]));
    trend(&mut parts, account);
    if !account.steps.is_empty() {
        parts.push(heading("What adds most, and how many techniques it closes"));
    }
    for (place, it) in account.steps.iter().take(STEPS).enumerate() {
        let closes = match it.step.closes.len() {
            0 => String::new(),
            count => format!(", closes {count}"),
        };
        let runs = vec![
            Run::bold(cut(it.name)),
            Run::soft(format!(
                "  {}, {}: {:+.1} points{closes}",
                it.step.id,
                it.status.word(),
                it.points
            )),
        ];
        parts.push(Part::Item(format!("{}.", place + 1), runs));
    }
    let open = account.in_state(State::Open);
    if !open.is_empty() {
        parts.push(heading("Open, the most important first"));
    }
    for row in open.iter().take(OPEN) {
        let harm = if row.harms_directly() { ", harms directly" } else { "" };
        let (id, maturity, percent) = (row.id, row.maturity, row.percent());
        let outside = row.cover.reach.filter(|it| it.is_outside());
        let reach = outside.map_or_else(String::new, |_| reach(row));
        let words = format!("  {id}, {maturity}{harm}{reach}: {percent}\u{a0}%");
        parts.push(Part::Item("○".to_owned(), vec![Run::plain(cut(&row.name)), Run::soft(words)]));
    }
    frameworks(&mut parts, account);
    parts.push(Part::Text(vec![Run::soft(
        "A model that puts work in order: no probability, no grade, and no proof. \
         Links to controls are our judgment. All steps and techniques follow on the next pages.",
    )]));
    parts
}

fn trend(parts: &mut Vec<Part>, account: &Account<'_>) {
    let before = account.against.as_ref().map(|it| &it.before);
    if account.trend.len() < 2 && before.is_none() {
        return;
    }
    let latest = account.trend.len().saturating_sub(DAYS);
    let days = before.into_iter().chain(&account.trend[latest..]);
    let days = days.map(|it| {
        let percent = it.percent.map_or_else(|| "none".to_owned(), |it| format!("{it} %"));
        format!("{}: {percent}", it.date)
    });
    let mut runs = vec![Run::bold("Trend: "), Run::plain(days.collect::<Vec<_>>().join(", "))];
    if let Some(rise) = before.and_then(|before| account.rise_since(before)) {
        runs.push(Run::plain(format!(" ({rise:+.1} points since the earlier file)")));
    }
    parts.push(Part::Text(runs));
}

fn rest(account: &Account<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    if !account.steps.is_empty() {
        parts.push(heading(format!("All next steps: {}", account.steps.len())));
    }
    for (place, it) in account.steps.iter().enumerate() {
        let mut words = format!("  now {}; {:+.1} points", it.status.word(), it.points);
        if !it.step.closes.is_empty() {
            words.push_str("; closes ");
            words.push_str(&it.step.closes.join(", "));
        }
        let name = format!("{} {}", it.step.id, it.name);
        parts.push(Part::Item(format!("{}.", place + 1), vec![Run::bold(name), Run::soft(words)]));
    }
    if !account.assets.is_empty() {
        parts.push(heading(format!("What the site has: {}", account.assets.len())));
    }
    for it in &account.assets {
        let count = it.count.map(|it| format!("{it} of them"));
        let exposure = it.exposure.map(|it| format!("in reach from: {}", it.word()));
        let words: Vec<String> = count.into_iter().chain(exposure).collect();
        let name = Run::bold(format!("{} {}", it.id, it.name));
        let runs = vec![name, Run::soft(format!("  {}", words.join(", ")))];
        parts.push(Part::Item("•".to_owned(), runs));
    }
    for (state, sign, title) in [
        (State::Open, "○", "Open"),
        (State::Partly, "◐", "Partly covered"),
        (State::Covered, "●", "Covered"),
        (State::NotApplicable, "–", "Not applicable"),
    ] {
        let rows = account.in_state(state);
        if rows.is_empty() {
            continue;
        }
        parts.push(heading(format!("{title}: {}", rows.len())));
        parts.extend(rows.into_iter().map(|row| technique(row, sign)));
    }
    parts
}

fn frameworks(parts: &mut Vec<Part>, account: &Account<'_>) {
    if account.frameworks.is_empty() {
        return;
    }
    parts.push(heading("Frameworks: controls touched, and techniques open if done alone"));
    for it in &account.frameworks {
        let words = format!(
            "  {} of {} touched, {} open",
            it.touched,
            it.controls.len(),
            it.open_alone.len(),
        );
        parts.push(Part::Item("•".to_owned(), vec![Run::plain(cut(it.name)), Run::soft(words)]));
    }
}

/// Returns from where a technique is in reach, behind a comma.
fn reach(row: &TechniqueRow<'_>) -> String {
    let word = row.reach();
    if word.is_empty() { String::new() } else { format!(", in reach from: {word}") }
}

fn technique(row: &TechniqueRow<'_>, sign: &str) -> Part {
    let mut runs = vec![Run::bold(format!("{} {}", row.id, row.name))];
    if row.cover.applicable {
        runs.push(Run::plain(format!(
            "  {} %; {}, harm to patients: {}{}.",
            row.percent(),
            row.maturity,
            row.patient_safety,
            reach(row)
        )));
        let there = row.acted_on_by.iter().filter(|it| it.status != Presence::Absent);
        let there: Vec<String> =
            there.map(|it| format!("{} {}", it.id, it.status.word())).collect();
        if !there.is_empty() {
            runs.push(Run::soft(format!(" {}", there.join(", "))));
        }
    }
    Part::Item(sign.to_owned(), runs)
}

/// Cuts a name, so that the first page stays one page.
fn cut(name: &str) -> String {
    const LIMIT: usize = 60;
    if name.chars().count() <= LIMIT {
        return name.to_owned();
    }
    format!("{}…", name.chars().take(LIMIT - 1).collect::<String>().trim_end())
}

/// Returns the next steps as a page for the wall: as many as fit, the best first.
fn next_steps(matrix: &Matrix, account: &Account<'_>, paper: Paper) -> Option<Vec<u8>> {
    let steps: Vec<(Item, String)> = account
        .steps
        .iter()
        .take(ITEMS)
        .filter_map(|it| {
            let item = draft::step(matrix, matrix.find(it.step.kind.word(), it.step.id)?)?;
            let kind = if it.step.kind == MeasureKind::Detection { " (detection)" } else { "" };
            let closes = it.step.closes.len();
            let ids = format!("{}{kind} · {:+.1} points · closes {closes}", it.step.id, it.points);
            Some((item, ids))
        })
        .collect();
    let title = format!("Next Steps: {}", account.title());
    let sheet = (1..=steps.len())
        .rev()
        .find_map(|count| checklist::lay(&page(account, &title, &steps[..count]), paper).ok());
    sheet.map(|sheet| draw::pdf(&sheet))
}

fn page<'a>(account: &'a Account<'_>, title: &'a str, steps: &'a [(Item, String)]) -> Page<'a> {
    let items = steps.iter().enumerate().map(|(place, (item, ids))| PageItem {
        number: place + 1,
        action: &item.action,
        why: &item.why,
        verify: &item.verify,
        ids: ids.clone(),
    });
    let shown = &account.steps[..steps.len()];
    let touched: std::collections::BTreeSet<&str> =
        shown.iter().flat_map(|it| it.step.touches.iter().copied()).collect();
    Page {
        title,
        audience: "everybody who answers for a line",
        lead: "What adds most to the coverage of this site comes first. Put a name and a day to each line.",
        scope: account.matrix.name,
        sections: vec![PageSection { title: "By what each adds", items: items.collect() }],
        url: format!("{}/environment/", account.matrix.url),
        milestone: None,
        house: House { licence: Some(account.matrix.licence), ..House::default() },
        matrix: account.matrix.name,
        version: account.matrix.version,
        released: account.matrix.released,
        covered: touched.len(),
        total: account.techniques.len(),
        count: steps.len(),
    }
}
