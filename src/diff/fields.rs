//! What each field is to its object. `docs/versions.md` says why; a test holds that no field of a
//! schema is missing here and that the page agrees.

use super::change::Class::{self, Book, Content, Mapping, Name, Prose, Scope, Status};

/// The fields that every kind has. A pattern holds for all below it, the longest decides.
const COMMON: &[(&str, Class)] = &[
    ("allow", Book),
    ("contributors", Book),
    ("created", Book),
    ("description", Prose),
    ("id", Book),
    ("modified", Book),
    ("name", Name),
    ("replaced_by", Status),
    ("status", Status),
    ("status_reason", Status),
    ("summary", Prose),
    ("title", Name),
    ("version", Book),
];

/// The fields of each kind. `*` is any entry of a list.
pub const FIELDS: &[(&str, &[(&str, Class)])] = &[
    ("asset", &[("exposure", Content), ("roles", Scope), ("typical_software", Content)]),
    ("audience", &[("topics", Content), ("topics/*/message", Prose)]),
    (
        "brief",
        &[("audience", Scope), ("body", Prose), ("references", Content), ("related", Content)],
    ),
    (
        "case-study",
        &[
            ("actor", Content),
            ("date", Content),
            ("date_granularity", Content),
            ("kind", Scope),
            ("outcome", Content),
            ("procedure", Content),
            ("procedure/*/description", Prose),
            ("references", Content),
            ("target", Scope),
        ],
    ),
    (
        "catalogue",
        &[
            ("controls", Content),
            ("controls/*/answers", Mapping),
            ("controls/*/answers/*/rationale", Prose),
            ("controls/*/summary", Prose),
            ("date", Content),
            ("edition", Scope),
            ("licence", Content),
            ("papers", Content),
            ("publisher", Content),
            ("url", Content),
        ],
    ),
    (
        "checklist",
        &[
            ("audience", Scope),
            ("catalogues", Mapping),
            ("lead", Prose),
            ("milestone", Mapping),
            ("scope", Scope),
            ("sections", Content),
            ("sections/*/items/*/why", Prose),
        ],
    ),
    (
        "detection",
        &[
            ("data", Content),
            ("events", Mapping),
            ("false_positives", Content),
            ("limits", Content),
            ("logic", Content),
            ("rule", Content),
            ("source", Scope),
        ],
    ),
    (
        "matrix",
        &[
            ("attack", Mapping),
            ("base_url", Book),
            ("dicom_edition", Mapping),
            ("gates", Book),
            ("kill_chain", Scope),
            ("licence", Content),
            ("released", Book),
            ("repository", Book),
            ("spelling", Book),
            ("stix_namespace", Scope),
            ("tactics", Scope),
            ("themes", Content),
        ],
    ),
    (
        "mitigation",
        &[
            ("attack", Mapping),
            ("controls", Mapping),
            ("controls/*/rationale", Prose),
            ("d3fend", Mapping),
            ("effort", Content),
            ("limits", Content),
            ("priority", Content),
            ("responsibility", Content),
            ("responsibility/*/task", Prose),
            ("scope", Scope),
            ("steps", Content),
            ("tier", Content),
            ("verify", Content),
        ],
    ),
    (
        "reference",
        &[
            ("authors", Content),
            ("cvss", Content),
            ("cwe", Mapping),
            ("date", Content),
            ("kind", Content),
            ("product", Content),
            ("publisher", Content),
            ("url", Content),
        ],
    ),
    ("tactic", &[("attack", Mapping), ("attack_none", Mapping)]),
    (
        "technique",
        &[
            ("assets", Scope),
            ("atlas", Mapping),
            ("attack", Mapping),
            ("attack/*/rationale", Prose),
            ("attack_none", Mapping),
            ("capec", Mapping),
            ("cwe", Mapping),
            ("detections", Content),
            ("detections/*/use", Prose),
            ("detections_none", Content),
            ("evidence", Content),
            ("evidence/*/note", Prose),
            ("impact", Content),
            ("impact/patient_safety_note", Prose),
            ("impact/workflow", Prose),
            ("mitigations", Content),
            ("mitigations/*/use", Prose),
            ("mitigations_none", Content),
            ("prerequisites", Scope),
            ("prerequisites/note", Prose),
            ("role", Scope),
            ("standard", Mapping),
            ("standard/*/note", Prose),
            ("surface", Scope),
            ("tactics", Scope),
        ],
    ),
];

/// Returns what a field is to an object of that kind, if the table knows it. The pattern is the
/// pointer without its first slash, with `*` for each entry of a list.
pub fn known(kind: &str, pattern: &str) -> Option<Class> {
    let own = FIELDS.iter().find(|(name, _)| *name == kind).map(|(_, fields)| *fields);
    let all = own.into_iter().flatten().chain(COMMON);
    let covers = |field: &str| {
        pattern.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    all.filter(|(field, _)| covers(field)).max_by_key(|(field, _)| field.len()).map(|it| it.1)
}

/// Returns what a field is to an object of that kind; content, if it is new to us.
pub(super) fn class(kind: &str, pattern: &str) -> Class {
    known(kind, pattern).unwrap_or(Content)
}
