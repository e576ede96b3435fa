//! The whole pipeline on one screen: load, check, link, check by rules. Exporting comes after.

use crate::assess::Assessment;
use crate::diagnostic::{Code, FileId, Report, Source, Sources};
use crate::load::RawFile;
use crate::model::{Matrix, Parts};
use crate::{check, diff, link, load};

pub use check::GuestSchema;

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
    let matrix = whole(parts, &sources, &mut report);
    Compiled { sources, matrix, report }
}

/// Compiles the files of a matrix with others that lie elsewhere. One of the same kind and name as a
/// file of the matrix stands in its place.
pub fn compile_with(mut files: Vec<RawFile>, extra: Vec<RawFile>) -> Compiled {
    for guest in extra {
        files.retain(|file| name(&file.inner) != name(&guest.inner));
        files.push(guest);
    }
    compile_files(files)
}

/// Reads assessments against a matrix, each from a file that lies anywhere. The report then speaks of
/// these files alone.
pub fn read_assessments(
    compiled: Compiled,
    guests: Vec<RawFile>,
) -> (Compiled, Vec<Option<Assessment>>) {
    let Compiled { sources, matrix, .. } = compiled;
    let mut report = Report::default();
    let mut files = sources.into_vec();
    let first = files.len();
    for guest in guests {
        let (source, faults) = load::parse_file(guest, Sources::id(files.len()));
        for fault in faults {
            report.push(fault);
        }
        files.push(source);
    }
    let sources = Sources::new(files);
    let read = sources
        .iter()
        .skip(first)
        .map(|(file, source)| check::assessment(file, source, &matrix, &mut report));
    let read = read.collect();
    report.sort(&sources);
    (Compiled { sources, matrix, report }, read)
}

/// Judges one assessment against a matrix that is linked already, and returns what is wrong with it.
pub fn judge_assessment(guest: RawFile, matrix: &Matrix) -> (Sources, Report) {
    let mut report = Report::default();
    let file = Sources::id(0);
    let (source, faults) = load::parse_file(guest, file);
    for fault in faults {
        report.push(fault);
    }
    check::assessment(file, &source, matrix, &mut report);
    let sources = Sources::new(vec![source]);
    report.sort(&sources);
    (sources, report)
}

/// Judges a file that is no part of a matrix, which has this id among its sources, and returns what is wrong
/// with it.
pub fn judge_guest(guest: RawFile, file: FileId, schema: &GuestSchema) -> (Source, Report) {
    let mut report = Report::default();
    let (source, faults) = load::parse_file(guest, file);
    for finding in faults.into_iter().chain(schema.judge(file, &source)) {
        report.push(finding);
    }
    (source, report)
}

/// Returns kind and name of a file: its path without the ending.
fn name(inner: &str) -> &str {
    inner.rsplit_once('.').map_or(inner, |(name, _)| name)
}

impl Compiled {
    /// Returns the file at a path below the matrix folder.
    pub fn file(&self, inner: &str) -> Option<FileId> {
        self.sources.iter().find(|(_, source)| source.inner == inner).map(|(file, _)| file)
    }
}

/// Links what the files say, judges the whole, and sorts all findings.
pub fn whole(parts: Parts, sources: &Sources, report: &mut Report) -> Matrix {
    let broken = check::is_broken(&parts);
    let matrix = link::link(parts, report);
    let incomplete = broken || link::is_loose(report);
    check::rules(&matrix, incomplete, report);
    report.sort(sources);
    matrix
}

/// Returns every code that a run or a comparison can report, in alphabetical order.
pub fn codes() -> Vec<&'static Code> {
    let rules = check::RULES.iter().map(|rule| rule.code);
    let laws = [
        load::CODES,
        check::SCHEMA_CODES,
        check::ALLOW_CODES,
        check::ASSESSMENT_CODES,
        link::CODES,
        diff::CODES,
    ];
    let mut codes: Vec<&'static Code> = laws.into_iter().flatten().copied().chain(rules).collect();
    codes.sort_by_key(|code| code.id);
    codes
}
