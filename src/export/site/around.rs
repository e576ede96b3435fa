//! The neighborhood of a technique as a small picture: the technique in the middle, what it is linked
//! to around it, in groups that say what the link means.
//!
//! The links of the picture stand in the lists of the page, too. They are for the pointer alone, so
//! that nobody walks through them twice with the keyboard. The picture is a group and no image: the
//! content of an image is hidden from those who hear the page, links and all.

use std::fmt::Write as _;

use super::links::Linker;
use crate::export::svg::width::{width, wrap};
use crate::export::text::xml;
use crate::model::kinds::Technique;
use crate::model::{Body, Matrix, Node, Object, Relation};

/// The width of the drawing, and of its columns at the sides and in the middle.
const WIDTH: f64 = 720.0;
const SIDE: f64 = 254.0;
const MIDDLE: f64 = 158.0;
/// Height of a line in a group, and of a group's heading.
const LINE: f64 = 19.0;
const HEAD: f64 = 24.0;
/// Room between groups.
const GAP: f64 = 12.0;
const TYPE: f64 = 11.5;
/// How many things a group shows before it only counts them.
const CAP: usize = 5;

struct Cluster {
    /// The class that colors it.
    class: &'static str,
    title: &'static str,
    /// The place on the page that lists all of it.
    anchor: &'static str,
    /// Id, name and address of each thing.
    things: Vec<(String, String, String)>,
}

impl Cluster {
    fn lines(&self) -> usize {
        self.things.len().min(CAP) + usize::from(self.things.len() > CAP)
    }

    fn height(&self) -> f64 {
        HEAD + LINE * count(self.lines()) + 8.0
    }
}

/// Returns a number of things as a measure.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Returns the picture.
pub(super) fn around(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Technique,
) -> String {
    let thing = |node: Node| {
        let link = linker.node(node);
        let name = matrix.name(node).to_owned();
        (link.id, name, link.url)
    };
    let targets = |relation| -> Vec<_> {
        matrix.targets(object, relation).into_iter().map(|(node, _)| thing(node)).collect()
    };
    let mut stories: Vec<Node> = matrix
        .origins(object, Relation::Uses)
        .into_iter()
        .map(|(node, _)| node)
        .filter(|node| matrix.object(*node).is_some_and(|it| matches!(it.body, Body::CaseStudy(_))))
        .collect();
    stories.dedup();
    let children = matrix.origins(object, Relation::SubtechniqueOf).into_iter();
    let family =
        targets(Relation::SubtechniqueOf).into_iter().chain(children.map(|(n, _)| thing(n)));
    let cluster = |class, title, anchor, things| Cluster { class, title, anchor, things };
    let left = [
        cluster("tactic", "serves the tactics", "", targets(Relation::Achieves)),
        cluster("family", "parent and sub-techniques", "sub-techniques", family.collect()),
        cluster("asset", "aims at", "", targets(Relation::Targets)),
        cluster("story", "used in", "case-studies", stories.into_iter().map(thing).collect()),
    ];
    let right = [
        cluster("mitigation", "is mitigated by", "mitigations", targets(Relation::Mitigates)),
        cluster("detection", "is detected by", "detections", targets(Relation::Detects)),
        cluster("attack", "corresponds in ATT&CK to", "att-ck", targets(Relation::MapsTo)),
    ];
    draw(object, it, [left.into(), right.into()])
}

