//! The communications matrix as a table.

use super::tables::Table;
use crate::model::Matrix;
use crate::sheet::messages::Communications;

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
