//! Two states of a matrix: every format writes the difference, both ways; nothing differs from itself.

use dicom_threat_matrix::diagnostic::render::Screen;
use dicom_threat_matrix::diff::{FORMATS, View, What, compare, judge};

use crate::ground::{compile, laid};
use crate::html::is_quiet;
use crate::matrix::{places_lie_in_their_texts, reads_well, steers_nothing};

const THEN: &[u8] = b"# then\n";

/// Lays two halves of bytes over the small matrix and compares.
pub fn diff(data: &[u8]) {
    let at = data.windows(THEN.len()).position(|it| it == THEN);
    let (before, after) = at.map_or((data, &b""[..]), |at| (&data[..at], &data[at + THEN.len()..]));
    let (old, new) = (compile(&laid(before)), compile(&laid(after)));
    let forth = compare(&old.sources, &new.sources);
    let back = compare(&new.sources, &old.sources);
    assert!(compare(&new.sources, &new.sources).is_empty(), "a state differs from itself");
    assert_eq!(forth.is_empty(), back.is_empty());
    assert_eq!(forth.of(What::Added).count(), back.of(What::Removed).count());
    assert_eq!(forth.changes.len(), back.changes.len());
    let judged = judge(&forth, old.sources, new.sources, true, "matrix/");
    for finding in judged.report.iter() {
        places_lie_in_their_texts(&judged.sources, finding);
    }
    reads_well(&judged.report, &judged.sources);
    for format in FORMATS {
        let (diff, report, sources, matrix) =
            (&forth, &judged.report, &judged.sources, &new.matrix);
        let screen = Screen { color: false, width: 80 };
        let text =
            (format.render)(&View { from: "a", to: "b", diff, report, sources, matrix, screen });
        match format.name {
            "json" | "layer" => {
                serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
            }
            "human" => steers_nothing(&text),
            "html" => is_quiet(text.split_once("<body").map_or(text.as_str(), |(_, body)| body)),
            _ => {}
        }
    }
}
