//! Layers for the ATT&CK Navigator, format 4.5: which ATT&CK techniques the matrix maps to.
//!
//! Every field obeys what the Navigator 5.3.2 and mitreattack-python 6 demand: no tactic in the
//! entries (it fills every column and survives the renames of version 19), no platform filter,
//! integer scores, a gradient at least as wide as its colors, links with both label and address.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Exporter, Sink};
use crate::model::kinds::Technique;
use crate::model::{AttackEntry, AttackIndex, AttackStatus, Matrix, Object};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "navigator",
    about: "layers for the ATT&CK Navigator on the pinned ATT&CK domains",
    committed: true,
    run,
};

/// Light to dark, apart also in print and for eyes that do not tell red from green.
const COLORS: [&str; 3] = ["#dbe9f6ff", "#6aa6d6ff", "#08519cff"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the format has them")]
struct Layer {
    name: String,
    versions: Versions,
    domain: String,
    description: String,
    sorting: u8,
    layout: Layout,
    hide_disabled: bool,
    techniques: Vec<Entry>,
    gradient: Gradient,
    legend_items: Vec<LegendItem>,
    metadata: Vec<Pair>,
    links: Vec<Link>,
    show_tactic_row_background: bool,
    tactic_row_background: &'static str,
    select_techniques_across_tactics: bool,
    select_subtechniques_with_parent: bool,
    select_visible_techniques: bool,
}

#[derive(Serialize)]
struct Versions {
    attack: String,
    navigator: &'static str,
    layer: &'static str,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the format has them")]
struct Layout {
    #[serde(rename = "layout")]
    side: &'static str,
    #[serde(rename = "aggregateFunction")]
    aggregate_function: &'static str,
    #[serde(rename = "showID")]
    show_id: bool,
    #[serde(rename = "showName")]
    show_name: bool,
    #[serde(rename = "showAggregateScores")]
    show_aggregate_scores: bool,
    #[serde(rename = "countUnscored")]
    count_unscored: bool,
    #[serde(rename = "expandedSubtechniques")]
    expanded_subtechniques: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "techniqueID")]
    technique_id: String,
    score: usize,
    color: &'static str,
    comment: String,
    enabled: bool,
    metadata: Vec<Pair>,
    links: Vec<Link>,
    show_subtechniques: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Gradient {
    colors: [&'static str; 3],
    min_value: usize,
    max_value: usize,
}

#[derive(Serialize)]
struct LegendItem {
    label: String,
    color: &'static str,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct Link {
    label: String,
    url: String,
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for index in matrix.attack() {
        let layer = layer(matrix, index);
        let mut text = serde_json::to_string_pretty(&layer).unwrap_or_default();
        text.push('\n');
        sink.file(&format!("{}.layer.json", index.domain), text);
    }
}

/// One of our techniques that maps to an ATT&CK technique, with the relation.
type Mapped<'a> = (&'a Object, &'a Technique, &'a str);

/// Returns our techniques by the ATT&CK technique of a domain that they map to.
fn mapped<'a>(matrix: &'a Matrix, index: &AttackIndex) -> BTreeMap<&'a str, Vec<Mapped<'a>>> {
    let mut found: BTreeMap<&str, Vec<Mapped<'_>>> = BTreeMap::new();
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        for link in technique.attack.iter().filter(|link| link.domain == index.domain) {
            let live =
                index.techniques.get(&link.id).is_some_and(|it| it.status == AttackStatus::Live);
            if live {
                found.entry(&link.id).or_default().push((object, technique, &link.relation));
            }
        }
    }
    found
}

fn layer(matrix: &Matrix, index: &AttackIndex) -> Layer {
    let meta = matrix.meta();
    let by_id = mapped(matrix, index);
    let most = by_id.values().map(Vec::len).max().unwrap_or(0).max(COLORS.len());
    let total = matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)).count();
    let pair = |name: &str, value: &str| Pair { name: name.to_owned(), value: value.to_owned() };
    let major = index.version.split('.').next().unwrap_or_default();
    Layer {
        name: format!("{} on {}", meta.name, index.domain),
        versions: Versions { attack: major.to_owned(), navigator: "5.3.2", layer: "4.5" },
        domain: index.domain.clone(),
        description: format!(
            "ATT&CK {} techniques to which the {total} techniques of the {} (version {}) map, \
             scored by how many do. Our judgement, reviewed in the open. {}",
            index.version, meta.name, meta.version, index.notice,
        ),
        sorting: 0,
        layout: Layout {
            side: "side",
            aggregate_function: "max",
            show_id: true,
            show_name: true,
            show_aggregate_scores: false,
            count_unscored: false,
            expanded_subtechniques: "annotated",
        },
        hide_disabled: false,
        techniques: by_id.iter().map(|(id, list)| entry(matrix, index, id, list)).collect(),
        gradient: Gradient { colors: COLORS, min_value: 0, max_value: most },
        legend_items: vec![
            LegendItem { label: "1 DICOM technique maps here".to_owned(), color: COLORS[0] },
            LegendItem { label: format!("{most} DICOM techniques map here"), color: COLORS[2] },
        ],
        metadata: vec![
            pair("matrix", &meta.name),
            pair("matrix version", &meta.version),
            pair("released", &meta.released),
            pair("ATT&CK version", &index.version),
            pair("licence of our content", &meta.licence),
        ],
        links: vec![Link { label: meta.name.clone(), url: meta.url("") }],
        show_tactic_row_background: false,
        tactic_row_background: "#dddddd",
        select_techniques_across_tactics: true,
        select_subtechniques_with_parent: false,
        select_visible_techniques: false,
    }
}

fn entry(matrix: &Matrix, index: &AttackIndex, id: &str, techniques: &[Mapped<'_>]) -> Entry {
    let comment =
        techniques.iter().map(|(object, ..)| format!("{} {}", object.id(), object.name()));
    let metadata = techniques.iter().map(|(object, ours, relation)| Pair {
        name: object.id().to_owned(),
        value: format!("{relation}, {}", ours.maturity().word()),
    });
    let pages = techniques.iter().map(|(object, ..)| Link {
        label: format!("{} {}", object.id(), object.name()),
        url: matrix.meta().url(&format!("techniques/{}/", object.id())),
    });
    let live = |it: &AttackEntry| it.parent.as_deref() == Some(id) && it.status.is_live();
    let parent = index.techniques.values().any(live);
    Entry {
        technique_id: id.to_owned(),
        score: techniques.len(),
        color: "",
        comment: comment.collect::<Vec<_>>().join("\n"),
        enabled: true,
        metadata: metadata.collect(),
        links: pages.collect(),
        // Only where there are some: mitreattack-python stops at a technique without.
        show_subtechniques: parent,
    }
}
