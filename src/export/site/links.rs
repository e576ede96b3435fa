//! Addresses: of our own pages, relative to the page that links, and of other people's.

use std::cell::RefCell;

use serde::Serialize;

use crate::model::kinds::Reference;
use crate::model::{AttackType, Body, Kind, Matrix, Node, Object};
use crate::prose::{self, Resolved};

/// A link as a template shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct LinkRef {
    /// Address; empty where there is none.
    pub(super) url: String,
    /// Id, shown small.
    pub(super) id: String,
    /// Name.
    pub(super) name: String,
    /// What the pointer shows.
    pub(super) title: String,
    /// A short word beside it.
    pub(super) tag: String,
    /// Whether the address is outside the site.
    pub(super) external: bool,
}

impl LinkRef {
    /// Returns words without an address.
    pub(super) fn words(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Returns a link to somebody else's page.
    pub(super) fn outside(url: &str) -> Self {
        Self { url: url.to_owned(), name: url.to_owned(), external: true, ..Self::default() }
    }
}

/// A line of the list of references of a page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Source {
    /// Its number on the page, from 1.
    number: usize,
    /// Our page of it.
    link: LinkRef,
    /// Authors and publisher.
    by: String,
    date: String,
    /// The source itself.
    url: String,
    /// Whether the prose mentions it, so that a way back exists.
    mentioned: bool,
}

/// A reference that a page cites.
struct Cited {
    key: String,
    mentioned: bool,
}

/// Makes addresses for one page, and numbers what the page cites.
pub(super) struct Linker<'a> {
    matrix: &'a Matrix,
    /// From the page to the root of the site: empty, `../` or `../../`.
    root: &'static str,
    /// In the one file that holds everything: what stands before the anchors of the article.
    inside: Option<String>,
    /// What the page cites, by first mention.
    cited: RefCell<Vec<Cited>>,
}

impl<'a> Linker<'a> {
    pub(super) fn new(matrix: &'a Matrix, root: &'static str) -> Self {
        Self { matrix, root, inside: None, cited: RefCell::default() }
    }

    /// Makes addresses for the one file that holds everything, where each is an anchor.
    pub(super) fn inside(matrix: &'a Matrix) -> Self {
        Self { inside: Some(String::new()), ..Self::new(matrix, "") }
    }

    /// Makes addresses for the article of an object in that file.
    pub(super) fn article(matrix: &'a Matrix, object: &Object) -> Self {
        Self { inside: Some(format!("{}/", place(object))), ..Self::new(matrix, "") }
    }

    /// Returns true in the one file that holds everything.
    pub(super) fn is_inside(&self) -> bool {
        self.inside.is_some()
    }

    /// Returns what stands before each anchor of this page or article.
    pub(super) fn prefix(&self) -> &str {
        self.inside.as_deref().unwrap_or_default()
    }

    /// Returns the address of an anchor of this page or article.
    pub(super) fn here(&self, anchor: &str) -> String {
        format!("#{}{anchor}", self.prefix())
    }

    /// Returns the address of the list of a kind.
    pub(super) fn kind(&self, kind: &Kind) -> String {
        if self.is_inside() {
            return format!("#{}", kind.folder);
        }
        format!("{}{}/index.html", self.root, kind.folder)
    }

    /// Returns the address of the page of a paper. The one file has none: it leads to the published
    /// site.
    pub(super) fn paper(&self, id: &str) -> String {
        if self.is_inside() {
            return self.matrix.meta().url(&format!("papers/{id}/"));
        }
        format!("{}papers/{id}/index.html", self.root)
    }

    /// Returns the address of the matrix.
    pub(super) fn home(&self) -> String {
        if self.is_inside() { "#matrix".to_owned() } else { format!("{}index.html", self.root) }
    }

    /// Returns the address of an anchor on the page of an object.
    pub(super) fn within(&self, object: &Object, anchor: &str) -> String {
        let mark = if self.is_inside() { '/' } else { '#' };
        format!("{}{mark}{anchor}", self.url(object))
    }

