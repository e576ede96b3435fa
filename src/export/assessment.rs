//! The report on an assessment as files: a page, Markdown, PDF, a workbook, JSON, layers, and a page
//! of next steps for the wall. They are a site's own: `dtm build` makes none of them.

use serde::Serialize;

use super::{Artifacts, columns, navigator, templates, xlsx};
use crate::assess::{Account, Framework, State, StepRow, TechniqueRow, markdown};
use crate::model::Matrix;

/// Makes the files of a report; `paper` is the id of the paper of the PDFs.
pub fn assessment_report(matrix: &Matrix, account: &Account<'_>, paper: &str) -> Artifacts {
    let mut files = plain(matrix, account);
    #[cfg(feature = "pdf")]
    for (name, bytes) in super::pdf::assessed(matrix, account, paper) {
        files.insert(name, bytes);
    }
    #[cfg(not(feature = "pdf"))]
    let _ = (&mut files, paper);
    files
}

fn plain(matrix: &Matrix, account: &Account<'_>) -> Artifacts {
    let mut files = Artifacts::default();
    files.insert("report.json", assessment_json(account));
    files.insert("report.md", markdown(account));
    files.insert("report.html", html(matrix, account));
    files.insert("report.xlsx", xlsx::assessment(matrix, account));
    for (name, bytes) in navigator::layers(matrix, account) {
        files.insert(&format!("layers/{name}"), bytes);
    }
    files
}

/// Returns a report, or a part of one, as JSON.
pub fn assessment_json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What the template shows.
#[derive(Serialize)]
struct Page<'a> {
    title: String,
    account: &'a Account<'a>,
    /// Whether the site says from where its assets can be reached.
    reached: bool,
    exposed: Option<String>,
    /// Points since the earlier assessment, with their sign.
    rise: Option<String>,
    bars: Vec<Bar>,
    /// The steps to begin with, and those that follow.
    first: &'a [StepLine<'a>],
    more: &'a [StepLine<'a>],
    columns: Vec<Column<'a>>,
    groups: Vec<Group<'a>>,
    frameworks: Vec<FrameworkLine<'a>>,
}

/// A part of the bar above all, in thousandths of its width.
#[derive(Serialize)]
struct Bar {
    state: &'static str,
    word: &'static str,
    count: usize,
    from: usize,
    width: usize,
}

#[derive(Serialize)]
struct StepLine<'a> {
    rank: usize,
    row: &'a StepRow<'a>,
    points: String,
    folder: &'static str,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    cells: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct Cell<'a> {
    row: &'a TechniqueRow<'a>,
    state: &'static str,
    sign: &'static str,
    name: &'a str,
    percent: u8,
    child: bool,
}

#[derive(Serialize)]
struct Group<'a> {
    title: &'static str,
    state: &'static str,
    about: &'static str,
    rows: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    row: &'a TechniqueRow<'a>,
    percent: u8,
}

#[derive(Serialize)]
struct FrameworkLine<'a> {
    row: &'a Framework<'a>,
    percent: Option<u8>,
}

/// How many steps are shown unfolded.
const FIRST: usize = 10;

/// A state with its class, its sign, and what it means.
const STATES: [(State, &str, &str, &str, &str); 4] = [
    (State::Open, "open", "○", "Open", "Less than a quarter is covered; the most important first."),
    (State::Partly, "partly", "◐", "Partly covered", "From a quarter on."),
    (State::Covered, "covered", "●", "Covered", "From three quarters on. It is still possible."),
    (
        State::NotApplicable,
        "off",
        "–",
        "Not applicable",
        "The site has nothing that it is used against.",
    ),
];

fn look(state: State) -> (&'static str, &'static str) {
    let found = STATES.iter().find(|it| it.0 == state);
    found.map_or(("off", "–"), |it| (it.1, it.2))
}

fn html(matrix: &Matrix, account: &Account<'_>) -> String {
    let groups = STATES.iter().map(|(state, class, _, title, about)| Group {
        title,
        state: class,
        about,
        rows: account
            .in_state(*state)
            .into_iter()
            .map(|row| Line { row, percent: row.percent() })
            .collect(),
    });
    let steps = account.steps.iter().enumerate().map(|(place, row)| StepLine {
        rank: place + 1,
        row,
        points: format!("{:+.1}", row.points),
        folder: row.step.kind.folder(),
    });
    let steps: Vec<StepLine<'_>> = steps.collect();
    let (first, more) = steps.split_at(steps.len().min(FIRST));
    let rise = account.against.as_ref().and_then(|it| account.rise_since(&it.before));
    let page = Page {
        title: account.title(),
        account,
        reached: account.knows_exposure(),
        exposed: account.exposed(),
        rise: rise.map(|it| format!("{it:+.1}")),
        bars: bars(account),
        first,
        more,
        columns: columns(matrix, account),
        groups: groups.filter(|it| !it.rows.is_empty()).collect(),
        frameworks: account
            .frameworks
            .iter()
            .map(|row| FrameworkLine { row, percent: row.percent_alone() })
            .collect(),
    };
    templates::render("assessment.html", &page)
}

/// Returns the bar above all: covered first, and what does not apply last.
fn bars(account: &Account<'_>) -> Vec<Bar> {
    let counts = &account.counts;
    let all = account.techniques.len().max(1);
    let mut from = 0;
    let parts = [
        ("covered", "covered", counts.covered),
        ("partly", "partly", counts.partly),
        ("open", "open", counts.open),
        ("off", "not applicable", counts.not_applicable),
    ];
    let mut seen = 0;
    parts
        .into_iter()
        .map(|(state, word, count)| {
            seen += count;
            let end = seen * 1000 / all;
            let bar = Bar { state, word, count, from, width: end - from };
            from = end;
            bar
        })
        .collect()
}

fn columns<'a>(matrix: &'a Matrix, account: &'a Account<'a>) -> Vec<Column<'a>> {
    let row_of = |id: &str| account.techniques.iter().find(|row| row.id == id);
    let columns = columns::columns(matrix);
    let columns = columns.iter().map(|column| Column {
        name: column.tactic.name(),
        cells: column
            .cells
            .iter()
            .filter_map(|it| {
                let row = row_of(it.object.id())?;
                let (state, sign) = look(row.cover.state);
                let (name, percent) = (it.object.name(), row.percent());
                Some(Cell { row, state, sign, name, percent, child: it.child })
            })
            .collect(),
    });
    columns.filter(|it| !it.cells.is_empty()).collect()
}
