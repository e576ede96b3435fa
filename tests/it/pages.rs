//! The pages of objects: numbers that match their list, a picture whose links exist, one way through
//! all objects of a kind, and text that stays text wherever it is printed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use dicom_threat_matrix::compile::Compiled;
use dicom_threat_matrix::export::{Artifacts, export};
use dicom_threat_matrix::model::{KINDS, Matrix, Object};

use crate::support;

/// The matrix of this repository and its site, made once for all tests.
static REAL: LazyLock<(Compiled, Artifacts)> = LazyLock::new(|| {
    let compiled = support::compile(&support::real());
    let artifacts = site(&compiled.matrix);
    (compiled, artifacts)
});

fn site(matrix: &Matrix) -> Artifacts {
    export(matrix, |exporter| exporter.name == "site")
}

fn page<'a>(artifacts: &'a Artifacts, folder: &str, id: &str) -> &'a str {
    let path = format!("site/{folder}/{id}/index.html");
    let bytes = artifacts.get(&path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Returns what stands between each pair of marks, without those marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|part| &part[..part.find(end).unwrap_or(part.len())]).collect()
}

fn part<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    between(text, start, end).first().copied().unwrap_or_default()
}

#[test]
fn numbers_match_the_list_of_references() {
    let (compiled, artifacts) = &*REAL;
    let mut lists = 0;
    for object in compiled.matrix.objects() {
        let page = page(artifacts, object.kind().folder, object.id());
        let listed = between(page, "<li id=\"ref-", "\"");
        let numbers: Vec<String> = (1..=listed.len()).map(|number| number.to_string()).collect();
        assert_eq!(listed, numbers, "{}", object.id());
        let cited: BTreeSet<&str> = between(page, "href=\"#ref-", "\"").into_iter().collect();
        let source = matches!(object.kind().name, "case-study" | "brief");
        assert!(cited.iter().all(|number| listed.contains(number)), "{}", object.id());
        assert!(source || cited.len() == listed.len(), "{}: listed, not cited", object.id());
        // A way back exists for each number that the prose mentions, and leads to its first mention.
        let back: BTreeSet<&str> = between(page, "href=\"#cite-", "\"").into_iter().collect();
        let there: BTreeSet<&str> = between(page, "id=\"cite-", "\"").into_iter().collect();
        assert_eq!(back, there, "{}", object.id());
        lists += usize::from(!listed.is_empty());
    }
    assert!(lists > 150, "{lists} pages have references");
}

#[test]
fn numbers_go_by_first_mention_and_name_the_right_source() {
    let (_, artifacts) = &*REAL;
    let page = page(artifacts, "techniques", "DT0016");
    let prose = part(page, "<section class=\"prose\"", "</section>");
    let first = between(prose, "id=\"cite-", "\"");
    assert_eq!(first, ["1", "2", "3", "4", "5", "6", "7"]);
    assert!(prose.contains("one vendor<sup class=\"cite\">"), "no space before a number");
    let third = part(page, "<li id=\"ref-3\">", "</li>");
    assert!(third.contains("references/CVE-2003-1603/index.html"), "{third}");
    assert!(third.contains("href=\"https://"), "{third}");
    let evidence = part(page, "<section id=\"evidence\">", "</section>");
    let cited: BTreeSet<&str> = between(evidence, "href=\"#ref-", "\"").into_iter().collect();
    assert_eq!(cited.len(), 7);
}

#[test]
fn the_picture_names_what_is_around_and_leads_there() {
    let (compiled, artifacts) = &*REAL;
    for (object, technique) in compiled.matrix.techniques() {
        let page = page(artifacts, "techniques", object.id());
        let picture = part(page, "<svg class=\"around\"", "</svg>");
        let words = part(picture, "<desc id=\"around-words\">", "</desc>");
        let mitigations = technique.mitigations.iter().map(|link| &link.id);
        let near = mitigations.chain(technique.detections.iter().map(|link| &link.id));
        for id in near.chain(&technique.tactics).chain(&technique.assets) {
            assert!(words.contains(id.as_str()), "{}: {words}", object.id());
        }
        let rest = page.replace(picture, "");
        for link in between(picture, "href=\"", "\"") {
            let own =
                link.strip_prefix('#').is_some_and(|id| page.contains(&format!("id=\"{id}\"")));
            assert!(own || rest.contains(&format!("href=\"{link}\"")), "{}: {link}", object.id());
        }
        assert!(picture.matches("<a ").count() == picture.matches("tabindex=\"-1\"").count());
        assert!(!picture.contains("NaN") && !picture.contains("style="), "{}", object.id());
    }
}

