//! Layers on the matrix itself, as a domain of its own: colored by what we know of each technique,
//! and for one asset, case study, mitigation or checklist.
//!
//! Every entry names its tactic. Without, the Navigator cannot place it before it has the data.

use std::collections::{BTreeMap, BTreeSet};

use super::layer::{self, BLUES, EMBERS, Entry, FROM_NONE, Head, Layer, Link, Pair, Scale};
use super::{Sheet, address, checklist_marks, sheets_of, step_line, step_scale};
use crate::model::kinds::{CaseStudy, Checklist, Maturity, PatientSafety, Technique};
use crate::model::{Body, Matrix, Object, Relation, shortname};

/// Where the layers are.
pub(super) const FOLDER: &str = "matrix/";

/// A technique in use and what a layer says of it.
struct Mark<'a> {
    object: &'a Object,
    technique: &'a Technique,
    score: usize,
    comment: String,
}

/// Makes a layer of the whole matrix.
type Whole = fn(&Matrix) -> Option<Layer>;

/// Returns all layers. A layer that would hold nothing is left out.
pub(super) fn sheets(matrix: &Matrix) -> Vec<Sheet> {
    let whole: [(&str, &str, Whole); 4] = [
        ("maturity", "Maturity of the evidence", maturity),
        ("mitigations", "Number of mitigations", |it| counted(it, &MITIGATIONS)),
        ("detections", "Number of detections", |it| counted(it, &DETECTIONS)),
        ("patient-safety", "Impact on patient safety", patient_safety),
    ];
    let sheet = |(stem, title, layer): (&str, &str, Whole)| {
        Some(Sheet {
            stem: format!("{FOLDER}{stem}"),
            group: "The whole matrix",
            title: title.to_owned(),
            layer: layer(matrix)?,
        })
    };
    let mut sheets: Vec<Sheet> = whole.into_iter().filter_map(sheet).collect();
    let kinds = ["asset", "case-study", "mitigation", "checklist"];
    sheets.extend(sheets_of(matrix, FOLDER, &kinds, |object| match &object.body {
        Body::Asset(_) => asset(matrix, object),
        Body::CaseStudy(case) => case_study(matrix, object, case),
        Body::Mitigation(_) => mitigation(matrix, object),
        Body::Checklist(list) => checklist(matrix, object, list),
        _ => None,
    }));
    sheets
}

fn in_use(matrix: &Matrix) -> impl Iterator<Item = (&Object, &Technique)> {
    matrix.techniques().filter(|(object, _)| Matrix::in_use(&object.common))
}

/// Returns the techniques in use from which a relation leads to an object, each once, with the
/// words beside the link.
fn origins<'a>(
    matrix: &'a Matrix,
    object: &Object,
    relation: Relation,
) -> Vec<(&'a Object, &'a Technique, &'a str)> {
    let mut found: BTreeMap<&str, (&Object, &Technique, &str)> = BTreeMap::new();
    for (node, edge) in matrix.origins(object, relation) {
        let Some(origin) = matrix.object(node) else { continue };
        let Body::Technique(technique) = &origin.body else { continue };
        if Matrix::in_use(&origin.common) {
            found.entry(origin.id()).or_insert((origin, technique, &edge.text));
        }
    }
    found.into_values().collect()
}

fn maturity(matrix: &Matrix) -> Option<Layer> {
    let marks = in_use(matrix).map(|(object, technique)| Mark {
        object,
        technique,
        score: rank(technique.maturity()),
        comment: format!("{}\n{}", meaning(technique.maturity()), object.common.summary),
    });
    let about = "Each technique by how well it is evidenced.";
    layer(matrix, "maturity", about, None, marks.collect(), maturities())
}

fn rank(maturity: Maturity) -> usize {
    Maturity::ALL.iter().position(|it| *it == maturity).unwrap_or(0) + 1
}

fn meaning(maturity: Maturity) -> &'static str {
    match maturity {
        Maturity::Conceptual => "conceptual: possible by the standard or by common defaults",
        Maturity::Demonstrated => "demonstrated: shown by research, a flaw or public software",
        Maturity::Observed => "observed: done by an adversary",
    }
}

fn maturities() -> Scale {
    let scale = Scale::new(BLUES, 1, Maturity::ALL.len());
    Maturity::ALL.iter().fold(scale, |scale, it| scale.with(rank(*it), meaning(*it)))
}

/// A list of a technique whose length is its score.
struct Counted {
    name: &'static str,
    kind: &'static str,
    list: fn(&Technique) -> (Vec<&String>, Option<&String>),
}

const MITIGATIONS: Counted = Counted {
    name: "mitigations",
    kind: "mitigation",
    list: |it| (it.mitigations.iter().map(|link| &link.id).collect(), it.mitigations_none.as_ref()),
};

const DETECTIONS: Counted = Counted {
    name: "detections",
    kind: "detection",
    list: |it| (it.detections.iter().map(|link| &link.id).collect(), it.detections_none.as_ref()),
};

