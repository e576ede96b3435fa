//! What stands around every page: its head, the menu, its foot.

use serde::Serialize;

use crate::model::Matrix;
use crate::model::kinds::READING_ORDER;

/// What every page shows: the head, the navigation, the foot.
#[derive(Serialize)]
pub(super) struct Frame {
    root: &'static str,
    name: String,
    summary: String,
    version: String,
    released: String,
    dicom_edition: String,
    attack: String,
    notice: String,
    licence: String,
    nav: Vec<NavItem>,
    more: Vec<NavItem>,
    more_here: bool,
    title: String,
    description: String,
}

#[derive(Serialize)]
struct NavItem {
    url: String,
    label: &'static str,
    here: bool,
}

/// Returns what every page shows. `here` is the kind that the navigation marks, empty for the matrix.
pub(super) fn frame(
    matrix: &Matrix,
    root: &'static str,
    here: &str,
    title: &str,
    description: &str,
) -> Frame {
    let meta = matrix.meta();
    let versions =
        matrix.attack().iter().map(|index| format!("{} {}", index.domain, index.version));
    let (nav, more) = menu(root, here);
    Frame {
        root,
        name: meta.name.clone(),
        summary: meta.summary.clone(),
        version: meta.version.clone(),
        released: meta.released.clone(),
        dicom_edition: meta.dicom_edition.clone(),
        attack: versions.collect::<Vec<_>>().join(", "),
        notice: matrix.attack().first().map(|index| index.notice.clone()).unwrap_or_default(),
        licence: meta.licence.clone(),
        more_here: more.iter().any(|item| item.here),
        nav,
        more,
        title: title.to_owned(),
        description: description.to_owned(),
    }
}

/// Kinds that stand in the menu itself; the others stand behind "More".
const FIRST: [&str; 6] =
    ["technique", "mitigation", "detection", "catalogue", "case-study", "checklist"];

/// Pages beside those of the kinds, by the word that marks them as the one that is open.
const OTHERS: [(&str, &str, &str); 7] = [
    ("papers", "papers/index.html", "White papers"),
    ("communications", "communications/index.html", "Communications"),
    ("graph", "graph/index.html", "Graph"),
    ("navigator", "navigator/index.html", "Navigator"),
    ("downloads", "downloads/index.html", "Downloads"),
    ("changes", "changes/index.html", "Changes"),
    ("about", "about/index.html", "About"),
];

/// Returns the menu: what stands in it, and what stands behind "More".
fn menu(root: &'static str, here: &str) -> (Vec<NavItem>, Vec<NavItem>) {
    let item = |word: &str, path: &str, label| NavItem {
        url: format!("{root}{path}"),
        label,
        here: word == here,
    };
    let kinds = READING_ORDER.into_iter().map(|kind| {
        let label = if kind.name == "catalogue" { "Controls" } else { kind.plural };
        (FIRST.contains(&kind.name), item(kind.name, &format!("{}/index.html", kind.folder), label))
    });
    let (first, rest): (Vec<_>, Vec<_>) = kinds.partition(|(first, _)| *first);
    let tools = [
        item("", "index.html", "Matrix"),
        item("environment", "environment/index.html", "My environment"),
    ];
    let others = OTHERS.iter().map(|(word, path, label)| item(word, path, label));
    (
        tools.into_iter().chain(first.into_iter().map(|(_, item)| item)).collect(),
        rest.into_iter().map(|(_, item)| item).chain(others).collect(),
    )
}
