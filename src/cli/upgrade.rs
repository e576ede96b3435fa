//! `dtm attack upgrade`: what a newer ATT&CK does to the matrix, and what of it a program can write.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Outcome;
use super::check::{difference, write_mended};
use super::files::read_text;
use super::rim::{Failure, Rim};
use super::staging::sweep_all;
use super::wrap::wrap;
use crate::attack::{self, Fate, Task, Turn};
use crate::compile::Compiled;
use crate::diagnostic::Location;
use crate::diagnostic::render::clean;
use crate::mend::{Mended, apply, changed};
use crate::model::{AttackIndex, AttackType, natural};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The newer bundle, as MITRE publishes it, or an index that `dtm attack pin` wrote; one for each
    /// domain to raise
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write the new pin, and the ids that have one right successor
    #[arg(long)]
    write: bool,
    /// The domain, if the bundle does not say it
    #[arg(long)]
    domain: Option<String>,
    /// The version of ATT&CK, if the bundle does not say it
    #[arg(long, value_name = "VERSION")]
    attack_version: Option<String>,
    /// How to write what was found
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

/// Where the pinned indexes lie.
const INDEXES: &str = "attack/";

/// One domain, raised.
struct Raised<'a> {
    old: &'a AttackIndex,
    new: AttackIndex,
    turns: Vec<Turn>,
    /// Where texts name ids that are no longer in use.
    named: Vec<(Location, &'a str)>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let mut raised: Vec<Raised<'_>> = Vec::new();
    for path in &args.files {
        let new = newer(args, &read_text(path)?)?;
        let old = compiled.matrix.attack_index(&new.domain).ok_or_else(|| {
            format!("the matrix pins no {}; `dtm attack pin` pins a new domain", new.domain)
        })?;
        if raised.iter().any(|it| it.new.domain == new.domain) {
            return Err(format!("two files are of {}", new.domain).into());
        }
        if natural(&new.version, &old.version).is_lt() {
            let (new, old) = (&new.version, &old.version);
            return Err(format!("{} is {new}, older than the pinned {old}", path.display()).into());
        }
        let turns = attack::turns(&compiled.matrix, old, &new);
        let named = named(&compiled, old, &new, &turns);
        raised.push(Raised { old, new, turns, named });
    }
    let mended = mended(rim, &compiled, &raised)?;
    if args.format == "json" {
        let domains: Vec<Value> = raised.iter().map(|it| document(&compiled, it)).collect();
        let document = json!({ "version": 1, "written": args.write, "domains": domains });
        Rim::print_json(&format!("{document:#}\n"))?;
    } else {
        let width = Rim::screen().width;
        for (place, it) in raised.iter().enumerate() {
            Rim::print(if place > 0 { "\n" } else { "" })?;
            Rim::print(&clean(&told(&compiled, it, width)))?;
        }
        if !args.write {
            // A difference of an index is a page of ids; the list above says more.
            for it in mended.iter().filter(|it| !it.after.inner.starts_with(INDEXES)) {
                Rim::print(&format!("\n{}", difference(it)))?;
            }
        }
    }
    finish(args, rim, &raised, &mended)
}

/// Reads a newer index, or makes it from a bundle.
fn newer(args: &Args, text: &str) -> Result<AttackIndex, Failure> {
    if let Ok(index) = serde_json::from_str::<AttackIndex>(text) {
        return Ok(index);
    }
    Ok(attack::index(text, args.domain.as_deref(), args.attack_version.as_deref())?)
}

