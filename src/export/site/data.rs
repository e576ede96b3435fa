//! What the script knows of the matrix: `static/data.js` sets `window.DTM_DATA`.
//!
//! It holds facts, not prose: what the page of the matrix and "my environment" filter, color and
//! count. Its shape is written down for the script in `assets/scripts/types.d.ts`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::kinds::{Effect, Mitigation, Technique};
use crate::model::{Body, Matrix, Object};

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    name: &'a str,
    version: &'a str,
    released: &'a str,
    base_url: &'a str,
    licence: &'a str,
    /// What MITRE asks to be printed beside ATT&CK.
    notice: &'a str,
    /// Pinned version of each ATT&CK domain.
    attack: &'a BTreeMap<String, String>,
    tactics: Vec<TacticRow<'a>>,
    techniques: Vec<TechniqueRow<'a>>,
    mitigations: Vec<MitigationRow<'a>>,
    detections: Vec<Named<'a>>,
    assets: Vec<Named<'a>>,
    audiences: Vec<Named<'a>>,
    /// Services, files and interfaces by which a system is touched.
    surfaces: Vec<Named<'a>>,
    /// Catalogues that some mitigation names.
    catalogues: Vec<Named<'a>>,
    /// Titles of the controls that some mitigation names, by `catalogue:id`.
    controls: BTreeMap<String, &'a str>,
    /// Names of the ATT&CK tactics and techniques that we link to, by id.
    attack_names: BTreeMap<&'a str, &'a str>,
    /// ATT&CK tactics of the ATT&CK techniques that we link to, as ids.
    attack_tactics: BTreeMap<&'a str, Vec<&'a str>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
    summary: &'a str,
}

#[derive(Serialize)]
struct TacticRow<'a> {
    id: &'a str,
    name: &'a str,
    /// As layers and bundles write it.
    shortname: String,
}

#[derive(Serialize)]
struct TechniqueRow<'a> {
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    tactics: &'a [String],
    assets: &'a [String],
    surface: &'a [String],
    role: &'a [String],
    access: &'a [String],
    maturity: &'static str,
    /// Confidentiality, integrity, availability.
    impact: [&'static str; 3],
    safety: &'static str,
    mitigations: Vec<(&'a str, Effect)>,
    detections: Vec<&'a str>,
    /// Id, domain and relation.
    attack: Vec<[&'a str; 3]>,
}

#[derive(Serialize)]
struct MitigationRow<'a> {
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    priority: u8,
    effort: &'a str,
    audiences: BTreeSet<&'a str>,
    /// Controls that it implements or supports or is related to, as `catalogue:id`.
    controls: Vec<&'a str>,
    /// How one sees that it is done.
    verify: &'a str,
}

/// Returns the script. `<` is written as an escape, so that no text can end the script where a page
/// carries it inside.
pub(super) fn script(matrix: &Matrix) -> String {
    let json = serde_json::to_string(&data(matrix)).unwrap_or_default();
    format!("window.DTM_DATA = {};\n", json.replace('<', "\\u003c"))
}

fn data(matrix: &Matrix) -> Data<'_> {
    let meta = matrix.meta();
    let live =
        |name: &'static str| matrix.of_kind(name).filter(|object| Matrix::in_use(&object.common));
    let named = |name| live(name).map(Named::of).collect();
    let mitigations: Vec<MitigationRow<'_>> = live("mitigation").filter_map(mitigation).collect();
    let techniques: Vec<TechniqueRow<'_>> = live("technique").filter_map(technique).collect();
    let used: BTreeSet<&str> = mitigations.iter().flat_map(|it| it.controls.clone()).collect();
    let mut controls = BTreeMap::new();
    let mut catalogues = Vec::new();
    for (object, catalogue) in matrix.catalogues() {
        let before = controls.len();
        for control in &catalogue.controls {
            let id = format!("{}:{}", object.id(), control.id);
            if used.contains(id.as_str()) {
                controls.insert(id, control.title.as_str());
            }
        }
        if controls.len() > before {
            catalogues.push(Named::of(object));
        }
    }
    let (attack_names, attack_tactics) = attack(matrix, &techniques);
    Data {
        id: &meta.id,
        name: &meta.name,
        version: &meta.version,
        released: &meta.released,
        base_url: &meta.base_url,
        licence: &meta.licence,
        notice: matrix.attack().first().map_or("", |index| &index.notice),
        attack: &meta.attack,
        tactics: matrix
            .columns()
            .into_iter()
            .map(|it| TacticRow {
                id: it.id(),
                name: it.name(),
                shortname: crate::model::shortname(it.name()),
            })
            .collect(),
        techniques,
        mitigations,
        detections: named("detection"),
        assets: named("asset"),
        audiences: named("audience"),
        surfaces: matrix
            .surfaces()
            .map(|(id, name, summary)| Named { id, name, summary })
            .collect(),
        catalogues,
        controls,
        attack_names,
        attack_tactics,
    }
}

impl<'a> Named<'a> {
    fn of(object: &'a Object) -> Self {
        Self { id: object.id(), name: object.name(), summary: &object.common.summary }
    }
}

fn technique(object: &Object) -> Option<TechniqueRow<'_>> {
    let Body::Technique(it) = &object.body else { return None };
    let it: &Technique = it;
    Some(TechniqueRow {
        id: object.id(),
        name: object.name(),
        summary: &object.common.summary,
        parent: object.parent_id(),
        tactics: &it.tactics,
        assets: &it.assets,
        surface: &it.surface,
        role: &it.role,
        access: &it.prerequisites.access,
        maturity: it.maturity().word(),
        impact: [
            it.impact.confidentiality.word(),
            it.impact.integrity.word(),
            it.impact.availability.word(),
        ],
        safety: it.impact.patient_safety.word(),
        mitigations: it.mitigations.iter().map(|link| (link.id.as_str(), link.effect)).collect(),
        detections: it.detections.iter().map(|link| link.id.as_str()).collect(),
        attack: it
            .attack
            .iter()
            .map(|link| [link.id.as_str(), link.domain.as_str(), link.relation.as_str()])
            .collect(),
    })
}

fn mitigation(object: &Object) -> Option<MitigationRow<'_>> {
    let Body::Mitigation(it) = &object.body else { return None };
    let it: &Mitigation = it;
    Some(MitigationRow {
        id: object.id(),
        name: object.name(),
        summary: &object.common.summary,
        priority: it.priority,
        effort: &it.effort,
        audiences: it.responsibility.iter().map(|part| part.audience.as_str()).collect(),
        controls: it.controls.iter().map(|link| link.control.as_str()).collect(),
        verify: &it.verify,
    })
}

type Names<'a> = BTreeMap<&'a str, &'a str>;
type Tactics<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Returns names and tactics of what we link to in ATT&CK.
fn attack<'a>(matrix: &'a Matrix, techniques: &[TechniqueRow<'a>]) -> (Names<'a>, Tactics<'a>) {
    let (mut names, mut tactics) = (Names::new(), Tactics::new());
    for [id, domain, _] in techniques.iter().flat_map(|it| &it.attack) {
        let Some(index) = matrix.attack_index(domain) else { continue };
        let Some(entry) = index.techniques.get(*id) else { continue };
        names.insert(*id, entry.name.as_str());
        tactics.insert(*id, entry.tactics.iter().map(String::as_str).collect());
        for tactic in &entry.tactics {
            if let Some((id, entry)) = index.tactics.get_key_value(tactic) {
                names.insert(id.as_str(), entry.name.as_str());
            }
        }
    }
    (names, tactics)
}
