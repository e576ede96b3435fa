//! Where each node stands: bands of cards, one band for each kind, columns by tactic.
//!
//! Techniques stand below their first tactic, as in the matrix. Every other band is sorted by where
//! the middle of a node's links lies, so that lines run down rather than across. All of it is whole
//! numbers: the same on every machine.

use std::collections::BTreeMap;

use super::web::{BANDS, Dot, Web};
use crate::model::{Matrix, Relation};

/// Width of a card, and from card to card.
pub(super) const CARD: i64 = 94;
const STEP: i64 = 102;
/// Height of a card with three lines and of one with a single line.
const TALL: i64 = 39;
const LOW: i64 = 17;
/// Space between two cards in a column.
const AIR: i64 = 5;
/// Room for the names of the bands on the left.
pub(super) const MARGIN: i64 = 108;
/// Space between two bands.
pub(super) const GAP: i64 = 54;
/// Above the first band and below the last.
pub(super) const EDGE: i64 = 10;

/// Where the nodes stand.
pub(super) struct Layout {
    /// Left upper corner of each card, by place of the node; the height counts from its band's top.
    pub(super) spots: Vec<(i64, i64)>,
    /// Height of each band; nothing where it has no nodes.
    pub(super) heights: Vec<i64>,
    /// Width of everything.
    pub(super) width: i64,
}

/// Returns the height of a card in a band.
pub(super) fn card_height(band: usize) -> i64 {
    if BANDS[band].small { LOW } else { TALL }
}

impl Layout {
    /// Returns the top of each band if those that `shown` names are stacked, and the whole height.
    pub(super) fn tops(&self, shown: impl Fn(usize) -> bool) -> (Vec<i64>, i64) {
        let mut y = EDGE;
        let mut tops = Vec::new();
        for (band, height) in self.heights.iter().enumerate() {
            tops.push(y);
            if *height > 0 && shown(band) {
                y += height + GAP;
            }
        }
        (tops, (y - GAP).max(0) + EDGE)
    }
}

pub(super) fn layout(matrix: &Matrix, web: &Web) -> Layout {
    let mut board = Board::new(web);
    let groups = groups(matrix, web);
    board.techniques(&groups);
    let placed = ["tactic", "technique"].map(band_of);
    for band in (0..BANDS.len()).filter(|band| !placed.contains(band)) {
        board.fill(band);
    }
    Layout { width: MARGIN + board.columns * STEP + EDGE, ..board.layout }
}

fn band_of(kind: &str) -> usize {
    BANDS.iter().position(|band| band.kind == kind).unwrap_or_default()
}

/// A tactic, if there is one, with its techniques.
type Group = (Option<usize>, Vec<usize>);

/// Returns the tactics in the order of the matrix with the techniques that name them first. A
/// sub-technique stands with its parent.
fn groups(matrix: &Matrix, web: &Web) -> Vec<Group> {
    let dots = || web.dots.iter().enumerate();
    let places: BTreeMap<_, usize> = dots().map(|(place, dot)| (dot.node, place)).collect();
    let place = |object| matrix.node_of(object).and_then(|node| places.get(&node).copied());
    let tactics: Vec<usize> = matrix.columns().into_iter().filter_map(place).collect();
    let mut groups: Vec<Group> = tactics.iter().map(|tactic| (Some(*tactic), Vec::new())).collect();
    groups.push((None, Vec::new()));
    let column = |dot: &Dot| {
        let object = matrix.object(dot.node)?;
        let first = matrix.targets(object, Relation::Achieves).into_iter();
        let mut first = first.filter_map(|(node, _)| places.get(&node));
        first.find_map(|place| tactics.iter().position(|tactic| tactic == place))
    };
    for (place, dot) in dots().filter(|(_, dot)| dot.band == band_of("technique")) {
        let parent =
            matrix.object(dot.node).and_then(|it| matrix.find("technique", it.parent_id()?));
        let parent = parent.and_then(|it| places.get(&matrix.node_of(it)?));
        let home = parent.and_then(|parent| column(&web.dots[*parent])).or_else(|| column(dot));
        groups[home.unwrap_or(tactics.len())].1.push(place);
    }
    groups.retain(|(tactic, members)| tactic.is_some() || !members.is_empty());
    groups
}

/// The drawing while it grows.
struct Board<'a> {
    web: &'a Web,
    near: Vec<Vec<usize>>,
    placed: Vec<bool>,
    columns: i64,
    layout: Layout,
}

impl<'a> Board<'a> {
    fn new(web: &'a Web) -> Self {
        let count = web.dots.len();
        let mut near = vec![Vec::new(); count];
        for line in &web.lines {
            near[line.from].push(line.to);
            near[line.to].push(line.from);
        }
        let layout = Layout { spots: vec![(0, 0); count], heights: vec![0; BANDS.len()], width: 0 };
        Self { web, near, placed: vec![false; count], columns: 0, layout }
    }

    fn put(&mut self, place: usize, x: i64, row: usize) {
        let band = self.web.dots[place].band;
        let high = card_height(band);
        let y = whole(row) * (high + AIR);
        self.layout.spots[place] = (x, y);
        self.placed[place] = true;
        let height = &mut self.layout.heights[band];
        *height = (*height).max(y + high);
    }

    /// Places tactics and techniques. A tactic with many techniques has more than one column.
    fn techniques(&mut self, groups: &[Group]) {
        let count: usize = groups.iter().map(|(_, members)| members.len()).sum();
        let limit = count.isqrt().max(8);
        for (tactic, members) in groups {
            let columns = members.len().div_ceil(limit).max(1);
            let rows = members.len().div_ceil(columns).max(1);
            for (order, place) in members.iter().enumerate() {
                let x = MARGIN + (self.columns + whole(order / rows)) * STEP;
                self.put(*place, x, order % rows);
            }
            if let Some(tactic) = tactic {
                let x = MARGIN + self.columns * STEP + whole(columns - 1) * STEP / 2;
                self.put(*tactic, x, 0);
            }
            self.columns += whole(columns);
        }
        // A matrix of few tactics is no reason for a tower.
        self.columns = self.columns.max(whole(self.web.dots.len().isqrt() / 2)).max(6);
    }

    /// Fills a band: its nodes by the middle of their neighbors, column after column.
    fn fill(&mut self, band: usize) {
        let members = self.web.dots.iter().enumerate().filter(|(_, dot)| dot.band == band);
        let mut members: Vec<(i64, usize)> =
            members.map(|(place, _)| (self.middle(place), place)).collect();
        members.sort_unstable();
        let columns = usize::try_from(self.columns).unwrap_or(1).max(1);
        let rows = members.len().div_ceil(columns).max(1);
        let used = members.len().div_ceil(rows).max(1);
        let span = self.columns * STEP;
        for (order, (_, place)) in members.into_iter().enumerate() {
            let x = whole(2 * (order / rows) + 1) * span / whole(2 * used) - STEP / 2;
            self.put(place, MARGIN + x, order % rows);
        }
    }

    /// Returns the mean of where the neighbors stand that have a place, in hundredths.
    fn middle(&self, place: usize) -> i64 {
        let near = self.near[place].iter().filter(|other| self.placed[**other]);
        let (sum, count) =
            near.fold((0, 0), |(sum, count), other| (sum + self.layout.spots[*other].0, count + 1));
        if count == 0 { self.columns * STEP * 50 } else { sum * 100 / count }
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
