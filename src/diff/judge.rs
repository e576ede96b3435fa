//! Holds changes to the rule of versions and the law of ids.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Change, Class, Diff, FieldChange, Side, Verb, What};
use super::{codes, words};
use crate::diagnostic::{Diagnostic, Location, Report, Source, Sources};
use crate::model::KINDS;

/// Two texts of which less than one word in four is the same speak of different things.
const ALIKE: (usize, usize) = (1, 4);

/// Findings about a diff, with the files that they name.
#[derive(Debug)]
pub struct Judged {
    /// The files now, the files before, and one for each that is gone.
    pub sources: Sources,
    /// The findings, sorted by place.
    pub report: Report,
}

/// Says what in a diff breaks a rule. `released` says that the state before was published, so that
/// drafts are held to the rule of versions too; `folder` is how the folder of the new files is
/// called, with a slash at its end if it has a name.
pub fn judge(diff: &Diff, old: Sources, new: Sources, released: bool, folder: &str) -> Judged {
    let n_new = new.as_slice().len();
    let mut sources = new.into_vec();
    sources.extend(old.into_vec());
    let mut bench = Bench { sources, n_new, diff, report: Report::default(), released, folder };
    for change in &diff.changes {
        bench.one(change);
    }
    let sources = Sources::new(bench.sources);
    bench.report.sort(&sources);
    Judged { sources, report: bench.report }
}

struct Bench<'a> {
    sources: Vec<Source>,
    n_new: usize,
    diff: &'a Diff,
    report: Report,
    released: bool,
    folder: &'a str,
}

