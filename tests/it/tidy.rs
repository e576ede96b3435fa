//! House rules that the compiler does not enforce.

use std::collections::{BTreeMap, BTreeSet};

use dicom_threat_matrix::check::{ALLOW_CODES, ASSESSMENT_CODES, RULES, SCHEMA_CODES};
use dicom_threat_matrix::model::KINDS;
use dicom_threat_matrix::{diagnostic, diff, export, link, load};

use crate::support::{files, project, read};

/// Who may import whom. A room that is not here may not exist.
const ROOMS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("lib", &[]),
    (
        "lsp",
        &["assess", "compile", "diagnostic", "fmt", "load", "mend", "model", "prose", "recompile"],
    ),
    ("recompile", &["check", "compile", "diagnostic", "link", "load", "model"]),
    (
        "cli",
        &[
            "assess",
            "attack",
            "compile",
            "diagnostic",
            "diff",
            "export",
            "find",
            "fmt",
            "import",
            "load",
            "lsp",
            "mds2",
            "mend",
            "model",
            "recompile",
            "start",
        ],
    ),
    ("import", &["attack", "fmt", "model", "prose", "start"]),
    ("start", &["fmt", "model"]),
    ("compile", &["assess", "check", "diagnostic", "diff", "link", "load", "model"]),
    ("diff", &["diagnostic", "export", "model", "prose"]),
    ("fmt", &["assess", "load", "model", "prose"]),
    ("mds2", &["assess", "diagnostic", "export", "model", "prose"]),
    ("mend", &["compile", "diagnostic", "load"]),
    ("export", &["assess", "diagnostic", "find", "model", "prose", "sheet"]),
    ("find", &["model"]),
    ("check", &["assess", "diagnostic", "model", "prose", "sheet"]),
    ("sheet", &["model", "prose"]),
    ("assess", &["diagnostic", "model"]),
    ("link", &["diagnostic", "model", "prose"]),
    ("load", &["diagnostic"]),
    ("attack", &["diagnostic", "model"]),
    ("model", &["diagnostic"]),
    ("prose", &[]),
    ("diagnostic", &[]),
];

/// Crates that one file or folder alone may name.
const FENCES: &[(&str, &str)] = &[
    ("annotate_snippets", "src/diagnostic/render/human.rs"),
    ("anstream", "src/cli/rim.rs"),
    ("anstyle", "src/cli/"),
    ("base64", "src/export/site/single.rs"),
    ("calamine", "src/mds2/xlsx.rs"),
    ("clap", "src/cli/"),
    ("clap_complete", "src/cli/completions.rs"),
    ("clap_mangen", "src/cli/man.rs"),
    ("csv", "src/export/"),
    ("csv", "src/mds2/table.rs"),
    ("flate2", "src/import/gzip.rs"),
    ("fst", "src/check/spelling/"),
    ("granit_parser", "src/load/"),
    ("hypher", "src/export/site/"),
    ("indexmap", "src/find/terms.rs"),
    ("jsonschema", "src/check/schema.rs"),
    ("krilla", "src/export/pdf/"),
    ("lsp_server", "src/lsp/"),
    ("notify", "src/cli/serve/watch.rs"),
    ("petgraph", "src/model/matrix.rs"),
    ("pulldown_cmark", "src/prose/"),
    ("png", "src/export/site/preview.rs"),
    ("qrcodegen", "src/sheet/qr.rs"),
    ("rust_xlsxwriter", "src/export/xlsx/"),
    ("sha2", "src/cli/stamp.rs"),
    ("sha2", "src/export/"),
    ("similar", "src/cli/check.rs"),
    ("skrifa", "src/sheet/font.rs"),
    ("strsim", "src/diagnostic/nearest.rs"),
    ("tempfile", "src/cli/staging.rs"),
    ("tera", "src/export/templates.rs"),
    ("terminal_size", "src/cli/rim.rs"),
    ("walkdir", "src/load/mod.rs"),
    ("zip", "src/mds2/xlsx.rs"),
];

const MAX_LINES: usize = 400;

