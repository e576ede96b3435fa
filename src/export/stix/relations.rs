//! Relationships: among our own objects, and to MITRE's.

use serde_json::{Value, json};

use super::kinds::{attack_target, type_of};
use super::thing::{Maker, SPEC_VERSION};
use crate::model::{Body, Object, Relation, Target};

struct Tie<'a> {
    kind: &'static str,
    source: String,
    target: String,
    text: &'a str,
    object: &'a Object,
}

impl Maker<'_> {
    fn relationship(&self, tie: &Tie<'_>) -> Value {
        let common = &tie.object.common;
        let key = format!("{} {} {}", tie.kind, tie.source, tie.target);
        let mut value = json!({
            "type": "relationship",
            "spec_version": "2.1",
            "id": self.id("relationship", &key),
            "created": self.stamp(&common.created),
            "modified": self.stamp(&common.modified),
            "created_by_ref": self.identity,
            "object_marking_refs": self.markings,
            "relationship_type": tie.kind,
            "source_ref": tie.source,
            "target_ref": tie.target,
            "x_mitre_attack_spec_version": SPEC_VERSION,
            "x_mitre_domains": [self.matrix.meta().id],
            "x_mitre_modified_by_ref": self.identity,
            "x_mitre_version": common.version,
        });
        if let (false, Some(map)) = (tie.text.is_empty(), value.as_object_mut()) {
            map.insert("description".to_owned(), json!(tie.text));
        }
        value
    }

    fn own_id(&self, object: &Object) -> String {
        self.id(type_of(object), object.id())
    }
}

/// Returns the relationships among our own objects, each once.
pub(super) fn own(maker: &Maker<'_>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for object in maker.matrix.objects() {
        let Some(node) = maker.matrix.node_of(object) else { continue };
        for (to, edge) in maker.matrix.outgoing(node) {
            let Some(other) = maker.matrix.object(to) else { continue };
            let (here, there) = (maker.own_id(object), maker.own_id(other));
            let (kind, source, target) = match (edge.relation, &object.body) {
                (Relation::SubtechniqueOf, _) => ("subtechnique-of", here, there),
                (Relation::ReplacedBy, _) => ("revoked-by", here, there),
                (Relation::Mitigates, _) => ("mitigates", there, here),
                (Relation::Detects, _) => ("detects", there, here),
                (Relation::Targets, _) => ("targets", here, there),
                (Relation::Uses, Body::CaseStudy(case)) if case.kind == "incident" => {
                    ("uses", here, there)
                }
                _ => continue,
            };
            let relationship =
                maker.relationship(&Tie { kind, source, target, text: &edge.text, object });
            if seen.insert(relationship["id"].to_string()) {
                out.push(relationship);
            }
        }
    }
    out
}

/// Returns the relationships to MITRE's own objects, by MITRE's ids.
pub(super) fn to_attack(maker: &Maker<'_>) -> Vec<Value> {
    let mut out = Vec::new();
    for (object, technique) in maker.matrix.techniques() {
        for link in &technique.attack {
            let text = format!("{}: {}", link.relation, link.rationale);
            out.extend(tie(maker, object, &attack_target(&link.domain, &link.id), &text));
        }
    }
    for (object, mitigation) in maker.matrix.mitigations() {
        for id in &mitigation.attack {
            out.extend(tie(maker, object, &Target::AttackMitigation(id.clone()), ""));
        }
    }
    out
}

fn tie(maker: &Maker<'_>, object: &Object, target: &Target, text: &str) -> Option<Value> {
    let node = maker.matrix.resolve(target)?;
    let stix = &maker.matrix.attack_entry(node)?.entry.stix;
    Some(maker.relationship(&Tie {
        kind: "related-to",
        source: maker.own_id(object),
        target: stix.clone(),
        text,
        object,
    }))
}
