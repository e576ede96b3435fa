//! The pipeline for those who change one file after another: only what changed is read again.
//!
//! What each file says alone is kept. After a change that file is parsed and judged anew; then all is
//! linked and judged by rules as [`compile`] does, which is why the findings are the same.

use std::sync::Arc;

use crate::check::{Judge, Judged};
use crate::compile;
use crate::diagnostic::{Diagnostic, FileId, Report, Source, Sources};
use crate::load::{self, RawFile};
use crate::model::{Matrix, Object};
use crate::{check, link};

/// What is kept of one file.
#[derive(Debug)]
struct Kept {
    /// Why its text is not a plain YAML document.
    faults: Vec<Diagnostic>,
    /// What it says now.
    judged: Judged,
    /// What it said when it could be read last, if it cannot be read now.
    good: Option<Judged>,
}

/// A matrix whose files change.
#[derive(Debug, Default)]
pub struct Recompiler {
    sources: Sources,
    kept: Vec<Kept>,
    /// What is wrong with the files behind those of the matrix: assessments, which lie elsewhere.
    guests: Vec<Vec<Diagnostic>>,
    matrix: Arc<Matrix>,
    report: Report,
    stale: bool,
}

impl Recompiler {
    /// Compiles files, read by [`load::read`] or made in memory.
    pub fn new(files: Vec<RawFile>) -> Self {
        let mut faults = Report::default();
        let sources = load::parse(files, &mut faults);
        let mut this = Self { sources, ..Self::default() };
        let mut all = vec![Vec::new(); this.sources.as_slice().len()];
        for fault in &faults {
            all[fault.location.file.index()].push(fault.clone());
        }
        this.judge_all(all);
        this.finish();
        this
    }

    /// Judges every file alone, given why texts are not YAML.
    fn judge_all(&mut self, faults: Vec<Vec<Diagnostic>>) {
        let judged = Judge::new(&self.sources).all(&self.sources);
        let kept = faults.into_iter().zip(judged);
        self.kept = kept.map(|(faults, judged)| Kept { faults, judged, good: None }).collect();
        self.stale = true;
    }

    /// Returns the file of that path below the matrix folder.
    pub fn file(&self, inner: &str) -> Option<FileId> {
        self.sources.iter().find(|(_, source)| source.inner == inner).map(|(file, _)| file)
    }

    /// Puts a file in, or another text in its place. Findings of the whole follow at [`Self::finish`].
    pub fn set(&mut self, raw: RawFile) {
        let Some(file) = self.file(&raw.inner) else { return self.add(raw) };
        let (source, faults) = load::parse_file(raw, file);
        // A file without a text may have become unreadable, or readable again.
        let same = source.text == self.sources.get(file).text && !source.text.is_empty();
        if same && !self.sources.get(file).absent {
            return;
        }
        let for_all = ["matrix.yaml", "words.txt"].contains(&source.inner.as_str());
        self.sources.replace(file, source);
        self.stale = true;
        if for_all {
            // The words that a matrix knows decide about every file.
            let mut all: Vec<_> =
                self.kept.iter_mut().map(|it| std::mem::take(&mut it.faults)).collect();
            all[file.index()] = faults;
            let good: Vec<Option<Judged>> = self.kept.drain(..).map(last_good).collect();
            self.judge_all(all);
            for (kept, good) in self.kept.iter_mut().zip(good) {
                kept.good = good.filter(|_| kept.judged.is_broken());
            }
            return;
        }
        let judged = Judge::new(&self.sources).one(file, self.sources.get(file));
        let kept = &mut self.kept[file.index()];
        let old = std::mem::replace(&mut kept.judged, judged);
        kept.faults = faults;
        if !kept.judged.is_broken() {
            kept.good = None;
        } else if !old.is_broken() {
            kept.good = Some(old);
        }
    }

    /// Takes all files of the matrix as they are now, in path order, and reads again only those that
    /// differ. If files came or went, assessments beside the matrix must be put in again.
    pub fn update(&mut self, files: Vec<RawFile>) {
        let known = &self.sources.as_slice()[..self.kept.len()];
        let names = known.iter().filter(|it| !it.absent).map(|it| it.inner.as_str());
        if !files.iter().map(|it| it.inner.as_str()).eq(names) {
            *self = Self::new(files);
            return;
        }
        let changed = |(raw, source): &(RawFile, &Source)| {
            raw.bytes.as_ref().map_or(true, |bytes| bytes != source.text.as_bytes())
                || source.text.is_empty()
        };
        let changed: Vec<RawFile> =
            files.into_iter().zip(known).filter(changed).map(|(raw, _)| raw).collect();
        for raw in changed {
            self.set(raw);
        }
        self.finish();
    }

    /// Takes a file out.
    pub fn remove(&mut self, inner: &str) {
        if self.file(inner).is_some() {
            self.change(|sources| sources.retain(|(source, _)| source.inner != inner));
        }
    }

    /// Puts an assessment in, made by [`load::guest`], or another text in its place. The matrix does
    /// not change by it.
    pub fn host(&mut self, raw: RawFile) {
        let file = self.file(&raw.inner).unwrap_or_else(|| {
            let mut files = std::mem::take(&mut self.sources).into_vec();
            files.push(Source::default());
            self.guests.push(Vec::new());
            self.sources = Sources::new(files);
            Sources::id(self.sources.as_slice().len() - 1)
        });
        self.judge_guest(file, raw);
    }

    /// Takes an assessment out.
    pub fn dismiss(&mut self, inner: &str) {
        let Some(file) = self.file(inner).filter(|file| self.is_guest(*file)) else { return };
        let mut files = std::mem::take(&mut self.sources).into_vec();
        files.remove(file.index());
        self.guests.remove(file.index() - self.kept.len());
        self.sources = Sources::new(files);
        self.judge_guests();
    }

