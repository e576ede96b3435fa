//! Whatever a text holds, every file that is made stays what its readers can read: XML, JSON, tables, graphs, pages.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use dicom_threat_matrix::export::{Artifacts, export};

use crate::support;
use crate::terminal::texts_become;

/// Ends strings, tags, comments, sections, lines and files in all of the languages that are written.
const ENDS: &str = r#"\x01\0\e\x9b\uFFFE\u2028\u202e\r\n</script><!--]]>-->\"'\\\"];}{%{{7*7}}${7*7}#{7*7}&amp;<b>|`*_[DT0001]"#;

/// What spreadsheets take for a formula, the signs before it that they do not show included.
const FORMULAS: [&str; 7] = ["=1+1", "+1+1", "-1+1", "@SUM(1)", r"\t=1+1", r"\r=1+1", " =1+1"];

fn made(text: &str) -> Artifacts {
    let compiled = support::compile(&texts_become(text));
    let codes: Vec<&str> = compiled.report.iter().map(|it| it.code.id).collect();
    assert!(!codes.contains(&"yaml-syntax"), "{codes:?}");
    assert!(
        compiled.matrix.get("DT0001").is_some_and(|it| it.name().len() > 8),
        "the text is read"
    );
    export(&compiled.matrix, |_| true)
}

fn ending<'a>(
    artifacts: &'a Artifacts,
    endings: &'a [&str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let fits = |path: &str| endings.iter().any(|end| path.ends_with(end));
    let found: Vec<_> = artifacts.iter().filter(|(path, _)| fits(path)).collect();
    assert!(!found.is_empty(), "nothing ends with {endings:?}");
    found.into_iter().map(|(path, bytes)| (path, std::str::from_utf8(bytes).expect("UTF-8")))
}

#[test]
fn what_xml_cannot_carry_is_in_no_xml() {
    let artifacts = made(ENDS);
    for (path, file) in ending(&artifacts, &[".svg", ".graphml", ".xml"]) {
        let legal = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
        if let Some((at, c)) = file.char_indices().find(|(_, c)| !legal(*c)) {
            panic!("{path}: {c:?} at {at}");
        }
        assert!(!file.contains("<b>") && !file.contains("</script>"), "{path}");
    }
}

#[test]
fn json_stays_json_and_cannot_end_the_script_around_it() {
    let artifacts = made(ENDS);
    for (path, file) in ending(&artifacts, &[".json"]) {
        let read: Result<serde_json::Value, _> = serde_json::from_str(file);
        assert!(read.is_ok(), "{path}: {:?}", read.err());
    }
    for (path, page) in ending(&artifacts, &[".html"]) {
        for part in page.split("<script").skip(1) {
            let inner = part.split_once('>').map_or("", |it| it.1);
            let inner = inner.split_once("</script>").expect("an end").0;
            assert!(!inner.contains("<!--"), "{path}: a comment opens in a script");
        }
        assert!(!page.contains('\0'), "{path} holds a NUL");
        assert!(
            !page.contains("{{7*7}}") || page.contains("{%{{7*7}}"),
            "{path}: a template read it"
        );
        for tag in ["<b>|", "--></"] {
            assert!(!page.contains(tag), "{path} holds {tag}");
        }
    }
}

#[test]
fn a_graph_is_lines_of_one_statement_each() {
    let artifacts = made(ENDS);
    for (path, file) in ending(&artifacts, &[".dot"]) {
        for line in file.lines() {
            // Outside of quoted strings stand only our own words.
            let mut quoted = false;
            let mut escaped = false;
            let mut outside = String::new();
            for c in line.chars() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' if quoted => escaped = true,
                    '"' => quoted = !quoted,
                    c if !quoted => outside.push(c),
                    _ => {}
                }
            }
            assert!(!quoted, "{path}: {line:?} leaves a string open");
            let ours = |c: char| c.is_ascii_alphanumeric() || " ->[]=,;{}_#.\t".contains(c);
            assert!(outside.chars().all(ours), "{path}: {outside:?}");
        }
        assert!(
            !file.contains(['\0', '\r', '\u{1b}', '\u{9b}']),
            "{path} holds a control character"
        );
    }
    for (path, file) in ending(&artifacts, &[".mmd"]) {
        for line in file.lines() {
            assert_eq!(line.matches('"').count() % 2, 0, "{path}: {line:?}");
        }
        assert!(
            !file.contains(['\0', '\r', '\u{1b}', '\u{9b}']),
            "{path} holds a control character"
        );
    }
}

