//! The whole interactive matrix as one HTML file that needs nothing beside it and can be mailed.

use super::{Exporter, Sink, site};
use crate::model::Matrix;

pub(super) const EXPORTER: Exporter = Exporter {
    name: "site-single",
    about: "the interactive matrix with all its objects as one HTML file to mail",
    committed: false,
    run,
};

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    sink.file(&format!("{}.html", matrix.meta().id), site::single(matrix));
}