    /// Returns whether a file is no part of the matrix, but an assessment beside it.
    pub fn is_guest(&self, file: FileId) -> bool {
        file.index() >= self.kept.len()
    }

    /// Returns what is wrong with an assessment.
    pub fn guest(&self, file: FileId) -> &[Diagnostic] {
        let place = file.index().checked_sub(self.kept.len());
        place.and_then(|place| self.guests.get(place)).map_or(&[], Vec::as_slice)
    }

    fn judge_guests(&mut self) {
        for place in 0..self.guests.len() {
            let file = Sources::id(self.kept.len() + place);
            self.judge_guest(file, raw(self.sources.get(file)));
        }
    }

    fn judge_guest(&mut self, file: FileId, raw: RawFile) {
        let (sources, report) = compile::judge_assessment(raw, &self.matrix);
        if let Some(source) = sources.into_vec().pop() {
            self.sources.replace(file, source);
        }
        let mut findings: Vec<Diagnostic> = report.iter().cloned().collect();
        for finding in &mut findings {
            finding.stand_in(file);
        }
        self.guests[file.index() - self.kept.len()] = findings;
    }

    fn add(&mut self, raw: RawFile) {
        let added = load::parse_file(raw, Sources::id(0));
        self.change(|sources| sources.push(added));
    }

    /// Changes which files there are; all places change with them, so all is done at once.
    fn change(&mut self, edit: impl FnOnce(&mut Vec<(Source, Vec<Diagnostic>)>)) {
        let mut files = std::mem::take(&mut self.sources).into_vec();
        let guests = files.split_off(self.kept.len());
        let faults = self.kept.drain(..).map(|it| it.faults);
        let mut all: Vec<_> = files.into_iter().zip(faults).collect();
        edit(&mut all);
        all.retain(|(source, _)| !source.absent);
        all.sort_by(|a, b| a.0.inner.cmp(&b.0.inner));
        let (mut files, mut faults): (Vec<Source>, Vec<Vec<Diagnostic>>) = all.into_iter().unzip();
        if let Some(absent) = load::absent(&files) {
            files.push(absent);
            faults.push(Vec::new());
        }
        for (index, of_file) in faults.iter_mut().enumerate() {
            for fault in of_file {
                fault.stand_in(Sources::id(index));
            }
        }
        files.extend(guests);
        self.sources = Sources::new(files);
        self.judge_all(faults);
        self.finish();
    }

    /// Links all files and judges the whole, if a file changed.
    pub fn finish(&mut self) {
        if !self.stale {
            return;
        }
        self.stale = false;
        let mut report = Report::default();
        for fault in self.kept.iter().flat_map(|it| &it.faults) {
            report.push(fault.clone());
        }
        let judged = self.kept.iter().map(|it| it.judged.clone()).collect();
        let parts = Judge::new(&self.sources).gather(judged, &mut report);
        let matrix = compile::whole(parts, &self.sources, &mut report);
        self.report = report;
        let matrix = if self.kept.iter().any(|it| it.good.is_some()) {
            let good = |it: &Kept| it.good.as_ref().unwrap_or(&it.judged).clone();
            let judged = self.kept.iter().map(good).collect();
            let mut unsaid = Report::default();
            let parts = Judge::new(&self.sources).gather(judged, &mut unsaid);
            link::link(parts, &mut unsaid)
        } else {
            matrix
        };
        self.matrix = Arc::new(matrix);
        self.judge_guests();
    }

    /// Returns whether a file changed since the findings were made.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Returns the files as they are now.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the files of the matrix as [`compile`] takes them.
    pub fn files(&self) -> Vec<RawFile> {
        let ours = self.sources.iter().take(self.kept.len());
        ours.filter(|(_, source)| !source.absent).map(|(_, source)| raw(source)).collect()
    }

    /// Returns the matrix as it was linked last. Of a file that cannot be read now it holds what the
    /// file said before.
    pub fn matrix(&self) -> &Arc<Matrix> {
        &self.matrix
    }

    /// Returns the findings as they were made last, sorted.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Returns what a file says now, or said when it could be read last.
    pub fn object(&self, file: FileId) -> Option<&Object> {
        let kept = self.kept.get(file.index())?;
        kept.good.as_ref().unwrap_or(&kept.judged).object()
    }

    /// Returns what is wrong with a file taken alone, as it is now.
    pub fn alone(&self, file: FileId) -> Vec<&Diagnostic> {
        let kept = self.kept.get(file.index()).into_iter();
        kept.flat_map(|it| it.faults.iter().chain(&it.judged.findings)).collect()
    }

    /// Returns why the text of a file is not a plain YAML document.
    pub fn faults(&self, file: FileId) -> &[Diagnostic] {
        self.kept.get(file.index()).map_or(&[], |it| &it.faults)
    }

    /// Returns what can be said of a file before all is linked again: what is wrong with it alone, as
    /// it is now, and what was wrong with it among the others.
    pub fn soon(&self, file: FileId) -> Vec<&Diagnostic> {
        let codes = || load::CODES.iter().chain(check::SCHEMA_CODES);
        let alone = |it: &Diagnostic| codes().any(|code| code.id == it.code.id);
        let before = self.report.iter().filter(|it| it.location.file == file && !alone(it));
        self.alone(file).into_iter().chain(before).collect()
    }
}

fn raw(source: &Source) -> RawFile {
    RawFile {
        path: source.path.clone(),
        inner: source.inner.clone(),
        bytes: Ok(source.text.clone().into_bytes()),
    }
}

fn last_good(kept: Kept) -> Option<Judged> {
    kept.good.or(Some(kept.judged)).filter(|it| !it.is_broken())
}