fn counted(matrix: &Matrix, what: &Counted) -> Option<Layer> {
    let marks = in_use(matrix).map(|(object, technique)| {
        let (list, none) = (what.list)(technique);
        let found = list.into_iter().filter_map(|id| matrix.find(what.kind, id));
        let found: BTreeSet<String> =
            found.filter(|it| Matrix::in_use(&it.common)).map(layer::label).collect();
        let score = found.len();
        let mut lines = vec![format!("{}: {score}", what.name)];
        lines.extend(none.filter(|_| score == 0).cloned());
        lines.extend(found);
        Mark { object, technique, score, comment: lines.join("\n") }
    });
    let marks: Vec<Mark<'_>> = marks.collect();
    let most = marks.iter().map(|mark| mark.score).max().unwrap_or(0).max(1);
    let scale = Scale::new(FROM_NONE, 0, most)
        .with(0, &format!("no {} known", what.kind))
        .with(most, &format!("the most {}", what.name));
    let about = format!("Each technique by how many {} the matrix knows.", what.name);
    layer(matrix, what.name, &about, None, marks, scale)
}

fn patient_safety(matrix: &Matrix) -> Option<Layer> {
    const ALL: [(PatientSafety, &str); 3] = [
        (PatientSafety::None, "none: no patient comes to harm by it"),
        (PatientSafety::Indirect, "indirect: harm through delay or a decision"),
        (PatientSafety::Direct, "direct: wrong treatment can follow by itself"),
    ];
    let marks = in_use(matrix).map(|(object, technique)| {
        let harm = technique.impact.patient_safety;
        let score = ALL.iter().position(|(it, _)| *it == harm).unwrap_or(0);
        let note = technique.impact.patient_safety_note.as_ref();
        let lines: Vec<&str> = [ALL[score].1].into_iter().chain(note.map(String::as_str)).collect();
        Mark { object, technique, score, comment: lines.join("\n") }
    });
    let scale = Scale::new(EMBERS, 0, ALL.len() - 1);
    let scale = ALL.iter().enumerate().fold(scale, |scale, (at, (_, it))| scale.with(at, it));
    let about = "Each technique by whether a patient can come to harm.";
    layer(matrix, "patient safety", about, None, marks.collect(), scale)
}

fn asset(matrix: &Matrix, object: &Object) -> Option<Layer> {
    let marks = origins(matrix, object, Relation::Targets).into_iter();
    let marks = marks.map(|(origin, technique, _)| Mark {
        object: origin,
        technique,
        score: rank(technique.maturity()),
        comment: format!("{}\n{}", meaning(technique.maturity()), origin.common.summary),
    });
    let about = format!("The techniques that target it, by maturity: {}.", object.name());
    layer(matrix, "", &about, Some(object), marks.collect(), maturities())
}

fn mitigation(matrix: &Matrix, object: &Object) -> Option<Layer> {
    let marks = origins(matrix, object, Relation::Mitigates).into_iter();
    let marks = marks.map(|(origin, technique, text)| {
        let others = technique.mitigations.iter().filter(|link| link.id != object.id());
        let others = others.filter_map(|link| matrix.find("mitigation", &link.id));
        let others: BTreeSet<&str> =
            others.filter(|it| Matrix::in_use(&it.common)).map(Object::id).collect();
        let rest: Vec<&str> = others.into_iter().collect();
        let (score, line) = match rest.as_slice() {
            [] => (2, "It is the only mitigation known.".to_owned()),
            rest => (1, format!("Others act too: {}.", rest.join(", "))),
        };
        Mark { object: origin, technique, score, comment: format!("{text}\n{line}") }
    });
    let scale = Scale::new(BLUES, 0, 2)
        .with(1, "it acts here, others do too")
        .with(2, "it is the only one that acts here");
    let about = format!("The techniques on which it acts: {}.", object.name());
    layer(matrix, "", &about, Some(object), marks.collect(), scale)
}

fn checklist(matrix: &Matrix, object: &Object, list: &Checklist) -> Option<Layer> {
    let by = checklist_marks(matrix, list);
    let mark = |(origin, technique): (_, _)| {
        let object: &Object = origin;
        let items = by.get(object.id())?;
        let names = items.iter().filter_map(|id| matrix.find("mitigation", id)).map(layer::label);
        let lines: Vec<String> =
            [format!("items that act on it: {}", items.len())].into_iter().chain(names).collect();
        Some(Mark { object, technique, score: items.len(), comment: lines.join("\n") })
    };
    let marks: Vec<Mark<'_>> = in_use(matrix).filter_map(mark).collect();
    let most = marks.iter().map(|mark| mark.score).max().unwrap_or(1);
    let scale = Scale::new(BLUES, 1, most).with(1, "one item of the list acts on it");
    let scale = if most > 1 {
        scale.with(most, &format!("{most} items of the list act on it"))
    } else {
        scale
    };
    let about = format!(
        "What doing the whole list covers: {} of {} techniques. {}.",
        marks.len(),
        in_use(matrix).count(),
        object.name(),
    );
    layer(matrix, "", &about, Some(object), marks, scale)
}

