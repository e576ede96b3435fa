//! What a page shows of each kind: facts and blocks from the object's own fields.

use std::fmt::Write as _;

use super::blocks::{Block, Fact, Row, escape};
use super::links::{LinkRef, Linker, anchor, mitre, standard};
use crate::model::kinds::{
    Audience, Brief, CaseStudy, Catalogue, Checklist, Confidence, ControlStatus, Detection,
    Mitigation, Reference, Tactic, Technique,
};
use crate::model::{Body, Common, Matrix, Object, Relation, Status, Target};

fn words<S: AsRef<str>>(label: &'static str, list: impl IntoIterator<Item = S>) -> Option<Fact> {
    let word = |it: S| LinkRef { name: it.as_ref().to_owned(), ..LinkRef::default() };
    let values: Vec<LinkRef> = list.into_iter().map(word).collect();
    (!values.is_empty()).then_some(Fact { label, values })
}

fn links(label: &'static str, values: Vec<LinkRef>) -> Option<Fact> {
    (!values.is_empty()).then_some(Fact { label, values })
}

/// The facts that every object has.
pub(super) fn common(common: &Common) -> Vec<Fact> {
    let status = match common.status {
        Status::Draft => "draft",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated",
        Status::Revoked => "revoked",
    };
    let facts = [
        words("Status", [status]),
        words("Version", [&common.version]),
        words("Created", [&common.created]),
        words("Changed", [&common.modified]),
        words("Contributors", &common.contributors),
    ];
    facts.into_iter().flatten().collect()
}

/// The facts and blocks of an object's own fields. Every kind has its arm.
pub(super) fn body(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
) -> (Vec<Fact>, Vec<Block>) {
    let (facts, blocks) = match &object.body {
        Body::Asset(it) => (
            vec![words("DICOM roles", &it.roles), words("Often met", &it.typical_software)],
            vec![Some(Block::text("Exposure", &it.exposure))],
        ),
        Body::Audience(it) => (vec![], audience(linker, it)),
        Body::Brief(it) => brief(linker, it),
        Body::CaseStudy(it) => case_study(linker, it),
        Body::Catalogue(it) => catalogue(matrix, linker, object, it),
        Body::Checklist(it) => checklist(linker, it),
        Body::Detection(it) => detection(matrix, linker, it),
        Body::Mitigation(it) => mitigation(matrix, linker, it),
        Body::Reference(it) => reference(it),
        Body::Tactic(it) => tactic(matrix, linker, it),
        Body::Technique(it) => technique(matrix, linker, object, it),
    };
    (facts.into_iter().flatten().collect(), blocks.into_iter().flatten().collect())
}

type Parts = (Vec<Option<Fact>>, Vec<Option<Block>>);

fn none(title: &str, reason: Option<&String>) -> Option<Block> {
    reason.map(|reason| Block::text(title, reason).note("There is none, for this reason:"))
}

