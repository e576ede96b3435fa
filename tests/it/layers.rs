//! Layers obey the programs that read them: above all where those programs say nothing when a rule
//! is broken and only draw less. Every rule is held over every layer of the real matrix.

use std::collections::{BTreeMap, BTreeSet};

use dicom_threat_matrix::compile::Compiled;
use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::{AttackIndex, Matrix, shortname};
use serde_json::Value;

use crate::support;

/// The keys of a layer, in the order in which the Navigator writes them. It ignores others, and
/// mitreattack-python refuses a layer that has them.
const LAYER: &[&str] = &[
    "name",
    "versions",
    "domain",
    "customDataURL",
    "description",
    "sorting",
    "layout",
    "hideDisabled",
    "techniques",
    "gradient",
    "legendItems",
    "metadata",
    "links",
    "showTacticRowBackground",
    "tacticRowBackground",
    "selectTechniquesAcrossTactics",
    "selectSubtechniquesWithParent",
    "selectVisibleTechniques",
];

/// The same for an entry.
const ENTRY: &[&str] = &[
    "techniqueID",
    "tactic",
    "score",
    "color",
    "comment",
    "enabled",
    "metadata",
    "links",
    "showSubtechniques",
];

const UPLOAD: &str = ".layer.json";
const SELFHOST: &str = ".selfhost.layer.json";

fn made() -> (Compiled, Artifacts) {
    let compiled = support::compile(&support::real());
    let artifacts = export(&compiled.matrix, |it| it.name == "navigator");
    (compiled, artifacts)
}

/// Returns all layers by path.
fn layers(artifacts: &Artifacts) -> BTreeMap<String, Value> {
    let ours = |path: &str| path.starts_with("navigator/") && path.ends_with(UPLOAD);
    let read = |bytes: &[u8]| serde_json::from_slice(bytes).expect("JSON");
    let found = artifacts.iter().filter(|(path, _)| ours(path));
    found.map(|(path, bytes)| (path.to_owned(), read(bytes))).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list in {value}"))
}

fn is_custom(path: &str) -> bool {
    path.starts_with("navigator/matrix/")
}

/// Keys are known, and stand in the order of the Navigator.
fn keys(path: &str, value: &Value, known: &[&str]) {
    let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
    let places: Vec<Option<usize>> =
        keys.iter().map(|key| known.iter().position(|it| it == key)).collect();
    assert!(places.iter().all(Option::is_some), "{path}: unknown among {keys:?}");
    assert!(places.is_sorted(), "{path}: {keys:?} are not in the order of the Navigator");
}

