//! All judging: each file alone under its schema, then the linked whole by rules.
//!
//! Two doors: [`schema()`] before linking, [`rules()`] after it. A third, [`assessment()`], is for the
//! file that a site keeps beside the matrix, and [`GuestSchema`] for any other that has a schema.

mod allow;
mod assessment;
mod assessment_codes;
mod calendar;
mod fill_in;
mod free_text;
mod guest;
mod judge;
mod outcome;
mod place;
pub mod rules;
mod schema;
mod schema_codes;
mod schema_words;
mod spelling;

pub use assessment::assessment;
pub use guest::GuestSchema;
pub use judge::{Judge, Judged, schema};
pub use rules::RULES;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diagnostic::{Code, FileId, Report};
use crate::model::{Matrix, Parts};

/// A judgment over the linked matrix.
pub struct Rule {
    /// What it reports.
    pub code: &'static Code,
    /// Whether it speaks of something that is missing, and so must keep silent while a file is
    /// broken that may hold it, or a reference is misspelt that may mean it.
    pub of_absence: bool,
    /// Looks at the matrix and reports.
    pub check: fn(&Matrix, &mut Report),
}

/// Every code of the schema check, in alphabetical order.
pub const SCHEMA_CODES: &[&Code] = schema_codes::CODES;

/// The codes about assessments.
pub const ASSESSMENT_CODES: &[&Code] = assessment_codes::CODES;

/// The codes about `allow`.
pub const ALLOW_CODES: &[&Code] = allow::CODES;

/// Runs every rule, then takes out what authors silenced with a reason.
///
/// `incomplete` tells whether something may only seem to be missing, since some files could not be
/// read as objects or some references lead nowhere.
pub fn rules(matrix: &Matrix, incomplete: bool, report: &mut Report) {
    let run = |rule: &Rule| {
        let mut found = Report::default();
        (rule.check)(matrix, &mut found);
        found
    };
    let asked = RULES.par_iter().filter(|rule| !(rule.of_absence && incomplete));
    let each: Vec<Report> = asked.map(run).collect();
    let mut found = Report::default();
    for of_rule in each {
        found.append(of_rule);
    }
    // A key that is missing may stand there misspelt: one finding is enough.
    let misspelt: BTreeSet<FileId> = report
        .iter()
        .filter(|finding| finding.code.id == schema_codes::UNKNOWN_KEY.id)
        .map(|finding| finding.location.file)
        .collect();
    let missing = rules::MISSING_KEY.id;
    found.retain(|it| it.code.id != missing || !misspelt.contains(&it.location.file));
    allow::apply(matrix, incomplete, &mut found);
    report.append(found);
}

/// Returns whether some files could not be read as objects.
pub fn is_broken(parts: &Parts) -> bool {
    !parts.broken.is_empty() || parts.meta.is_none()
}
