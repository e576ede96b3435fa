//! The site as one file: nothing outside it, every link leads somewhere in it, and no text of an
//! object runs.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::export;
use dicom_threat_matrix::model::Matrix;
use sha2::{Digest as _, Sha256};

use crate::support;

/// The largest file that is still mailed gladly, in bytes.
const LARGEST: usize = 4_200_000;

fn file(matrix: &Matrix) -> String {
    let artifacts = export(matrix, |exporter| exporter.name == "site-single");
    let path = format!("site-single/{}.html", matrix.meta().id);
    assert_eq!(artifacts.iter().count(), 1, "one file");
    String::from_utf8(artifacts.get(&path).expect("the file").to_vec()).expect("UTF-8")
}

fn real() -> Matrix {
    support::compile(&support::real()).matrix
}

/// Returns what stands between each pair of marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|part| &part[..part.find(end).expect("an end")]).collect()
}

/// Returns the page without its scripts and its style.
fn markup(page: &str) -> String {
    let mut out = page.to_owned();
    for (start, end) in [("<script>", "</script>"), ("<style>", "</style>")] {
        for inner in between(page, start, end) {
            out = out.replacen(&format!("{start}{inner}{end}"), "", 1);
        }
    }
    out
}

/// Returns the values of an attribute. What people wrote is escaped, so a quote is one of ours.
fn values<'a>(markup: &'a str, name: &str) -> Vec<&'a str> {
    let tags = markup.split('<').skip(1).map(|part| part.split('>').next().unwrap_or_default());
    tags.flat_map(|tag| between(tag, &format!(" {name}=\""), "\"")).collect()
}

#[test]
fn every_link_leads_somewhere_in_the_file() {
    let matrix = real();
    let page = file(&matrix);
    assert!(page.len() < LARGEST, "{} bytes", page.len());
    let markup = markup(&page);
    let ids = values(&markup, "id");
    let places: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), places.len(), "an id stands twice");
    for href in values(&markup, "href") {
        let known = match href.strip_prefix('#') {
            Some(place) => places.contains(place),
            None => ["https://", "http://", "mailto:", "data:image/svg+xml;base64,"]
                .iter()
                .any(|start| href.starts_with(start)),
        };
        assert!(known, "{href} leads nowhere");
    }
    for object in matrix.objects() {
        let id = object.id();
        let place = format!("{}/{id}", object.kind().folder);
        assert!(places.contains(id) || places.contains(place.as_str()), "{place} is not there");
    }
    assert_eq!(values(&markup, "src"), Vec::<&str>::new());
    assert_eq!(values(&markup, "style"), Vec::<&str>::new());
    assert!(!markup.contains("template fault"));
}

#[test]
fn what_the_search_finds_is_in_the_file() {
    let page = file(&real());
    let markup = markup(&page);
    let places: BTreeSet<&str> = values(&markup, "id").into_iter().collect();
    let start = "<script>window.DTM_SEARCH = ";
    let json = between(&page, start, ";\n</script>")[0];
    let data: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let docs = data["docs"].as_array().expect("a list").iter().map(|it| &it[4]);
    let kinds = data["kinds"].as_array().expect("a list").iter().map(|it| &it["url"]);
    for url in docs.chain(kinds).map(|url| url.as_str().expect("text")) {
        let place = url.strip_prefix('#');
        let known = place.is_some_and(|place| places.contains(place));
        assert!(known || url.is_empty() || url.starts_with("https://"), "{url} leads nowhere");
    }
}

#[test]
fn the_policy_allows_what_is_there_and_no_more() {
    let page = file(&real());
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe") && !policy.contains("'self'") && !policy.contains("http"));
    let mut hashes = Vec::new();
    for (start, end) in [("<script>", "</script>"), ("<style>", "</style>")] {
        for inner in between(&page, start, end) {
            hashes.push(format!("'sha256-{}'", base64(&Sha256::digest(inner))));
            for sign in ["<!--", "<script", "<style"] {
                assert!(!inner.to_lowercase().contains(sign), "{sign} in a script or the style");
            }
        }
    }
    assert_eq!(hashes.len(), 5, "four scripts and a style");
    assert_eq!(page.matches("<script").count(), 4);
    for hash in &hashes {
        assert!(policy.contains(hash.as_str()), "the policy refuses what the page carries");
    }
    assert_eq!(policy.matches("'sha256-").count(), hashes.len());
}

/// Written once more, so that a fault in the program does not hide itself.
fn base64(bytes: &[u8]) -> String {
    let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sign = (bits >> (18 - 6 * at)) & 63;
            let sign = signs[usize::try_from(sign).expect("small")];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[test]
fn hostile_text_stays_text_and_the_bytes_stay_the_same() {
    let hostile = "# file: techniques/DT0001.yaml\n\
        summary: \"Ends </script><script>alert(1)</script> <!-- \\\" ' <img src=x> here.\"\n\
        description: \"Ends </script><style>a</style><script>alert(2)</script><!-- in prose.\"\n";
    let matrix = support::compile(&support::overlay(hostile)).matrix;
    let page = file(&matrix);
    assert_eq!(page.matches("<script").count(), 4);
    assert_eq!(page.matches("</script").count(), 4);
    assert_eq!(page.matches("<style").count(), 1);
    assert!(!page.contains("<img") && !page.contains("<!--"));
    assert!(page.contains("alert(1)"));
    assert_eq!(page, file(&matrix));
}
