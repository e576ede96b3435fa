//! How an adversary reaches a goal: a cell of the matrix. The file holds all outgoing links.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "technique",
    folder: "techniques",
    label: "Technique",
    plural: "Techniques",
    letters: "T",
    schema: include_str!("../../../schema/technique.schema.json"),
};

/// A behavior of an adversary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Technique {
    /// Tactics that it serves.
    pub tactics: Vec<String>,
    /// Assets that it is used against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<String>,
    /// Services, files or interfaces that it touches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surface: Vec<String>,
    /// DICOM roles that the adversary's software plays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<String>,
    /// What the adversary must have first.
    #[serde(default, skip_serializing_if = "Prerequisites::is_unsaid")]
    pub prerequisites: Prerequisites,
    /// Sections of the DICOM Standard that define what is abused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard: Vec<StandardSection>,
    /// What it does when it works.
    #[serde(default, skip_serializing_if = "Impact::is_unsaid")]
    pub impact: Impact,
    /// What shows that it is real.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// ATT&CK techniques that correspond.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attack: Vec<AttackLink>,
    /// Why none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attack_none: Option<String>,
    /// ATLAS techniques that correspond.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub atlas: Vec<String>,
    /// Weaknesses that make it possible.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cwe: Vec<String>,
    /// Attack patterns that correspond.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capec: Vec<String>,
    /// Mitigations that work against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mitigations: Vec<MitigationLink>,
    /// Why none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigations_none: Option<String>,
    /// Detections that see it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detections: Vec<UseLink>,
    /// Why none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detections_none: Option<String>,
}

/// What the adversary must have first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisites {
    /// Kinds of access, one of which is enough.
    pub access: Vec<String>,
    /// What else must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Prerequisites {
    /// Returns whether nobody said what is needed, which a matrix of DICOM does not allow.
    pub fn is_unsaid(&self) -> bool {
        self.access.is_empty()
    }
}

/// A section of the DICOM Standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardSection {
    /// Part, `PS3.8`.
    pub part: String,
    /// Section number.
    pub section: String,
    /// What it defines or leaves open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a technique does when it works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// Loss of confidentiality.
    pub confidentiality: Grade,
    /// Loss of integrity.
    pub integrity: Grade,
    /// Loss of availability.
    pub availability: Grade,
    /// Whether a patient can come to harm.
    pub patient_safety: PatientSafety,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_safety_note: Option<String>,
    /// What stops or changes in the department.
    pub workflow: String,
}

impl Impact {
    /// Returns whether nobody judged it, which a matrix of DICOM does not allow. Its grades then say
    /// nothing.
    pub fn is_unsaid(&self) -> bool {
        self.workflow.is_empty()
    }
}

/// How much is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Nothing.
    #[default]
    None,
    /// Some.
    Low,
    /// Much.
    High,
}

impl Grade {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

/// Whether a patient can come to harm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PatientSafety {
    /// No.
    #[default]
    None,
    /// Through delay or a decision that people may still catch.
    Indirect,
    /// Through wrong treatment that follows by itself.
    Direct,
}

impl PatientSafety {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Indirect => "indirect",
            Self::Direct => "direct",
        }
    }
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Citation key.
    pub reference: String,
    /// What the source shows.
    pub kind: EvidenceKind,
    /// What exactly it shows for this technique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a piece of evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// Done by an adversary.
    Observed,
    /// Shown by researchers.
    Demonstrated,
    /// A flaw that enables it.
    Vulnerability,
    /// Public software that does it.
    Tool,
    /// The standard says so.
    Standard,
}

impl EvidenceKind {
    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Demonstrated => "demonstrated",
            Self::Vulnerability => "vulnerability",
            Self::Tool => "tool",
            Self::Standard => "standard",
        }
    }
}

/// How well a technique is evidenced. Derived from its evidence, never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Maturity {
    /// Possible by the standard or by common defaults.
    Conceptual,
    /// Shown by research, a vulnerability record or public software.
    Demonstrated,
    /// Done by an adversary.
    Observed,
}

impl Maturity {
    /// All of them, from the weakest.
    pub const ALL: [Self; 3] = [Self::Conceptual, Self::Demonstrated, Self::Observed];

    /// Returns the word that people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conceptual => "conceptual",
            Self::Demonstrated => "demonstrated",
            Self::Observed => "observed",
        }
    }
}

/// A technique of ATT&CK that corresponds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackLink {
    /// Its id.
    pub id: String,
    /// Its domain.
    pub domain: String,
    /// `same`, `narrower`, `broader` or `related`, seen from our technique.
    pub relation: String,
    /// Why they correspond.
    pub rationale: String,
}

/// A mitigation with how, and how strongly, it works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MitigationLink {
    /// Its id.
    pub id: String,
    /// What is left of the technique where the mitigation is in place.
    pub effect: Effect,
    /// How it works against this technique.
    #[serde(rename = "use")]
    pub text: String,
}

/// What is left of a technique where a mitigation is in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The technique works as before, but does less harm or is undone sooner.
    Limits,
    /// It still works, but takes more: access, time, skill or luck that it did not need before.
    Hinders,
    /// As it is described, it fails.
    Prevents,
}

impl Effect {
    /// All of them, from the weakest.
    pub const ALL: [Self; 3] = [Self::Limits, Self::Hinders, Self::Prevents];

    /// Returns the word that authors write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Limits => "limits",
            Self::Hinders => "hinders",
            Self::Prevents => "prevents",
        }
    }
}

/// A detection with how it works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseLink {
    /// Its id.
    pub id: String,
    /// How it works against this technique.
    #[serde(rename = "use")]
    pub text: String,
}

impl Technique {
    /// Returns how well the technique is evidenced.
    pub fn maturity(&self) -> Maturity {
        let strongest = self.evidence.iter().map(|evidence| match evidence.kind {
            EvidenceKind::Observed => Maturity::Observed,
            EvidenceKind::Demonstrated | EvidenceKind::Vulnerability | EvidenceKind::Tool => {
                Maturity::Demonstrated
            }
            EvidenceKind::Standard => Maturity::Conceptual,
        });
        strongest.max().unwrap_or(Maturity::Conceptual)
    }

    pub(super) fn links(&self, to: &mut Links) {
        to.each("tactics", "tactic", Relation::Achieves, &self.tactics);
        to.each("assets", "asset", Relation::Targets, &self.assets);
        for (index, evidence) in self.evidence.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("evidence", index, "reference"),
                target: Target::Object("reference", evidence.reference.clone()),
                relation: Relation::Cites,
                text: evidence.note.clone().unwrap_or_default(),
            });
        }
        for (index, attack) in self.attack.iter().enumerate() {
            to.push(Link {
                pointer: Pointer::item("attack", index, "id"),
                target: Target::AttackTechnique(attack.domain.clone(), attack.id.clone()),
                relation: Relation::MapsTo,
                text: format!("{}: {}", attack.relation, attack.rationale),
            });
        }
        let mitigations = self.mitigations.iter().map(|it| (&it.id, &it.text)).enumerate();
        let detections = self.detections.iter().map(|it| (&it.id, &it.text)).enumerate();
        let mitigations =
            mitigations.map(|it| ("mitigations", "mitigation", Relation::Mitigates, it));
        let detections = detections.map(|it| ("detections", "detection", Relation::Detects, it));
        for (field, kind, relation, (index, (id, text))) in mitigations.chain(detections) {
            to.push(Link {
                pointer: Pointer::item(field, index, "id"),
                target: Target::Object(kind, id.clone()),
                relation,
                text: text.clone(),
            });
        }
    }
}
