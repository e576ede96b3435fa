//! Addresses: of our own pages, relative to the page that links, and of other people's.

use serde::Serialize;

use crate::model::{AttackType, Matrix, Node, Object};
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
    /// Whether the address is outside the site.
    pub(super) external: bool,
}

/// Makes addresses for one page.
pub(super) struct Linker<'a> {
    matrix: &'a Matrix,
    /// From the page to the root of the site: empty, `../` or `../../`.
    root: &'static str,
}

impl<'a> Linker<'a> {
    pub(super) fn new(matrix: &'a Matrix, root: &'static str) -> Self {
        Self { matrix, root }
    }

    /// Returns the address of an object's page. It names the file, so that it opens from a folder.
    pub(super) fn url(&self, object: &Object) -> String {
        format!("{}{}/{}/index.html", self.root, object.kind().folder, object.id())
    }

    pub(super) fn object(&self, object: &Object) -> LinkRef {
        LinkRef {
            url: self.url(object),
            id: object.id().to_owned(),
            name: full_name(self.matrix, object),
            title: object.common.summary.clone(),
            external: false,
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
                url: format!("{}#{}", self.url(catalogue), anchor(&control.id)),
                id: self.matrix.label(node),
                name: control.title.clone(),
                title: control.summary.clone().unwrap_or_default(),
                external: false,
            };
        }
        let Some(attack) = self.matrix.attack_entry(node) else { return LinkRef::default() };
        LinkRef {
            url: attack_url(attack.what, attack.id),
            id: attack.id.to_owned(),
            name: attack.entry.name.clone(),
            title: format!("ATT&CK, {}", attack.domain),
            external: true,
        }
    }

    /// Writes Markdown as HTML, with the names in brackets as links.
    pub(super) fn html(&self, text: &str) -> String {
        prose::to_html(text, |name| {
            if let Some(key) = name.strip_prefix('@') {
                let object = self.matrix.find("reference", key)?;
                return Some(Resolved {
                    url: self.url(object),
                    text: format!("[{key}]"),
                    title: object.name().to_owned(),
                });
            }
            let object = self.matrix.get(name)?;
            Some(Resolved {
                url: self.url(object),
                text: object.name().to_owned(),
                title: format!("{}: {}", object.id(), object.common.summary),
            })
        })
    }
}

/// Returns the name of an object; of a sub-technique with its parent's before it.
pub(super) fn full_name(matrix: &Matrix, object: &Object) -> String {
    match object.parent_id().and_then(|id| matrix.get(id)) {
        Some(parent) => format!("{}: {}", parent.name(), object.name()),
        None => object.name().to_owned(),
    }
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
        id: String::new(),
        name: format!("{part}, section {section}"),
        title: "DICOM Standard, current edition".to_owned(),
        external: true,
    }
}
