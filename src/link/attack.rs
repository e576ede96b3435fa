//! Ids of ATT&CK that the pinned version does not have, or no longer.

use super::codes;
use crate::diagnostic::{Diagnostic, Fix, Location, nearest, sole};
use crate::model::{
    AttackEntry, AttackIndex, AttackStatus, AttackType, Matrix, Node, Object, Pointer,
};

const TYPES: [AttackType; 3] = [AttackType::Technique, AttackType::Tactic, AttackType::Mitigation];

/// An id that the index of its domain does not hold as what it should be.
pub(super) fn unknown(
    matrix: &Matrix,
    at: Location,
    what: AttackType,
    domain: Option<&str>,
    id: &str,
) -> Diagnostic {
    let holds = |what: AttackType| {
        let index = matrix.attack().iter().find(|index| index.of(what).contains_key(id));
        index.map(|index| (what, index.domain.as_str()))
    };
    let found = holds(what).or_else(|| TYPES.into_iter().find_map(holds));
    let pinned = domain.map(|domain| matrix.attack_index(domain));
    let (message, help) = match (found, domain, pinned) {
        (Some((other, home)), Some(domain), _) if other == what => (
            format!("`{id}` is a {} of {home}, not of {domain}", what.word()),
            Some(format!("write `domain: {home}`, or choose another id")),
        ),
        (Some((other, _)), ..) => {
            let (other, what) = (other.word(), what.word());
            (format!("`{id}` is a {other} of ATT&CK, not a {what}"), None)
        }
        (None, Some(domain), Some(None)) => (
            format!("no index of {domain} is pinned, so `{id}` cannot be looked up"),
            Some("run `dtm attack pin` with MITRE's bundle of that domain".to_owned()),
        ),
        (None, ..) => {
            let index = pinned.flatten().or_else(|| matrix.attack().first());
            let version = index.map_or_else(String::new, |index| format!(" {}", index.version));
            let place = domain.unwrap_or("any pinned domain");
            (format!("ATT&CK{version} has no `{id}` in {place}"), None)
        }
    };
    let fix = if help.is_none() {
        sole(id, live(matrix, what, domain).map(|(id, _)| id))
            .map(|near| Fix::word(at.clone(), near))
    } else {
        None
    };
    let help = help.unwrap_or_else(|| near(matrix, what, domain, id));
    Diagnostic::new(&codes::UNKNOWN_ATTACK_ID, at, message).help(help).fix(fix)
}

/// Returns the ids in use with their entries.
fn live<'a>(
    matrix: &'a Matrix,
    what: AttackType,
    domain: Option<&'a str>,
) -> impl Iterator<Item = (&'a str, &'a AttackEntry)> {
    let here = move |index: &&AttackIndex| domain.is_none_or(|domain| index.domain == domain);
    let entries = matrix.attack().iter().filter(here).flat_map(move |index| index.of(what));
    entries.filter(|(_, entry)| entry.status.is_live()).map(|(id, entry)| (id.as_str(), entry))
}

/// Names an id in use that is near.
fn near(matrix: &Matrix, what: AttackType, domain: Option<&str>, id: &str) -> String {
    let live = || live(matrix, what, domain);
    let name = |near: &str| live().find(|(id, _)| *id == near).map(|(_, entry)| &entry.name);
    nearest(id, live().map(|(id, _)| id)).map_or_else(
        || "look the id up on attack.mitre.org".to_owned(),
        |near| format!("did you mean `{near}` ({})?", name(near).map_or("", String::as_str)),
    )
}

/// An id that MITRE has replaced or retired.
pub(super) fn withdrawn(
    matrix: &Matrix,
    object: &Object,
    pointer: &Pointer,
    to: Node,
) -> Option<Diagnostic> {
    let attack = matrix.attack_entry(to)?;
    let at = object.at(pointer.to_string());
    let version = matrix.attack_index(attack.domain).map_or("", |index| index.version.as_str());
    let (id, name) = (attack.id, &attack.entry.name);
    match attack.entry.status {
        AttackStatus::Live => None,
        AttackStatus::Revoked => {
            let message = format!("ATT&CK {version} revoked `{id}` ({name})");
            let help = match &attack.entry.revoked_by {
                Some(by) => {
                    let index = matrix.attack_index(attack.domain);
                    let heir = index.and_then(|index| index.of(attack.what).get(by));
                    let name = heir.map_or("", |heir| heir.name.as_str());
                    format!("write `{by}` ({name}), which replaces it")
                }
                None => "MITRE names no replacement: look for one on attack.mitre.org".to_owned(),
            };
            let fix = attack.entry.revoked_by.as_ref().map(|by| Fix::word(at.clone(), by));
            Some(Diagnostic::new(&codes::REVOKED_ATTACK_ID, at, message).help(help).fix(fix))
        }
        AttackStatus::Deprecated => {
            let message = format!("ATT&CK {version} deprecated `{id}` ({name})");
            let help = if object.kind().name == "mitigation" {
                "choose another, or delete the line"
            } else {
                "choose another, or say in `attack_none` why there is none"
            };
            Some(Diagnostic::new(&codes::DEPRECATED_ATTACK_ID, at, message).help(help))
        }
    }
}
