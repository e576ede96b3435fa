//! The page of the communications matrix: themes against audiences.

use serde::Serialize;

use super::Linker;
use super::frame::{Frame, frame};
use super::links::LinkRef;
use super::object::sheets;
use crate::model::Matrix;
use crate::sheet::messages::{Communications, why_not};

/// The page.
#[derive(Serialize)]
pub(super) struct CommunicationsPage {
    frame: Frame,
    audiences: Vec<LinkRef>,
    rows: Vec<Row>,
    messages: usize,
    gaps: usize,
    sheets: Vec<LinkRef>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    /// Name of the audience, for screens on which its head is far away.
    audience: String,
    messages: Vec<Message>,
    /// Why there is none, if that is meant.
    why_not: Option<String>,
}

#[derive(Serialize)]
struct Message {
    topic: String,
    text: String,
    documents: Vec<LinkRef>,
}

pub(super) fn page(matrix: &Matrix) -> CommunicationsPage {
    let linker = Linker::new(matrix, "../");
    let all = Communications::new(matrix);
    let rows = all.rows.iter().map(|row| Row {
        id: row.theme.id.clone(),
        name: row.theme.name.clone(),
        cells: all
            .audiences
            .iter()
            .zip(&row.cells)
            .map(|(audience, cell)| Cell {
                audience: audience.name().to_owned(),
                why_not: why_not(audience).map(str::to_owned),
                messages: cell
                    .iter()
                    .map(|message| Message {
                        topic: message.topic.topic.clone(),
                        text: message.topic.message.clone(),
                        documents: [message.brief, message.checklist]
                            .into_iter()
                            .flatten()
                            .map(|object| LinkRef {
                                tag: object.kind().name.to_owned(),
                                ..linker.object(object)
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect(),
    });
    let description = "Who should hear what about imaging security, carried by which document.";
    CommunicationsPage {
        frame: frame(matrix, "../", "communications", "Communications Matrix", description),
        rows: rows.collect(),
        audiences: all.audiences.iter().map(|object| linker.object(object)).collect(),
        messages: all.messages(),
        gaps: all.gaps(),
        sheets: sheets("../pdf/communications"),
    }
}
