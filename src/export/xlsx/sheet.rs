//! A table as a sheet: a head that stays, a filter, columns as wide as their texts.

use rust_xlsxwriter::Worksheet;

use super::cell::{self, height, lines};
use crate::export::tables::Table;
use crate::export::text;
use crate::model::{Body, Kind, Matrix, Object};

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (10, 60);

/// How many lines of a row show. The rest is there and shows in the line for editing.
const LINES: usize = 8;

/// Writes the table. The first column is the id, which leads to its page.
pub(super) fn write(table: &Table, sheet: &mut Worksheet, page: impl Fn(&str) -> String) {
    let widths: Vec<usize> = (0..table.heads.len()).map(|column| width(table, column)).collect();
    for ((head, width), column) in table.heads.iter().zip(&widths).zip(0_u16..) {
        cell::text(sheet, (0, column), &words(head), &cell::head());
        let _ = sheet.set_column_width(column, u32::try_from(*width).unwrap_or(60));
    }
    let (plain, linked) = (cell::plain(), cell::linked());
    for (cells, row) in table.rows.iter().zip(1_u32..) {
        for (text, column) in cells.iter().zip(0_u16..) {
            if column == 0 {
                cell::link(sheet, (row, column), (&page(text), text, ""), &linked);
            } else {
                cell::text(sheet, (row, column), text, &plain);
            }
        }
        let tallest = cells.iter().zip(&widths).map(|(text, width)| lines(text, *width)).max();
        let _ = sheet.set_row_height(row, height(tallest.unwrap_or(1).min(LINES)));
    }
    let last = u16::try_from(table.heads.len().saturating_sub(1)).unwrap_or(0);
    let rows = u32::try_from(table.rows.len()).unwrap_or(0);
    let _ = sheet.autofilter(0, 0, rows, last);
    let _ = sheet.set_freeze_panes(1, 2);
    let _ = sheet.set_repeat_rows(0, 0);
}

fn width(table: &Table, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let longest = cells.flat_map(|text| text.lines()).map(|line| line.chars().count()).max();
    // Beside the head stands the button of the filter.
    let head = table.heads.get(column).map_or(0, |head| head.len() + 5);
    (longest.unwrap_or(0) + 2).max(head).clamp(WIDTHS.0, WIDTHS.1)
}

/// Returns the name of a column as people write it: `patient_safety` is `Patient safety`.
fn words(head: &str) -> String {
    let head = match head {
        "id" => "ID",
        "cwe" => "CWE",
        "capec" => "CAPEC",
        "url" => "URL",
        "attack" => "ATT&CK",
        "attack_id" => "ATT&CK ID",
        "attack_name" => "ATT&CK name",
        other => other,
    };
    let mut letters = head.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    (first + letters.as_str()).replace('_', " ")
}

/// Adds the columns that a workbook has room for: the long texts.
pub(super) fn lengthen(matrix: &Matrix, kind: &Kind, table: &mut Table) {
    for (place, object) in matrix.of_kind(kind.name).enumerate() {
        let long = long(object);
        if place == 0 {
            table.heads.extend(long.iter().map(|(head, _)| *head));
        }
        if let Some(row) = table.rows.get_mut(place) {
            row.extend(long.into_iter().map(|(_, text)| text));
        }
    }
}

/// The long texts of an object. The match has no wildcard: a new kind must say what it has.
fn long(object: &Object) -> Vec<(&'static str, String)> {
    let numbered = |list: Vec<String>| {
        let lines = list.iter().enumerate().map(|(place, text)| format!("{}. {text}", place + 1));
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut long: Vec<(&'static str, String)> = match &object.body {
        Body::Asset(_) | Body::Catalogue(_) | Body::Reference(_) | Body::Tactic(_) => Vec::new(),
        Body::Audience(it) => {
            let topic = |it: &crate::model::kinds::Topic| format!("{}: {}", it.topic, it.message);
            vec![("messages", numbered(it.topics.iter().map(topic).collect()))]
        }
        Body::Brief(it) => vec![("text", text::plain(&it.body))],
        Body::CaseStudy(it) => {
            let step = |it: &crate::model::kinds::Step| {
                let inferred = if it.inferred { " (inferred)" } else { "" };
                format!("{} for {}: {}{inferred}", it.technique, it.tactic, it.description)
            };
            vec![("procedure", numbered(it.procedure.iter().map(step).collect()))]
        }
        Body::Checklist(it) => {
            let item = |it: &crate::model::kinds::Item| {
                format!("{} {} To see it: {} ({})", it.action, it.why, it.verify, it.mitigation)
            };
            vec![("list", numbered(it.items().map(|(_, it)| item(it)).collect()))]
        }
        Body::Detection(it) => vec![
            ("data", it.data.clone()),
            ("rule_text", it.rule.as_ref().map(|rule| rule.text.clone()).unwrap_or_default()),
            ("false_positives", it.false_positives.clone()),
            ("limits", it.limits.clone()),
        ],
        Body::Mitigation(it) => {
            vec![("steps", numbered(it.steps.clone())), ("limits", it.limits.clone())]
        }
        Body::Technique(it) => vec![
            ("workflow", it.impact.workflow.clone()),
            (
                "how_patients_come_to_harm",
                it.impact.patient_safety_note.clone().unwrap_or_default(),
            ),
            ("what_must_be_true", it.prerequisites.note.clone().unwrap_or_default()),
        ],
    };
    long.push((
        "description",
        object.common.description.as_deref().map(text::plain).unwrap_or_default(),
    ));
    long
}
