//! From objects to one matrix: unique ids, and every reference resolved, in fields and in prose.

mod attack;
mod codes;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, FileId, Fix, Location, Report, nearest, sole};
use crate::model::{
    AttackType, Edge, Link, Matrix, Node, Object, Parts, Pointer, Relation, Target, natural,
};
use crate::prose;

pub use codes::CODES;

/// Links objects into one matrix.
///
/// Of two objects with one id that one stays whose file is named so, else the first. A reference that
/// leads nowhere becomes a finding and no edge.
pub fn link(parts: Parts, report: &mut Report) -> Matrix {
    let Parts { meta, mut objects, mut attack, broken, misnamed, spelling } = parts;
    objects.sort_by(|a, b| {
        a.kind()
            .name
            .cmp(b.kind().name)
            .then_with(|| natural(a.id(), b.id()))
            .then_with(|| misnamed.contains_key(&a.file).cmp(&misnamed.contains_key(&b.file)))
            .then(a.file.cmp(&b.file))
    });
    let objects = unique(objects, &misnamed, report);
    attack.sort_by(|a, b| a.domain.cmp(&b.domain));
    let mut matrix = Matrix::new(meta, objects, attack);
    matrix.spelling = spelling;
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

/// Tells whether a reference leads nowhere, or an id is taken: then something may only seem to be
/// missing.
pub fn is_loose(report: &Report) -> bool {
    let loose = [
        &codes::DANGLING_CITATION,
        &codes::DANGLING_LINK,
        &codes::DANGLING_REFERENCE,
        &codes::DUPLICATE_ID,
    ];
    report.iter().any(|finding| loose.iter().any(|code| code.id == finding.code.id))
}

fn unique(
    objects: Vec<Object>,
    misnamed: &BTreeMap<FileId, String>,
    report: &mut Report,
) -> Vec<Object> {
    let mut first: BTreeMap<(&str, String), Location> = BTreeMap::new();
    let mut kept = Vec::with_capacity(objects.len());
    for object in objects {
        let location = object.at("/id");
        let key = (object.kind().name, object.id().to_owned());
        if let Some(other) = first.get(&key) {
            let message = format!("the id `{}` is taken", object.id());
            // The name of the file is an answer only if it could be such an id.
            let fits = |stem: &&String| is_numbered(stem) || !is_numbered(object.id());
            let stem = misnamed.get(&object.file).filter(fits);
            let help = stem.map_or_else(
                || "keep one of the two files, or give one the next free number".to_owned(),
                |stem| format!("write `id: {stem}`, as the file is named"),
            );
            let fix = stem.map(|stem| Fix::word(location.clone(), stem));
            let finding = Diagnostic::new(&codes::DUPLICATE_ID, location, message)
                .help(help)
                .fix(fix)
                .related(other.clone(), "used here")
                .instead_of(&["id-is-not-file-name"]);
            report.push(finding);
        } else {
            first.insert(key, location);
            kept.push(object);
        }
    }
    kept
}

/// Tells whether an id is letters and a number, as `DT0042`.
fn is_numbered(id: &str) -> bool {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    letters.len() < id.len() && letters.bytes().all(|byte| byte.is_ascii_uppercase())
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
            let finding = dangling(matrix, broken, object, &pointer, &target);
            report.push(finding.instead_of(&["wrong-format"]));
        }
        return;
    };
    if let Some(finding) = attack::withdrawn(matrix, object, &pointer, to) {
        report.push(finding);
    }
    edges.push((from, to, Edge { relation, text }));
}

fn is_broken(broken: &BTreeSet<String>, target: &Target) -> bool {
    match target {
        Target::Object(_, id) | Target::Any(id) => broken.contains(id),
        Target::AttackTechnique(domain, _) | Target::AttackTactic(domain, _) => {
            broken.contains(&format!("attack/{domain}"))
        }
        Target::AttackMitigation(_) => broken.iter().any(|id| id.starts_with("attack/")),
        Target::Control(id) => {
            id.split_once(':').is_some_and(|(catalogue, _)| broken.contains(catalogue))
        }
    }
}