#[test]
fn one_way_leads_through_all_objects_of_a_kind() {
    let (compiled, artifacts) = &*REAL;
    for kind in KINDS {
        let ids: Vec<&str> = compiled.matrix.of_kind(kind.name).map(Object::id).collect();
        let step = |id: &str, rel: &str| {
            let start = format!("<a rel=\"{rel}\" href=\"../../{}/", kind.folder);
            let found = part(page(artifacts, kind.folder, id), &start, "/").to_owned();
            (!found.is_empty()).then_some(found)
        };
        let first: Vec<&&str> = ids.iter().filter(|id| step(id, "prev").is_none()).collect();
        assert_eq!(first.len(), 1, "{}: {first:?}", kind.name);
        let mut way = vec![(*first[0]).to_owned()];
        while let Some(next) = step(way.last().expect("one"), "next") {
            assert_eq!(step(&next, "prev").as_ref(), way.last());
            assert!(!way.contains(&next), "{}: a circle at {next}", kind.name);
            way.push(next);
        }
        assert_eq!(way.len(), ids.len(), "{}", kind.name);
        if kind.name == "technique" {
            let place = |id: &str| way.iter().position(|it| it == id).expect("on the way");
            assert_eq!(place("DT0021.001"), place("DT0021") + 1, "a part follows its whole");
        }
    }
}

#[test]
fn crumbs_lead_from_the_matrix_down() {
    let (_, artifacts) = &*REAL;
    let nav =
        part(page(artifacts, "techniques", "DT0021.001"), "aria-label=\"Breadcrumb\"", "</nav>");
    let links = between(nav, "href=\"", "\"");
    assert_eq!(
        links,
        [
            "../../index.html",
            "../../tactics/DTA0004/index.html",
            "../../techniques/DT0021/index.html"
        ]
    );
    assert!(nav.contains("<li aria-current=\"page\">DT0021.001</li>"));
    let other =
        part(page(artifacts, "mitigations", "DM0001"), "aria-label=\"Breadcrumb\"", "</nav>");
    assert_eq!(between(other, "href=\"", "\""), ["../../index.html", "../index.html"]);
}

#[test]
fn a_withdrawn_id_keeps_its_page_and_names_its_heir() {
    let example = "# file: techniques/DT0002.yaml\nid: DT0002\nname: An Old Name\nsummary: An adversary does what is told better elsewhere now.\ndescription: |\n  It was merged.\ntactics:\n  - DTA0001\nassets:\n  - DA0001\nsurface:\n  - c-find\nrole:\n  - scu\nprerequisites:\n  access:\n    - network\nimpact:\n  confidentiality: low\n  integrity: none\n  availability: none\n  patient_safety: none\n  workflow: Nobody notices anything.\nattack_none: It is withdrawn, so nothing is said of it.\nmitigations_none: It is withdrawn, so nothing is said of it.\ndetections_none: It is withdrawn, so nothing is said of it.\nstatus: revoked\nstatus_reason: It said the same as DT0001.\nreplaced_by: DT0001\nversion: \"1.1\"\ncreated: 2026-11-01\nmodified: 2026-11-22\n";
    let compiled = support::compile(&support::overlay(example));
    assert!(compiled.matrix.get("DT0002").is_some());
    let artifacts = site(&compiled.matrix);
    let old = page(&artifacts, "techniques", "DT0002");
    assert!(old.contains("This object is revoked."));
    assert!(old.contains("It said the same as DT0001."));
    assert!(old.contains("In its place: <a href=\"../../techniques/DT0001/index.html\">"));
    assert!(!old.contains("http-equiv=\"refresh\""), "its reader is not sent away");
    let heir = page(&artifacts, "techniques", "DT0001");
    assert!(part(heir, "<section id=\"replaces\">", "</section>").contains("DT0002"));
    assert!(
        page(&artifacts, "techniques", "DT0001.001")
            .contains("rel=\"next\" href=\"../../techniques/DT0002/")
    );
}

#[test]
fn a_rule_lies_beside_its_page() {
    let (compiled, artifacts) = &*REAL;
    let rules = export(&compiled.matrix, |exporter| exporter.name == "rules");
    for (object, detection) in compiled.matrix.detections() {
        let Some(rule) = &detection.rule else { continue };
        let ending = match rule.format.as_str() {
            "sigma" => "yml",
            "tshark" => "txt",
            _ => "yar",
        };
        let id = object.id();
        let here = artifacts.get(&format!("site/detections/{id}/{id}.{ending}"));
        assert!(
            here.is_some() && here == rules.get(&format!("rules/{}/{id}.{ending}", rule.format))
        );
        assert!(
            page(artifacts, "detections", id).contains(&format!("href=\"{id}.{ending}\" download"))
        );
    }
}

