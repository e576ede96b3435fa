//! Layers for the ATT&CK Navigator: on ATT&CK's own domains, and on the matrix itself as a domain
//! of its own, with what a Navigator must know to draw it.
//!
//! Every field obeys what the Navigator 5.3.2 and mitreattack-python 6 demand. Neither says a word
//! when a rule is broken, so `tests/it/layers.rs` holds all of them over every layer.

mod assessed;
mod attack;
mod config;
mod custom;
mod layer;
mod marks;

use std::collections::BTreeMap;

use super::{Exporter, Sink};
use crate::model::kinds::{Checklist, Step};
use crate::model::{Matrix, Object, Relation};
pub(super) use assessed::layers;
pub(super) use config::{Address, address};
use layer::{BLUES, Layer, Scale};
pub use marks::{Mark, layer_of_marks};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "navigator",
    about: "layers for the ATT&CK Navigator, on ATT&CK and on the matrix itself",
    committed: true,
    run,
};

/// A layer with its place.
pub(super) struct Sheet {
    /// Its path below the folder of the exporter, without the end of the name.
    stem: String,
    /// The heading under which a page lists it.
    pub(super) group: &'static str,
    /// How a page lists it.
    pub(super) title: String,
    layer: Layer,
}

impl Sheet {
    /// Returns true if the layer is on the matrix itself, and so comes in two variants.
    pub(super) fn is_custom(&self) -> bool {
        self.stem.starts_with(custom::FOLDER)
    }

    /// Returns the domain that the layer is on.
    pub(super) fn domain(&self) -> &str {
        self.layer.domain()
    }

    /// Returns the path of the variant that finds its data itself, or of the only one.
    pub(super) fn path(&self) -> String {
        format!("{}.layer.json", self.stem)
    }

    /// Returns the path of the variant for a Navigator that knows the matrix.
    pub(super) fn selfhost_path(&self) -> String {
        format!("{}.selfhost.layer.json", self.stem)
    }

    /// Returns true if the layer was made for this object.
    pub(super) fn is_of(&self, object: &Object) -> bool {
        // The id first: it tells most objects apart.
        let rest = self.stem.strip_suffix(object.id()).and_then(|rest| rest.strip_suffix('-'));
        rest.is_some_and(|rest| rest.rsplit('/').next() == Some(object.kind().name))
    }

    /// Returns how many cells or techniques the layer colors.
    pub(super) fn scored(&self) -> usize {
        self.layer.scored()
    }
}

/// Returns all layers in the order in which a page lists them.
pub(super) fn sheets(matrix: &Matrix) -> Vec<Sheet> {
    let mut sheets = custom::sheets(matrix);
    sheets.extend(attack::sheets(matrix));
    sheets
}

/// Returns all files, with their paths below the folder of the exporter.
pub(super) fn files(matrix: &Matrix, sheets: &[Sheet]) -> Vec<(String, Vec<u8>)> {
    let data = address(matrix.meta()).bundle;
    let mut files = config::files(matrix);
    for sheet in sheets {
        if sheet.is_custom() {
            files.push((sheet.path(), sheet.layer.with_data(&data).bytes()));
            files.push((sheet.selfhost_path(), sheet.layer.bytes()));
        } else {
            files.push((sheet.path(), sheet.layer.bytes()));
        }
    }
    files
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    for (path, bytes) in files(matrix, &sheets(matrix)) {
        sink.file(&path, bytes);
    }
}

/// Returns a sheet for each object in use of some kinds for which there is a layer.
fn sheets_of(
    matrix: &Matrix,
    folder: &str,
    kinds: &[&str],
    layer: impl Fn(&Object) -> Option<Layer>,
) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for kind in kinds {
        for object in matrix.of_kind(kind).filter(|it| Matrix::in_use(&it.common)) {
            sheets.extend(layer(object).map(|layer| Sheet {
                stem: format!("{folder}{}-{}", object.kind().name, object.id()),
                group: object.kind().plural,
                title: layer::label(object),
                layer,
            }));
        }
    }
    sheets
}

/// Returns a step of a case study as a line of a comment.
fn step_line(number: usize, last: usize, technique: &Object, step: &Step) -> String {
    let inferred = if step.inferred { " (inferred, in no source)" } else { "" };
    let label = layer::label(technique);
    format!("Step {number} of {last}: {label}. {}{inferred}", step.description)
}

/// Returns the scale of the steps of a case study.
fn step_scale(last: usize) -> Scale {
    let scale = Scale::new(BLUES, 1, last).with(1, "the first step");
    if last > 1 { scale.with(last, "the last step") } else { scale }
}

/// Returns the ids of the mitigations of a checklist that act on each technique in use.
fn checklist_marks<'a>(
    matrix: &'a Matrix,
    checklist: &'a Checklist,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut marks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, item) in checklist.items() {
        let Some(mitigation) = matrix.find("mitigation", &item.mitigation) else { continue };
        if !Matrix::in_use(&mitigation.common) {
            continue;
        }
        for (node, _) in matrix.origins(mitigation, Relation::Mitigates) {
            let Some(technique) = matrix.object(node) else { continue };
            let known = marks.entry(technique.id()).or_default();
            if Matrix::in_use(&technique.common) && !known.contains(&mitigation.id()) {
                known.push(mitigation.id());
            }
        }
    }
    marks.retain(|_, items| !items.is_empty());
    marks
}