    /// Returns what the pointer shows for an object. The articles of the one file do without, or it
    /// would be half as large again.
    fn tip(&self, text: &str) -> String {
        if self.prefix().is_empty() { text.to_owned() } else { String::new() }
    }

    /// Returns the number of a reference on this page, a new one if nothing cited it before, or zero
    /// if there is no such reference.
    pub(super) fn cite(&self, key: &str) -> usize {
        if self.matrix.find("reference", key).is_none() {
            return 0;
        }
        let mut cited = self.cited.borrow_mut();
        let known = cited.iter().position(|it| it.key == key);
        known.map_or_else(
            || {
                cited.push(Cited { key: key.to_owned(), mentioned: false });
                cited.len()
            },
            |place| place + 1,
        )
    }

    /// Marks a reference as mentioned in the prose. Returns true the first time.
    fn mention(&self, number: usize) -> bool {
        let mut cited = self.cited.borrow_mut();
        let Some(it) = cited.get_mut(number - 1) else { return false };
        !std::mem::replace(&mut it.mentioned, true)
    }

    /// Returns the list of references: what was cited so far, in the order of its numbers.
    pub(super) fn sources(&self) -> Vec<Source> {
        let cited = self.cited.borrow();
        let source = |(place, it): (usize, &Cited)| {
            let object = self.matrix.find("reference", &it.key)?;
            let Body::Reference(reference) = &object.body else { return None };
            Some(Source {
                number: place + 1,
                link: self.object(object),
                by: by(reference),
                date: reference.date.clone(),
                url: reference.url.clone(),
                mentioned: it.mentioned,
            })
        };
        cited.iter().enumerate().filter_map(source).collect()
    }

    /// Returns the address of an object's page. It names the file, so that it opens from a folder.
    pub(super) fn url(&self, object: &Object) -> String {
        if self.is_inside() {
            return format!("#{}", place(object));
        }
        format!("{}{}/{}/index.html", self.root, object.kind().folder, object.id())
    }

    /// Returns the link of an object. An id that is only its name in small letters is not shown.
    pub(super) fn object(&self, object: &Object) -> LinkRef {
        let slug = matches!(object.body, Body::Audience(_) | Body::Brief(_) | Body::Checklist(_));
        LinkRef {
            url: self.url(object),
            id: if slug { String::new() } else { object.id().to_owned() },
            name: full_name(self.matrix, object),
            title: self.tip(&object.common.summary),
            ..LinkRef::default()
        }
    }

    /// Returns the link of an object by id; of an id that leads nowhere only the id.
    pub(super) fn id(&self, kind: &'static str, id: &str) -> LinkRef {
        match self.matrix.find(kind, id) {
            Some(object) => self.object(object),
            None => LinkRef { id: id.to_owned(), ..LinkRef::default() },
        }
    }

    pub(super) fn node(&self, node: Node) -> LinkRef {
        if let Some(object) = self.matrix.object(node) {
            return self.object(object);
        }
        if let Some((catalogue, control)) = self.matrix.control(node) {
            return LinkRef {
                url: self.within(catalogue, &anchor(&control.id)),
                id: self.matrix.label(node),
                name: control.title.clone(),
                title: self.tip(control.summary.as_deref().unwrap_or_default()),
                ..LinkRef::default()
            };
        }
        let Some(attack) = self.matrix.attack_entry(node) else { return LinkRef::default() };
        LinkRef {
            url: attack_url(attack.what, attack.id),
            id: attack.id.to_owned(),
            name: attack.entry.name.clone(),
            title: format!("ATT&CK, {}", attack.domain),
            external: true,
            ..LinkRef::default()
        }
    }

    /// Returns the link of an object that shows only its id.
    pub(super) fn short(&self, object: &Object) -> LinkRef {
        LinkRef {
            name: object.id().to_owned(),
            title: self.tip(&full_name(self.matrix, object)),
            id: String::new(),
            ..self.object(object)
        }
    }

