//! The communications matrix: themes against audiences, who should hear what, carried by which
//! document. Rules, tables, pages and prints share it.

use crate::model::kinds::Topic;
use crate::model::{Matrix, Object, Theme};

/// The code of the finding that a gap is. An audience that silences it says why its gaps are meant.
pub const GAP: &str = "audience-without-message";

/// Returns why an audience need not hear about the themes under which it has no topic, if it says.
pub fn why_not(audience: &Object) -> Option<&str> {
    let allow = audience.common.allow.iter().find(|it| it.code == GAP);
    allow.map(|it| it.reason.as_str())
}

/// Themes against audiences.
pub struct Communications<'a> {
    /// The audiences in use, by id: the columns.
    pub audiences: Vec<&'a Object>,
    /// The themes in the order of `matrix.yaml`: the rows.
    pub rows: Vec<ThemeRow<'a>>,
}

/// A theme with what each audience hears about it.
pub struct ThemeRow<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// What each audience hears, in the order of the audiences; an empty list is a gap.
    pub cells: Vec<Vec<Message<'a>>>,
}

/// What an audience should hear, and in which documents.
pub struct Message<'a> {
    /// Subject and words.
    pub topic: &'a Topic,
    /// The brief that carries it.
    pub brief: Option<&'a Object>,
    /// The checklist that carries it.
    pub checklist: Option<&'a Object>,
}

impl<'a> Communications<'a> {
    /// Returns the matrix of all messages.
    pub fn new(matrix: &'a Matrix) -> Self {
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

    /// Returns the documents that carry a message, briefs first, by id.
    pub fn documents(&self) -> Vec<&'a Object> {
        let messages = || self.rows.iter().flat_map(|row| row.cells.iter().flatten());
        let briefs = messages().filter_map(|it| it.brief);
        let mut all: Vec<_> = briefs.chain(messages().filter_map(|it| it.checklist)).collect();
        all.sort_by_key(|it| (it.kind().name, it.id()));
        all.dedup_by_key(|it| (it.kind().name, it.id()));
        all
    }

    /// Returns how many messages there are.
    pub fn messages(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(Vec::len).sum()
    }

    /// Returns how many pairs of theme and audience have no message.
    pub fn gaps(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.is_empty()).count()
    }
}
