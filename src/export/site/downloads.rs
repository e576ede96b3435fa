//! The page of downloads: every file that the other exporters made, with what opens it, its size
//! and its hash. The site carries a copy of each, so that it is published as one folder.

use std::fmt::Write as _;

use rayon::prelude::*;
use serde::Serialize;

use super::frame::{Frame, frame};
use crate::export::{Artifacts, EXPORTERS, Sink};
use crate::model::Matrix;

/// Where the page lies.
pub(super) const PAGE: &str = "downloads/index.html";

/// Where the hashes lie, as `sha256sum -c` reads them from the root of the site.
const SUMS: &str = "downloads/sha256sums.txt";

/// Above so many files a list starts folded.
const FOLD_FROM: usize = 20;

/// What opens the files of an exporter, in alphabetical order.
const OPENED_BY: &[(&str, &str)] = &[
    ("checklist", "A browser prints the pages; any editor reads the Markdown."),
    ("csv", "Any spreadsheet and any database; UTF-8, commas, one line of heads."),
    ("graph", "Gephi, yEd and Cytoscape read GraphML; Graphviz reads DOT; Mermaid reads the rest."),
    ("json", "Any program; the schema lies beside it."),
    ("misp", "MISP: copy the folders into misp-galaxy, or import the galaxy."),
    ("navigator", "The ATT&CK Navigator, and mitreattack-python for the layers on ATT&CK."),
    ("oscal", "Tools that read OSCAL catalogs."),
    ("pdf", "Any reader of PDF, and any printer: A4 and US Letter."),
    ("rules", "Sigma converters, tshark and YARA."),
    ("site-single", "A browser; the file needs nothing beside it and can be sent by mail."),
    (
        "stix",
        "Platforms of threat intelligence that read STIX 2.1, such as OpenCTI, and the python library stix2.",
    ),
    ("svg", "A browser, Inkscape, a word processor, a plotter."),
    ("xlsx", "Excel, LibreOffice and whatever else reads workbooks."),
];

/// The page.
#[derive(Serialize)]
pub(super) struct DownloadsPage {
    frame: Frame,
    groups: Vec<Group>,
    sums: &'static str,
}

/// The files of an exporter.
#[derive(Serialize)]
struct Group {
    name: &'static str,
    about: String,
    opened_by: &'static str,
    folded: bool,
    size: String,
    files: Vec<File>,
}

/// A file.
#[derive(Serialize)]
struct File {
    url: String,
    name: String,
    format: &'static str,
    bytes: usize,
    size: String,
    sha256: String,
}

/// Copies what the other exporters made into the site, and lists it.
pub(super) fn finish(matrix: &Matrix, made: &Artifacts, sink: &mut Sink<'_>) -> DownloadsPage {
    let files: Vec<(&str, &[u8])> =
        made.iter().filter(|(path, _)| !path.starts_with("site/")).collect();
    let hash = |(path, _): &(&str, _)| made.sha256(path).unwrap_or_default();
    let hashes: Vec<&str> = files.par_iter().map(hash).collect();
    let mut sums = String::new();
    for ((path, _), hash) in files.iter().zip(&hashes) {
        let _ = writeln!(sums, "{hash}  {path}");
        sink.share(made, path);
    }
    sink.file(SUMS, sums);
    let groups = EXPORTERS.iter().filter_map(|exporter| {
        let ours = files.iter().zip(&hashes).filter_map(|((path, bytes), hash)| {
            let name = path.strip_prefix(exporter.name)?.strip_prefix('/')?;
            Some(File {
                url: format!("../{path}"),
                name: name.to_owned(),
                format: format(name),
                bytes: bytes.len(),
                size: size(bytes.len()),
                sha256: (*hash).to_owned(),
            })
        });
        let files: Vec<File> = ours.collect();
        let opened_by = OPENED_BY.iter().find(|(name, _)| *name == exporter.name);
        (!files.is_empty()).then(|| Group {
            name: exporter.name,
            about: sentence(exporter.about),
            opened_by: opened_by.map_or("", |(_, text)| text),
            folded: files.len() >= FOLD_FROM,
            size: size(files.iter().map(|file| file.bytes).sum()),
            files,
        })
    });
    let description = format!("The {} as files for other programs.", matrix.meta().name);
    DownloadsPage {
        frame: frame(matrix, "../", "downloads", "Downloads", &description),
        groups: groups.collect(),
        sums: "sha256sums.txt",
    }
}

/// Lets a line begin with a capital letter.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Returns what the end of a name says.
fn format(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "csv" => "table",
        "dot" => "DOT",
        "graphml" => "GraphML",
        "html" => "page",
        "json" => "JSON",
        "md" => "Markdown",
        "mmd" => "Mermaid",
        "pdf" => "PDF",
        "svg" => "picture",
        "xlsx" => "workbook",
        "yar" => "YARA",
        "yml" => "YAML",
        _ => "text",
    }
}

/// Writes a size in bytes for people: `0.9 kB`, `12 kB`, `5.6 MB`; a kB is 1,000 bytes.
fn size(bytes: usize) -> String {
    let (unit, name) = if bytes < 999_500 { (1_000, "kB") } else { (1_000_000, "MB") };
    let tenths = (bytes * 10 + unit / 2) / unit;
    if tenths < 100 {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", (tenths + 5) / 10)
    }
}
