//! From objects to one matrix: unique ids, and every reference resolved, in fields and in prose.

mod codes;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Location, Report, nearest};
use crate::model::{
    AttackStatus, Edge, Link, Matrix, Node, Object, Parts, Pointer, Relation, Target, natural,
};
use crate::prose;

pub use codes::CODES;

/// Links objects into one matrix.
///
/// Of two objects with one id the first stays. A reference that leads nowhere becomes a finding and
/// no edge.
pub fn link(parts: Parts, report: &mut Report) -> Matrix {
    let Parts { meta, mut objects, mut attack, broken } = parts;
    objects.sort_by(|a, b| {
        a.kind()
            .name
            .cmp(b.kind().name)
            .then_with(|| natural(a.id(), b.id()))
            .then(a.file.cmp(&b.file))
    });
    let objects = unique(objects, report);
    attack.sort_by(|a, b| a.domain.cmp(&b.domain));
    let mut matrix = Matrix::new(meta, objects, attack);
    let mut edges = Vec::new();
    for (place, object) in matrix.objects().iter().enumerate() {
        for link in object.links() {
            resolve(&matrix, &broken, object, Node::Object(place), link, &mut edges, report);
        }
        mentions(&matrix, &broken, object, Node::Object(place), &mut edges, report);
    }
    if let Some(file) = matrix.meta_file() {
        columns(&matrix, &broken, file, report);
    }
    for (from, to, edge) in edges {
        matrix.connect(from, to, edge);
    }
    matrix
}

fn unique(objects: Vec<Object>, report: &mut Report) -> Vec<Object> {
    let mut first: BTreeMap<(&str, String), Location> = BTreeMap::new();
    let mut kept = Vec::with_capacity(objects.len());
    for object in objects {
        let location = object.at("/id");
        let key = (object.kind().name, object.id().to_owned());
        if let Some(other) = first.get(&key) {
            let message = format!("the id `{}` is taken", object.id());
            let finding = Diagnostic::new(&codes::DUPLICATE_ID, location, message)
                .help("take the next free number; an id is never used twice")
                .related(other.clone(), "first used here");
            report.push(finding);
        } else {
            first.insert(key, location);
            kept.push(object);
        }
    }
    kept
}

fn resolve(
    matrix: &Matrix,
    broken: &BTreeSet<String>,
    object: &Object,
    from: Node,
    link: Link,
    edges: &mut Vec<(Node, Node, Edge)>,
    report: &mut Report,
) {
    let Link { pointer, target, relation, text } = link;
    let Some(to) = matrix.resolve(&target) else {
        if !is_broken(broken, &target) {
            report.push(dangling(matrix, object, &pointer, &target));
        }
        return;
    };
    if let Some(finding) = withdrawn(matrix, object, &pointer, to) {
        report.push(finding);
    }
    edges.push((from, to, Edge { relation, text }));
}

fn is_broken(broken: &BTreeSet<String>, target: &Target) -> bool {
    match target {
        Target::Object(_, id) | Target::Any(id) => broken.contains(id),
        Target::Control(id) => {
            id.split_once(':').is_some_and(|(catalogue, _)| broken.contains(catalogue))
        }
        _ => false,
    }
}