fn technique(matrix: &Matrix, linker: &Linker<'_>, object: &Object, it: &Technique) -> Parts {
    let ids =
        |kind: &'static str, list: &[String]| list.iter().map(|id| linker.id(kind, id)).collect();
    let parent = object.parent_id().map(|id| linker.id("technique", id));
    let impact = &it.impact;
    let grades = [
        format!("confidentiality {}", impact.confidentiality.word()),
        format!("integrity {}", impact.integrity.word()),
        format!("availability {}", impact.availability.word()),
    ];
    let facts = vec![
        links("Tactics", ids("tactic", &it.tactics)),
        links("Part of", parent.into_iter().collect()),
        words("Maturity", [it.maturity().word()]),
        words("Patient safety", [impact.patient_safety.word()]),
        words("Impact", grades),
        links("Assets", ids("asset", &it.assets)),
        words("Surface", &it.surface),
        words("Adversary's role", &it.role),
        words("Access needed", &it.prerequisites.access),
        links("Weaknesses", it.cwe.iter().map(|id| mitre(id)).collect()),
        links("Attack patterns", it.capec.iter().map(|id| mitre(id)).collect()),
        links("ATLAS", it.atlas.iter().map(|id| mitre(id)).collect()),
    ];
    let mut harm = format!("<p><strong>Workflow.</strong> {}</p>", escape(&impact.workflow));
    if let Some(note) = &impact.patient_safety_note {
        let _ = write!(harm, "<p><strong>Patient safety.</strong> {}</p>", escape(note));
    }
    if let Some(note) = &it.prerequisites.note {
        let _ = write!(harm, "<p><strong>Needed first.</strong> {}</p>", escape(note));
    }
    let mitigations = it.mitigations.iter().map(|link| {
        Row::new(linker.id("mitigation", &link.id)).tag(link.effect.word()).text(&link.text)
    });
    let detections = it
        .detections
        .iter()
        .map(|link| Row::new(linker.id("detection", &link.id)).text(&link.text));
    let evidence = it.evidence.iter().map(|evidence| {
        Row::new(linker.id("reference", &evidence.reference))
            .tag(evidence.kind.word())
            .text(evidence.note.clone().unwrap_or_default())
    });
    let attack = it.attack.iter().map(|link| {
        let target = Target::AttackTechnique(link.domain.clone(), link.id.clone());
        let link_ref = matrix.resolve(&target).map(|node| linker.node(node)).unwrap_or_default();
        Row::new(link_ref).tag(&link.relation).tag(&link.domain).text(&link.rationale)
    });
    let sections = it.standard.iter().map(|section| {
        Row::new(standard(&section.part, &section.section))
            .text(section.note.clone().unwrap_or_default())
    });
    let blocks = vec![
        Some(Block { html: harm, ..Block::new("What it does") }),
        Block::rows("Mitigations", mitigations.collect()),
        none("Mitigations", it.mitigations_none.as_ref()),
        Block::rows("Detections", detections.collect()),
        none("Detections", it.detections_none.as_ref()),
        Block::rows("Evidence", evidence.collect()),
        Block::rows("ATT&CK", attack.collect())
            .map(|block| block.note("Links to ATT&CK are our judgement, seen from our technique.")),
        none("ATT&CK", it.attack_none.as_ref()),
        Block::rows("In the DICOM Standard", sections.collect()),
    ];
    (facts, blocks)
}

fn mitigation(matrix: &Matrix, linker: &Linker<'_>, it: &Mitigation) -> Parts {
    let scope = if it.scope == "dicom-only" { "DICOM alone" } else { "DICOM and MITA together" };
    let facts = vec![
        words("Priority", [it.priority.to_string()]),
        words("Effort", [&it.effort]),
        words("Tier", [&it.tier]),
        words("Advice of", [scope]),
    ];
    let who = it
        .responsibility
        .iter()
        .map(|part| Row::new(linker.id("audience", &part.audience)).text(&part.task));
    let controls = it.controls.iter().map(|link| {
        let node = matrix.resolve(&Target::Control(link.control.clone()));
        let mut row = Row::new(node.map(|node| linker.node(node)).unwrap_or_default())
            .tag(&link.relation)
            .text(&link.rationale);
        row.tags.extend(node.and_then(|node| secondary(matrix, node)));
        row
    });
    let mut others: Vec<LinkRef> = Vec::new();
    let attack = it.attack.iter().map(|id| Target::AttackMitigation(id.clone()));
    let d3fend = it.d3fend.iter().map(|id| Target::Control(format!("d3fend:{id}")));
    for target in attack.chain(d3fend) {
        others.extend(matrix.resolve(&target).map(|node| linker.node(node)));
    }
    let blocks = vec![
        Block::rows("Who does what", who.collect()),
        Some(Block { steps: it.steps.clone(), ..Block::new("Steps") }),
        Some(Block::text("How to see that it is done", &it.verify)),
        Some(Block::text("What it does not do", &it.limits)),
        Block::rows("Controls", controls.collect()).map(|block| {
            block.note("Links to controls are our judgement, not a published crosswalk.")
        }),
        Block::rows("ATT&CK and D3FEND", others.into_iter().map(Row::new).collect()),
    ];
    (facts, blocks)
}

