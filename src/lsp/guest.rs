//! Assessments: files that a site keeps beside the matrix, and which name what is in it.

use std::path::Path;

use super::context::{Context, Step};
use super::proposal::{Proposal, ids, plain};
use super::schema::Node;
use super::world::World;
use crate::assess;
use crate::diagnostic::FileId;

/// Returns whether a document is an assessment.
pub(super) fn is_guest(path: &Path, text: &str) -> bool {
    assess::is_assessment(&path.file_name().unwrap_or_default().to_string_lossy(), text)
}

/// Returns what may stand in a field of an assessment. What a list has already is not proposed again.
pub(super) fn values(
    world: &World,
    file: FileId,
    here: &Context,
    fields: &[&str],
    node: Node,
) -> Vec<Proposal> {
    let matrix = world.matrix();
    match fields {
        ["surfaces"] => {
            let listed = listed(world, file, "surfaces", here);
            let all = matrix.surfaces().filter(|it| !listed.contains(&it.0));
            all.map(|it| Proposal { about: it.2.to_owned(), ..plain(it.0, it.1) }).collect()
        }
        ["matrix", "id"] => vec![plain(&matrix.meta().id, &matrix.meta().name)],
        ["matrix", "version"] => vec![plain(&matrix.meta().version, "the version of the matrix")],
        [field, "id"] => {
            let listed = listed(world, file, field, here);
            let kind = node.definition().strip_suffix("_id").unwrap_or_default();
            let mut all = ids(matrix, kind);
            all.retain(|it| !listed.contains(&it.label.as_str()));
            all
        }
        _ => Vec::new(),
    }
}

/// Returns what stands in a list elsewhere than at a place.
fn listed<'a>(world: &'a World, file: FileId, field: &str, here: &Context) -> Vec<&'a str> {
    let own = here.path.iter().find_map(|step| match step {
        Step::Item(place) => Some(*place),
        Step::Key(_) => None,
    });
    let tree = world.source(file).tree.as_ref();
    let items = tree.and_then(|tree| tree.get(field)?.as_array()).into_iter().flatten();
    let others = items.enumerate().filter(|(place, _)| Some(*place) != own).map(|it| it.1);
    others.filter_map(|it| it.get("id").unwrap_or(it).as_str()).collect()
}