fn sources() -> Vec<String> {
    let found = files(&project("src"));
    found
        .into_iter()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| format!("src/{path}"))
        .collect()
}

/// Returns the code of a file without comments and without its texts between quotes.
fn code(path: &str) -> String {
    let text = read(path);
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn room(path: &str) -> String {
    let inner = path.strip_prefix("src/").expect("under src");
    let first = inner.split('/').next().expect("a name");
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_downhill() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in sources() {
        let here = room(&path);
        let Some(allowed) = rooms.get(here.as_str()) else {
            wrong.push(format!("{path}: the room `{here}` is not in the table"));
            continue;
        };
        for name in imported(&code(&path)) {
            let known = rooms.contains_key(name.as_str());
            if name != here && (!known || !allowed.contains(&name.as_str())) {
                wrong.push(format!("{path}: `{here}` may not import `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the rooms that a text names after `crate::` or the name of the library.
fn imported(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for prefix in ["crate::", "dicom_threat_matrix::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            if let Some(list) = rest.strip_prefix('{') {
                let end = list.find('}').unwrap_or(list.len());
                let names = list[..end].split(',');
                found.extend(names.map(|name| head(name.trim())).filter(|name| !name.is_empty()));
            } else {
                found.insert(head(rest));
            }
        }
    }
    found
}

fn head(path: &str) -> String {
    path.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn floors_have_no_circle() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    for start in rooms.keys() {
        let mut seen = BTreeSet::new();
        let mut rim: Vec<&str> = rooms[start].to_vec();
        while let Some(next) = rim.pop() {
            assert_ne!(next, *start, "the table lets `{start}` import itself in a circle");
            if seen.insert(next) {
                rim.extend(rooms.get(next).copied().unwrap_or_default());
            }
        }
    }
}

#[test]
fn crates_stay_behind_their_fence() {
    let mut wrong = Vec::new();
    for path in sources() {
        let code = code(&path);
        for (name, home) in FENCES {
            let named = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back().unwrap_or(' ');
                let after = &code[at + name.len()..];
                !before.is_alphanumeric()
                    && before != '_'
                    && before != ':'
                    && after.starts_with("::")
            });
            let mut homes = FENCES.iter().filter(|(fence, _)| fence == name);
            if named && !homes.any(|(_, home)| path.starts_with(home)) {
                wrong.push(format!("{path}: only {home} may name `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_used_and_fenced_or_shared() {
    let shared = ["rayon", "serde", "serde_json"];
    let manifest = read("Cargo.toml");
    let after = manifest.split("[dependencies]").nth(1).expect("dependencies");
    let section = after.split("\n[").next().expect("a section");
    for line in section.lines().filter(|line| line.contains('=')) {
        let name = line.split([' ', '=']).next().expect("a name").replace('-', "_");
        let fenced = FENCES.iter().any(|(fence, _)| *fence == name);
        assert!(fenced || shared.contains(&name.as_str()), "`{name}` has no fence in tidy.rs");
        assert!(line.contains('#'), "`{name}` does not say why it is here");
        let used = sources().iter().any(|path| {
            let code = code(path);
            code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"))
        });
        assert!(used, "`{name}` is not used");
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    let tests = files(&project("tests/it")).into_iter().map(|path| format!("tests/it/{path}"));
    for path in sources().into_iter().chain(tests) {
        let text = read(&path);
        let lines = text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{path} has {lines} lines, {MAX_LINES} are the end"));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not say what it is in its first line"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_forgotten() {
    let mut wrong = Vec::new();
    let tests = files(&project("tests/it")).into_iter().map(|path| format!("tests/it/{path}"));
    for path in sources().into_iter().chain(tests) {
        let (folder, name) = path.rsplit_once('/').expect("a folder");
        let name = name.trim_end_matches(".rs");
        if ["src/main", "src/lib", "tests/it/main"].contains(&path.trim_end_matches(".rs")) {
            continue;
        }
        let (home, module) = if name == "mod" {
            let (parent, folder_name) = folder.rsplit_once('/').expect("a parent");
            (parent.to_owned(), folder_name)
        } else {
            (folder.to_owned(), name)
        };
        let doors = [format!("{home}/mod.rs"), format!("{home}/lib.rs"), format!("{home}/main.rs")];
        let declared = doors.iter().filter(|door| project(door).is_file()).any(|door| {
            let text = read(door);
            [format!("mod {module};"), format!("mod r#{module};")]
                .iter()
                .any(|it| text.contains(it))
        });
        if !declared {
            wrong.push(format!("{path} has no `mod` line"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_paths() {
    for rule in RULES {
        let path = format!("src/check/rules/{}.rs", rule.code.id.replace('-', "_"));
        assert!(project(&path).is_file(), "the rule `{}` is not in {path}", rule.code.id);
    }
    let rules = files(&project("src/check/rules"));
    assert_eq!(rules.len(), RULES.len() + 1, "a file under check/rules is not a rule");
    for kind in KINDS {
        let file = kind.name.replace('-', "_");
        assert!(project(&format!("src/model/kinds/{file}.rs")).is_file(), "{}", kind.name);
        assert!(project(&format!("schema/{}.schema.json", kind.name)).is_file(), "{}", kind.name);
        assert!(project("matrix").join(kind.folder).is_dir(), "{}", kind.folder);
    }
    for exporter in export::EXPORTERS {
        let name = exporter.name.replace('-', "_");
        let one = project(&format!("src/export/{name}.rs")).is_file();
        let many = project(&format!("src/export/{name}/mod.rs")).is_file();
        assert!(one || many, "the exporter `{}` is not in a file of its name", exporter.name);
    }
}

#[test]
fn registries_are_sorted() {
    fn sorted<'a>(what: &str, names: impl Iterator<Item = &'a str>) {
        let names: Vec<&str> = names.collect();
        let mut other = names.clone();
        other.sort_unstable();
        other.dedup();
        assert_eq!(names, other, "{what} are not in alphabetical order");
    }
    sorted("rules", RULES.iter().map(|it| it.code.id));
    sorted("kinds", KINDS.iter().map(|it| it.name));
    sorted("exporters", export::EXPORTERS.iter().map(|it| it.name));
    sorted("formats", diagnostic::render::FORMATS.iter().map(|it| it.name));
    sorted("load codes", load::CODES.iter().map(|it| it.id));
    sorted("schema codes", SCHEMA_CODES.iter().map(|it| it.id));
    sorted("allow codes", ALLOW_CODES.iter().map(|it| it.id));
    sorted("assessment codes", ASSESSMENT_CODES.iter().map(|it| it.id));
    sorted("link codes", link::CODES.iter().map(|it| it.id));
    sorted("diff codes", diff::CODES.iter().map(|it| it.id));
    sorted("diff formats", diff::FORMATS.iter().map(|it| it.name));
    sorted("kinds of diff fields", diff::FIELDS.iter().map(|it| it.0));
    for (kind, fields) in diff::FIELDS {
        sorted(&format!("diff fields of {kind}"), fields.iter().map(|it| it.0));
    }
}

#[test]
fn docs_name_what_exists() {
    let mut wrong = Vec::new();
    let docs = files(&project("docs")).into_iter().map(|path| format!("docs/{path}"));
    let pages =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "matrix/README.md"].map(str::to_owned);
    for page in docs.chain(pages).filter(|path| path.ends_with(".md")) {
        if page == "docs/codes.md" {
            continue;
        }
        for name in quoted(&read(&page)) {
            let roots = [
                "src/",
                "matrix/",
                "schema/",
                "tests/",
                "docs/",
                "benches/",
                "exports/",
                "packaging/",
                ".ci/",
            ];
            let placeholder = name.contains(['<', '*', '…', ' ', '{', '$']);
            if roots.iter().any(|root| name.starts_with(root)) && !placeholder {
                // Pages of the site are listed in the manifest and not committed.
                let made =
                    read("exports/manifest.txt").contains(name.trim_start_matches("exports/"));
                let known = project(&name).exists() || (name.starts_with("exports/") && made);
                if !known {
                    wrong.push(format!("{page} names `{name}`, which does not exist"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the texts between single backticks, outside fenced blocks.
fn quoted(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}