fn secondary(matrix: &Matrix, node: crate::model::Node) -> Option<String> {
    let (_, control) = matrix.control(node)?;
    (control.confidence == Confidence::Secondary).then(|| "secondary source".to_owned())
}

fn detection(matrix: &Matrix, linker: &Linker<'_>, it: &Detection) -> Parts {
    let events = it.events.iter().filter_map(|code| {
        let target = Target::Control(format!("dicom-audit:{code}"));
        matrix.resolve(&target).map(|node| linker.node(node))
    });
    let facts = vec![
        words("Source", [&it.source]),
        links("Audit events", events.collect()),
        words("Rule", it.rule.iter().map(|rule| &rule.format)),
    ];
    let rule = it.rule.as_ref().map(|rule| Block {
        code: rule.text.clone(),
        note: format!("Format: {}.", rule.format),
        ..Block::new("Rule")
    });
    let blocks = vec![
        Some(Block::text("What to collect", &it.data)),
        Some(Block::text("What to look for", &it.logic)),
        rule,
        Some(Block::text("False alarms", &it.false_positives)),
        Some(Block::text("What it cannot see", &it.limits)),
    ];
    (facts, blocks)
}

fn case_study(linker: &Linker<'_>, it: &CaseStudy) -> Parts {
    let facts = vec![
        words("Kind", [&it.kind]),
        words("Date", [&it.date]),
        words("Target", [&it.target]),
        words("Actor", [&it.actor]),
    ];
    let steps = it.procedure.iter().map(|step| {
        let mut row = Row::new(linker.id("technique", &step.technique)).text(&step.description);
        row.more.push(linker.id("tactic", &step.tactic));
        if step.inferred { row.tag("inferred") } else { row }
    });
    let sources = it.references.iter().map(|key| Row::new(linker.id("reference", key)));
    let blocks = vec![
        Block::rows("Steps", steps.collect()).map(|block| {
            block.note(
                "A step marked as inferred stands in no source; it is concluded from the rest.",
            )
        }),
        Some(Block::text("Outcome", &it.outcome)),
        Block::rows("Sources", sources.collect()),
    ];
    (facts, blocks)
}

fn audience(linker: &Linker<'_>, it: &Audience) -> Vec<Option<Block>> {
    let topics = it.topics.iter().map(|topic| {
        let link = LinkRef { name: topic.topic.clone(), ..LinkRef::default() };
        let mut row = Row::new(link).text(&topic.message);
        row.more.extend(topic.brief.iter().map(|id| linker.id("brief", id)));
        row.more.extend(topic.checklist.iter().map(|id| linker.id("checklist", id)));
        row
    });
    vec![Block::rows("What to say", topics.collect())]
}

fn brief(linker: &Linker<'_>, it: &Brief) -> Parts {
    let body = Block { html: linker.html(&it.body), ..Block::default() };
    let sources = it.references.iter().map(|key| Row::new(linker.id("reference", key)));
    (
        vec![links("For", vec![linker.id("audience", &it.audience)])],
        vec![Some(body), Block::rows("Sources", sources.collect())],
    )
}

fn checklist(linker: &Linker<'_>, it: &Checklist) -> Parts {
    let scope = if it.scope == "dicom-only" { "DICOM alone" } else { "DICOM and MITA together" };
    let mut blocks =
        vec![Some(Block { html: format!("<p>{}</p>", escape(&it.lead)), ..Block::default() })];
    for section in &it.sections {
        let rows = section.items.iter().map(|item| {
            let link = LinkRef { name: item.action.clone(), ..LinkRef::default() };
            let mut row = Row::new(link).text(format!("{} To see it: {}", item.why, item.verify));
            row.more.push(linker.id("mitigation", &item.mitigation));
            row
        });
        blocks.push(Block::rows(&section.title, rows.collect()));
    }
    (
        vec![links("For", vec![linker.id("audience", &it.audience)]), words("Advice of", [scope])],
        blocks,
    )
}

