//! What changed in which words, and what breaks the rule of versions and the law of ids.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dicom_threat_matrix::diagnostic::render::Screen;
use dicom_threat_matrix::diff::{self, Class, View, What, known};
use dicom_threat_matrix::model::{KINDS, Matrix};
use serde_json::Value;

use crate::support::{self, golden, read};

#[test]
fn drafts_are_held_to_the_rule_only_against_a_release() {
    let draft = "# file: assets/DA0001.yaml\nstatus: draft\n# then\n# file: assets/DA0001.yaml\n\
                 exposure: Everywhere.\n";
    let codes = |released: bool| -> Vec<&str> {
        support::diffed(draft, released).1.report.iter().map(|it| it.code.id).collect()
    };
    assert!(codes(false).is_empty());
    assert_eq!(codes(true), ["version-not-raised", "modified-not-moved"]);
}

#[test]
fn words_and_classes_are_what_the_page_says() {
    let words = |text: &str| {
        let (found, _) = support::diffed(&format!("# then\n{text}"), false);
        found.changes.into_iter().map(|it| it.what).collect::<Vec<_>>()
    };
    let technique = "# file: techniques/DT0001.yaml\n";
    let one = |text: &str| words(&format!("{technique}{text}\n"));
    assert_eq!(one("cwe:\n  - CWE-287\n  - CWE-306"), [[What::MappingAdded]]);
    assert_eq!(one("drop: cwe"), [[What::MappingChanged]]);
    assert_eq!(one("role:\n  - scp"), [[What::ScopeChanged]]);
    assert_eq!(one("name: Open Another Association"), [[What::Renamed]]);
    assert_eq!(one("status: stable"), [[What::Reviewed]]);
    assert_eq!(one("version: \"1.1\""), [[What::BooksOnly]]);
    // A text that cites something else says something else.
    let prose = "description: |\n  The adversary sends a request.\n  The scanner answers it, since nothing proves who calls";
    assert_eq!(one(&format!("{prose} [@CVE-2019-11687].")), [[What::ProseOnly]]);
    assert_eq!(one(&format!("{prose} [@nerad-2019].")), [[What::ContentChanged]]);
    // Another order of a list that has none is wording.
    let two = "# file: techniques/DT0001.yaml\nrole:\n  - scu\n  - scp\n# then\n\
               # file: techniques/DT0001.yaml\nrole:\n  - scp\n  - scu\n";
    assert_eq!(support::diffed(two, false).0.changes[0].what, [What::ProseOnly]);
    assert!(words("# file: assets/DA0001.yaml\nroles: [\n").is_empty(), "a broken file is unknown");
}

#[test]
fn a_control_that_is_gone_is_a_finding() {
    let text = read("tests/ground/controls/ps3.15.yaml");
    let retired = text.replace("  - id: B.12\n", "  - id: B.99\n");
    assert_ne!(text, retired);
    let body = retired.split_once("controls:").expect("a list").1;
    let body = body.split("\nstatus:").next().expect("its end");
    let example = format!("# then\n# file: controls/ps3.15.yaml\ncontrols:{body}\n");
    let (_, judged) = support::diffed(&example, false);
    let finding = judged.report.iter().find(|it| it.code.id == "id-removed").expect("a finding");
    assert_eq!(finding.message, "control ps3.15:B.12 is gone");
}

/// The properties of a schema.
fn properties(schema: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    schema["properties"].as_object().expect("properties").keys().cloned().collect()
}

#[test]
fn every_field_is_something_to_its_object() {
    let mut schemas: Vec<(&str, String)> =
        KINDS.iter().map(|kind| (kind.name, kind.schema.to_owned())).collect();
    schemas.push(("matrix", read("schema/matrix.schema.json")));
    for (kind, schema) in schemas {
        let properties = properties(&schema);
        for field in &properties {
            assert!(known(kind, field).is_some(), "{kind}: `{field}` is in no class");
        }
        let own = diff::FIELDS.iter().find(|(name, _)| *name == kind).map(|it| it.1);
        for (pattern, _) in own.unwrap_or_default() {
            let head = pattern.split('/').next().expect("a field");
            assert!(properties.contains(head), "{kind} has no field `{head}`");
        }
    }
}

#[test]
fn the_page_of_versions_is_fresh() {
    let classes = [Class::Scope, Class::Content, Class::Mapping, Class::Prose];
    let mut table = String::from(
        "| kind | scope | content | mapping | wording |\n| --- | --- | --- | --- | --- |\n",
    );
    for (kind, fields) in diff::FIELDS {
        let _ = write!(table, "| {kind} |");
        for class in classes {
            let own = fields.iter().filter(|(_, it)| *it == class);
            let names: Vec<String> = own
                .map(|(field, _)| format!("`{}`", field.replace("/*", "").replace('/', ".")))
                .collect();
            let _ = write!(table, " {} |", names.join(", "));
        }
        table.push('\n');
    }
    let page = read("docs/versions.md");
    let (head, rest) = page.split_once("do not edit -->\n\n").expect("a place for the table");
    let (_, tail) = rest.split_once("\n<!-- end of fields -->").expect("its end");
    let made = format!("{head}do not edit -->\n\n{table}\n<!-- end of fields -->{tail}");
    golden("docs/versions.md", &made);
}

