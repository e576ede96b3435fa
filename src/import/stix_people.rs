//! Who did it: campaigns as case studies, and uses of techniques as evidence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::made::{Imported, unsaid};
use super::prose::{at_least, cut, plain};
use super::stix::Source;
use super::stix_bundle::Thing;

/// The most sources that a technique cites as evidence.
const MOST: usize = 12;

/// Returns the sources that show an adversary using a technique. A program that anybody can get shows
/// that it can be done, a campaign, a group and malware that it was.
pub(super) fn evidence(source: &Source<'_>, technique: &Thing) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut uses: Vec<(&Thing, &Thing)> = source
        .live
        .relations("uses", technique)
        .filter(|(_, _, to)| to.id == technique.id)
        .map(|(from, relation, _)| (from, relation))
        .collect();
    uses.sort_by_key(|(from, relation)| (from.kind == "tool", from.own_id(), relation.id.as_str()));
    for (from, relation) in uses {
        for cited in &relation.external_references {
            let Some(key) = source.references.shows(&cited.source_name) else { continue };
            if found.len() < MOST && seen.insert(key.clone()) {
                let kind = if from.kind == "tool" { "demonstrated" } else { "observed" };
                let note = at_least(cut(&plain(&relation.description), 300), 3, &plain(&from.name));
                found.push(json!({ "reference": key, "kind": kind, "note": note }));
            }
        }
    }
    found
}

/// Writes the campaigns that use a technique of the bundle.
pub(super) fn campaigns(source: &Source<'_>, made: &mut Imported) {
    let mut without = 0_usize;
    for thing in source.live.of("campaign") {
        let Some(id) = source.ids.of(&thing.id) else { continue };
        let mut keys: Vec<String> = Vec::new();
        let mut steps: BTreeMap<(usize, String), Value> = BTreeMap::new();
        let mut uses: Vec<(&Thing, &Thing)> = source
            .live
            .relations("uses", thing)
            .filter(|(from, _, to)| from.id == thing.id && to.kind == "attack-pattern")
            .map(|(_, relation, to)| (relation, to))
            .collect();
        uses.sort_by_key(|(relation, _)| relation.id.as_str());
        for it in std::iter::once(thing).chain(uses.iter().map(|(relation, _)| *relation)) {
            for cited in it.external_references.iter().filter(|it| it.own_id.is_empty()) {
                let key = source.references.shows(&cited.source_name);
                keys.extend(key.filter(|key| !keys.contains(key)));
            }
        }
        for (relation, to) in uses {
            let tactics = source.tactics_of(to);
            let (Some(technique), Some(tactic)) = (source.ids.of(&to.id), tactics.first()) else {
                continue;
            };
            let column = made.tactics.iter().position(|it| it == tactic).unwrap_or(usize::MAX);
            let text = cut(&plain(&relation.description), 600);
            let step = json!({
                "technique": technique, "tactic": tactic,
                "description": at_least(text, 10, &format!("{} was used.", plain(&to.name))),
                "inferred": false,
            });
            steps.insert((column, technique.to_owned()), step);
        }
        let month = thing.first_seen.get(..7).filter(|it| is_month(it));
        let (Some(month), false, false) = (month, keys.is_empty(), steps.is_empty()) else {
            without += 1;
            continue;
        };
        let mut object = source.begin("case-study", thing, id, &thing.description);
        let actor =
            source.live.relations("attributed-to", thing).find(|(from, ..)| from.id == thing.id);
        let actor = actor.map(|(_, _, to)| plain(&to.name)).unwrap_or_default();
        object.set("kind", "incident");
        object.set("date", month);
        object.set("date_granularity", "month");
        object.set("target", unsaid(&source.name));
        object.set("actor", at_least(actor, 3, "unknown"));
        object.set("procedure", Value::Array(steps.into_values().collect()));
        object.set("outcome", unsaid(&source.name));
        object.set("references", keys);
        made.add(object);
    }
    if without > 0 {
        made.left.push(format!("campaigns without a date, a source or a technique ({without})"));
    }
}

fn is_month(text: &str) -> bool {
    let (year, month) = (text.get(..4), text.get(5..));
    year.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
        && text.get(4..5) == Some("-")
        && month.and_then(|it| it.parse::<u8>().ok()).is_some_and(|it| (1..=12).contains(&it))
}
