//! From MITRE's STIX 2.1 bundle of one ATT&CK domain to the pinned index: ids, names, places,
//! status. Nothing else is kept.

mod upgrade;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::model::{AttackEntry, AttackIndex, AttackStatus};

pub use upgrade::{Fate, Task, Turn, fixes, turns, withdrawn};

/// MITRE's notice, as its terms of use ask for.
pub const NOTICE: &str = "© The MITRE Corporation. This work is reproduced and distributed with \
                          the permission of The MITRE Corporation.";

#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    objects: Vec<Stix>,
}

#[derive(Deserialize)]
struct Stix {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    revoked: bool,
    #[serde(default)]
    x_mitre_deprecated: bool,
    #[serde(default)]
    x_mitre_shortname: Option<String>,
    #[serde(default)]
    x_mitre_version: Option<String>,
    #[serde(default)]
    x_mitre_domains: Vec<String>,
    #[serde(default)]
    kill_chain_phases: Vec<Phase>,
    #[serde(default)]
    external_references: Vec<External>,
    #[serde(default)]
    relationship_type: String,
    #[serde(default)]
    source_ref: String,
    #[serde(default)]
    target_ref: String,
}

#[derive(Deserialize)]
struct Phase {
    #[serde(default)]
    phase_name: String,
}

#[derive(Deserialize)]
struct External {
    #[serde(default)]
    source_name: String,
    #[serde(default)]
    external_id: String,
}

impl Stix {
    /// Returns the ATT&CK id: the first reference of MITRE's own that has one.
    fn attack_id(&self) -> Option<&str> {
        let own =
            |it: &&External| it.source_name.starts_with("mitre-") && !it.external_id.is_empty();
        self.external_references.iter().find(own).map(|it| it.external_id.as_str())
    }
}

/// Reads a bundle.
///
/// `domain` and `version` override what the bundle says of itself; reduced bundles say nothing.
///
/// # Errors
/// Returns a sentence for the user if the text is not such a bundle.
pub fn index(
    bundle: &str,
    domain: Option<&str>,
    version: Option<&str>,
) -> Result<AttackIndex, String> {
    let Bundle { objects } = serde_json::from_str(bundle)
        .map_err(|error| format!("the file is not a STIX 2.1 bundle: {error}"))?;
    let domain = domain.map(str::to_owned).or_else(|| own_domain(&objects)).ok_or(
        "the bundle names no ATT&CK domain; give it with --domain, for example enterprise-attack",
    )?;
    let collection = objects.iter().find(|it| it.kind == "x-mitre-collection");
    let version = version
        .map(str::to_owned)
        .or_else(|| collection.and_then(|it| it.x_mitre_version.clone()))
        .ok_or("the bundle names no version; give it with --attack-version, for example 18.1")?;
    let ids: BTreeMap<&str, &str> =
        objects.iter().filter_map(|it| Some((it.id.as_str(), it.attack_id()?))).collect();
    let heirs: BTreeMap<&str, &str> = objects
        .iter()
        .filter(|it| it.kind == "relationship" && it.relationship_type == "revoked-by")
        .filter_map(|it| Some((it.source_ref.as_str(), *ids.get(it.target_ref.as_str())?)))
        .collect();
    let mut index =
        AttackIndex { domain, version, notice: NOTICE.to_owned(), ..AttackIndex::default() };
    for object in &objects {
        let map = match object.kind.as_str() {
            "attack-pattern" => &mut index.techniques,
            "x-mitre-tactic" => &mut index.tactics,
            "course-of-action" => &mut index.mitigations,
            _ => continue,
        };
        let Some(id) = object.attack_id() else { continue };
        let entry = entry(object, id, heirs.get(object.id.as_str()).copied());
        // MITRE reused a few ids: the object in use wins.
        match map.get(id) {
            Some(old) if old.status == AttackStatus::Live => {}
            _ => {
                map.insert(id.to_owned(), entry);
            }
        }
    }
    if index.techniques.is_empty() || index.tactics.is_empty() {
        return Err("the bundle holds no ATT&CK techniques and tactics".to_owned());
    }
    Ok(index)
}

fn own_domain(objects: &[Stix]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for object in objects.iter().filter(|it| it.kind == "attack-pattern") {
        for domain in &object.x_mitre_domains {
            *counts.entry(domain).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(domain, _)| domain.to_owned())
}

fn entry(object: &Stix, id: &str, heir: Option<&str>) -> AttackEntry {
    let status = if object.revoked {
        AttackStatus::Revoked
    } else if object.x_mitre_deprecated {
        AttackStatus::Deprecated
    } else {
        AttackStatus::Live
    };
    let technique = object.kind == "attack-pattern";
    AttackEntry {
        name: object.name.clone(),
        stix: object.id.clone(),
        shortname: object.x_mitre_shortname.clone(),
        tactics: object.kill_chain_phases.iter().map(|it| it.phase_name.clone()).collect(),
        parent: id.split_once('.').filter(|_| technique).map(|(parent, _)| parent.to_owned()),
        status,
        revoked_by: heir.map(str::to_owned),
    }
}

/// Writes an index with one entry a line, so that the change of a version can be read as a diff.
pub fn to_json(index: &AttackIndex) -> String {
    let quote = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = String::from("{\n");
    let _ = writeln!(out, "\"domain\":{},", quote(&index.domain));
    let _ = writeln!(out, "\"version\":{},", quote(&index.version));
    let _ = writeln!(out, "\"notice\":{},", quote(&index.notice));
    let maps = [
        ("tactics", &index.tactics),
        ("techniques", &index.techniques),
        ("mitigations", &index.mitigations),
    ];
    for (place, (name, map)) in maps.into_iter().enumerate() {
        let _ = writeln!(out, "\"{name}\":{{");
        for (inner, (id, entry)) in map.iter().enumerate() {
            let comma = if inner + 1 < map.len() { "," } else { "" };
            let entry = serde_json::to_string(entry).unwrap_or_default();
            let _ = writeln!(out, "{}:{entry}{comma}", quote(id));
        }
        let _ = writeln!(out, "}}{}", if place < 2 { "," } else { "" });
    }
    out.push_str("}\n");
    out
}