fn reference(it: &Reference) -> Parts {
    let link =
        LinkRef { url: it.url.clone(), name: it.url.clone(), external: true, ..LinkRef::default() };
    let facts = vec![
        words("Kind", [it.kind.word()]),
        words("Date", [&it.date]),
        words("Authors", &it.authors),
        words("Publisher", &it.publisher),
        words("Product", &it.product),
        words("CVSS", &it.cvss),
        links("Weaknesses", it.cwe.iter().map(|id| mitre(id)).collect()),
    ];
    (facts, vec![Block::rows("Source", vec![Row::new(link)])])
}

fn tactic(matrix: &Matrix, linker: &Linker<'_>, it: &Tactic) -> Parts {
    let attack = it.attack.iter().filter_map(|link| {
        let target = Target::AttackTactic(link.domain.clone(), link.id.clone());
        matrix.resolve(&target).map(|node| linker.node(node))
    });
    (vec![links("ATT&CK", attack.collect())], vec![none("ATT&CK", it.attack_none.as_ref())])
}

fn catalogue(matrix: &Matrix, linker: &Linker<'_>, object: &Object, it: &Catalogue) -> Parts {
    let url =
        LinkRef { url: it.url.clone(), name: it.url.clone(), external: true, ..LinkRef::default() };
    let facts = vec![
        words("Edition", [&it.edition]),
        words("Date", [&it.date]),
        words("Publisher", [&it.publisher]),
        links("Where", vec![url]),
        words("Licence", [&it.licence]),
    ];
    let rows = it.controls.iter().map(|control| {
        let link =
            LinkRef { id: control.id.clone(), name: control.title.clone(), ..LinkRef::default() };
        let mut row = Row { anchor: anchor(&control.id), ..Row::new(link) };
        if control.status == ControlStatus::Retired {
            row.tags.push("retired".to_owned());
        }
        if control.confidence == Confidence::Secondary {
            row.tags.push("secondary source".to_owned());
        }
        row.text = control.summary.clone().unwrap_or_default();
        let target = Target::Control(format!("{}:{}", object.id(), control.id));
        let users = matrix.resolve(&target).map(|node| matrix.incoming(node)).unwrap_or_default();
        row.more = users.into_iter().map(|(node, _)| linker.node(node)).collect();
        row
    });
    (facts, vec![Block::rows("Controls", rows.collect())])
}

/// The heads of the columns that the index of a kind has beside name and summary.
pub(super) fn heads(kind: &str) -> &'static [&'static str] {
    match kind {
        "technique" => &["Maturity", "Patient safety", "Mitigations", "Detections"],
        "mitigation" => &["Priority", "Effort", "Techniques"],
        "detection" => &["Source", "Rule", "Techniques"],
        "tactic" | "asset" => &["Techniques"],
        "case-study" | "reference" => &["Kind", "Date"],
        "catalogue" => &["Edition", "Controls"],
        "audience" => &["Topics"],
        "brief" | "checklist" => &["For"],
        _ => &[],
    }
}

/// The cells under those heads.
pub(super) fn cells(matrix: &Matrix, object: &Object) -> Vec<String> {
    let count = |relation| matrix.origins(object, relation).len().to_string();
    match &object.body {
        Body::Technique(it) => vec![
            it.maturity().word().to_owned(),
            it.impact.patient_safety.word().to_owned(),
            it.mitigations.len().to_string(),
            it.detections.len().to_string(),
        ],
        Body::Mitigation(it) => {
            vec![it.priority.to_string(), it.effort.clone(), count(Relation::Mitigates)]
        }
        Body::Detection(it) => vec![
            it.source.clone(),
            it.rule.as_ref().map(|rule| rule.format.clone()).unwrap_or_default(),
            count(Relation::Detects),
        ],
        Body::Tactic(_) => vec![count(Relation::Achieves)],
        Body::Asset(_) => vec![count(Relation::Targets)],
        Body::CaseStudy(it) => vec![it.kind.clone(), it.date.clone()],
        Body::Reference(it) => vec![it.kind.word().to_owned(), it.date.clone()],
        Body::Catalogue(it) => vec![it.edition.clone(), it.controls.len().to_string()],
        Body::Audience(it) => vec![it.topics.len().to_string()],
        Body::Brief(it) => vec![it.audience.clone()],
        Body::Checklist(it) => vec![it.audience.clone()],
    }
}
