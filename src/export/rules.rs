//! The rules of detections as files that their tools take: Sigma, tshark and YARA, with a table.
//!
//! A rule stands as its author wrote it, below comments that say where it comes from. What goes
//! into a comment is kept on its line, so that no name can end the comment and become rule.

use std::fmt::Write as _;

use super::csv::write;
use super::tables::Table;
use super::{Exporter, Sink};
use crate::model::kinds::Detection;
use crate::model::{Matrix, Object, Relation};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "rules",
    about: "each rule as a file for Sigma, tshark or YARA, and a table of them",
    committed: true,
    run,
};

/// The longest line of a comment, where its words allow.
const WIDTH: usize = 100;

/// A format of rules.
struct Format {
    /// Its name in the field `format`, and the name of its folder.
    name: &'static str,
    /// How its files end.
    ending: &'static str,
    /// What begins a comment that ends with its line.
    comment: &'static str,
    /// How to use a file, for `README.md`.
    usage: &'static str,
}

const FORMATS: &[Format] = &[
    Format {
        name: "sigma",
        ending: "yml",
        comment: "#",
        usage: "```sh\n\
                sigma check sigma/\n\
                sigma plugin install splunk\n\
                sigma convert -t splunk --without-pipeline sigma/DD0012.yml\n\
                ```\n\n\
                A file may hold several documents: a rule and the correlation that counts it.",
    },
    Format {
        name: "tshark",
        ending: "txt",
        comment: "#",
        usage: "```sh\n\
                tshark -o dicom.tag_tree:TRUE -r capture.pcapng -Y \"$(grep -v '^#' tshark/DD0008.txt)\"\n\
                ```\n\n\
                A display filter knows no comments: leave out the lines that begin with `#`.\n\
                The preference `dicom.tag_tree` is off by default, and without it the filters on \
                single attributes match nothing and report nothing; each file says whether it needs it.\n\
                tshark 4.0 or later.",
    },
    Format {
        name: "yara",
        ending: "yar",
        comment: "//",
        usage: "```sh\nyara -r yara/DD0017.yar folder/\n```",
    },
];

/// A rule with what its file needs.
struct Entry<'a> {
    object: &'a Object,
    detection: &'a Detection,
    text: &'a str,
    format: &'static Format,
}

impl Entry<'_> {
    fn path(&self) -> String {
        format!("{}/{}.{}", self.format.name, self.object.id(), self.format.ending)
    }
}

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let entries: Vec<Entry<'_>> = entries(matrix).collect();
    for entry in &entries {
        sink.file(&entry.path(), file(matrix, entry));
    }
    sink.file("index.csv", index(matrix, &entries));
    sink.file("README.md", readme(matrix, &entries));
}

/// Returns the rules of the detections in use.
fn entries(matrix: &Matrix) -> impl Iterator<Item = Entry<'_>> {
    matrix.detections().filter(|it| Matrix::in_use(&it.0.common)).filter_map(
        |(object, detection)| {
            let rule = detection.rule.as_ref()?;
            let format = FORMATS.iter().find(|format| format.name == rule.format)?;
            Some(Entry { object, detection, text: &rule.text, format })
        },
    )
}

/// Returns the name and the text of the file of a detection's rule, if it has one that a tool takes.
pub(super) fn file_of(matrix: &Matrix, object: &Object) -> Option<(String, String)> {
    let entry = entries(matrix).find(|entry| entry.object.id() == object.id())?;
    let name = format!("{}.{}", object.id(), entry.format.ending);
    Some((name, file(matrix, &entry)))
}

fn file(matrix: &Matrix, entry: &Entry<'_>) -> String {
    let meta = matrix.meta();
    let common = &entry.object.common;
    let mut lines = vec![
        format!("{} {}", common.id, common.name),
        meta.url(&format!("detections/{}/", common.id)),
        format!(
            "Version {}, modified {}, from the {}.",
            common.version, common.modified, meta.name
        ),
        format!("Licence: {}", meta.licence),
    ];
    if entry.format.name == "tshark" {
        lines.push(
            if needs_tag_tree(entry.text) {
                "Preference: run tshark with -o dicom.tag_tree:TRUE, or nothing matches."
            } else {
                "Preference: none."
            }
            .to_owned(),
        );
    }
    lines.push(format!("Data: {}", entry.detection.data));
    let mut out = String::new();
    for line in lines {
        comment(&mut out, entry.format.comment, &line);
    }
    out.push('\n');
    out.push_str(entry.text.trim_end());
    out.push('\n');
    out
}

/// The fields of single attributes exist only when the dissector is told to make a tree of them.
fn needs_tag_tree(filter: &str) -> bool {
    filter.contains("dicom.tag")
}

/// Writes a comment of as many lines as its words need. Whatever ends a line or is not printed,
/// for any of the tools, counts as a space.
fn comment(out: &mut String, mark: &str, text: &str) {
    let parts = text.split(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(c)
    });
    let mut width = 0;
    for word in parts.filter(|word| !word.is_empty()) {
        let long = word.chars().count() + 1;
        if width == 0 || width + long > WIDTH {
            if width > 0 {
                out.push('\n');
            }
            out.push_str(mark);
            width = mark.len();
        }
        let _ = write!(out, " {word}");
        width += long;
    }
    out.push('\n');
}

fn index(matrix: &Matrix, entries: &[Entry<'_>]) -> Vec<u8> {
    let mut table = Table::default();
    table.heads.extend(["id", "name", "format", "file", "techniques"]);
    for entry in entries {
        let origins = matrix.origins(entry.object, Relation::Detects);
        let techniques: Vec<&str> = origins
            .into_iter()
            .filter_map(|(node, _)| matrix.object(node))
            .map(Object::id)
            .collect();
        table.row([
            entry.object.id(),
            entry.object.name(),
            entry.format.name,
            &entry.path(),
            &techniques.join("; "),
        ]);
    }
    write(&table)
}

fn readme(matrix: &Matrix, entries: &[Entry<'_>]) -> String {
    let meta = matrix.meta();
    let mut out = format!(
        "# Rules\n\n\
         The rules of the detections of the {}, one file each; `index.csv` lists them with the techniques they detect.\n\
         Licence: {}.\n\n\
         Addresses, titles, accounts and paths in the rules are examples: the comments at the head of each file say what to replace.\n\
         The page that is named there says what looks the same and is harmless, and what the rule cannot see.\n",
        meta.name, meta.licence,
    );
    for format in FORMATS {
        let count = entries.iter().filter(|entry| entry.format.name == format.name).count();
        let _ = write!(out, "\n## {}/: {count} files\n\n{}\n", format.name, format.usage);
    }
    out
}