fn draw(object: &Object, it: &Technique, mut sides: [Vec<Cluster>; 2]) -> String {
    for side in &mut sides {
        side.retain(|cluster| !cluster.things.is_empty());
    }
    let tall = |side: &Vec<Cluster>| {
        side.iter().map(Cluster::height).sum::<f64>() + GAP * count(side.len().saturating_sub(1))
    };
    let name = wrap(object.name(), MIDDLE - 20.0, 13.0, true);
    let own = 40.0 + 17.0 * count(name.len());
    let height = tall(&sides[0]).max(tall(&sides[1])).max(own) + 4.0;
    let words: Vec<String> = sides
        .iter()
        .flatten()
        .map(|cluster| {
            let ids: Vec<&str> = cluster.things.iter().map(|(id, ..)| id.as_str()).collect();
            format!("{} {}", cluster.title, ids.join(", "))
        })
        .collect();
    let mut out = format!(
        "<svg class=\"around\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" \
         aria-label=\"{} and what it is linked to\" aria-describedby=\"around-words\">\n\
         <desc id=\"around-words\">{} {}.</desc>\n",
        xml(object.id()),
        xml(object.id()),
        xml(&words.join("; ")),
    );
    let middle = height / 2.0;
    let mut boxes = String::new();
    for (place, side) in sides.iter().enumerate() {
        let (x, inner, outer) = if place == 0 {
            (1.0, SIDE + 1.0, (WIDTH - MIDDLE) / 2.0)
        } else {
            (WIDTH - SIDE - 1.0, WIDTH - SIDE - 1.0, f64::midpoint(WIDTH, MIDDLE))
        };
        let mut y = (height - tall(side)) / 2.0;
        for cluster in side {
            let at = y + cluster.height() / 2.0;
            let bend = f64::midpoint(inner, outer);
            let _ = writeln!(
                out,
                "<path class=\"edge {}\" d=\"M{inner:.1} {at:.1}C{bend:.1} {at:.1} {bend:.1} \
                 {middle:.1} {outer:.1} {middle:.1}\"/>",
                cluster.class,
            );
            group(&mut boxes, cluster, (x, y));
            y += cluster.height() + GAP;
        }
    }
    out.push_str(&boxes);
    let (x, y) = ((WIDTH - MIDDLE) / 2.0, middle - own / 2.0);
    let _ = writeln!(
        out,
        "<rect class=\"center {}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{MIDDLE}\" height=\"{own:.1}\" rx=\"6\"/>",
        it.maturity().word(),
    );
    text(&mut out, "own-id", (WIDTH / 2.0, y + 20.0), object.id());
    for (line, words) in name.iter().enumerate() {
        text(&mut out, "own", (WIDTH / 2.0, y + 39.0 + 17.0 * count(line)), words);
    }
    out.push_str("</svg>");
    out
}

fn group(out: &mut String, cluster: &Cluster, (x, y): (f64, f64)) {
    let height = cluster.height();
    let class = cluster.class;
    let _ = writeln!(
        out,
        "<rect class=\"box {class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{SIDE}\" height=\"{height:.1}\" rx=\"5\"/>"
    );
    text(out, "head", (x + 10.0, y + 17.0), cluster.title);
    let mut base = y + HEAD + 13.0;
    for (id, name, url) in cluster.things.iter().take(CAP) {
        // An id takes the room that it needs, the name what is left of the line.
        let room = SIDE - 26.0 - width(id, TYPE, true);
        let _ = writeln!(
            out,
            "<a href=\"{}\" tabindex=\"-1\"><title>{} {}</title>",
            xml(url),
            xml(id),
            xml(name),
        );
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{base:.1}\"><tspan class=\"node\">{}</tspan> {}</text></a>",
            x + 10.0,
            xml(id),
            xml(&fit(name, room)),
        );
        base += LINE;
    }
    let more = cluster.things.len().saturating_sub(CAP);
    if more > 0 && cluster.anchor.is_empty() {
        text(out, "more", (x + 10.0, base), &format!("+ {more} more"));
    } else if more > 0 {
        let _ = writeln!(out, "<a href=\"#{}\" tabindex=\"-1\">", cluster.anchor);
        text(out, "more", (x + 10.0, base), &format!("+ {more} more"));
        out.push_str("</a>\n");
    }
}

fn text(out: &mut String, class: &str, (x, y): (f64, f64), words: &str) {
    let _ =
        writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", xml(words));
}

/// Returns as much of a name as fits, with a sign where something is left out.
fn fit(name: &str, room: f64) -> String {
    if width(name, TYPE, false) <= room {
        return name.to_owned();
    }
    let mut short = String::new();
    for c in name.chars() {
        short.push(c);
        if width(&short, TYPE, false) > room - 9.0 {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}
