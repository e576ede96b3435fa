//! The whole pipeline on one screen: load, check, link, check by rules. Exporting comes after.

use crate::diagnostic::{Code, Report, Sources};
use crate::load::RawFile;
use crate::model::Matrix;
use crate::{check, link, load};

/// What a run leaves behind: the files, the matrix, and everything that is wrong with them.
#[derive(Debug)]
pub struct Compiled {
    /// The files as they were read.
    pub sources: Sources,
    /// The linked matrix; incomplete where files are broken, never absent.
    pub matrix: Matrix,
    /// All findings, sorted by place.
    pub report: Report,
}

/// Compiles files, read by [`load::read`] or made in memory.
pub fn compile_files(files: Vec<RawFile>) -> Compiled {
    let mut report = Report::default();
    let sources = load::parse(files, &mut report);
    let parts = check::schema(&sources, &mut report);
    let broken = check::is_broken(&parts);
    let matrix = link::link(parts, &mut report);
    let incomplete = broken || link::is_loose(&report);
    check::rules(&matrix, incomplete, &mut report);
    report.sort(&sources);
    Compiled { sources, matrix, report }
}

/// Returns every code that a run can report, in alphabetical order.
pub fn codes() -> Vec<&'static Code> {
    let rules = check::RULES.iter().map(|rule| rule.code);
    let laws = [load::CODES, check::SCHEMA_CODES, check::ALLOW_CODES, link::CODES];
    let mut codes: Vec<&'static Code> = laws.into_iter().flatten().copied().chain(rules).collect();
    codes.sort_by_key(|code| code.id);
    codes
}
