//! The page of a technique.

use std::collections::BTreeMap;

use super::{Parts, cited, links, marked, none, noted, technique_row, words};
use crate::export::site::around::around;
use crate::export::site::blocks::{Block, Cell, Fact, Row};
use crate::export::site::links::{LinkRef, Linker, mitre, standard};
use crate::model::kinds::{Grade, Maturity, PatientSafety, Technique};
use crate::model::{Body, Matrix, Node, Object, Relation, Target};

pub(super) fn parts(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Technique,
) -> Parts {
    let facts = facts(linker, object, it);
    // The one file leaves out what only shows the same links once more.
    let site = !linker.is_inside();
    let sections = it.standard.iter().map(|section| {
        Row::new(standard(&section.part, &section.section))
            .text(section.note.clone().unwrap_or_default())
    });
    let children = matrix.subtechniques(object).into_iter();
    let children = children.map(|child| {
        let mut row = technique_row(linker, child).text(&child.common.summary);
        child.name().clone_into(&mut row.link.name);
        row
    });
    let evidence = it.evidence.iter().map(|evidence| {
        let date = matrix.find("reference", &evidence.reference).map(|source| match &source.body {
            Body::Reference(reference) => reference.date.clone(),
            _ => String::new(),
        });
        vec![
            cited(linker, &evidence.reference),
            Cell::tag(evidence.kind.word()),
            Cell::text(evidence.note.clone().unwrap_or_default()),
            Cell::short(date.unwrap_or_default()),
        ]
    });
    let blocks = vec![
        Block::rows("Sub-techniques", children.collect()),
        mitigations(matrix, linker, it),
        none("Mitigations", it.mitigations_none.as_ref()),
        detections(matrix, linker, it),
        none("Detections", it.detections_none.as_ref()),
        case_studies(matrix, linker, object),
        Block::table("Evidence", &["Source", "Kind", "What it shows", "Date"], evidence),
        attack(matrix, linker, it),
        none("ATT&CK", it.attack_none.as_ref()),
        Block::rows("In the DICOM Standard", sections.collect()),
        site.then(|| controls(matrix, linker, object)).flatten(),
        site.then(|| Block {
            html: around(matrix, linker, object, it),
            ..Block::new("Neighborhood")
        }),
    ];
    (facts, blocks)
}

fn facts(linker: &Linker<'_>, object: &Object, it: &Technique) -> Vec<Option<Fact>> {
    let ids =
        |kind: &'static str, list: &[String]| list.iter().map(|id| linker.id(kind, id)).collect();
    let parent = object.parent_id().map(|id| linker.id("technique", id));
    let impact = &it.impact;
    let loss = |what: &str, grade: Grade| match grade {
        Grade::None => format!("no loss of {what}"),
        Grade::Low => format!("some loss of {what}"),
        Grade::High => format!("high loss of {what}"),
    };
    let grades = [
        loss("confidentiality", impact.confidentiality),
        loss("integrity", impact.integrity),
        loss("availability", impact.availability),
    ];
    let meaning = match it.maturity() {
        Maturity::Observed => "An adversary did it.",
        Maturity::Demonstrated => "Researchers, a tool or the record of a flaw show it.",
        Maturity::Conceptual => {
            "It follows from how things work; nobody is known to have shown it."
        }
    };
    let safety = words("Patient safety", [format!("{} harm", harm(impact.patient_safety))]);
    let heart = if impact.patient_safety == PatientSafety::Direct { "heart" } else { "" };
    let maturity = words("Maturity", [it.maturity().word()]);
    vec![
        marked(noted(maturity, Some(meaning)), it.maturity().word()),
        links("Tactics", ids("tactic", &it.tactics)),
        links("Part of", parent.into_iter().collect()),
        if impact.is_unsaid() {
            None
        } else {
            marked(noted(safety, impact.patient_safety_note.as_deref()), heart)
        },
        noted(
            words("Impact", grades.iter().filter(|_| !impact.is_unsaid())),
            Some(&format!("Workflow: {}", impact.workflow)),
        ),
        links("Assets", ids("asset", &it.assets)),
        words("Surface", &it.surface),
        words("Adversary's DICOM role", &it.role),
        noted(words("Access needed", &it.prerequisites.access), it.prerequisites.note.as_deref()),
        links("Weaknesses", it.cwe.iter().map(|id| mitre(id)).collect()),
        links("Attack patterns", it.capec.iter().map(|id| mitre(id)).collect()),
        links("ATLAS", it.atlas.iter().map(|id| mitre(id)).collect()),
    ]
}

