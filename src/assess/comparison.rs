//! What changed since an earlier assessment.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assessment::{Assessment, Presence};
use super::formula::{SiteCoverage, coverage};
use super::ground::{Ground, MeasureKind};
use super::point::Point;
use crate::model::{Matrix, Object};

/// What changed since an earlier assessment.
#[derive(Debug, Serialize)]
pub struct Comparison<'a> {
    /// The earlier state, computed with the same matrix.
    pub before: Point,
    /// Techniques that are covered more than before, by id.
    pub rose: Vec<&'a str>,
    /// Techniques that are covered less than before, by id.
    pub fell: Vec<&'a str>,
    /// Mitigations and detections whose status differs, by id.
    pub changed: Vec<Changed<'a>>,
}

/// A status that differs.
#[derive(Debug, Serialize)]
pub struct Changed<'a> {
    /// The mitigation or detection.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it was.
    pub from: Presence,
    /// What it is.
    pub to: Presence,
}

/// Compares a site with an earlier assessment, which is computed with the same matrix.
pub(super) fn compare<'a>(
    matrix: &'a Matrix,
    ground: &Ground<'a>,
    site: &SiteCoverage<'a>,
    earlier: &Assessment,
    status_of: &dyn Fn(&str) -> Presence,
) -> Comparison<'a> {
    let before = coverage(ground, earlier);
    let statuses: BTreeMap<&str, Presence> =
        earlier.entries().map(|it| (it.id.as_str(), it.status)).collect();
    let moved = |more: bool| {
        let both = site.techniques.iter().filter_map(|(id, now)| {
            let then = before.techniques.get(id)?;
            let counts = now.applicable && then.applicable;
            let (low, high) = if more { (then, now) } else { (now, then) };
            (counts && low.coverage < high.coverage).then_some(*id)
        });
        both.collect()
    };
    let changed = ground.measures.iter().filter_map(|it| {
        let from = statuses.get(it.id).copied().unwrap_or_default();
        let to = status_of(it.id);
        let kind = if it.kind == MeasureKind::Mitigation { "mitigation" } else { "detection" };
        let name = matrix.find(kind, it.id).map_or("", Object::name);
        (from != to).then_some(Changed { id: it.id, name, from, to })
    });
    let mut changed: Vec<Changed<'a>> = changed.collect();
    changed.sort_by_key(|it| it.id);
    let before = Point::new(&earlier.date, &before);
    Comparison { before, rose: moved(true), fell: moved(false), changed }
}