impl Bench<'_> {
    fn one(&mut self, change: &Change) {
        match (&change.before, &change.after) {
            (Some(before), None) => self.removed(change, before),
            (Some(before), Some(after)) => {
                self.controls(change, before, after);
                self.reused(change, before, after);
                // A draft is being worked on, and its version says nothing until it is published.
                if self.released || before.status != "draft" {
                    self.version(change, before, after);
                }
            }
            (None, _) => {}
        }
    }

    fn old(&self, side: &Side, pointer: &str) -> Location {
        Location::value(Sources::id(self.n_new + side.index), pointer)
    }

    fn removed(&mut self, change: &Change, before: &Side) {
        let inner = self.sources[self.n_new + before.index].inner.clone();
        let gone = Source {
            path: format!("{}{inner}", self.folder),
            inner,
            absent: true,
            ..Source::default()
        };
        self.sources.push(gone);
        let place = Location::file(Sources::id(self.sources.len() - 1));
        let twin = self.diff.of(What::Added).find(|other| {
            other.kind == change.kind && other.name().eq_ignore_ascii_case(&before.name)
        });
        let help = match twin {
            Some(twin) => format!(
                "put the file back; the object of that name now stands under {}, but an id stays with its object: keep {} or set `status: revoked` and `replaced_by: {}` in it",
                twin.id, change.id, twin.id,
            ),
            None => "put the file back and set `status: deprecated` with `status_reason`, or `status: revoked` with `replaced_by`".to_owned(),
        };
        let message = format!("{} {} is gone", words::lower(change.label), change.id);
        let name = if self.pointer_exists(before, "/name") { "/name" } else { "/title" };
        let finding = Diagnostic::new(&codes::ID_REMOVED, place, message).help(help);
        self.report.push(finding.related(self.old(before, name), "this is what it was"));
    }

    fn pointer_exists(&self, before: &Side, pointer: &str) -> bool {
        let tree = self.sources[self.n_new + before.index].tree.as_ref();
        tree.is_some_and(|tree| tree.pointer(pointer).is_some())
    }

    /// Controls are entries of a catalogue and have ids of their own.
    fn controls(&mut self, change: &Change, before: &Side, after: &Side) {
        let gone = |it: &&FieldChange| it.field == "controls" && it.verb == Verb::Removed;
        if change.kind != "catalogue" {
            return;
        }
        for field in change.fields.iter().filter(gone) {
            let entry = field.entry.as_deref().unwrap_or_default();
            let place = Location::key(Sources::id(after.index), "/controls");
            let message = format!("control {}:{entry} is gone", change.id);
            let old = self.old(before, field.old_pointer.as_deref().unwrap_or_default());
            let finding = Diagnostic::new(&codes::ID_REMOVED, place, message)
                .help("put the entry back and set `status: retired`");
            self.report.push(finding.related(old, "this is what it was"));
        }
    }

    /// An object whose words are all others is another object.
    fn reused(&mut self, change: &Change, before: &Side, after: &Side) {
        let old = self.sources[self.n_new + before.index].tree.as_ref();
        let new = self.sources[after.index].tree.as_ref();
        let (Some(old), Some(new)) = (old, new) else { return };
        let mut compared = 0;
        for keys in [&["name", "title"][..], &["summary"], &["description", "body"]] {
            let (Some(old), Some(new)) = (text(old, keys), text(new, keys)) else { continue };
            if alike(old, new) {
                return;
            }
            compared += 1;
        }
        if compared < 2 {
            return;
        }
        let pointer = if new.get("name").is_some() { "/name" } else { "/title" };
        let place = Location::value(Sources::id(after.index), pointer);
        let message = format!("{} seems to speak of something else than before", change.id);
        let letters =
            KINDS.iter().find(|kind| kind.name == change.kind).map_or("", |it| it.letters);
        let next = if letters.is_empty() { "another id" } else { "the next free number" };
        let help = format!(
            "give the new object {next}, and put the old one back; if it is the same in better words, leave it and say so to the reviewer"
        );
        let finding = Diagnostic::new(&codes::ID_REUSED, place, message).help(help);
        self.report.push(finding.related(self.old(before, pointer), "this is what it was"));
    }

    fn version(&mut self, change: &Change, before: &Side, after: &Side) {
        let (Some(old), Some(new)) = (number(&before.version), number(&after.version)) else {
            return;
        };
        let class = change.class();
        let file = Sources::id(after.index);
        let at = Location::value(file, "/version");
        let id = &change.id;
        let what = match class {
            Class::Scope => "its scope",
            Class::Name => "its name",
            Class::Status => "its status",
            Class::Content => "its content",
            Class::Mapping => "its mappings",
            Class::Prose | Class::Book => "its wording",
        };
        let wanted = if class == Class::Scope { (old.0 + 1, 0) } else { (old.0, old.1 + 1) };
        let type_this =
            |wanted: (u64, u64)| format!("write `version: \"{}.{}\"`", wanted.0, wanted.1);
        let raises = class > Class::Prose;
        let (was, is) = (&before.version, &after.version);
        let finding = if new < old {
            let message = format!("{id} goes back from version {was} to {is}");
            let wanted = if raises { wanted } else { old };
            Some(Diagnostic::new(&codes::VERSION_LOWERED, at, message).help(type_this(wanted)))
        } else if raises && new == old {
            let message = format!("{id} changed {what} and still has version {is}");
            Some(Diagnostic::new(&codes::VERSION_NOT_RAISED, at, message).help(type_this(wanted)))
        } else if class == Class::Scope && new.0 == old.0 {
            let message = format!("{id} changed its scope, and {was} became {is} only");
            Some(Diagnostic::new(&codes::MAJOR_NOT_RAISED, at, message).help(type_this(wanted)))
        } else {
            None
        };
        if let Some(finding) = finding {
            self.report.push(self.with_cause(finding, change, before, after));
        }
        self.modified(change, before, after, what);
    }

    fn modified(&mut self, change: &Change, before: &Side, after: &Side, what: &str) {
        if change.class() == Class::Book {
            return;
        }
        let day = |index: usize| {
            let tree = self.sources[index].tree.as_ref();
            tree.and_then(|tree| tree.get("modified")).and_then(Value::as_str).map(str::to_owned)
        };
        let (Some(old), Some(new)) = (day(self.n_new + before.index), day(after.index)) else {
            return;
        };
        if new > old {
            return;
        }
        let at = Location::value(Sources::id(after.index), "/modified");
        let message = if new == old {
            format!("{} changed {what}, and `modified` still says {new}", change.id)
        } else {
            format!("{} changed {what}, and `modified` went back from {old} to {new}", change.id)
        };
        let finding = Diagnostic::new(&codes::MODIFIED_NOT_MOVED, at, message)
            .help("write the day of this change as `modified: YYYY-MM-DD`");
        self.report.push(self.with_cause(finding, change, before, after));
    }

    /// Shows the gravest difference beside a finding.
    fn with_cause(
        &self,
        finding: Diagnostic,
        change: &Change,
        before: &Side,
        after: &Side,
    ) -> Diagnostic {
        let class = change.class();
        let Some(field) = change.fields.iter().find(|field| field.class == class) else {
            return finding;
        };
        match (&field.new_pointer, &field.old_pointer) {
            (Some(new), old) => {
                let label = if old.is_none() { "this is new" } else { "this changed" };
                finding.related(Location::value(Sources::id(after.index), new.as_str()), label)
            }
            (None, Some(old)) => finding.related(self.old(before, old), "this is gone"),
            (None, None) => finding,
        }
    }
}

/// Reads `M.N`.
pub(super) fn number(version: &str) -> Option<(u64, u64)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn text<'a>(tree: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| tree.get(*key)).and_then(Value::as_str)
}

/// Returns whether two texts share enough words. Short words say nothing.
fn alike(old: &str, new: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let letters = text.split(|c: char| !c.is_alphanumeric());
        letters.filter(|word| word.chars().count() > 3).map(str::to_lowercase).collect()
    };
    let (old, new) = (words(old), words(new));
    let most = old.len().max(new.len());
    let shared = old.intersection(&new).count();
    most == 0 || shared * ALIKE.1 >= most * ALIKE.0
}
