//! What each file says and what is wrong with it alone, for one file or for all in parallel.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::outcome::Outcome;
use super::schema::{comments, free_texts, one};
use super::spelling::{Spelled, Speller};
use crate::diagnostic::{Diagnostic, FileId, Report, Source, Sources};
use crate::model::{Object, Parts};

/// What one file says, and what is wrong with it when it is taken alone.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    outcome: Outcome,
    words: Spelled,
}

impl Judged {
    /// Returns the object that the file holds.
    pub fn object(&self) -> Option<&Object> {
        match &self.outcome {
            Outcome::Object(object) | Outcome::Misnamed(object, _) => Some(object),
            _ => None,
        }
    }

    /// Returns whether the file should say something and cannot be read.
    pub fn is_broken(&self) -> bool {
        matches!(self.outcome, Outcome::Broken(_))
    }
}

/// Judges files alone, each with the words that its matrix knows.
pub struct Judge<'a> {
    speller: Option<Speller<'a>>,
}

impl<'a> Judge<'a> {
    /// Returns the judge of a matrix.
    pub fn new(sources: &'a Sources) -> Self {
        Self { speller: Speller::new(sources) }
    }

    /// Judges one file.
    pub fn one(&self, file: FileId, source: &Source) -> Judged {
        let mut findings = Vec::new();
        let outcome = one(file, source, &mut findings);
        let texts = free_texts(source);
        comments(file, source, &texts, &mut findings);
        let words = self.speller.as_ref().map(|it| it.read(file, &texts)).unwrap_or_default();
        Judged { findings, outcome, words }
    }

    /// Judges all files, in parallel.
    pub fn all(&self, sources: &Sources) -> Vec<Judged> {
        let files = sources.as_slice().par_iter().enumerate();
        files.map(|(index, source)| self.one(Sources::id(index), source)).collect()
    }

    /// Collects what the files say, in path order.
    pub fn gather(self, judged: Vec<Judged>, report: &mut Report) -> Parts {
        let mut parts = Parts::default();
        let mut needed = BTreeSet::new();
        for (index, Judged { findings, outcome, words }) in judged.into_iter().enumerate() {
            for finding in findings {
                report.push(finding);
            }
            parts.spelling.strangers.extend(words.strangers);
            needed.extend(words.needed);
            match outcome {
                Outcome::Nothing => {}
                Outcome::Meta(meta) => parts.meta = Some((Sources::id(index), *meta)),
                Outcome::Object(object) => parts.objects.push(*object),
                Outcome::Misnamed(object, stem) => {
                    parts.broken.insert(stem.clone());
                    parts.misnamed.insert(Sources::id(index), stem);
                    parts.objects.push(*object);
                }
                Outcome::Attack(attack) => parts.attack.push(*attack),
                Outcome::Broken(id) => {
                    parts.broken.insert(id);
                }
            }
        }
        parts.spelling.idle = self.speller.map(|it| it.idle(&needed)).unwrap_or_default();
        parts
    }
}

/// Judges each file alone and returns what the files say.
pub fn schema(sources: &Sources, report: &mut Report) -> Parts {
    let judge = Judge::new(sources);
    let judged = judge.all(sources);
    judge.gather(judged, report)
}
