//! The style sheet: one file kept by hand, and what it must know of the matrix before the page is read.

use crate::model::Matrix;

const SHEET: &str = include_str!("assets/style.css");

/// Returns the style sheet of a matrix.
///
/// It says how many columns the matrix has. A browser that drew the first columns before it has read the
/// last would otherwise give each more room at first, and move all of them later.
pub(super) fn text(matrix: &Matrix) -> String {
    let columns = matrix.columns().len().max(1);
    format!("{SHEET}\n:root {{ --columns: {columns}; }}\n")
}
