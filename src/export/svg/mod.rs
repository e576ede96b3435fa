//! The matrix as pictures: one for pages and slides, one to print as a poster. Plain SVG without a
//! script, sharp at any size, with a link and a title on every cell.

mod grid;
mod pen;
mod picture;
mod poster;
pub(super) mod width;

use super::{Exporter, Sink};
use crate::model::Matrix;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "svg",
    about: "the matrix as a picture, and as a poster of size A1",
    committed: true,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    sink.file("matrix.svg", picture::picture(matrix));
    sink.file("poster.svg", poster::poster(matrix));
}
