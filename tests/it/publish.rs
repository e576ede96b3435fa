//! What makes the site a published one: addresses, downloads, the feed, the map.

use std::collections::BTreeSet;

use dicom_threat_matrix::export::{Artifacts, export, manifest};

use crate::support;

fn made() -> Artifacts {
    export(&support::compile(&support::real()).matrix, |_| true)
}

fn text<'a>(artifacts: &'a Artifacts, path: &str) -> &'a str {
    let bytes = artifacts.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Returns what stands between two marks, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().expect("an end")).collect()
}

#[test]
fn every_page_says_its_address_and_is_on_the_map() {
    let artifacts = made();
    let map = between(text(&artifacts, "site/sitemap.xml"), "<loc>", "</loc>");
    let mut pages = 0;
    for (path, _) in artifacts.iter() {
        let Some(inner) = path.strip_prefix("site/").and_then(|it| it.strip_suffix("index.html"))
        else {
            continue;
        };
        let address = format!("https://dicom-threat-matrix.example/{inner}");
        let page = text(&artifacts, path);
        assert!(page.contains(&format!("rel=\"canonical\" href=\"{address}\"")), "{path}");
        assert!(page.contains(&format!("property=\"og:url\" content=\"{address}\"")), "{path}");
        assert!(map.contains(&address.as_str()), "{path} is not on the map");
        pages += 1;
    }
    assert_eq!(map.len(), pages);
    // The picture beside links: what every page names is there, and is as large as it says.
    let front = text(&artifacts, "site/index.html");
    let named = between(front, "property=\"og:image\" content=\"", "\"");
    let inner = named[0].strip_prefix("https://dicom-threat-matrix.example/").expect("an address");
    let picture = artifacts.get(&format!("site/{inner}")).expect("the picture");
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (1200, 630));
    assert!(text(&artifacts, "site/robots.txt").contains("/sitemap.xml"));
    let missing = text(&artifacts, "site/404.html");
    for link in
        between(missing, "href=\"", "\"").into_iter().filter(|link| !link.starts_with("data:"))
    {
        assert!(map.contains(&link), "{link} is shown at any depth and must be whole");
    }
}

#[test]
fn every_export_can_be_downloaded_with_its_hash() {
    let artifacts = made();
    let page = text(&artifacts, "site/downloads/index.html");
    let sums = text(&artifacts, "site/downloads/sha256sums.txt");
    let mut listed = 0;
    for line in manifest(&artifacts).lines() {
        let (hash, path) = line.split_once("  ").expect("a line of sha256sum");
        if path.starts_with("site/") {
            continue;
        }
        let copy = artifacts.get(&format!("site/{path}"));
        assert_eq!(copy, artifacts.get(path), "{path} has no copy in the site");
        assert!(page.contains(&format!("href=\"../{path}\"")) && page.contains(hash), "{path}");
        assert!(sums.contains(line), "{path}");
        listed += 1;
    }
    assert_eq!(sums.lines().count(), listed);
    assert!(!page.contains("What opens it:</b> </p>"), "nobody knows what opens an export");
}

#[test]
fn a_site_made_alone_lists_no_file() {
    let matrix = support::compile(&support::ground()).matrix;
    let artifacts = export(&matrix, |it| it.name == "site");
    let page = text(&artifacts, "site/downloads/index.html");
    assert!(page.contains("made alone") && !page.contains(" download>"));
}

#[test]
fn the_feed_has_the_newest_first_and_ids_that_outlive_the_address() {
    let example = "# file: assets/DA0001.yaml\nname: \"A <b> & \\\"B\\\"\"\nversion: \"1.1\"\ncreated: 2020-01-01\nmodified: 2099-12-31\n";
    let mut matrix = support::compile(&support::overlay(example)).matrix;
    let site = |matrix: &_| export(matrix, |it| it.name == "site");
    let before = site(&matrix);
    let feed = text(&before, "site/feed.xml");
    let entries = between(feed, "<entry>", "</entry>");
    assert!(entries[0].contains("A &lt;b&gt; &amp; &quot;B&quot;, version 1.1 (changed)"));
    assert!(!entries[0].contains("<b>"));
    assert!(feed.contains("<updated>2099-12-31T00:00:00Z</updated>"));
    let dates = between(feed, "<entry>", "</entry>");
    let dates: Vec<&str> = dates.iter().map(|it| between(it, "<updated>", "<")[0]).collect();
    assert!(dates.iter().rev().is_sorted(), "{dates:?}");
    let ids: Vec<String> = between(feed, "<id>", "</id>").into_iter().map(str::to_owned).collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")));
    matrix.publish_at("https://other.example/place");
    let after = site(&matrix);
    let feed = text(&after, "site/feed.xml");
    assert_eq!(between(feed, "<id>", "</id>"), ids);
    assert!(feed.contains("https://other.example/place/assets/DA0001/"));
}