#[test]
fn a_case_study_marks_its_steps_in_their_columns() {
    let (compiled, artifacts) = &*REAL;
    let tactics = compiled.matrix.columns();
    for (object, story) in compiled.matrix.case_studies() {
        let page = page(artifacts, "case-studies", object.id());
        let lanes = between(part(page, "<ol class=\"lanes\">", "</ol>"), "<li", "</li>");
        assert_eq!(lanes.len(), tactics.len());
        for (place, step) in story.procedure.iter().enumerate() {
            let column = tactics.iter().position(|it| it.id() == step.tactic).expect("a column");
            let link = format!("href=\"#step-{}\"", place + 1);
            assert!(lanes[column].contains(&link), "{}: {link}", object.id());
        }
        let inferred = story.procedure.iter().filter(|step| step.inferred).count();
        assert_eq!(page.matches("inferred: the sources do not say this").count(), inferred);
    }
}

#[test]
fn a_catalogue_leads_to_techniques_and_says_what_is_unanswered() {
    let (compiled, artifacts) = &*REAL;
    for (object, catalogue) in compiled.matrix.catalogues() {
        let page = page(artifacts, "controls", object.id());
        let silent = page.matches("Nothing in the matrix answers to it.").count();
        let total = catalogue.controls.len();
        assert!(page.contains(&format!("{} of {total} controls have an answer", total - silent)));
        assert!(page.len() < 600_000, "{} has {} bytes", object.id(), page.len());
    }
    let page = page(artifacts, "controls", "mds2-2019");
    let line = part(page, "<tr id=\"PAUT-4\">", "</tr>");
    assert!(line.contains("mitigations/DM0019/index.html"), "{line}");
    assert!(line.contains("techniques/DT0016/index.html"), "{line}");
}

#[test]
fn a_page_shows_its_file_or_the_way_to_edit_it() {
    let compiled = support::compile(&support::ground());
    let artifacts = site(&compiled.matrix);
    let plain = page(&artifacts, "techniques", "DT0001");
    assert!(plain.contains("<code data-copy=\"path\">matrix/techniques/DT0001.yaml</code>"));
    assert!(!plain.contains("Edit this file"));
    let example =
        "# file: matrix.yaml\nrepository: https://host.example/owner/repository/edit/main/\n";
    let compiled = support::compile(&support::overlay(example));
    assert!(compiled.report.iter().next().is_none(), "a repository is no fault");
    let artifacts = site(&compiled.matrix);
    let address = "https://host.example/owner/repository/edit/main/matrix/techniques/DT0001.yaml";
    assert!(page(&artifacts, "techniques", "DT0001").contains(&format!("href=\"{address}\"")));
}

#[test]
fn a_reference_says_who_cites_it_for_what() {
    let (_, artifacts) = &*REAL;
    let page = page(artifacts, "references", "CVE-2020-25179");
    let table = part(page, "<section id=\"cited-by\">", "</section>");
    assert!(table.contains("techniques/DT0016/index.html"));
    assert!(table.contains("evidence: vulnerability"));
    assert!(table.contains("Shared service credentials on CT, MR, X-ray and ultrasound."));
    let sentence =
        "A later record describes service credentials shared by more than a hundred models.";
    assert!(table.contains(sentence), "the sentence of the prose, without its citation");
}

#[test]
fn hostile_names_stay_text_in_pictures_and_notes() {
    let evil = "\"'><script>alert(1)</script></svg></title><img src=x onerror=alert(1)>";
    let quoted = serde_json::to_string(evil).expect("JSON");
    let example = format!(
        "# file: assets/DA0001.yaml\nname: {quoted}\n# file: tactics/DTA0001.yaml\nname: {quoted}\n# file: mitigations/DM0001.yaml\nname: {quoted}\n# file: detections/DD0001.yaml\nname: {quoted}\n# file: techniques/DT0001.yaml\nname: {quoted}\n# file: references/nerad-2019.yaml\ntitle: {quoted}\n# file: references/CVE-2019-11687.yaml\ntitle: {quoted}\n"
    );
    let compiled = support::compile(&support::overlay(&example));
    let artifacts = site(&compiled.matrix);
    for (path, bytes) in artifacts.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).expect("UTF-8");
        for bad in ["<script>", "<img", "\"'>", "</title><img", "</svg></title>"] {
            assert!(!page.contains(bad), "{path} holds {bad}");
        }
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count(), "{path}");
    }
    let page = page(&artifacts, "techniques", "DT0001");
    assert!(page.contains("<svg class=\"around\"") && page.contains("&lt;script&gt;"));
}
