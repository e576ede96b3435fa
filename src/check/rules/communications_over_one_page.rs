//! A communications matrix that will not fit one page.

use crate::check::Rule;
use crate::diagnostic::{Code, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "communications-over-one-page",
    "the communications matrix will not fit one page",
    r"
The communications matrix is printed across one page of A4 and of US Letter.
The page is laid out and measured with its fonts, in the smallest type that is allowed, 8 points; the lines to cut are lines of that size.
A program that was built without the feature `pdf` makes no PDF and does not look.
The highest cell of a row decides, so shorten its topics first; or join themes, or audiences.
",
);

#[cfg(feature = "pdf")]
fn check(matrix: &Matrix, report: &mut Report) {
    use crate::diagnostic::{Diagnostic, Location};

    let Some(file) = matrix.meta_file() else { return };
    if let Some(over) = crate::sheet::communications::too_long(matrix) {
        let lines = over.lines;
        let noun = if lines == 1 { "line" } else { "lines" };
        let at = Location::value(file, "/themes".to_owned());
        let message =
            format!("the communications matrix is {lines} {noun} too long for {}", over.paper);
        let help = "shorten the topics of the highest cells, or join themes or audiences";
        report.push(Diagnostic::new(&CODE, at, message).help(help));
    }
}

#[cfg(not(feature = "pdf"))]
fn check(_: &Matrix, _: &mut Report) {}
