//! The communications matrix: themes against audiences, who should hear what, carried by which
//! document. Tables, pages and prints share it.

use super::tables::Table;
use crate::model::kinds::Topic;
use crate::model::{Matrix, Object, Theme};

/// Themes against audiences.
pub(super) struct Communications<'a> {
    /// The audiences in use, by id: the columns.
    pub audiences: Vec<&'a Object>,
    /// The themes in the order of `matrix.yaml`: the rows.
    pub rows: Vec<ThemeRow<'a>>,
}

/// A theme with what each audience hears about it.
pub(super) struct ThemeRow<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// What each audience hears, in the order of the audiences; an empty list is a gap.
    pub cells: Vec<Vec<Message<'a>>>,
}

/// What an audience should hear, and in which documents.
pub(super) struct Message<'a> {
    /// Subject and words.
    pub topic: &'a Topic,
    /// The brief that carries it.
    pub brief: Option<&'a Object>,
    /// The checklist that carries it.
    pub checklist: Option<&'a Object>,
}

impl<'a> Communications<'a> {
    /// Returns the matrix of all messages.
    pub(super) fn new(matrix: &'a Matrix) -> Self {
        let audiences: Vec<_> =
            matrix.audiences().filter(|(object, _)| Matrix::in_use(&object.common)).collect();
        let message = |topic: &'a Topic| Message {
            topic,
            brief: topic.brief.as_ref().and_then(|id| matrix.find("brief", id)),
            checklist: topic.checklist.as_ref().and_then(|id| matrix.find("checklist", id)),
        };
        let row = |theme: &'a Theme| ThemeRow {
            theme,
            cells: audiences
                .iter()
                .map(|(_, it)| it.topics.iter().filter(|topic| topic.theme == theme.id))
                .map(|topics| topics.map(message).collect())
                .collect(),
        };
        Self {
            rows: matrix.meta().themes.iter().map(row).collect(),
            audiences: audiences.iter().map(|(object, _)| *object).collect(),
        }
    }

    /// Returns how many messages there are.
    pub(super) fn messages(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(Vec::len).sum()
    }

    /// Returns how many pairs of theme and audience have no message.
    pub(super) fn gaps(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.is_empty()).count()
    }
}

/// Returns a row for each message, and one without words for each pair of theme and audience that
/// has none.
pub(super) fn table(matrix: &Matrix) -> Table {
    let heads = ["theme", "audience", "topic", "message", "brief", "checklist"];
    let mut table = Table { heads: heads.to_vec(), rows: Vec::new() };
    let communications = Communications::new(matrix);
    for row in &communications.rows {
        for (audience, cell) in communications.audiences.iter().zip(&row.cells) {
            let head = [row.theme.id.as_str(), audience.id()];
            if cell.is_empty() {
                table.row(head.into_iter().chain(["", "", "", ""]));
            }
            for message in cell {
                let brief = message.brief.map_or("", |it| it.id());
                let checklist = message.checklist.map_or("", |it| it.id());
                let own = [&*message.topic.topic, &*message.topic.message, brief, checklist];
                table.row(head.into_iter().chain(own));
            }
        }
    }
    table
}
