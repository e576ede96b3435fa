//! Exports: whatever texts a matrix holds, if it checks clean its files are what they say they are, and run nothing.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use dicom_threat_matrix::diagnostic::Level;
use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::fmt::document;
use serde_json::Value;

use crate::ground::{COMPILED, GROUND, compile};
use crate::html::{Tag, leads_well, tags};
use crate::matrix::sound;

/// Tags of which pages hold only those of the small matrix, attribute by attribute.
const FIXED: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "base", "form", "frame", "template",
    "noscript", "math",
];

/// Puts texts into the small matrix and makes everything of it. An input is a list of texts with an end of a NUL; the
/// first two bytes of each choose the place.
pub fn exports(data: &[u8]) {
    let mut files = GROUND.clone();
    for part in data.split(|byte| *byte == 0).take(8) {
        let [first, second, text @ ..] = part else { continue };
        let Ok(text) = std::str::from_utf8(text) else { continue };
        let (inner, pointer) =
            &PLACES[(usize::from(*first) * 256 + usize::from(*second)) % PLACES.len()];
        let source = compile(&files);
        let source =
            source.sources.iter().find(|(_, it)| it.inner == *inner).map(|(_, it)| it.tree.clone());
        let Some(Some(mut tree)) = source else { continue };
        let Some(place) = tree.pointer_mut(pointer) else { continue };
        *place = Value::from(text);
        let (folder, name) = inner.split_once('/').unwrap_or(("", inner));
        files.insert(inner.clone(), document(folder, name, &[], &tree).into_bytes());
    }
    let compiled = compile(&files);
    sound(&compiled);
    if compiled.report.count(Level::Error) == 0 {
        well_formed(&export(&compiled.matrix, |_| true));
    }
}

/// The places of all texts of the small matrix.
static PLACES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut found = Vec::new();
    for (_, source) in COMPILED.sources.iter().filter(|(_, it)| it.inner.ends_with(".yaml")) {
        let tree = source.tree.as_ref().expect("YAML");
        texts(tree, &mut String::new(), &mut |pointer| {
            found.push((source.inner.clone(), pointer.to_owned()))
        });
    }
    found
});

fn texts(tree: &Value, pointer: &mut String, take: &mut impl FnMut(&str)) {
    let end = pointer.len();
    let children: Vec<(String, &Value)> = match tree {
        Value::String(_) => return take(pointer),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (key, value) in children {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        texts(value, pointer, take);
        pointer.truncate(end);
    }
}

/// The tags of [`FIXED`] that the pages of the small matrix hold.
static OURS: LazyLock<BTreeSet<Tag>> = LazyLock::new(|| {
    let made = export(&COMPILED.matrix, |_| true);
    let pages = made.iter().filter(|(path, _)| is_page(path));
    pages
        .flat_map(|(_, bytes)| tags(&String::from_utf8_lossy(bytes)))
        .filter(is_fixed)
        .map(bare)
        .collect()
});

fn is_page(path: &str) -> bool {
    [".html", ".svg"].iter().any(|end| path.ends_with(end))
}

fn is_fixed(tag: &Tag) -> bool {
    let inline = tag.attributes.iter().any(|(name, value)| {
        (name == "href" && value.starts_with("data:")) || (name == "rel" && value == "stylesheet")
    });
    FIXED.contains(&tag.name.as_str()) || (tag.name == "link" && inline)
}

/// Takes out what tells pages apart: an address relative to the page.
fn bare(mut tag: Tag) -> Tag {
    for (_, value) in &mut tag.attributes {
        *value = value.trim_start_matches("../").to_owned();
    }
    tag
}

/// Fails if a file is not what its ending says, or a page runs what no page of the small matrix runs.
pub fn well_formed(made: &Artifacts) {
    for (path, bytes) in made.iter() {
        let end = path.rsplit('.').next().unwrap_or_default();
        let text = || std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
        match end {
            "json" | "webmanifest" => {
                serde_json::from_str::<Value>(text())
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            "svg" | "graphml" | "xml" => {
                roxmltree::Document::parse(text())
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            "xlsx" => workbook(path, bytes),
            "pdf" => assert!(
                bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
                "{path}"
            ),
            "csv" => no_formula(path, text()),
            _ => {}
        }
        if is_page(path) && !path.starts_with("report") {
            page(path, text());
        }
    }
}

fn page(path: &str, text: &str) {
    for tag in tags(text) {
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on"), "{path}: {name}={value:?}");
            if ["href", "action", "formaction", "xlink:href"].contains(&name.as_str()) {
                // Style sheets and icons lie in the page; which ones is asked below.
                if tag.name != "link" || !value.starts_with("data:") {
                    leads_well(value, path);
                }
            }
        }
        if is_fixed(&tag) {
            let tag = bare(tag);
            assert!(OURS.contains(&tag), "{path} holds {tag:?}");
        }
    }
}

fn workbook(path: &str, bytes: &[u8]) {
    use std::io::Read as _;
    let mut archive =
        zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap_or_else(|_| panic!("{path}"));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let name = part.name().expect("a name").into_owned();
        let parsed = roxmltree::Document::parse(&text);
        let document = parsed.unwrap_or_else(|error| panic!("{path} {name}: {error}"));
        let formula = document.descendants().any(|it| it.has_tag_name("f"));
        assert!(!(formula && name.contains("worksheets")), "{path} {name} holds a formula");
    }
}

/// No cell begins like a formula.
fn no_formula(path: &str, text: &str) {
    let mut quoted = false;
    let mut fresh = true;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | '\n' | '\r' if !quoted => {
                fresh = true;
                continue;
            }
            '=' | '+' | '@' | '\t' if fresh => panic!("{path}: a cell begins with {c:?}"),
            _ => fresh = false,
        }
    }
}

/// Texts that are code somewhere, each in some places.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    const TEXTS: &[&str] = &[
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://x\")",
        "]]> --> */ \\u003c & &amp; ' \" \\ ` ${x} {{ x }} {% x %}",
        "javascript:alert(1)",
        "https://x.example/\"onclick=\"x",
        "\u{202e}rtl \u{0} \u{1b}[31m \u{7f} \u{85} \u{2028}",
        "汉字 \u{301}\u{302} 👩‍👩‍👧 ﷽ \u{10ffff}",
        "a b\nc\n\n- d\n",
    ];
    let mut found = Vec::new();
    for (index, (inner, pointer)) in PLACES.iter().enumerate() {
        let place = u16::try_from(index).expect("few places").to_be_bytes();
        let text = TEXTS[index % TEXTS.len()];
        let name = format!("{index:03}{}{}", inner.replace('/', "_"), pointer.replace('/', "_"));
        found.push((name, [&place[..], text.as_bytes()].concat()));
    }
    found
}