fn case_study(matrix: &Matrix, object: &Object, case: &CaseStudy) -> Option<Layer> {
    let last = case.procedure.len();
    let mut cells: BTreeMap<(&str, String), (Mark<'_>, Vec<String>)> = BTreeMap::new();
    for (place, step) in case.procedure.iter().enumerate() {
        let Some(origin) = matrix.find("technique", &step.technique) else { continue };
        let Body::Technique(technique) = &origin.body else { continue };
        let phases = matrix.phases(origin);
        let Some(tactic) = phases.iter().find(|it| it.id() == step.tactic) else { continue };
        if !Matrix::in_use(&origin.common) {
            continue;
        }
        let mark = Mark { object: origin, technique, score: place + 1, comment: String::new() };
        let cell = (origin.id(), shortname(tactic.name()));
        let (_, lines) = cells.entry(cell).or_insert((mark, Vec::new()));
        lines.push(step_line(place + 1, last, origin, step));
    }
    let cells = cells.into_iter().map(|((_, tactic), (mark, lines))| {
        let mark = Mark { comment: lines.join("\n"), ..mark };
        entry(matrix, &mark, &tactic)
    });
    let about = format!("The steps of the case, by their order: {}.", object.name());
    finish(matrix, "", &about, Some(object), cells.collect(), step_scale(last))
}

/// Returns the layer in which each mark stands in all columns of its technique.
fn layer(
    matrix: &Matrix,
    by: &str,
    about: &str,
    object: Option<&Object>,
    marks: Vec<Mark<'_>>,
    scale: Scale,
) -> Option<Layer> {
    let mut entries = Vec::new();
    for mark in marks {
        for tactic in matrix.phases(mark.object) {
            entries.push(entry(matrix, &mark, &shortname(tactic.name())));
        }
    }
    finish(matrix, by, about, object, entries, scale)
}

fn entry(matrix: &Matrix, mark: &Mark<'_>, tactic: &str) -> Entry {
    let entry = Entry::new(mark.object.id(), mark.score, &mark.comment);
    furnished(matrix, mark.object, mark.technique, tactic, entry)
}

/// Adds what every entry says of its technique.
pub(super) fn furnished(
    matrix: &Matrix,
    object: &Object,
    technique: &Technique,
    tactic: &str,
    mut entry: Entry,
) -> Entry {
    entry.tactic = Some(tactic.to_owned());
    let harm = technique.impact.patient_safety.word();
    entry.metadata =
        vec![Pair::new("maturity", technique.maturity().word()), Pair::new("patient safety", harm)];
    entry.links = vec![Link::page(matrix, object)];
    entry
}

/// Returns the layer of these entries, or nothing if there are none.
fn finish(
    matrix: &Matrix,
    by: &str,
    about: &str,
    object: Option<&Object>,
    entries: Vec<Entry>,
    scale: Scale,
) -> Option<Layer> {
    (!entries.is_empty()).then(|| whole(matrix, by, about, object, entries, scale))
}

/// Opens the techniques in whose column stands one of their sub-techniques.
pub(super) fn open_parents(entries: &mut [Entry]) {
    let parent = |entry: &Entry| {
        let (parent, _) = entry.technique_id.split_once('.')?;
        Some((parent.to_owned(), entry.tactic.clone()))
    };
    let parents: BTreeSet<(String, Option<String>)> = entries.iter().filter_map(parent).collect();
    for entry in entries {
        let key = (entry.technique_id.clone(), entry.tactic.clone());
        entry.show_subtechniques = parents.contains(&key);
    }
}

/// Returns the layer of these entries.
pub(super) fn whole(
    matrix: &Matrix,
    by: &str,
    about: &str,
    object: Option<&Object>,
    mut entries: Vec<Entry>,
    scale: Scale,
) -> Layer {
    open_parents(&mut entries);
    let meta = matrix.meta();
    let address = address(meta);
    let page = object.map(|it| Link::page(matrix, it));
    let kind = object.map(|it| Pair::new(it.kind().name, &layer::label(it)));
    let title = object.map_or_else(|| format!("{} by {by}", meta.name), layer::label);
    let head = Head {
        name: layer::name(&title),
        description: layer::sentences(&[
            about,
            &format!("From the {}, version {}.", meta.name, meta.version),
            "Our judgment, reviewed in the open.",
        ]),
        domain: address.domain,
        version: address.version.to_string(),
        metadata: kind.into_iter().collect(),
        page: page.unwrap_or_else(|| Link::new(&meta.name, meta.url(""))),
    };
    Layer::new(matrix, head, scale, entries)
}
