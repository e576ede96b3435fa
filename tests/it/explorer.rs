//! The graph page: nothing overlaps, nothing leaves the drawing, every line has two ends, and the
//! table says the same.

use std::collections::BTreeMap;

use dicom_threat_matrix::compile::compile_files;
use dicom_threat_matrix::export::export;
use dicom_threat_matrix::load::RawFile;
use dicom_threat_matrix::model::Matrix;
use serde_json::Value;

use crate::support;

/// The page and the data of its script.
fn made(matrix: &Matrix) -> (String, Value) {
    let artifacts = export(matrix, |exporter| exporter.name == "site");
    let text = |path: &str| {
        String::from_utf8(artifacts.get(path).expect("a file").to_vec()).expect("UTF-8")
    };
    let script = text("site/static/graph.js");
    let data = script.strip_prefix("window.DTM_GRAPH = ").expect("data");
    let data = data.strip_suffix(";\n").expect("its end");
    (text("site/graph/index.html"), serde_json::from_str(data).expect("JSON"))
}

fn list<'a>(data: &'a Value, name: &str) -> &'a [Value] {
    data[name].as_array().expect("a list")
}

fn number(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

fn stands_well(matrix: &Matrix) {
    let (page, data) = made(matrix);
    let (nodes, bands) = (list(&data, "nodes"), list(&data, "bands"));
    let (card, width) = (number(&data["size"]["card"]), number(&data["size"]["width"]));
    let mut places: BTreeMap<(i64, i64), Vec<i64>> = BTreeMap::new();
    for node in nodes {
        let (band, x, y) = (number(&node[1]), number(&node[2]), number(&node[3]));
        let band_of = &bands[usize::try_from(band).expect("a band")];
        assert!(x >= 0 && x + card <= width, "{node}: leaves the drawing");
        assert!(
            y >= 0 && y + number(&band_of[3]) <= number(&band_of[2]),
            "{node}: leaves its band"
        );
        places.entry((band, y)).or_default().push(x);
    }
    // The rows of a band are a card's height apart, so only cards of one row can overlap.
    for ((band, y), mut row) in places.clone() {
        row.sort_unstable();
        assert!(row.windows(2).all(|pair| pair[0] + card <= pair[1]), "{band} {y}: {row:?}");
        let high = number(&bands[usize::try_from(band).expect("a band")][3]);
        let next = places.range((band, y + 1)..(band + 1, 0)).next();
        assert!(next.is_none_or(|((_, next), _)| y + high <= *next), "{band} {y}");
    }
    for line in list(&data, "lines") {
        for end in [&line[0], &line[1]] {
            assert!(usize::try_from(number(end)).expect("a place") < nodes.len(), "{line}");
        }
        assert_ne!(line[0], line[1]);
        assert!(
            usize::try_from(number(&line[2])).expect("a relation") < list(&data, "relations").len()
        );
    }
    let shown: i64 = bands
        .iter()
        .filter(|band| band[4] == true && number(&band[2]) > 0)
        .map(|band| number(&band[2]) + number(&data["size"]["gap"]))
        .sum();
    let view = format!("viewBox=\"0 0 {width} {}\"", shown - number(&data["size"]["gap"]) + 20);
    assert!(page.contains(&view), "{view}");
    assert_eq!(page.matches("<tr data-n=").count(), nodes.len());
    let cards = page.matches("<a href=").count();
    assert!(cards > nodes.len(), "every row and every card is a link");
}

#[test]
fn no_card_overlaps_or_leaves_the_drawing() {
    stands_well(&support::compile(&support::real()).matrix);
    stands_well(&support::compile(&support::ground()).matrix);
}

#[test]
fn a_tactic_with_very_many_techniques_is_no_tower() {
    let mut files = support::ground();
    let one = String::from_utf8(files["techniques/DT0001.yaml"].clone()).expect("UTF-8");
    for number in 1000..1900 {
        let id = format!("DT{number}");
        let text = one.replace("id: DT0001", &format!("id: {id}"));
        files.insert(format!("techniques/{id}.yaml"), text.into_bytes());
    }
    let matrix = support::compile(&files).matrix;
    assert!(matrix.techniques().count() > 900);
    stands_well(&matrix);
    let (_, data) = made(&matrix);
    let heights = list(&data, "bands").iter().map(|band| number(&band[2]));
    assert!(heights.max().expect("a band") < number(&data["size"]["width"]));
}

#[test]
fn the_drawing_is_the_same_whatever_the_order_and_the_threads() {
    let raw = |reverse: bool| {
        let mut raw: Vec<RawFile> = support::real()
            .into_iter()
            .map(|(inner, bytes)| RawFile {
                path: format!("matrix/{inner}"),
                inner,
                bytes: Ok(bytes),
            })
            .collect();
        if reverse {
            raw.reverse();
        }
        raw
    };
    let drawn = |threads: usize, reverse: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| made(&compile_files(raw(reverse)).matrix))
    };
    assert_eq!(drawn(1, false), drawn(5, true));
}

#[test]
fn every_object_in_use_is_there_and_no_other() {
    let matrix = support::compile(&support::real()).matrix;
    let (page, data) = made(&matrix);
    for object in matrix.objects().iter().filter(|it| it.kind().name != "catalogue") {
        let row = format!("href=\"../{}/{}/index.html\"", object.kind().folder, object.id());
        assert_eq!(page.contains(&row), Matrix::in_use(&object.common), "{}", object.id());
    }
    let keys = list(&data, "nodes").iter().filter_map(|node| node[0].as_str());
    let own: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
    assert!(own.iter().all(|key| key.contains(':')), "{own:?}");
}

#[test]
fn hostile_names_stay_text() {
    let hostile = "# file: techniques/DT0001.yaml\n\
                   name: \"</title></script><script>alert(1)</script>\"\n\
                   summary: \"\\\"><img src=x onerror=alert(1)>\"\n\
                   # file: tactics/DTA0001.yaml\n\
                   name: \"<b onclick='x'>&amp;\"\n";
    let matrix = support::compile(&support::overlay(hostile)).matrix;
    let (page, _) = made(&matrix);
    for bad in ["<script>alert", "<img", "<b onclick", "&amp;amp;amp;"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("&lt;b onclick"));
    stands_well(&matrix);
}
