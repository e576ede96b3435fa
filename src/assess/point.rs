//! What a site comes to on one day.

use serde::Serialize;

use super::formula::{Counts, SiteCoverage};

/// The site on one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub date: String,
    /// From 0 to 1; nothing where no technique applies.
    pub coverage: Option<f64>,
    /// The same in whole percents, rounded down.
    pub percent: Option<u8>,
    /// How many techniques are in each state.
    pub counts: Counts,
}

impl Point {
    pub(super) fn new(date: &str, site: &SiteCoverage<'_>) -> Self {
        let (coverage, percent, counts) = (site.coverage, site.percent(), site.counts);
        Self { date: date.to_owned(), coverage, percent, counts }
    }
}
