//! The drawing as SVG: readable and linked without a script, which later moves what is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::layout::{CARD, Layout, MARGIN, card_height};
use super::web::{BANDS, Dot, Web};
use crate::export::svg::width::wrap;
use crate::export::text::xml;

/// Size of the type on cards.
const SIZE: f64 = 9.5;
/// Lines of type on a card that is not small.
const LINES: usize = 3;

pub(super) fn svg(web: &Web, layout: &Layout) -> String {
    let (tops, height) = layout.tops(|band| BANDS[band].shown);
    let mut out = format!(
        "<svg id=\"graph-svg\" viewBox=\"0 0 {} {height}\" role=\"group\" aria-label=\"The graph\">\
         <g id=\"graph-lines\">",
        layout.width
    );
    lines(&mut out, web, layout, &tops);
    out.push_str("</g><g id=\"graph-far\"></g>\n");
    for (band, kind) in BANDS.iter().enumerate() {
        if layout.heights[band] == 0 {
            continue;
        }
        let hidden = if kind.shown { "" } else { " display=\"none\"" };
        let _ = writeln!(
            out,
            "<g class=\"band {}\" data-band=\"{band}\" transform=\"translate(0 {})\"{hidden}>\
             <text class=\"band-name\" x=\"{}\" y=\"14\">{}</text>",
            kind.kind,
            tops[band],
            MARGIN - 12,
            xml(kind.label)
        );
        // Bands of small cards are long: the script fills them when they are asked for.
        let members =
            web.dots.iter().enumerate().filter(|(_, dot)| dot.band == band && !kind.small);
        for (place, dot) in members {
            card(&mut out, place, dot, layout.spots[place]);
        }
        out.push_str("</g>\n");
    }
    out.push_str("<g id=\"graph-lit\"></g><g id=\"graph-top\" aria-hidden=\"true\"></g></svg>");
    out
}

/// Writes one path for each relation among the nodes that are shown at first.
fn lines(out: &mut String, web: &Web, layout: &Layout, tops: &[i64]) {
    let mut paths: BTreeMap<&str, String> = BTreeMap::new();
    for line in &web.lines {
        let (from, to) = (&web.dots[line.from], &web.dots[line.to]);
        if BANDS[from.band].shown && BANDS[to.band].shown {
            let path = paths.entry(line.relation.name()).or_default();
            let at = |place: usize, dot: &Dot| {
                let (x, y) = layout.spots[place];
                (x, y + tops[dot.band], card_height(dot.band))
            };
            curve(path, at(line.from, from), at(line.to, to), from.band.cmp(&to.band));
        }
    }
    for (relation, path) in paths {
        let _ = write!(out, "<path class=\"{relation}\" d=\"{path}\"/>");
    }
}

/// Draws from the foot of the upper card to the head of the lower one; in one band past the side.
fn curve(
    out: &mut String,
    (x, y, high): (i64, i64, i64),
    (to_x, to_y, to_high): (i64, i64, i64),
    order: std::cmp::Ordering,
) {
    let _ = if order.is_eq() {
        let (right, to_right) = (x + CARD, to_x + CARD);
        let (middle, to_middle) = (y + high / 2, to_y + to_high / 2);
        let (bulge, to_bulge) = (right + 24, to_right + 24);
        write!(
            out,
            "M{right} {middle}C{bulge} {middle} {to_bulge} {to_middle} {to_right} {to_middle}"
        )
    } else {
        let (start, end) = if order.is_lt() { (y + high, to_y) } else { (y, to_y + to_high) };
        let (x, to_x, half) = (x + CARD / 2, to_x + CARD / 2, start.midpoint(end));
        write!(out, "M{x} {start}C{x} {half} {to_x} {half} {to_x} {end}")
    };
}

fn card(out: &mut String, place: usize, dot: &Dot, (x, y): (i64, i64)) {
    let high = card_height(dot.band);
    let _ = write!(
        out,
        "<a href=\"{}\" data-n=\"{place}\" transform=\"translate({x} {y})\">\
         <title>{} {}</title><rect width=\"{CARD}\" height=\"{high}\" rx=\"3\"/>\
         <rect class=\"bar\" width=\"3\" height=\"{high}\"/>",
        xml(&dot.url),
        xml(&dot.id),
        xml(&dot.name),
    );
    let label = dot.name.rsplit(": ").next().unwrap_or(&dot.name);
    let mut wrapped = wrap(label, 84.0, SIZE, false);
    if wrapped.len() > LINES {
        wrapped.truncate(LINES);
        if let Some(last) = wrapped.last_mut() {
            last.push('…');
        }
    }
    // Fewer lines stand in the middle of the card.
    let first = [24, 18, 12].get(wrapped.len() - 1).copied().unwrap_or(12);
    out.push_str("<text>");
    for (order, line) in wrapped.iter().enumerate() {
        let _ = write!(out, "<tspan x=\"7\" y=\"{}\">{}</tspan>", first + 11 * order, xml(line));
    }
    out.push_str("</text></a>\n");
}