/// `#rrggbbaa`, as the Navigator writes colors.
fn is_color(color: &str) -> bool {
    let digits = color.strip_prefix('#').unwrap_or_default();
    digits.len() == 8 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

#[test]
fn heads_are_what_clients_read() {
    let (compiled, artifacts) = made();
    let layers = layers(&artifacts);
    assert!(layers.len() > 200, "{} layers", layers.len());
    for (path, layer) in &layers {
        keys(path, layer, LAYER);
        let name = text(layer, "name");
        assert!(!name.trim().is_empty(), "{path} has no name");
        assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{path}: no sheet `{name}`");
        assert!(is_custom(path) || name.chars().count() <= 31, "{path}: `{name}` is too long");
        let versions = &layer["versions"];
        assert_eq!(versions["layer"], "4.5", "{path}");
        assert!(text(versions, "navigator").starts_with("5."), "{path}");
        let attack = text(versions, "attack");
        assert!(attack.parse::<u32>().is_ok(), "{path}: version {attack} is not one number");
        let domain = text(layer, "domain");
        assert_eq!(domain, domain.to_lowercase(), "{path}");
        if !is_custom(path) {
            let index = compiled.matrix.attack_index(domain).expect("a pinned domain");
            assert_eq!(index.version.split('.').next(), Some(attack), "{path}");
            assert!(path.contains(domain), "{path} is on {domain}");
        }
        assert!(layer.get("filters").is_none(), "{path}: a platform filter can blank the matrix");
        assert!(layer["sorting"].as_u64().is_some_and(|it| it <= 3), "{path}");
        let layout = &layer["layout"];
        assert_eq!(layout["layout"], "side", "{path}");
        assert!(["average", "min", "max", "sum"].contains(&text(layout, "aggregateFunction")));
        assert_eq!(layout["expandedSubtechniques"], "annotated", "{path} hides sub-techniques");
        for word in ["showID", "showName", "showAggregateScores", "countUnscored"] {
            assert!(layout[word].is_boolean(), "{path}: {word}");
        }
        for word in ["hideDisabled", "showTacticRowBackground"] {
            assert!(layer[word].is_boolean(), "{path}: {word}");
        }
        pairs_and_links(path, layer);
    }
}

/// Metadata and links are whole: half of one is dropped, or takes the technique with it.
fn pairs_and_links(path: &str, value: &Value) {
    for pair in list(value, "metadata") {
        keys(path, pair, &["name", "value"]);
        assert!(
            !text(pair, "name").is_empty() && !text(pair, "value").is_empty(),
            "{path}: {pair}"
        );
    }
    for link in list(value, "links") {
        keys(path, link, &["label", "url"]);
        assert!(!text(link, "label").is_empty(), "{path}: {link}");
        assert!(text(link, "url").starts_with("https://"), "{path}: {link}");
    }
}

#[test]
fn colors_have_room_and_a_meaning() {
    for (path, layer) in &layers(&made().1) {
        let gradient = &layer["gradient"];
        let colors = list(gradient, "colors");
        assert!(colors.len() >= 2, "{path}: the Navigator does not open a single color");
        assert!(colors.iter().all(|it| it.as_str().is_some_and(is_color)), "{path}: {colors:?}");
        let low = gradient["minValue"].as_i64().expect("an integer");
        let high = gradient["maxValue"].as_i64().expect("an integer");
        assert!(high - low >= i64::try_from(colors.len()).unwrap() - 1, "{path}: {low} to {high}");
        let mut scores = BTreeSet::new();
        for entry in list(layer, "techniques") {
            if let Some(score) = entry.get("score") {
                let score = score.as_i64().unwrap_or_else(|| panic!("{path}: {score}"));
                assert!((low..=high).contains(&score), "{path}: {score}");
                scores.insert(score);
            }
        }
        // The legend explains the ends of what is there, in words that need no color.
        let legend = list(layer, "legendItems");
        let labels: BTreeSet<&str> = legend.iter().map(|it| text(it, "label")).collect();
        assert_eq!(labels.len(), legend.len(), "{path}: a label stands twice");
        assert!(legend.iter().all(|it| is_color(text(it, "color"))), "{path}");
        let explained: BTreeSet<i64> = labels
            .iter()
            .map(|label| label.split(':').next().and_then(|it| it.parse().ok()).expect("a score"))
            .collect();
        assert!(explained.last() >= scores.last(), "{path}: {explained:?} do not reach {scores:?}");
        assert!(explained.first() <= scores.first(), "{path}: {explained:?}, {scores:?}");
        let shades: BTreeSet<&str> = legend.iter().map(|it| text(it, "color")).collect();
        assert_eq!(shades.len(), legend.len(), "{path}: two labels of one color");
    }
}

#[test]
fn entries_are_drawn_whole() {
    let (compiled, artifacts) = made();
    for (path, layer) in &layers(&artifacts) {
        let entries = list(layer, "techniques");
        assert!(entries.iter().any(|it| it.get("score").is_some()), "{path} tells nothing");
        for entry in entries {
            keys(path, entry, ENTRY);
            assert!(entry["enabled"] == true && entry["showSubtechniques"].is_boolean(), "{path}");
            assert_eq!(entry["color"], "", "{path}: a color would hide the score");
            let comment = text(entry, "comment");
            assert_eq!(comment.is_empty(), entry.get("score").is_none(), "{path}: {entry}");
            for run in comment.split_whitespace() {
                assert!(run.chars().count() <= 60, "{path}: the Navigator cuts `{run}`");
            }
            pairs_and_links(path, entry);
        }
        if is_custom(path) {
            on_the_matrix(path, entries, &compiled.matrix);
        } else {
            let index = compiled.matrix.attack_index(text(layer, "domain")).expect("a domain");
            on_attack(path, entries, index);
        }
    }
}

/// Unknown ids, and ids that are not in use, are dropped or kept unseen: no client says which.
fn on_attack(path: &str, entries: &[Value], index: &AttackIndex) {
    let mut seen = BTreeMap::new();
    for entry in entries {
        let id = text(entry, "techniqueID");
        assert!(index.techniques.get(id).is_some_and(|it| it.status.is_live()), "{path}: {id}");
        assert!(entry.get("tactic").is_none(), "{path}: {id} would be lost in other columns");
        assert!(seen.insert(id, entry).is_none(), "{path}: {id} stands twice");
    }
    for (id, entry) in &seen {
        let known = &index.techniques[*id];
        if let Some(parent) = &known.parent {
            let there = seen.get(parent.as_str());
            let open = there.is_some_and(|it| it["showSubtechniques"] == true);
            assert!(open, "{path}: {parent} hides {id} in drawings");
        }
        // ToExcel of mitreattack-python stops when a technique is open in a column in which none
        // of its sub-techniques stands.
        if entry["showSubtechniques"] == true {
            let child = |tactic: &String| {
                let live = index.techniques.values().filter(|it| it.status.is_live());
                let mut ours = live.filter(|it| it.parent.as_deref() == Some(*id));
                ours.any(|it| it.tactics.contains(tactic))
            };
            assert!(known.tactics.iter().all(child), "{path}: {id} cannot be open");
        }
    }
}

/// An entry without its tactic keeps the file from opening; one with a wrong tactic is kept unseen.
fn on_the_matrix(path: &str, entries: &[Value], matrix: &Matrix) {
    let mut seen = BTreeMap::new();
    for entry in entries {
        let (id, tactic) = (text(entry, "techniqueID"), text(entry, "tactic"));
        let object = matrix.find("technique", id).unwrap_or_else(|| panic!("{path}: {id}"));
        assert!(Matrix::in_use(&object.common), "{path}: {id} is withdrawn");
        let columns = matrix.phases(object);
        let stands = columns.iter().any(|it| shortname(it.name()) == tactic);
        assert!(stands, "{path}: {id} does not stand under {tactic}");
        assert!(seen.insert((id, tactic), entry).is_none(), "{path}: {id} stands twice");
    }
    for ((id, tactic), entry) in &seen {
        let below = |(child, column): &(&str, &str)| {
            column == tactic && child.split_once('.').is_some_and(|(parent, _)| parent == *id)
        };
        let open = entry["showSubtechniques"] == true;
        assert_eq!(open, seen.keys().any(below), "{path}: {id} under {tactic}");
    }
}

#[test]
fn short_names_are_what_clients_make_of_names() {
    // mitreattack-python: `name.lower().replace(" ", "-")`; the comma stays.
    let name = "Command, Control and Exfiltration";
    assert_eq!(shortname(name), "command,-control-and-exfiltration");
    let (compiled, _) = made();
    let names: BTreeSet<String> =
        compiled.matrix.tactics().map(|(object, _)| shortname(object.name())).collect();
    assert_eq!(names.len(), compiled.matrix.tactics().count(), "two tactics share a column");
}

#[test]
fn a_subtechnique_stands_wherever_its_parent_stands() {
    let (compiled, _) = made();
    for (object, _) in compiled.matrix.techniques() {
        let Some(parent) = object.parent_id().and_then(|id| compiled.matrix.get(id)) else {
            continue;
        };
        let ids = |it| compiled.matrix.phases(it).into_iter().map(|it| it.id().to_owned());
        let own: BTreeSet<String> = ids(object).collect();
        assert!(ids(parent).all(|id| own.contains(&id)), "{}", object.id());
    }
}

#[test]
fn each_layer_on_the_matrix_comes_in_two_variants() {
    let (compiled, artifacts) = made();
    let layers = layers(&artifacts);
    let meta = compiled.matrix.meta();
    let custom: Vec<&String> = layers.keys().filter(|path| is_custom(path)).collect();
    for path in &custom {
        let (stem, selfhost) = match path.strip_suffix(SELFHOST) {
            Some(stem) => (stem, true),
            None => (path.strip_suffix(UPLOAD).expect("a layer"), false),
        };
        let layer = &layers[*path];
        assert_eq!(layer["domain"], meta.id.as_str(), "{path}");
        let other = layers.get(&format!("{stem}{}", if selfhost { UPLOAD } else { SELFHOST }));
        let mut other = other.unwrap_or_else(|| panic!("{path} is alone")).clone();
        let url = if selfhost { &other } else { layer }.get("customDataURL");
        assert_eq!(
            url.and_then(Value::as_str),
            Some(&*meta.url(&format!("stix/{}.navigator.json", meta.id)))
        );
        if selfhost {
            assert!(layer.get("customDataURL").is_none(), "{path}");
            other.as_object_mut().expect("an object").shift_remove("customDataURL");
            assert_eq!(layer, &other, "{path} differs from its twin");
        }
    }
    let attack = layers.iter().filter(|(path, _)| !is_custom(path));
    for (path, layer) in attack {
        assert!(layer.get("customDataURL").is_none() && !path.ends_with(SELFHOST), "{path}");
    }
}

/// Who has no layer has nothing to tell.
#[test]
fn nothing_is_left_out() {
    let (compiled, artifacts) = made();
    let matrix = &compiled.matrix;
    let layers = layers(&artifacts);
    let cells = |path: &str| {
        let entries = layers.get(path).map(|it| list(it, "techniques")).unwrap_or_default();
        entries.iter().map(|it| text(it, "techniqueID")).collect::<BTreeSet<&str>>()
    };
    let used = || matrix.techniques().filter(|(object, _)| Matrix::in_use(&object.common));
    let all: BTreeSet<&str> = used().map(|(object, _)| object.id()).collect();
    for whole in ["maturity", "mitigations", "detections", "patient-safety"] {
        let path = format!("navigator/matrix/{whole}.layer.json");
        assert_eq!(cells(&path), all, "{whole}");
        let columns: usize = used().map(|(object, _)| matrix.phases(object).len()).sum();
        assert_eq!(list(&layers[&path], "techniques").len(), columns, "{whole}");
    }
    let mut checked = 0;
    for object in matrix.objects().iter().filter(|it| Matrix::in_use(&it.common)) {
        let kind = object.kind().name;
        let (id, path) =
            (object.id(), format!("navigator/matrix/{kind}-{}.layer.json", object.id()));
        let expected: BTreeSet<&str> = used()
            .filter(|(technique, body)| match kind {
                "asset" => body.assets.iter().any(|it| it == id),
                "mitigation" => body.mitigations.iter().any(|it| it.id == id),
                "case-study" => matrix.case_studies().any(|(case, body)| {
                    case.id() == id
                        && body.procedure.iter().any(|it| it.technique == technique.id())
                }),
                "checklist" => matrix.checklists().any(|(list, list_body)| {
                    let items: Vec<_> = list_body.items().map(|(_, it)| &it.mitigation).collect();
                    list.id() == id && body.mitigations.iter().any(|it| items.contains(&&it.id))
                }),
                _ => false,
            })
            .map(|(technique, _)| technique.id())
            .collect();
        assert_eq!(cells(&path), expected, "{path}");
        checked += usize::from(!expected.is_empty());
    }
    assert!(checked > 80, "{checked} layers of single objects");
}
