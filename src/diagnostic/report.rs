//! One finding, and all findings of a run.

use std::collections::BTreeSet;

use super::code::{Code, Level};
use super::fix::Fix;
use super::source::{FileId, Location, Sources};

/// One finding: which kind, where, what exactly, and what to type.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: &'static Code,
    /// Where it is.
    pub location: Location,
    /// This case, in a lower-case phrase without a full stop.
    pub message: String,
    /// What to do, as an instruction; usually what to type.
    pub help: Option<String>,
    /// Another place that a reader must see to understand, with a word about it.
    pub related: Option<(Location, String)>,
    /// What a program can do about it, where only one answer is right.
    pub fix: Option<Fix>,
    /// Codes of findings that say less about the same place, and give way to this one.
    pub instead_of: &'static [&'static str],
}

impl Diagnostic {
    /// Returns a finding without help.
    pub fn new(code: &'static Code, location: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            location,
            message: message.into(),
            help: None,
            related: None,
            fix: None,
            instead_of: &[],
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do, if it is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related = Some((location, label.into()));
        self
    }

    /// Adds what a program can do, if only one answer is right.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Says that the file got another number, for a finding that speaks of one file alone.
    pub fn stand_in(&mut self, file: FileId) {
        self.location.file = file;
        if let Some((there, _)) = &mut self.related {
            there.file = file;
        }
        if let Some(fix) = &mut self.fix {
            fix.stand_in(file);
        }
    }

    /// Lets findings of these codes at the same place give way, so that one slip is said once.
    #[must_use]
    pub fn instead_of(mut self, codes: &'static [&'static str]) -> Self {
        self.instead_of = codes;
        self
    }
}

/// All findings of a run, in the order in which they were found until [`Report::sort`] is called.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    silenced: Vec<(Diagnostic, String)>,
}

impl Report {
    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds the findings of another report after those of this one.
    pub fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.silenced.extend(other.silenced);
    }

    /// Sorts by file, place, code and message, and drops findings that stand twice or give way.
    pub fn sort(&mut self, sources: &Sources) {
        self.give_way(sources);
        let key = |finding: &Diagnostic| {
            let range = sources.range(&finding.location);
            (finding.location.file, range.start, finding.code.id, finding.message.clone())
        };
        self.diagnostics.sort_by_cached_key(key);
        self.silenced.sort_by_cached_key(|(finding, _)| key(finding));
        self.diagnostics.dedup_by(|a, b| {
            a.code.id == b.code.id && a.location == b.location && a.message == b.message
        });
    }

    fn give_way(&mut self, sources: &Sources) {
        let at =
            |finding: &Diagnostic| (finding.location.file, sources.range(&finding.location).start);
        let strong = self.iter().filter(|finding| !finding.instead_of.is_empty());
        let taken: BTreeSet<(FileId, usize, &str)> = strong
            .flat_map(|finding| {
                let (file, start) = at(finding);
                finding.instead_of.iter().map(move |code| (file, start, *code))
            })
            .collect();
        if !taken.is_empty() {
            self.diagnostics.retain(|finding| {
                let (file, start) = at(finding);
                !taken.contains(&(file, start, finding.code.id))
            });
        }
    }

    /// Keeps the findings for which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// Keeps only what is said of one file.
    pub fn keep_only(&mut self, file: FileId) {
        self.diagnostics.retain(|finding| finding.location.file == file);
        self.silenced.retain(|(finding, _)| finding.location.file == file);
    }

    /// Takes out the findings for which `reason` gives the reason of an author.
    pub fn silence(&mut self, mut reason: impl FnMut(&Diagnostic) -> Option<String>) {
        let all = std::mem::take(&mut self.diagnostics);
        for finding in all {
            match reason(&finding) {
                Some(reason) => self.silenced.push((finding, reason)),
                None => self.diagnostics.push(finding),
            }
        }
    }

    /// Returns the findings that authors silenced, with the reasons that they gave.
    pub fn silenced(&self) -> &[(Diagnostic, String)] {
        &self.silenced
    }

    /// Returns the findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.diagnostics.iter()
    }

    /// Returns how many findings have this level.
    pub fn count(&self, level: Level) -> usize {
        self.iter().filter(|finding| finding.code.level == level).count()
    }

    /// Returns true if there is no finding at all.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