fn dangling(matrix: &Matrix, object: &Object, pointer: &Pointer, target: &Target) -> Diagnostic {
    let at = object.at(pointer.to_string());
    let meant = |near: Option<&str>, name: &str, otherwise: &str| match near {
        Some(near) if name.is_empty() => format!("did you mean `{near}`?"),
        Some(near) => format!("did you mean `{near}` ({name})?"),
        None => otherwise.to_owned(),
    };
    let name = |id: Option<&str>| id.and_then(|id| matrix.get(id)).map_or("", Object::name);
    match target {
        Target::Object("technique", id) if pointer.to_string() == "/id" => {
            let message = format!("the sub-technique has no parent: there is no `{id}`");
            let help = format!("write `techniques/{id}.yaml`, or give this object another id");
            Diagnostic::new(&codes::ORPHAN_SUBTECHNIQUE, at, message).help(help)
        }
        Target::Object(kind, id) => {
            let ids = || matrix.of_kind(kind).map(Object::id);
            let message = match matrix.get(id) {
                Some(other) => {
                    let label = other.kind().label.to_lowercase();
                    format!("`{id}` is {} {label}, not a {kind}", article(&label))
                }
                None => format!("there is no {kind} `{id}`"),
            };
            let near = nearest(id, ids());
            let help = meant(near, name(near), &format!("`dtm list {kind}` lists what there is"));
            Diagnostic::new(&codes::DANGLING_REFERENCE, at, message).help(help)
        }
        Target::Any(id) => {
            let near = nearest(id, matrix.ids());
            let help = meant(near, name(near), "`dtm list` lists what there is");
            Diagnostic::new(&codes::DANGLING_REFERENCE, at, format!("there is no object `{id}`"))
                .help(help)
        }
        Target::Control(id) => {
            let near = nearest(id, matrix.control_ids());
            let catalogue = id.split(':').next().unwrap_or_default();
            let otherwise = if matrix.get(catalogue).is_some() {
                format!("`dtm show {catalogue}` lists its controls")
            } else {
                "`dtm list catalogue` lists the catalogues".to_owned()
            };
            let help = meant(near, "", &otherwise);
            Diagnostic::new(&codes::UNKNOWN_CONTROL, at, format!("there is no control `{id}`"))
                .help(help)
        }
        Target::AttackTechnique(domain, id) | Target::AttackTactic(domain, id) => {
            unknown_attack(matrix, at, Some(domain), id)
        }
        Target::AttackMitigation(id) => unknown_attack(matrix, at, None, id),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn unknown_attack(matrix: &Matrix, at: Location, domain: Option<&str>, id: &str) -> Diagnostic {
    let entry = |index: &'_ crate::model::AttackIndex| {
        [&index.techniques, &index.tactics, &index.mitigations]
            .iter()
            .any(|map| map.contains_key(id))
    };
    let elsewhere = matrix.attack().iter().find(|index| entry(index));
    let pinned = domain.and_then(|domain| matrix.attack_index(domain));
    let version = pinned.map_or_else(
        || matrix.attack().first().map_or("", |index| index.version.as_str()).to_owned(),
        |index| index.version.clone(),
    );
    let place = domain.unwrap_or("any pinned domain");
    let help = if let (Some(domain), None) = (domain, pinned) {
        format!("no index of `{domain}` is pinned: run `dtm attack pin`")
    } else if let Some(index) = elsewhere {
        format!("it stands in `{}`, or as another type of object", index.domain)
    } else {
        let known = matrix.attack().iter().flat_map(|index| {
            index.techniques.keys().chain(index.tactics.keys()).chain(index.mitigations.keys())
        });
        let known = known.map(String::as_str).filter(|it| it.starts_with(&id[..id.len().min(1)]));
        nearest(id, known).map_or_else(
            || "look the id up on attack.mitre.org".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )
    };
    let message = format!("ATT&CK {version} has no `{id}` in {place}");
    Diagnostic::new(&codes::UNKNOWN_ATTACK_ID, at, message).help(help)
}

fn withdrawn(matrix: &Matrix, object: &Object, pointer: &Pointer, to: Node) -> Option<Diagnostic> {
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
            Some(Diagnostic::new(&codes::REVOKED_ATTACK_ID, at, message).help(help))
        }
        AttackStatus::Deprecated => {
            let message = format!("ATT&CK {version} deprecated `{id}` ({name})");
            let help = "choose another, or say in `attack_none` why there is none";
            Some(Diagnostic::new(&codes::DEPRECATED_ATTACK_ID, at, message).help(help))
        }
    }
}

fn mentions(
    matrix: &Matrix,
    broken: &BTreeSet<String>,
    object: &Object,
    from: Node,
    edges: &mut Vec<(Node, Node, Edge)>,
    report: &mut Report,
) {
    for (pointer, text) in object.prose() {
        for mention in prose::mentions(text) {
            let target = if mention.citation {
                Target::Object("reference", mention.name.clone())
            } else {
                Target::Any(mention.name.clone())
            };
            if let Some(to) = matrix.resolve(&target) {
                let relation = if mention.citation { Relation::Cites } else { Relation::Mentions };
                edges.push((from, to, Edge { relation, text: String::new() }));
            } else if !is_broken(broken, &target) {
                let location = Location::within(object.file, pointer, mention.range);
                let id = &mention.name;
                let (code, message, near) = if mention.citation {
                    let keys = matrix.of_kind("reference").map(Object::id);
                    let message = format!("no reference has the key `{id}`");
                    (&codes::DANGLING_CITATION, message, nearest(id, keys))
                } else {
                    let message = format!("there is no object `{id}` to link to");
                    (&codes::DANGLING_LINK, message, nearest(id, matrix.ids()))
                };
                let help = near.map_or_else(
                    || {
                        "correct the id, or write a backslash before the bracket if it is text"
                            .to_owned()
                    },
                    |near| format!("did you mean `{near}`?"),
                );
                report.push(Diagnostic::new(code, location, message).help(help));
            }
        }
    }
}

/// The tactics that `matrix.yaml` lists must exist.
fn columns(
    matrix: &Matrix,
    broken: &BTreeSet<String>,
    file: crate::diagnostic::FileId,
    report: &mut Report,
) {
    for (index, id) in matrix.meta().tactics.iter().enumerate() {
        if matrix.get(id).is_none() && !broken.contains(id) {
            let near = nearest(id, matrix.of_kind("tactic").map(Object::id));
            let help = near.map_or("`dtm list tactic` lists what there is".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            let location = Location::value(file, format!("/tactics/{index}"));
            let message = format!("there is no tactic `{id}`");
            report.push(Diagnostic::new(&codes::DANGLING_REFERENCE, location, message).help(help));
        }
    }
}
