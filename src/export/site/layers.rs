//! The page "Open in the Navigator": what works, what does not, and all layers to take along.

use serde::Serialize;

use super::frame::{Frame, frame};
use crate::export::navigator::{Address, Sheet, address};
use crate::model::Matrix;

/// The page.
#[derive(Serialize)]
pub(super) struct LayersPage {
    frame: Frame,
    address: Address,
    groups: Vec<Group>,
}

/// Layers under one heading.
#[derive(Serialize)]
struct Group {
    title: String,
    rows: Vec<Row>,
}

/// A layer with its variants.
#[derive(Serialize)]
struct Row {
    title: String,
    count: usize,
    files: Vec<File>,
}

/// A file to take along. Its address is relative to the page, which lies beside the layers.
#[derive(Serialize)]
struct File {
    url: String,
    name: &'static str,
}

pub(super) fn page(matrix: &Matrix, sheets: &[Sheet]) -> LayersPage {
    let mut groups: Vec<Group> = Vec::new();
    for sheet in sheets {
        let domain = if sheet.is_custom() { "this matrix" } else { sheet.domain() };
        let title = format!("On {domain}: {}", sheet.group.to_lowercase());
        if groups.last().is_none_or(|group| group.title != title) {
            groups.push(Group { title, rows: Vec::new() });
        }
        let files = if sheet.is_custom() {
            vec![
                File { url: sheet.path(), name: "upload" },
                File { url: sheet.selfhost_path(), name: "own Navigator" },
            ]
        } else {
            vec![File { url: sheet.path(), name: "layer" }]
        };
        let row = Row { title: sheet.title.clone(), count: sheet.scored(), files };
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    let name = &matrix.meta().name;
    let description = format!("How to draw the {name} in the ATT&CK Navigator, and its layers.");
    LayersPage {
        frame: frame(matrix, "../", "navigator", "Open in the Navigator", &description),
        address: address(matrix.meta()),
        groups,
    }
}
