//! From the matrix to files in memory. One file or folder per exporter, listed in [`EXPORTERS`].
//!
//! To add an exporter: write `export/<name>.rs` with its `EXPORTER`, add its `mod` line and its name
//! to the slice, run `UPDATE=1 cargo test`. It writes only under `exports/<name>/`.

mod artifacts;
mod assessment;
mod checklist;
mod columns;
mod communications;
mod csv;
pub mod draft;
pub mod graph;
mod ids;
mod json;
mod logo;
mod manifest;
mod misp;
mod navigator;
mod oscal;
mod papers;
#[cfg(feature = "pdf")]
mod pdf;
mod rules;
mod site;
mod site_single;
mod stix;
mod svg;
mod tables;
mod templates;
mod text;
mod xlsx;

pub use artifacts::{Artifacts, Sink};
pub use assessment::{assessment_json, assessment_report};
pub use checklist::{Letterhead, own_pages};
pub use csv::write as csv_of;
pub use ids::{hex, uuid};
pub use logo::Logo;
pub use manifest::manifest;
pub use navigator::{Mark, layer_of_marks};
pub use site::address;
pub use tables::Table;

use rayon::prelude::*;

use crate::model::Matrix;

/// A way to publish the matrix.
pub struct Exporter {
    /// Its name: the word after `--only`, the name of its file here and of its folder in `exports/`.
    pub name: &'static str,
    /// A line for `--list`.
    pub about: &'static str,
    /// Whether its files are committed whole; of the others the manifest keeps the hashes.
    pub committed: bool,
    /// Makes the files.
    pub run: fn(&Matrix, &mut Sink<'_>),
}

/// All exporters, in alphabetical order.
pub const EXPORTERS: &[&Exporter] = &[
    &checklist::EXPORTER,
    &csv::EXPORTER,
    &graph::EXPORTER,
    &json::EXPORTER,
    &misp::EXPORTER,
    &navigator::EXPORTER,
    &oscal::EXPORTER,
    #[cfg(feature = "pdf")]
    &pdf::EXPORTER,
    &rules::EXPORTER,
    &site::EXPORTER,
    &site_single::EXPORTER,
    &stix::EXPORTER,
    &svg::EXPORTER,
    &xlsx::EXPORTER,
];

/// Makes further files of an exporter, from those that all exporters made.
type Finish = fn(&Matrix, &Artifacts, &mut Sink<'_>);

/// Exporters with a second turn, when the others are done.
const FINISHERS: &[(&Exporter, Finish)] = &[(&site::EXPORTER, site::finish)];

/// Runs the exporters for which `wanted` is true, in parallel, and returns all their files.
pub fn export(matrix: &Matrix, wanted: impl Fn(&Exporter) -> bool + Sync) -> Artifacts {
    let parts: Vec<Artifacts> = EXPORTERS
        .par_iter()
        .filter(|exporter| wanted(exporter))
        .map(|exporter| {
            let mut artifacts = Artifacts::default();
            (exporter.run)(matrix, &mut Sink::new(exporter.name, &mut artifacts));
            artifacts
        })
        .collect();
    let made = parts.into_iter().fold(Artifacts::default(), Artifacts::merge);
    let mut finished = Artifacts::default();
    for (exporter, finish) in FINISHERS.iter().filter(|(exporter, _)| wanted(exporter)) {
        finish(matrix, &made, &mut Sink::new(exporter.name, &mut finished));
    }
    made.merge(finished)
}

/// Makes one file of an exporter, by its path below the exporter's folder, as [`export`] makes it.
/// Files of a second turn speak of all others and are not made alone.
pub fn one(matrix: &Matrix, exporter: &Exporter, path: &str) -> Option<Vec<u8>> {
    let mut made = Artifacts::default();
    (exporter.run)(matrix, &mut Sink::of_one(exporter.name, &mut made, path));
    made.take(&format!("{}/{path}", exporter.name))
}