/// Writes what changed in an example in a format.
fn rendered(format: &str, example: &str, released: bool) -> String {
    let (found, judged) = support::diffed(example, released);
    let format = diff::FORMATS.iter().find(|it| it.name == format).expect("a format");
    (format.render)(&View {
        from: "before",
        to: "now",
        diff: &found,
        report: &judged.report,
        sources: &judged.sources,
        matrix: &Matrix::default(),
        screen: Screen { color: false, width: 100 },
    })
}

#[test]
fn labels_say_what_happens_to_which_kind() {
    let labels = |example: &str, released: bool| rendered("labels", example, released);
    let technique = "# then\n# file: techniques/DT0001.yaml\n";
    assert_eq!(labels("# then\n", false), "");
    assert_eq!(labels(&format!("{technique}role:\n  - scp\n"), false), "scope\ntechnique\n");
    assert_eq!(labels(&format!("{technique}name: Open Another\n"), false), "renames\ntechnique\n");
    assert_eq!(labels("# then\n# file: assets/DA0001.yaml\nroles: [\n", false), "breaks a rule\n");
    let known = read(".github/labels.yml");
    for label in diff::labels() {
        assert!(known.contains(&format!("- {{ name: {label}, color: ")), "{label} is not listed");
    }
}

#[test]
fn a_broken_file_is_named_where_nothing_of_it_is_compared() {
    let broken = "# then\n# file: assets/DA0001.yaml\nroles: [\n";
    let path = "matrix/assets/DA0001.yaml";
    let told = |format: &str| rendered(format, broken, true);
    assert!(told("human").contains(&format!("\n{path} is broken and was not compared\n")));
    let markdown = format!("\n### Broken, and not compared\n\n- `{path}`\n");
    assert!(told("markdown").contains(&markdown));
    let html = format!("<h2>Broken, and not compared</h2>\n<ul>\n<li><code>{path}</code></li>\n");
    assert!(told("html").contains(&html));
    let (found, _) = support::diffed(broken, true);
    assert!(diff::changelog(&found, "Unreleased", "").ends_with("\nNothing changed.\n"));
}

#[test]
fn what_is_gone_or_in_another_order_is_told_in_each_format() {
    let example = "# file: techniques/DT0001.yaml\nrole:\n  - scu\n  - scp\n# then\n\
                   # file: techniques/DT0001.yaml\nrole:\n  - scp\n  - scu\ndrop: cwe\n";
    for (format, parts) in [
        ("human", ["      - cwe CWE-306\n", "      ↕ role\n"]),
        ("markdown", ["  - `cwe CWE-306` removed\n", "  - `role` in another order\n"]),
        ("html", ["<li><code>cwe CWE-306</code> removed</li>", "in another order: role</li>"]),
    ] {
        let text = rendered(format, example, true);
        for part in parts {
            assert!(text.contains(part), "{format} without {part}: {text}");
        }
    }
    let columns = "# file: matrix.yaml\ntactics:\n  - DTA0001\n  - DTA0002\n# then\n\
                   # file: matrix.yaml\ntactics:\n  - DTA0002\n  - DTA0001\n  - DTA0003\n";
    let section = diff::changelog(&support::diffed(columns, true).0, "Unreleased", "");
    let told = "### The matrix itself\n\n- tactics: in another order\n- tactics: added DTA0003\n";
    assert!(section.contains(told), "{section}");
}

#[test]
fn an_object_comes_back_goes_and_is_replaced_in_words() {
    let words = |before: &str, after: &str| {
        let file = "# file: techniques/DT0001.yaml\n";
        let (found, _) = support::diffed(&format!("{file}{before}\n# then\n{file}{after}\n"), true);
        let what = found.changes[0].what[0].words();
        (what, diff::changelog(&found, "Unreleased", ""))
    };
    let gone = "status: deprecated\nstatus_reason: It is a part of another.";
    let (what, section) = words("status: draft", gone);
    assert_eq!(what, "deprecated");
    assert!(section.contains("(deprecated; It is a part of another.)"), "{section}");
    let (what, section) = words("status: draft", "status: revoked\nreplaced_by: DT0002");
    assert_eq!(what, "revoked");
    assert!(section.contains("(revoked; see DT0002)"), "{section}");
    let (what, section) = words(gone, "status: draft\ndrop: status_reason");
    assert_eq!(what, "in use again");
    assert!(section.contains("### Added\n\n- DT0001 Open an Association"), "{section}");
}