fn harm(safety: PatientSafety) -> &'static str {
    match safety {
        PatientSafety::None => "no",
        PatientSafety::Indirect => "indirect",
        PatientSafety::Direct => "direct",
    }
}

fn mitigations(matrix: &Matrix, linker: &Linker<'_>, it: &Technique) -> Option<Block> {
    let lines = it.mitigations.iter().map(|link| {
        let found = matrix.find("mitigation", &link.id).map(|object| &object.body);
        let (priority, effort) = match found {
            Some(Body::Mitigation(it)) => (it.priority.to_string(), it.effort.clone()),
            _ => Default::default(),
        };
        vec![
            Cell::link(linker.id("mitigation", &link.id)),
            Cell::tag(link.effect.word()),
            Cell::text(&link.text),
            Cell::short(priority),
            Cell::short(effort),
        ]
    });
    let heads = ["Mitigation", "Effect", "Against this technique", "Priority", "Effort"];
    Block::table("Mitigations", &heads, lines).map(|block| {
        block.note(
            "Prevents: as described here, the technique fails. Hinders: it works, but takes more. \
             Limits: it works, but does less harm.",
        )
    })
}

fn detections(matrix: &Matrix, linker: &Linker<'_>, it: &Technique) -> Option<Block> {
    let lines = it.detections.iter().map(|link| {
        let found = matrix.find("detection", &link.id).map(|object| &object.body);
        let mut head = Cell::link(linker.id("detection", &link.id));
        let mut source = String::new();
        if let Some(Body::Detection(detection)) = found {
            source.clone_from(&detection.source);
            let rule = detection.rule.as_ref();
            head.tags.extend(rule.map(|rule| format!("ready rule: {}", rule.format)));
        }
        vec![head, Cell::text(&link.text), Cell::short(source)]
    });
    Block::table("Detections", &["Detection", "What shows this technique", "Source"], lines)
}

fn case_studies(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Option<Block> {
    let stories = matrix.case_studies().flat_map(|(story, it)| {
        let last = it.procedure.len();
        let here = it.procedure.iter().enumerate();
        let here = here.filter(|(_, step)| step.technique == object.id());
        here.map(move |(place, step)| {
            let number = place + 1;
            let link = LinkRef {
                url: linker.within(story, &format!("step-{number}")),
                name: format!("{number} of {last}"),
                ..LinkRef::default()
            };
            let mut what = Cell::text(&step.description);
            if step.inferred {
                what.tags.push("inferred".to_owned());
            }
            let step = Cell { short: true, ..Cell::link(link) };
            vec![Cell::link(linker.object(story)), step, what]
        })
    });
    Block::table("Case studies", &["Case study", "Step", "What happened"], stories)
}

fn attack(matrix: &Matrix, linker: &Linker<'_>, it: &Technique) -> Option<Block> {
    let lines = it.attack.iter().map(|link| {
        let target = Target::AttackTechnique(link.domain.clone(), link.id.clone());
        let theirs = matrix.resolve(&target).map(|node| linker.node(node)).unwrap_or_default();
        let meaning = match link.relation.as_str() {
            "same" => "as wide as theirs",
            "narrower" => "ours is a case of theirs",
            "broader" => "ours takes in more than theirs",
            _ => "neither takes in the other",
        };
        let domain = if link.domain == "ics-attack" { "ICS" } else { "Enterprise" };
        vec![
            Cell::link(theirs),
            Cell::short(domain),
            Cell::tag(&link.relation).with(meaning),
            Cell::text(&link.rationale),
        ]
    });
    Block::table("ATT&CK", &["ATT&CK technique", "Domain", "Relation", "Why"], lines)
        .map(|block| block.note("Links to ATT&CK are our judgment, seen from our technique."))
}

/// The controls that a technique reaches through its mitigations.
fn controls(matrix: &Matrix, linker: &Linker<'_>, object: &Object) -> Option<Block> {
    let mut through: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (mitigation, _) in matrix.targets(object, Relation::Mitigates) {
        for (control, edge) in matrix.outgoing(mitigation) {
            if edge.relation.is_control() {
                through.entry(control).or_default().push(mitigation);
            }
        }
    }
    let rows = through.into_iter().map(|(control, mitigations)| {
        let mut row = Row::new(linker.node(control));
        row.more = mitigations.into_iter().map(|node| linker.node(node)).collect();
        row
    });
    Block::rows("Controls reached through mitigations", rows.collect()).map(Block::fold)
}
