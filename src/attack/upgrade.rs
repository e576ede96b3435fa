//! What a newer ATT&CK does to the links of a matrix: what became of each object that something of
//! ours maps to, and what has one right answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagnostic::{Fix, Location};
use crate::model::{AttackEntry, AttackIndex, AttackType, Link, Matrix, Object, Target};

/// Heirs have heirs; more than so many steps are a circle.
const STEPS: usize = 16;

/// What became of an object of ATT&CK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "kebab-case")]
pub enum Fate {
    /// It is in use under the same id.
    Live,
    /// It was revoked, and this one in use replaces it.
    Replaced {
        /// Id of what replaces it.
        by: String,
        /// Name of what replaces it.
        name: String,
    },
    /// It was revoked, and nothing in use replaces it.
    Revoked,
    /// It was retired without a successor.
    Deprecated,
    /// The newer version does not know the id.
    Gone {
        /// Ids in use with the same name: candidates and no more.
        namesakes: Vec<String>,
    },
    /// The newer index holds nothing of its type, so it is not whole.
    Untold,
}

/// What is to be done about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A person must decide: `dtm check` will find fault with it.
    Decide,
    /// The id has one right successor.
    Rewrite,
    /// The link holds, and what it leads to has changed: somebody should read its reason again.
    Reread,
    /// Nothing.
    Keep,
}

/// A link of ours, and what became of what it leads to.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Id of our object.
    pub object: String,
    /// Where the id stands.
    pub at: Location,
    /// Domain of ATT&CK.
    pub domain: String,
    /// What it is in ATT&CK.
    pub what: AttackType,
    /// Id in ATT&CK.
    pub id: String,
    /// Its name in the older version.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// Its name in the newer version, if it is another and the id is in use.
    pub renamed: Option<String>,
    /// Ids of its tactics before and after, or of those of its successor, if they differ.
    pub tactics: Option<(Vec<String>, Vec<String>)>,
    /// Of a tactic: new tactics that took techniques of it, with how many.
    pub split: Vec<(String, usize)>,
    /// What is to be done.
    pub task: Task,
    /// Whether our object links to the successor already.
    pub doubled: bool,
}

/// Returns what a newer index of one domain does to each link into that domain, in the order of our
/// objects.
pub fn turns(matrix: &Matrix, old: &AttackIndex, new: &AttackIndex) -> Vec<Turn> {
    let versions = Versions { matrix, old, new };
    matrix.objects().iter().flat_map(|object| versions.of(object)).collect()
}

/// Returns the fixes that write the successors and the version.
pub fn fixes(matrix: &Matrix, new: &AttackIndex, turns: &[Turn]) -> Vec<Fix> {
    let pin = matrix.meta_file().map(|file| {
        Fix::word(Location::value(file, format!("/attack/{}", new.domain)), &new.version)
    });
    let rewrites = turns.iter().filter(|turn| turn.task == Task::Rewrite);
    let rewrites = rewrites.filter_map(|turn| match &turn.fate {
        Fate::Replaced { by, .. } => Some(Fix::word(turn.at.clone(), by)),
        _ => None,
    });
    pin.into_iter().chain(rewrites).collect()
}

/// Returns the ids that the older version has in use and the newer one has not: texts may name them.
pub fn withdrawn<'a>(old: &'a AttackIndex, new: &AttackIndex) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for what in [AttackType::Tactic, AttackType::Technique, AttackType::Mitigation] {
        let told = !new.of(what).is_empty();
        let live = |id: &str| new.of(what).get(id).is_some_and(|it| it.status.is_live());
        let ids = old.of(what).iter().filter(|(_, entry)| told && entry.status.is_live());
        found.extend(ids.map(|(id, _)| id.as_str()).filter(|id| !live(id)));
    }
    found
}

struct Versions<'a> {
    matrix: &'a Matrix,
    old: &'a AttackIndex,
    new: &'a AttackIndex,
}

