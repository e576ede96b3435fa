//! Writes SVG. Every text goes through the escaping of XML.

use std::fmt::Write as _;

use crate::export::text::xml;

/// A picture that is being written.
pub(super) struct Pen {
    out: String,
}

/// A rectangle.
#[derive(Clone, Copy)]
pub(super) struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What a picture says of itself.
pub(super) struct Head<'a> {
    /// Width and height of the drawing in its own units.
    pub size: (f64, f64),
    /// The unit of `width` and `height` as the reader sees them, and how many of ours make one.
    pub unit: (&'static str, f64),
    /// Its title.
    pub title: &'a str,
    /// What is on it, for those who do not see it.
    pub description: &'a str,
    /// Its style sheet.
    pub style: &'a str,
}

/// Returns a number as short as one decimal allows.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

impl Pen {
    /// Begins a picture.
    pub(super) fn new(head: &Head<'_>) -> Self {
        let (width, height) = head.size;
        let (unit, per) = head.unit;
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}{unit}\" height=\"{}{unit}\" \
             viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"title description\" lang=\"en\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n\
             <style>\n{}</style>\n",
            number(width / per),
            number(height / per),
            number(width),
            number(height),
            xml(head.title),
            xml(head.description),
            head.style,
        );
        let mut pen = Self { out };
        pen.rect("paper", Area { x: 0.0, y: 0.0, width, height }, 0.0);
        pen
    }

    /// Ends the picture and returns it.
    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// Begins a link. What is drawn until its end belongs to it; its title shows under the pointer.
    pub(super) fn link(&mut self, url: &str, title: &str) {
        let _ = writeln!(self.out, "<a href=\"{}\"><title>{}</title>", xml(url), xml(title));
    }

    /// Ends a link.
    pub(super) fn end_link(&mut self) {
        self.out.push_str("</a>\n");
    }

    /// Draws a rectangle with round corners.
    pub(super) fn rect(&mut self, class: &str, area: Area, radius: f64) {
        let Area { x, y, width, height } = area;
        let round =
            if radius > 0.0 { format!(" rx=\"{}\"", number(radius)) } else { String::new() };
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{round}/>",
            number(x),
            number(y),
            number(width),
            number(height),
        );
    }

    /// Draws a circle: whole, half or only its line.
    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, fill: Fill, class: &str) {
        let (cx, cy, r) = (number(x), number(y), number(radius));
        let _ = writeln!(
            self.out,
            "<circle class=\"{} {class}\" cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"/>",
            if fill == Fill::Whole { "dot" } else { "ring" },
        );
        if fill == Fill::Half {
            let top = number(y - radius);
            let _ = writeln!(
                self.out,
                "<path class=\"dot {class}\" d=\"M{cx} {top}a{r} {r} 0 0 0 0 {}z\"/>",
                number(radius * 2.0),
            );
        }
    }

    /// Draws lines of text, the first with its base line at `y`.
    pub(super) fn text(
        &mut self,
        class: &str,
        (x, y): (f64, f64),
        (size, step): (f64, f64),
        lines: &[String],
    ) {
        let size = number(size);
        let mut base = y;
        let _ = write!(self.out, "<text class=\"{class}\" font-size=\"{size}\">");
        for line in lines {
            let (x, y) = (number(x), number(base));
            let _ = write!(self.out, "<tspan x=\"{x}\" y=\"{y}\">{}</tspan>", xml(line));
            base += step;
        }
        self.out.push_str("</text>\n");
    }
}

/// How much of a circle is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// All of it.
    Whole,
    /// Its left half.
    Half,
    /// Nothing.
    Empty,
}
