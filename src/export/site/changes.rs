//! What changed and when, from the dates that the objects carry: a page, and a feed (Atom, RFC 4287).

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Linker;
use super::frame::{Frame, frame};
use super::links::{LinkRef, full_name};
use crate::export::ids::uuid;
use crate::export::text::xml;
use crate::model::kinds::READING_ORDER;
use crate::model::{Matrix, Object};

/// The feed holds so many entries at most.
const NEWEST: usize = 100;

/// The page.
#[derive(Serialize)]
pub(super) struct ChangesPage {
    frame: Frame,
    days: Vec<Day>,
}

/// What changed on a day.
#[derive(Serialize)]
struct Day {
    date: String,
    count: usize,
    groups: Vec<Group>,
}

/// Objects of one kind.
#[derive(Serialize)]
struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

/// An object that changed.
#[derive(Serialize)]
struct Row {
    link: LinkRef,
    version: String,
    new: bool,
}

fn is_new(object: &Object) -> bool {
    object.common.created == object.common.modified
}

pub(super) fn page(matrix: &Matrix) -> ChangesPage {
    let linker = Linker::new(matrix, "../");
    let mut days: BTreeMap<Reverse<&str>, Vec<Group>> = BTreeMap::new();
    for kind in READING_ORDER {
        let mut rows: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
        for object in matrix.of_kind(kind.name) {
            rows.entry(&object.common.modified).or_default().push(Row {
                link: linker.object(object),
                version: object.common.version.clone(),
                new: is_new(object),
            });
        }
        for (date, rows) in rows {
            days.entry(Reverse(date)).or_default().push(Group { title: kind.plural, rows });
        }
    }
    let days = days.into_iter().map(|(Reverse(date), groups)| Day {
        date: date.to_owned(),
        count: groups.iter().map(|group| group.rows.len()).sum(),
        groups,
    });
    let description =
        format!("What is new in the {} and what changed, by day.", matrix.meta().name);
    ChangesPage {
        frame: frame(matrix, "../", "changes", "Changes", &description),
        days: days.collect(),
    }
}

/// Returns the feed. Its ids depend on the object and its version and not on the address of the site,
/// so that a site that moves does not show everything as new.
pub(super) fn feed(matrix: &Matrix) -> String {
    let meta = matrix.meta();
    let id = |words: &[&str]| format!("urn:uuid:{}", uuid(&meta.stix_namespace, words));
    let mut objects: Vec<&Object> = matrix.objects().iter().collect();
    let place = |object: &Object| READING_ORDER.iter().position(|it| it.name == object.kind().name);
    objects.sort_by_key(|object| (Reverse(&object.common.modified), place(object)));
    objects.truncate(NEWEST);
    let newest =
        objects.iter().map(|it| it.common.modified.as_str()).chain([meta.released.as_str()]);
    let updated = newest.max().unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">");
    let _ = writeln!(out, "<title>{}: changes</title>", xml(&meta.name));
    let _ = writeln!(out, "<subtitle>{}</subtitle>", xml(&meta.summary));
    let _ = writeln!(out, "<id>{}</id>", id(&["atom-feed"]));
    let _ = writeln!(out, "<updated>{}</updated>", midnight(updated));
    let _ = writeln!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
        xml(&meta.url("feed.xml"))
    );
    let _ = writeln!(
        out,
        "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
        xml(&meta.url("changes/"))
    );
    let _ = writeln!(out, "<icon>{}</icon>", xml(&meta.url("static/icon.svg")));
    let _ =
        writeln!(out, "<author><name>The contributors to the {}</name></author>", xml(&meta.name));
    let _ = writeln!(out, "<rights>{}</rights>", xml(&meta.licence));
    for object in objects {
        let common = &object.common;
        let kind = object.kind();
        let what = if is_new(object) { "new" } else { "changed" };
        let url = meta.url(&format!("{}/{}/", kind.folder, common.id));
        let title = format!(
            "{} {}, version {} ({what})",
            common.id,
            full_name(matrix, object),
            common.version
        );
        let _ = writeln!(out, "<entry>\n<title>{}</title>", xml(&title));
        let _ = writeln!(
            out,
            "<id>{}</id>",
            id(&["atom-entry", kind.name, &common.id, &common.version, &common.modified])
        );
        let _ =
            writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&url));
        let _ = writeln!(out, "<published>{}</published>", midnight(&common.created));
        let _ = writeln!(out, "<updated>{}</updated>", midnight(&common.modified));
        let _ = writeln!(out, "<category term=\"{}\" label=\"{}\"/>", kind.name, xml(kind.label));
        let _ = writeln!(out, "<summary>{}</summary>\n</entry>", xml(&common.summary));
    }
    out.push_str("</feed>\n");
    out
}

/// A day of the YAML as a moment: it knows no hour.
fn midnight(date: &str) -> String {
    format!("{date}T00:00:00Z")
}
