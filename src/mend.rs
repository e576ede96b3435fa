//! Applies the fixes that findings bring along, in memory, until nothing changes.

use std::collections::BTreeSet;

use crate::compile::compile_files;
use crate::diagnostic::{Edit, Fix, Level, Report, Sources};
use crate::load::RawFile;

/// How often all is checked again: a fix may lay bare the next fault.
const ROUNDS: usize = 5;

/// A file before and after.
#[derive(Debug)]
pub struct Mended {
    /// The file as it was read.
    pub before: RawFile,
    /// The file as it should be; its path may be another.
    pub after: RawFile,
}

/// Applies fixes and returns the files that change, with the number of fixes.
///
/// A fix that would make more errors, or a file that is no longer YAML, is not applied.
pub fn mend(files: Vec<RawFile>) -> (Vec<Mended>, usize) {
    mend_where(files, &compiled, |_, _| true)
}

/// Applies the fixes of a file that belongs to no matrix, which `judge` looks at. Returns the text and
/// the number of fixes; `None` if there are none.
pub fn mend_guest(
    guest: RawFile,
    judge: impl Fn(RawFile) -> (Sources, Report),
) -> Option<(String, usize)> {
    let judge = |mut files: Vec<RawFile>| files.pop().map(&judge).unwrap_or_default();
    text_of(mend_where(vec![guest], &judge, |_, _| true))
}

/// Applies the fixes that change the text of one file and nothing else. Returns the text and the number
/// of fixes; `None` if there are none.
pub fn mend_file(files: Vec<RawFile>, inner: &str) -> Option<(String, usize)> {
    let here = |file, sources: &Sources| sources.get(file).inner == inner;
    text_of(mend_where(files, &compiled, |sources, fix| {
        let edits = sources.edits(fix).unwrap_or_default();
        fix.renames().next().is_none() && edits.iter().all(|it| here(it.file, sources))
    }))
}

fn text_of((mut mended, count): (Vec<Mended>, usize)) -> Option<(String, usize)> {
    let text = String::from_utf8(mended.pop()?.after.bytes.ok()?).ok()?;
    Some((text, count))
}

/// Files and what is wrong with them.
type State = (Sources, Report);

/// Who says what is wrong with files.
type Judge<'a> = dyn Fn(Vec<RawFile>) -> State + 'a;

fn compiled(files: Vec<RawFile>) -> State {
    let compiled = compile_files(files);
    (compiled.sources, compiled.report)
}

fn mend_where(
    files: Vec<RawFile>,
    judge: &Judge<'_>,
    wanted: impl Fn(&Sources, &Fix) -> bool,
) -> (Vec<Mended>, usize) {
    let mut now = files.clone();
    let mut state = judge(now.clone());
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let mut known = fixes(&state.1);
        known.retain(|fix| wanted(&state.0, fix));
        let step = attempt(&now, &state, &known, judge).or_else(|| {
            // All at once is worse: one of them is wrong, so each is tried alone.
            known.iter().find_map(|fix| attempt(&now, &state, std::slice::from_ref(fix), judge))
        });
        let Some((next, judged, count)) = step else { break };
        (now, state) = (next, judged);
        applied += count;
    }
    (changed(files, now), applied)
}

/// Returns the files that differ between two states of the same files.
pub fn changed(before: Vec<RawFile>, after: Vec<RawFile>) -> Vec<Mended> {
    let changed = |(before, after): &(RawFile, RawFile)| {
        before.inner != after.inner || before.bytes.as_ref().ok() != after.bytes.as_ref().ok()
    };
    let pairs = before.into_iter().zip(after).filter(changed);
    pairs.map(|(before, after)| Mended { before, after }).collect()
}

fn fixes(report: &Report) -> Vec<Fix> {
    report.iter().filter_map(|finding| finding.fix.clone()).collect()
}

/// Applies fixes; `None` if nothing changes or it gets worse.
fn attempt(
    now: &[RawFile],
    state: &State,
    fixes: &[Fix],
    judge: &Judge<'_>,
) -> Option<(Vec<RawFile>, State, usize)> {
    let (next, count) = apply(now, &state.0, fixes)?;
    let judged = judge(next.clone());
    (!is_worse(state, &judged)).then_some((next, judged, count))
}

/// Applies fixes, and returns the files with the number of those that were applied; `None` if there
/// was none. Of two fixes that touch each other the first wins.
pub fn apply(now: &[RawFile], sources: &Sources, fixes: &[Fix]) -> Option<(Vec<RawFile>, usize)> {
    let mut next = now.to_vec();
    let mut edits: Vec<Edit> = Vec::new();
    let mut moved = BTreeSet::new();
    let mut count = 0;
    for fix in fixes {
        let Some(new) = sources.edits(fix) else { continue };
        let free = |edit: &Edit| !edits.iter().any(|other| touches(edit, other));
        let names: Vec<_> = fix.renames().collect();
        let open = names
            .iter()
            .all(|(file, to)| !moved.contains(file) && next.iter().all(|other| other.inner != *to));
        if !new.iter().all(free) || !open {
            continue;
        }
        edits.extend(new);
        for (file, to) in names {
            let source = sources.get(file);
            let place = next.iter_mut().find(|it| it.inner == source.inner)?;
            let folder = place.path.strip_suffix(place.inner.as_str()).unwrap_or_default();
            place.path = format!("{folder}{to}");
            to.clone_into(&mut place.inner);
            moved.insert(file);
        }
        count += 1;
    }
    // From the end to the start, so that places stay true.
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.file, edit.range.start)));
    for (index, (file, raw)) in now.iter().zip(&mut next).enumerate() {
        let ours: Vec<&Edit> = edits.iter().filter(|it| it.file == Sources::id(index)).collect();
        if !ours.is_empty() {
            let mut text = std::str::from_utf8(file.bytes.as_ref().ok()?).ok()?.to_owned();
            let mark = text.len() - text.trim_start_matches('\u{feff}').len();
            for edit in ours {
                text.replace_range(mark + edit.range.start..mark + edit.range.end, &edit.text);
            }
            raw.bytes = Ok(text.into_bytes());
        }
    }
    (count > 0).then_some((next, count))
}

fn touches(a: &Edit, b: &Edit) -> bool {
    a.file == b.file && a.range.start <= b.range.end && b.range.start <= a.range.end
}

/// Tells whether there are more errors than before, or a file that was YAML is none.
fn is_worse(before: &State, after: &State) -> bool {
    let lost = before.0.iter().zip(after.0.iter());
    let lost = lost.filter(|((_, old), (_, new))| old.tree.is_some() && new.tree.is_none());
    after.1.count(Level::Error) > before.1.count(Level::Error) || lost.count() > 0
}
