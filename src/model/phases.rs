//! Where a technique stands: the columns in which clients draw its cell.

use std::collections::BTreeSet;

use super::kinds::Body;
use super::matrix::Matrix;
use super::object::Object;

impl Matrix {
    /// Returns the tactics in the order of the columns: as `matrix.yaml` lists them, then the rest.
    pub fn columns(&self) -> Vec<&Object> {
        let tactics = &self.meta().tactics;
        let listed = tactics.iter().filter_map(|id| self.get(id));
        let rest = self.of_kind("tactic").filter(|it| !tactics.contains(&it.common.id));
        listed.chain(rest).collect()
    }

    /// Returns the tactics in whose columns a technique is drawn, in the order of the columns.
    ///
    /// A sub-technique stands wherever its parent stands, also where it serves no goal of that
    /// column itself: the ATT&CK Navigator draws nothing at all of a matrix in which it does not.
    /// STIX and layers must agree on this, so both ask here.
    pub fn phases(&self, technique: &Object) -> Vec<&Object> {
        let own = tactics(technique);
        let parent = technique.parent_id().and_then(|id| self.find("technique", id));
        let inherited = parent.map(tactics).unwrap_or_default();
        let ids: BTreeSet<&String> = own.iter().chain(inherited).collect();
        let tactics = ids.into_iter().filter_map(|id| self.find("tactic", id));
        let mut found: Vec<&Object> = tactics.filter(|it| Self::in_use(&it.common)).collect();
        // As `columns` has them: what is not listed comes last, by id.
        let listed = &self.meta().tactics;
        found.sort_by_key(|it| {
            listed.iter().position(|id| *id == it.common.id).unwrap_or(listed.len())
        });
        found
    }
}

fn tactics(object: &Object) -> &[String] {
    match &object.body {
        Body::Technique(technique) => &technique.tactics,
        _ => &[],
    }
}