/// Returns the files that change: the pinned indexes, the version, and ids with one right successor.
fn mended(rim: &Rim, compiled: &Compiled, raised: &[Raised<'_>]) -> Result<Vec<Mended>, Failure> {
    let before = rim.files()?;
    let fixes: Vec<_> =
        raised.iter().flat_map(|it| attack::fixes(&compiled.matrix, &it.new, &it.turns)).collect();
    let applied = apply(&before, &compiled.sources, &fixes);
    let mut after = applied.map_or_else(|| before.clone(), |(after, _)| after);
    for it in raised {
        let inner = format!("{INDEXES}{}.json", it.new.domain);
        if let Some(file) = after.iter_mut().find(|file| file.inner == inner) {
            file.bytes = Ok(attack::to_json(&it.new).into_bytes());
        }
    }
    let mut changed = changed(before, after);
    // The indexes come last: while they are old, a run that was cut off can be done again.
    changed.sort_by_key(|it| it.after.inner.starts_with(INDEXES));
    Ok(changed)
}

fn finish(
    args: &Args,
    rim: &Rim,
    raised: &[Raised<'_>],
    mended: &[Mended],
) -> Result<Outcome, Failure> {
    let turns = || raised.iter().flat_map(|it| &it.turns);
    if args.write {
        sweep_all(&rim.root()?);
    }
    if mended.is_empty() {
        Rim::note("this version is pinned already");
        return Ok(Outcome::Clean);
    }
    let files = mended.len();
    let noun = if files == 1 { "file" } else { "files" };
    if !args.write {
        Rim::note(&format!("{files} {noun} would change; nothing was written, --write writes"));
    } else if let Some(turn) = turns().find(|turn| turn.fate == Fate::Untold) {
        let message = format!(
            "the file of {} holds no {}s, so it is not the whole bundle; nothing was written",
            turn.domain,
            turn.what.word()
        );
        return Err(message.into());
    } else {
        write_mended(rim, mended)?;
        Rim::note(&format!(
            "{files} {noun} written; now raise `version` and `modified` of the objects that changed"
        ));
    }
    let left = turns().any(|turn| turn.task == Task::Decide);
    Ok(if left { Outcome::Findings } else { Outcome::Clean })
}

/// Finds ids that are no longer in use in texts: nothing checks them there.
fn named<'a>(
    compiled: &Compiled,
    old: &'a AttackIndex,
    new: &AttackIndex,
    turns: &[Turn],
) -> Vec<(Location, &'a str)> {
    let gone = attack::withdrawn(old, new);
    let sources = &compiled.sources;
    let links: Vec<_> = turns.iter().map(|it| (it.at.file, sources.range(&it.at))).collect();
    let mut found = Vec::new();
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    for (file, source) in sources.iter().filter(|(_, it)| !it.inner.starts_with(INDEXES)) {
        let mut at = 0;
        for part in source.text.split_inclusive(|c| !sign(c)) {
            let word = part.trim_end_matches(|c| !sign(c)).trim_end_matches(['.', '-']);
            let range = at..at + word.len();
            at += part.len();
            let Some(id) = gone.get(word) else { continue };
            let linked = |(other, place): &(_, std::ops::Range<usize>)| {
                *other == file && place.start <= range.start && range.end <= place.end
            };
            if !links.iter().any(linked) {
                found.push((Location::bytes(file, range), *id));
            }
        }
    }
    found
}

/// Returns what a person reads of one domain.
fn told(compiled: &Compiled, raised: &Raised<'_>, width: usize) -> String {
    let Raised { old, new, turns, named } = raised;
    let kept = turns.iter().filter(|turn| turn.task == Task::Keep).count();
    let mut out = format!(
        "{}: ATT&CK {} to {}, {} links, {kept} unchanged\n",
        new.domain,
        old.version,
        new.version,
        turns.len()
    );
    for (task, head) in [
        (Task::Rewrite, "to rewrite, one right answer"),
        (Task::Decide, "to decide"),
        (Task::Reread, "to read again, the link holds"),
    ] {
        let told = turns.iter().filter(|turn| turn.task == task && turn.fate != Fate::Untold);
        let those: Vec<&Turn> = told.collect();
        if those.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{head}: {}", those.len());
        for turn in those {
            let place = place(compiled, &turn.at);
            let _ = writeln!(out, "  {place}  {} {}", turn.id, turn.name);
            wrap(&mut out, "      ", &said(new, turn), width);
        }
    }
    let untold: Vec<&Turn> = turns.iter().filter(|turn| turn.fate == Fate::Untold).collect();
    if let Some(first) = untold.first() {
        let text = format!(
            "{} links cannot be judged, since the file is not the whole bundle: it holds no {}s",
            untold.len(),
            first.what.word()
        );
        out.push('\n');
        wrap(&mut out, "", &text, width);
    }
    if !named.is_empty() {
        let _ = writeln!(out, "\nnamed in texts, no longer in use: {}", named.len());
        for (at, id) in named {
            let _ = writeln!(out, "  {}  {id}", place(compiled, at));
        }
    }
    out
}

fn place(compiled: &Compiled, at: &Location) -> String {
    let path = &compiled.sources.get(at.file).path;
    format!("{path}:{}", compiled.sources.positions(at).0.line)
}

/// Returns what became of an object of ATT&CK and what to do, in words.
fn said(new: &AttackIndex, turn: &Turn) -> String {
    let entry = |id: &str| {
        let types = [AttackType::Technique, AttackType::Tactic, AttackType::Mitigation];
        types.into_iter().find_map(|what| new.of(what).get(id))
    };
    let full = |id: &str| {
        let entry = entry(id);
        let parent = entry.and_then(|it| it.parent.as_ref()).and_then(|id| new.techniques.get(id));
        let parent = parent.map_or_else(String::new, |parent| format!("{}: ", parent.name));
        format!("`{id}` ({parent}{})", entry.map_or("", |it| &it.name))
    };
    let mut parts = Vec::new();
    match &turn.fate {
        Fate::Live => {}
        Fate::Replaced { by, .. } if turn.doubled => parts.push(format!(
            "revoked, replaced by {}, to which {} links already: fold the two into one",
            full(by),
            turn.object
        )),
        Fate::Replaced { by, .. } => parts.push(format!("revoked, replaced by {}", full(by))),
        Fate::Revoked => {
            parts.push("revoked without a successor: look for one on attack.mitre.org".to_owned());
        }
        Fate::Deprecated => {
            parts.push("deprecated: choose another, or say why there is none".to_owned());
        }
        Fate::Gone { namesakes } if namesakes.is_empty() => {
            parts
                .push("gone, and nothing in use has its name: look on attack.mitre.org".to_owned());
        }
        Fate::Gone { namesakes } => {
            let names: Vec<String> = namesakes.iter().map(|id| full(id)).collect();
            let names = names.join(", ");
            parts.push(format!("gone; the same name has {names}: read it before you write it"));
        }
        Fate::Untold => parts.push(format!("the file holds no {}s", turn.what.word())),
    }
    if let Some(name) = &turn.renamed {
        parts.push(format!("now called \"{name}\""));
    }
    if let Some((before, after)) = &turn.tactics {
        parts.push(format!("tactics {}, before {}", after.join(", "), before.join(", ")));
    }
    for (id, count) in &turn.split {
        parts.push(format!("{} is new and took {count} of its techniques", full(id)));
    }
    parts.join("; ")
}

fn document(compiled: &Compiled, raised: &Raised<'_>) -> Value {
    let turn = |turn: &Turn| {
        let at = compiled.sources.positions(&turn.at).0;
        let mut object = json!({
            "object": turn.object,
            "file": compiled.sources.get(turn.at.file).path,
            "line": at.line,
            "column": at.column,
            "id": turn.id,
            "name": turn.name,
            "task": turn.task,
            "doubled": turn.doubled,
            "renamed": turn.renamed,
            "tactics_before": turn.tactics.as_ref().map(|it| &it.0),
            "tactics_after": turn.tactics.as_ref().map(|it| &it.1),
            "split": turn.split.iter().map(|(id, count)| json!({ "id": id, "techniques": count })).collect::<Vec<_>>(),
            "message": said(&raised.new, turn),
        });
        if let (Some(object), Ok(Value::Object(fate))) =
            (object.as_object_mut(), serde_json::to_value(&turn.fate))
        {
            // `name` is the older one.
            object.extend(fate.into_iter().filter(|(key, _)| key != "name"));
        }
        object
    };
    let named = |(at, id): &(Location, &str)| {
        let line = compiled.sources.positions(at).0.line;
        json!({ "id": id, "file": compiled.sources.get(at.file).path, "line": line })
    };
    json!({
        "domain": raised.new.domain,
        "from": raised.old.version,
        "to": raised.new.version,
        "links": raised.turns.iter().map(turn).collect::<Vec<_>>(),
        "named_in_texts": raised.named.iter().map(named).collect::<Vec<_>>(),
    })
}
