//! The pictures of the matrix: nothing overflows, nothing is told by color alone, every cell leads
//! somewhere.

use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::Matrix;
use dicom_threat_matrix::model::kinds::Maturity;

use crate::support;

/// Widths of the letters from space to tilde in `DejaVu Sans` and in its bold face, in thousandths of
/// the size of type. No sans-serif font that browsers fall back to is wider.
const PLAIN: [u32; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const BOLD: [u32; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683,
    683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771,
    724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665,
    343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];

fn width(text: &str, size: f64, bold: bool) -> f64 {
    let table = if bold { &BOLD } else { &PLAIN };
    let glyph = |c: char| match u32::from(c) {
        code @ 32..=126 => table[code as usize - 32],
        _ => 1000,
    };
    f64::from(text.chars().map(glyph).sum::<u32>()) / 1000.0 * size
}

fn made(matrix: &Matrix) -> Artifacts {
    export(matrix, |exporter| exporter.name == "svg")
}

fn picture<'a>(artifacts: &'a Artifacts, name: &str) -> &'a str {
    std::str::from_utf8(artifacts.get(name).expect("a picture")).expect("UTF-8")
}

/// Returns the number in an attribute of the first tag of a part.
fn number(part: &str, name: &str) -> f64 {
    let start = format!(" {name}=\"");
    let rest = &part[part.find(&start).expect("an attribute") + start.len()..];
    rest[..rest.find('"').expect("its end")].parse().expect("a number")
}

/// Returns each line of text of a part with where it ends on the right.
fn lines(part: &str) -> Vec<(f64, String)> {
    let mut found = Vec::new();
    for text in part.split("<text ").skip(1) {
        let text = &text[..text.find("</text>").expect("its end")];
        let text = format!(" {text}");
        let size = number(&text, "font-size");
        let bold = text.starts_with(" class=\"title\"") || text.starts_with(" class=\"head-name\"");
        for line in text.split("<tspan").skip(1) {
            let (_, shown) = line.split_once('>').expect("its begin");
            let shown = shown.split('<').next().expect("its text");
            let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let shown = shown.replace("&amp;", "&");
            found.push((number(line, "x") + width(&shown, size, bold), shown));
        }
    }
    found
}

fn nothing_overflows(matrix: &Matrix) {
    let artifacts = made(matrix);
    for name in ["svg/matrix.svg", "svg/poster.svg"] {
        let picture = picture(&artifacts, name);
        let view = picture.split("viewBox=\"0 0 ").nth(1).expect("a view");
        let (wide, rest) = view.split_once(' ').expect("two numbers");
        let wide: f64 = wide.parse().expect("a number");
        let high: f64 = rest.split('"').next().expect("its end").parse().expect("a number");
        let mut count = 0;
        for link in picture.split("<a href=").skip(1) {
            let link = &link[..link.find("</a>").expect("its end")];
            let right = number(link, "x") + number(link, "width");
            assert!(number(link, "y") + number(link, "height") < high, "{name}: {link}");
            for (end, line) in lines(link) {
                assert!(end <= right, "{name}: `{line}` ends {} too far right", end - right);
                count += 1;
            }
        }
        assert!(count > 2);
        for (end, line) in lines(picture) {
            assert!(end <= wide, "{name}: `{line}` leaves the picture");
        }
    }
}

#[test]
fn no_line_is_wider_than_its_cell() {
    nothing_overflows(&support::compile(&support::real()).matrix);
    let long = "# file: techniques/DT0001.yaml\n\
                name: WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW and/or some-hyphenated-word, Ωμέγα MMMM\n\
                # file: tactics/DTA0001.yaml\n\
                name: Electroencephalographically Uncharacteristic MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM\n";
    nothing_overflows(&support::compile(&support::overlay(long)).matrix);
}

#[test]
fn pictures_speak_to_those_who_do_not_see_them() {
    let matrix = support::compile(&support::real()).matrix;
    let artifacts = made(&matrix);
    let cells: usize = matrix
        .techniques()
        .filter(|(object, _)| Matrix::in_use(&object.common))
        .map(|(_, technique)| technique.tactics.len())
        .sum();
    for name in ["svg/matrix.svg", "svg/poster.svg"] {
        let picture = picture(&artifacts, name);
        assert!(picture.contains("role=\"img\" aria-labelledby=\"title description\""), "{name}");
        assert!(picture.contains(&format!("<title id=\"title\">{}<", matrix.meta().name)));
        assert!(picture.contains("<desc id=\"description\">"), "{name}");
        let links = picture.matches("<a href=\"https://").count();
        assert_eq!(links, cells + matrix.columns().len(), "{name}");
        assert_eq!(picture.matches("\"><title>").count(), links, "{name}");
        for notice in [matrix.attack()[0].notice.as_str(), "trademark"] {
            // The lines of the notice are wrapped.
            let first: Vec<&str> = notice.split(' ').take(3).collect();
            assert!(picture.contains(&first.join(" ")), "{name}: {notice}");
        }
        for outside in ["<script", "@import", "url(", "<image", "<foreignObject"] {
            assert!(!picture.contains(outside), "{name}: {outside}");
        }
    }
    assert!(picture(&artifacts, "svg/matrix.svg").contains("prefers-color-scheme: dark"));
    assert!(picture(&artifacts, "svg/poster.svg").contains("width=\"841mm\" height=\"594mm\""));
}

#[test]
fn maturity_is_told_by_shape() {
    let matrix = support::compile(&support::real()).matrix;
    let artifacts = made(&matrix);
    let picture = picture(&artifacts, "svg/matrix.svg");
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        let start =
            format!("<a href=\"{}\">", matrix.meta().url(&format!("techniques/{}/", object.id())));
        let cell = picture.split(&start).nth(1).unwrap_or_else(|| panic!("no {}", object.id()));
        let cell = &cell[..cell.find("</a>").expect("its end")];
        let (whole, half) =
            (cell.contains("<circle class=\"dot"), cell.contains("<path class=\"dot"));
        let expected = match technique.maturity() {
            Maturity::Observed => (true, false),
            Maturity::Demonstrated => (false, true),
            Maturity::Conceptual => (false, false),
        };
        assert_eq!((whole, half), expected, "{}", object.id());
    }
}