#[test]
fn no_table_holds_a_formula_behind_a_blank() {
    for formula in FORMULAS {
        let artifacts = made(&format!("{formula} is a Text of Some Length, "));
        for (path, file) in ending(&artifacts, &[".csv"]) {
            let mut reader = csv::ReaderBuilder::new().from_reader(file.as_bytes());
            for record in reader.records() {
                for cell in &record.expect("a record") {
                    let first =
                        cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
                    assert!(
                        !first.starts_with(['=', '+', '@']) && !first.starts_with("-1"),
                        "{path}: {cell:?}"
                    );
                }
            }
        }
        let (_, bytes) =
            artifacts.iter().find(|(path, _)| path.ends_with(".xlsx")).expect("a workbook");
        let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook that opens");
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.used_cells().next().is_none(), "{name} holds a formula");
            let cells = book.worksheet_range(&name).expect("a sheet");
            assert!(cells.used_cells().all(|(.., cell)| !matches!(cell, Data::Error(_))), "{name}");
        }
    }
}

/// A printed page does nothing: no script, no action at its opening, no file inside, no link but to the web.
#[cfg(feature = "pdf")]
#[test]
fn a_printed_page_does_nothing() {
    // If it could end a string of PDF, the rest would be an action.
    let artifacts = made(r"x) /S /Launch >> endobj javascript:alert(1) ");
    let pdfs: BTreeMap<&str, &[u8]> =
        artifacts.iter().filter(|(path, _)| path.ends_with(".pdf")).collect();
    assert!(!pdfs.is_empty());
    for (path, bytes) in pdfs {
        let text = String::from_utf8_lossy(bytes);
        // The title stands in the metadata, too, which are XML in a stream of their own.
        let (before, rest) = text.split_once("<x:xmpmeta").expect("metadata");
        let text = format!("{before}{}", rest.split_once("</x:xmpmeta>").expect("an end").1);
        assert!(
            !text.contains("x) /S") && !text.contains("\n/S /Launch"),
            "{path}: a text ended its string"
        );
        for name in
            ["/JavaScript", "/JS ", "/JS(", "/OpenAction", "/EmbeddedFile", "/SubmitForm", "/AA "]
        {
            assert!(!text.contains(name), "{path} has {name}");
        }
        for link in text.split("/URI").skip(1).filter_map(|it| it.trim_start().strip_prefix('(')) {
            assert!(
                link.starts_with("https://") || link.starts_with("http://"),
                "{path}: {:?}",
                link.get(..60)
            );
        }
    }
}

/// Between a name and what it becomes nothing of an author may step, with whatever signs.
#[test]
fn no_text_forges_what_a_name_becomes() {
    let markup = r"\0<img src=x onerror=alert(1)>\0<img src=x onerror=alert(1)>";
    let example = format!(
        "# file: references/CVE-2019-11687.yaml\ntitle: \"A{markup}\"\n\
         # file: mitigations/DM0001.yaml\nname: \"B{markup}\"\nsummary: \"C{markup}.\"\n\
         # file: techniques/DT0001.yaml\ndescription: \"[DM0001] [x][DM0001] [@CVE-2019-11687] \
         [a](javascript:alert(1) \\\"t{markup}\\\") [b](javascript:alert(2) '\\0{markup}') ![c](x \\\"{markup}\\\") \
         [DM0001](javascript:alert(3))\\n\\n[d]: javascript:alert(4) '{markup}'\\n\\n[d] [e][d]\"\n"
    );
    let compiled = support::compile(&support::overlay(&example));
    assert!(compiled.matrix.get("DT0001").is_some());
    let artifacts = export(&compiled.matrix, |_| true);
    for (path, page) in ending(&artifacts, &[".html"]) {
        assert!(!page.contains("<img"), "{path} holds an image");
        assert!(!page.contains("href=\"javascript:"), "{path} holds a script");
    }
}

/// Files that a reader opens in a page, and findings that `dtm serve` shows, are put there as text.
#[test]
fn no_script_writes_markup_or_runs_text() {
    let scripts = support::files(&support::project("src"));
    let scripts: Vec<_> = scripts.iter().filter(|path| path.ends_with(".js")).collect();
    assert!(scripts.len() > 10, "{scripts:?}");
    for path in scripts {
        let text = support::read(&format!("src/{path}"));
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "eval(",
            "new Function",
            "srcdoc",
            "createContextualFragment",
            "javascript:",
            "setTimeout(\"",
        ] {
            assert!(!text.contains(way), "{path} has {way}");
        }
    }
}
