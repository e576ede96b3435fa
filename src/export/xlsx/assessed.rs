//! The workbook of an assessment: a summary, the next steps, every technique, every measure, the
//! assets, the frameworks and the trend. Numbers are numbers, so that they can be sorted and charted.

use rust_xlsxwriter::{Workbook, Worksheet};

use super::cell::{self, height, lines};
use super::{add, properties};
use crate::assess::{Account, Exposure, MeasureKind, Presence};
use crate::model::Matrix;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (9, 70);

/// What stands in a cell.
enum Value {
    Text(String),
    Number(f64),
    /// A share from 0 to 1, shown as percents.
    Share(Option<f64>),
    /// An id, with the folder of its page.
    Page(&'static str, String),
}

struct Sheet {
    name: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn count(count: usize) -> Value {
    Value::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
}

/// Returns the workbook.
pub(in crate::export) fn assessment(matrix: &Matrix, account: &Account<'_>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let title = cell::clean(&format!("{}, {}", account.title(), account.date));
    workbook.set_properties(&properties(matrix.meta()).set_title(title));
    for sheet in [
        summary(account),
        steps(account),
        techniques(account),
        measures(account),
        assets(account),
        frameworks(account),
    ] {
        write(matrix, &sheet, add(&mut workbook, sheet.name, matrix.meta()));
    }
    // Writing to memory does not fail; the tests read what comes out.
    workbook.save_to_buffer().unwrap_or_default()
}

fn summary(account: &Account<'_>) -> Sheet {
    let heads =
        vec!["Day", "Coverage", "Covered", "Partly", "Open", "Not applicable", "What it is"];
    let before = account.against.iter().map(|it| (&it.before, "an earlier file"));
    let last = account.trend.len().saturating_sub(1);
    let trend = account.trend.iter().enumerate().map(|(place, point)| {
        (point, if place == last { "this assessment" } else { "by the history" })
    });
    let rows = before.chain(trend).map(|(point, word)| {
        let counts = &point.counts;
        vec![
            text(&point.date),
            Value::Share(point.coverage),
            count(counts.covered),
            count(counts.partly),
            count(counts.open),
            count(counts.not_applicable),
            text(format!("{}, {word}", account.title())),
        ]
    });
    Sheet { name: "Summary", heads, rows: rows.collect() }
}

fn steps(account: &Account<'_>) -> Sheet {
    let heads = vec![
        "Rank",
        "ID",
        "Name",
        "Now",
        "Points",
        "Closes",
        "Touches",
        "Priority",
        "Effort",
        "Whose work",
        "How to see it",
        "Techniques that it closes",
        "Techniques that it touches",
    ];
    let rows = account.steps.iter().enumerate().map(|(place, it)| {
        vec![
            count(place + 1),
            Value::Page(it.step.kind.folder(), it.step.id.to_owned()),
            text(it.name),
            text(it.status.word()),
            Value::Number((it.points * 100.0).round() / 100.0),
            count(it.step.closes.len()),
            count(it.step.touches.len()),
            count(it.step.priority.into()),
            text(it.effort.unwrap_or_default()),
            text(it.audiences.join(", ")),
            text(it.verify.unwrap_or_default()),
            text(it.step.closes.join(", ")),
            text(it.step.touches.join(", ")),
        ]
    });
    Sheet { name: "Next steps", heads, rows: rows.collect() }
}

fn techniques(account: &Account<'_>) -> Sheet {
    let heads = vec![
        "ID",
        "Name",
        "State",
        "Coverage",
        "Prevented",
        "Seen",
        "Weight",
        "Maturity",
        "Patient safety",
        "In place or partly",
        "Missing",
        "In reach from",
    ];
    let rows = account.techniques.iter().map(|it| {
        let list = |there: bool| {
            let acting = it.acted_on_by.iter().filter(|act| match act.status {
                Presence::InPlace | Presence::Partial => there,
                Presence::Planned | Presence::Absent => !there,
                Presence::NotApplicable => false,
            });
            acting.map(|act| format!("{} {}", act.id, act.name)).collect::<Vec<_>>().join("\n")
        };
        let share = |share: f64| Value::Share(it.cover.applicable.then_some(share));
        vec![
            Value::Page("techniques", it.id.to_owned()),
            text(&it.name),
            text(it.cover.state.word()),
            share(it.cover.coverage),
            share(it.cover.prevented),
            share(it.cover.seen),
            count(it.cover.importance.into()),
            text(it.maturity),
            text(it.patient_safety),
            text(list(true)),
            text(list(false)),
            text(it.reach()),
        ]
    });
    Sheet { name: "Techniques", heads, rows: rows.collect() }
}

fn assets(account: &Account<'_>) -> Sheet {
    let heads = vec!["ID", "Name", "How many", "In reach from"];
    let rows = account.assets.iter().map(|it| {
        let many = it.count.and_then(|it| u32::try_from(it).ok());
        vec![
            Value::Page("assets", it.id.to_owned()),
            text(it.name),
            many.map_or_else(|| text(""), |it| Value::Number(f64::from(it))),
            text(it.exposure.map_or("", Exposure::word)),
        ]
    });
    Sheet { name: "Assets", heads, rows: rows.collect() }
}

/// What acts on some technique, with its status: to be filled in by hand, and to be sorted.
fn measures(account: &Account<'_>) -> Sheet {
    let heads = vec!["ID", "Name", "Status", "Techniques"];
    let mut found: std::collections::BTreeMap<&str, (&str, Presence, MeasureKind, usize)> =
        std::collections::BTreeMap::new();
    for row in &account.techniques {
        for act in &row.acted_on_by {
            let sees = act.effect == "sees";
            let kind = if sees { MeasureKind::Detection } else { MeasureKind::Mitigation };
            found.entry(act.id).or_insert((act.name, act.status, kind, 0)).3 += 1;
        }
    }
    let rows = found.into_iter().map(|(id, (name, status, kind, techniques))| {
        let folder = kind.folder();
        vec![Value::Page(folder, id.to_owned()), text(name), text(status.word()), count(techniques)]
    });
    Sheet { name: "Measures", heads, rows: rows.collect() }
}

fn frameworks(account: &Account<'_>) -> Sheet {
    let heads = vec!["Framework", "Control", "Title", "Touched", "Mitigations"];
    let rows = account.frameworks.iter().flat_map(|it| {
        it.controls.iter().map(|control| {
            let mitigations = control.mitigations.iter();
            let mitigations = mitigations.map(|(id, status)| format!("{id} ({})", status.word()));
            vec![
                text(it.name),
                text(control.id),
                text(control.title),
                text(if control.touched { "yes" } else { "no" }),
                text(mitigations.collect::<Vec<_>>().join(", ")),
            ]
        })
    });
    Sheet { name: "Frameworks", heads, rows: rows.collect() }
}

/// Writes a sheet: a head that stays, a filter, columns as wide as their texts.
fn write(matrix: &Matrix, it: &Sheet, sheet: &mut Worksheet) {
    let widths: Vec<usize> = (0..it.heads.len()).map(|column| width(it, column)).collect();
    for ((head, width), column) in it.heads.iter().zip(&widths).zip(0_u16..) {
        cell::text(sheet, (0, column), head, &cell::head());
        let _ = sheet.set_column_width(column, u32::try_from(*width).unwrap_or(70));
    }
    let (plain, linked) = (cell::plain(), cell::linked());
    let (number, share) = (cell::plain(), cell::plain().set_num_format("0 %"));
    for (cells, row) in it.rows.iter().zip(1_u32..) {
        let mut tallest = 1;
        for ((value, width), column) in cells.iter().zip(&widths).zip(0_u16..) {
            let at = (row, column);
            match value {
                Value::Text(text) => {
                    tallest = tallest.max(lines(text, *width));
                    cell::text(sheet, at, text, &plain);
                }
                Value::Number(it) => cell::number(sheet, at, *it, &number),
                Value::Share(Some(it)) => cell::number(sheet, at, *it, &share),
                Value::Share(None) => cell::text(sheet, at, "", &plain),
                Value::Page(folder, id) => {
                    let url = matrix.meta().url(&format!("{folder}/{id}/"));
                    cell::link(sheet, at, (&url, id, ""), &linked);
                }
            }
        }
        let _ = sheet.set_row_height(row, height(tallest.min(8)));
    }
    let last = u16::try_from(it.heads.len().saturating_sub(1)).unwrap_or(0);
    let _ = sheet.autofilter(0, 0, u32::try_from(it.rows.len()).unwrap_or(0), last);
    let _ = sheet.set_freeze_panes(1, 0);
    let _ = sheet.set_repeat_rows(0, 0);
}

fn width(sheet: &Sheet, column: usize) -> usize {
    let cells = sheet.rows.iter().filter_map(|row| row.get(column));
    let longest = cells.map(|value| match value {
        Value::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        Value::Page(_, id) => id.len(),
        Value::Number(_) | Value::Share(_) => 5,
    });
    // Beside the head stands the button of the filter.
    let head = sheet.heads.get(column).map_or(0, |head| head.len() + 5);
    (longest.max().unwrap_or(0) + 2).max(head).clamp(WIDTHS.0, WIDTHS.1)
}