impl Versions<'_> {
    /// Returns the turns of the links of one object.
    fn of(&self, object: &Object) -> Vec<Turn> {
        let mut turns: Vec<Turn> =
            object.links().iter().filter_map(|link| self.turn(object, link)).collect();
        // What is linked already, or would be twice, is for a person to fold into one.
        let mut taken: BTreeSet<String> = turns.iter().map(|turn| turn.id.clone()).collect();
        for turn in &mut turns {
            if let Fate::Replaced { by, .. } = &turn.fate {
                turn.doubled = !taken.insert(by.clone());
            }
            turn.task = turn.task();
        }
        turns
    }

    fn turn(&self, object: &Object, link: &Link) -> Option<Turn> {
        let (what, id) = match &link.target {
            Target::AttackTechnique(domain, id) if *domain == self.old.domain => {
                (AttackType::Technique, id)
            }
            Target::AttackTactic(domain, id) if *domain == self.old.domain => {
                (AttackType::Tactic, id)
            }
            // A mitigation is written without its domain: the first that knows it is meant.
            Target::AttackMitigation(id) => {
                let node = self.matrix.resolve(&link.target)?;
                let home = self.matrix.attack_entry(node)?.domain;
                if home != self.old.domain {
                    return None;
                }
                (AttackType::Mitigation, id)
            }
            _ => return None,
        };
        let before = self.old.of(what).get(id)?;
        let after = self.new.of(what).get(id).filter(|entry| entry.status.is_live());
        let fate = self.fate(what, id, before);
        let heir = match &fate {
            Fate::Replaced { by, .. } => self.new.of(what).get(by),
            _ => after,
        };
        let (was, is) = (tactics(self.old, before), heir.map(|heir| tactics(self.new, heir)));
        Some(Turn {
            object: object.id().to_owned(),
            at: object.at(link.pointer.to_string()),
            domain: self.old.domain.clone(),
            what,
            id: id.clone(),
            name: before.name.clone(),
            renamed: after.map(|it| it.name.clone()).filter(|name| *name != before.name),
            tactics: is.filter(|is| *is != was).map(|is| (was, is)),
            split: if what == AttackType::Tactic { self.split(id) } else { Vec::new() },
            task: Task::Keep,
            doubled: false,
            fate,
        })
    }

    fn fate(&self, what: AttackType, id: &str, before: &AttackEntry) -> Fate {
        let entries = self.new.of(what);
        if entries.is_empty() {
            return Fate::Untold;
        }
        let Some(mut entry) = entries.get(id) else {
            let same =
                entries.iter().filter(|(_, it)| it.status.is_live() && it.name == before.name);
            return Fate::Gone { namesakes: same.map(|(id, _)| id.clone()).collect() };
        };
        if entry.status.is_live() {
            return Fate::Live;
        }
        let revoked =
            entry.revoked_by.is_some() || entry.status == crate::model::AttackStatus::Revoked;
        for _ in 0..STEPS {
            let Some(by) = &entry.revoked_by else { break };
            match entries.get(by) {
                Some(heir) if heir.status.is_live() => {
                    return Fate::Replaced { by: by.clone(), name: heir.name.clone() };
                }
                Some(heir) => entry = heir,
                None => break,
            }
        }
        if revoked { Fate::Revoked } else { Fate::Deprecated }
    }

    /// Returns the tactics that are new and took techniques away from one that stays.
    fn split(&self, id: &str) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (technique, before) in self.old.techniques.iter().filter(|it| it.1.status.is_live()) {
            if !tactics(self.old, before).iter().any(|it| it == id) {
                continue;
            }
            let now = match self.fate(AttackType::Technique, technique, before) {
                Fate::Replaced { by, .. } => self.new.techniques.get(&by),
                _ => self.new.techniques.get(technique),
            };
            let after = now.map(|entry| tactics(self.new, entry)).unwrap_or_default();
            if !after.iter().any(|it| it == id) {
                for new in after.into_iter().filter(|it| !self.old.tactics.contains_key(it)) {
                    *counts.entry(new).or_default() += 1;
                }
            }
        }
        counts.into_iter().collect()
    }
}

impl Turn {
    fn task(&self) -> Task {
        match &self.fate {
            Fate::Replaced { .. } if !self.doubled => Task::Rewrite,
            Fate::Live
                if self.renamed.is_none() && self.tactics.is_none() && self.split.is_empty() =>
            {
                Task::Keep
            }
            Fate::Live => Task::Reread,
            _ => Task::Decide,
        }
    }
}

/// Returns the ids of the tactics of an entry, sorted: short names change with the names of tactics.
fn tactics(index: &AttackIndex, entry: &AttackEntry) -> Vec<String> {
    let id = |short: &String| {
        let mut tactics = index.tactics.iter();
        let known = tactics.find(|(_, tactic)| tactic.shortname.as_ref() == Some(short));
        known.map_or_else(|| short.clone(), |(id, _)| id.clone())
    };
    let mut ids: Vec<String> = entry.tactics.iter().map(id).collect();
    ids.sort();
    ids
}