fn dangling(
    matrix: &Matrix,
    broken: &BTreeSet<String>,
    object: &Object,
    pointer: &Pointer,
    target: &Target,
) -> Diagnostic {
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
            let ids = || matrix.of_kind(kind).map(Object::id).chain(names(broken));
            let message = match matrix.get(id) {
                Some(other) => {
                    let label = other.kind().label.to_lowercase();
                    format!("`{id}` is {} {label}, not {} {kind}", article(&label), article(kind))
                }
                None => format!("there is no {kind} `{id}`"),
            };
            let near = nearest(id, ids());
            let help = meant(near, name(near), &format!("`dtm list {kind}` lists what there is"));
            let fix = sole(id, ids()).map(|near| Fix::word(at.clone(), near));
            Diagnostic::new(&codes::DANGLING_REFERENCE, at, message).help(help).fix(fix)
        }
        Target::Any(id) => {
            let near = nearest(id, matrix.ids().chain(names(broken)));
            let help = meant(near, name(near), "`dtm list` lists what there is");
            let ids = matrix.ids().chain(names(broken));
            let fix = sole(id, ids).map(|near| Fix::word(at.clone(), near));
            Diagnostic::new(&codes::DANGLING_REFERENCE, at, format!("there is no object `{id}`"))
                .help(help)
                .fix(fix)
        }
        Target::Control(id) => {
            let near = nearest(id, matrix.control_ids());
            let (catalogue, control) = id.split_once(':').unwrap_or((id.as_str(), ""));
            let known = matrix.get(catalogue).is_some();
            let otherwise = if known {
                format!("`dtm show {catalogue}` lists its controls")
            } else {
                "write `catalogue:id`; `dtm list catalogue` lists the catalogues".to_owned()
            };
            // Where the field tells the catalogue, the author writes the rest alone.
            let pointer = pointer.to_string();
            let whole = pointer.ends_with("/control") || pointer == "/milestone";
            let typed = |near| if whole { near } else { short(near) };
            let near = near.map(typed);
            let fix = sole(id, matrix.control_ids()).map(|it| Fix::word(at.clone(), typed(it)));
            let help = meant(near, "", &otherwise);
            let message = if known {
                format!("the catalogue `{catalogue}` holds no `{control}`")
            } else {
                format!("there is no catalogue `{catalogue}`")
            };
            Diagnostic::new(&codes::UNKNOWN_CONTROL, at, message).help(help).fix(fix)
        }
        Target::AttackTechnique(domain, id) => {
            attack::unknown(matrix, at, AttackType::Technique, Some(domain), id)
        }
        Target::AttackTactic(domain, id) => {
            attack::unknown(matrix, at, AttackType::Tactic, Some(domain), id)
        }
        Target::AttackMitigation(id) => {
            attack::unknown(matrix, at, AttackType::Mitigation, None, id)
        }
    }
}

/// Returns the ids of objects that are there but cannot be read.
fn names(broken: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    broken.iter().map(String::as_str).filter(|id| !id.contains('/'))
}

/// Returns the id of a control without its catalogue.
fn short(control: &str) -> &str {
    control.split_once(':').map_or(control, |(_, id)| id)
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn mentions(
    matrix: &Matrix,
    broken: &BTreeSet<String>,
    object: &Object,
    from: Node,
    edges: &mut Vec<(Node, Node, Edge)>,
    report: &mut Report,
) {
    let prefix = matrix.meta().prefix();
    for (pointer, text) in object.prose() {
        for mention in prose::mentions(text) {
            let target = Target::mentioned(&mention.name, mention.citation);
            if let Some(to) = matrix.resolve(&target) {
                let relation = if mention.citation { Relation::Cites } else { Relation::Mentions };
                edges.push((from, to, Edge { relation, text: String::new() }));
            } else if !mention.citation && !mention.name.starts_with(prefix) {
                // `[ISO27001]` is text: no id of this matrix begins so.
            } else if !is_broken(broken, &target) {
                let location = Location::within(object.file, pointer, mention.range);
                let id = &mention.name;
                let (code, message, known): (_, _, Vec<&str>) = if mention.citation {
                    let keys = matrix.of_kind("reference").map(Object::id).chain(names(broken));
                    let message = format!("no reference has the key `{id}`");
                    (&codes::DANGLING_CITATION, message, keys.collect())
                } else {
                    let message = format!("there is no object `{id}` to link to");
                    let ids = matrix.ids().chain(names(broken));
                    (&codes::DANGLING_LINK, message, ids.collect())
                };
                let near = nearest(id, known.iter().copied());
                let mark = if mention.citation { "@" } else { "" };
                let fix = sole(id, known)
                    .map(|near| Fix::word(location.clone(), format!("{mark}{near}")));
                let help = near.map_or_else(
                    || {
                        "correct the id, or write a backslash before the bracket if it is text"
                            .to_owned()
                    },
                    |near| format!("did you mean `{near}`?"),
                );
                report.push(Diagnostic::new(code, location, message).help(help).fix(fix));
            }
        }
    }
}

/// The tactics that `matrix.yaml` lists must exist.
fn columns(matrix: &Matrix, broken: &BTreeSet<String>, file: FileId, report: &mut Report) {
    for (index, id) in matrix.meta().tactics.iter().enumerate() {
        if matrix.get(id).is_none() && !broken.contains(id) {
            let tactics = matrix.of_kind("tactic").map(Object::id).chain(names(broken));
            let tactics: Vec<&str> = tactics.collect();
            let near = nearest(id, tactics.iter().copied());
            let help = near.map_or("`dtm list tactic` lists what there is".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            let location = Location::value(file, format!("/tactics/{index}"));
            let fix = sole(id, tactics).map(|near| Fix::word(location.clone(), near));
            let message = format!("there is no tactic `{id}`");
            let finding = Diagnostic::new(&codes::DANGLING_REFERENCE, location, message);
            report.push(finding.help(help).fix(fix));
        }
    }
}