    /// Writes Markdown as HTML, with the names in brackets as links and citations as numbers.
    pub(super) fn html(&self, text: &str) -> String {
        let html = prose::to_html(text, |name| {
            if let Some(key) = name.strip_prefix('@') {
                let object = self.matrix.find("reference", key)?;
                let number = self.cite(key);
                let place = if self.mention(number) {
                    format!(" id=\"{}cite-{number}\"", self.prefix())
                } else {
                    String::new()
                };
                let title = prose::escape_html(object.name());
                return Some(Resolved {
                    url: self.url(object),
                    text: format!("[{key}]"),
                    title: object.name().to_owned(),
                    html: format!(
                        "<sup class=\"cite\"><a{place} href=\"{}\" title=\"{title}\" \
                         aria-label=\"Reference {number}\">[{number}]</a></sup>",
                        self.here(&format!("ref-{number}")),
                    ),
                });
            }
            let object = self.matrix.get(name)?;
            Some(Resolved {
                url: self.url(object),
                text: object.name().to_owned(),
                title: self.tip(&format!("{}: {}", object.id(), object.common.summary)),
                html: String::new(),
            })
        });
        // Authors write a space before a citation; a number stands at its word.
        html.replace(" <sup class=\"cite\">", "<sup class=\"cite\">")
    }
}

fn by(reference: &Reference) -> String {
    let mut names = reference.authors.clone();
    names.extend(reference.publisher.clone());
    names.join(", ")
}

/// Returns the place of an object in the one file that holds everything: its id, and before an id
/// of words or of another's making the folder, as such ids may meet.
pub(super) fn place(object: &Object) -> String {
    match object.body {
        Body::Audience(_)
        | Body::Brief(_)
        | Body::Catalogue(_)
        | Body::Checklist(_)
        | Body::Reference(_) => format!("{}/{}", object.kind().folder, object.id()),
        _ => object.id().to_owned(),
    }
}

/// Returns the name of an object; of a sub-technique with its parent's before it.
pub(super) fn full_name(matrix: &Matrix, object: &Object) -> String {
    matrix.full_name(object)
}

/// Returns the anchor of a control on the page of its catalogue.
pub(in crate::export) fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect()
}

fn attack_url(what: AttackType, id: &str) -> String {
    let folder = match what {
        AttackType::Tactic => "tactics",
        AttackType::Technique => "techniques",
        AttackType::Mitigation => "mitigations",
    };
    format!("https://attack.mitre.org/{folder}/{}/", id.replace('.', "/"))
}

/// Returns the link of an id that MITRE keeps: `CWE-306`, `CAPEC-300`, `AML.T0015`.
pub(super) fn mitre(id: &str) -> LinkRef {
    let number = id.rsplit('-').next().unwrap_or_default();
    let url = if id.starts_with("CWE-") {
        format!("https://cwe.mitre.org/data/definitions/{number}.html")
    } else if id.starts_with("CAPEC-") {
        format!("https://capec.mitre.org/data/definitions/{number}.html")
    } else {
        format!("https://atlas.mitre.org/techniques/{id}")
    };
    LinkRef { url, name: id.to_owned(), external: true, ..LinkRef::default() }
}

/// Returns the link of a record of the CVE list.
pub(super) fn cve(id: &str) -> LinkRef {
    let url = format!("https://www.cve.org/CVERecord?id={id}");
    LinkRef { url, name: id.to_owned(), external: true, ..LinkRef::default() }
}

/// Returns the link of a section of the DICOM Standard, in the edition that is current there.
pub(super) fn standard(part: &str, section: &str) -> LinkRef {
    let number: u32 = part.trim_start_matches("PS3.").parse().unwrap_or(1);
    LinkRef {
        url: format!(
            "https://dicom.nema.org/medical/dicom/current/output/html/part{number:02}.html#sect_{section}"
        ),
        name: format!("{part}, section {section}"),
        title: "DICOM Standard, current edition".to_owned(),
        external: true,
        ..LinkRef::default()
    }
}
