//! The mitigations as an OSCAL catalog: a group for each tier, a control for each mitigation.
//!
//! The control catalogues that a mitigation answers to are resources in the back matter. Each has
//! our page of the catalogue as its address, with the control as the fragment of the link, and the
//! catalogue itself as its citation. What OSCAL has no word for carries our namespace.

mod format;

use super::site::anchor;
use super::{Exporter, Sink, ids, text};
use crate::model::kinds::{Catalogue, ControlLink, Mitigation, Responsibility};
use crate::model::{Matrix, Meta, Object, Relation, Status, Target};
use format::{
    BackMatter, Catalog, Citation, Control, Document, Group, Link, Metadata, Part, Party, Prop,
    Resource, ResponsibleParty, Rlink, Role,
};

pub(super) const EXPORTER: Exporter = Exporter {
    name: "oscal",
    about: "the mitigations as an OSCAL catalog, linked to the control catalogues",
    committed: true,
    run,
};

/// The version of OSCAL that the file obeys.
const OSCAL: &str = "1.1.3";

/// The groups: the word that authors write, and what it says.
const TIERS: [(&str, &str, &str); 3] = [
    ("foundational", "Foundational", "Mitigations that any organization can carry."),
    ("intermediate", "Intermediate", "Mitigations for organizations where the foundation stands."),
    ("leading", "Leading", "Mitigations for organizations with a mature security program."),
];

fn run(matrix: &Matrix, sink: &mut Sink<'_>) {
    let meta = matrix.meta();
    let revision = format!("{} {} {}", meta.id, meta.version, meta.released);
    let document = Document {
        catalog: Catalog {
            // A catalog that changes is another catalog: OSCAL wants a new UUID for each revision.
            uuid: ids::uuid(&meta.stix_namespace, &["oscal-catalog", &revision]),
            metadata: metadata(matrix),
            groups: TIERS.iter().filter_map(|tier| group(matrix, tier)).collect(),
            back_matter: BackMatter {
                resources: matrix.catalogues().map(|it| resource(meta, it.0, it.1)).collect(),
            },
        },
    };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    sink.file("catalog.json", text + "\n");
}

fn metadata(matrix: &Matrix) -> Metadata {
    let meta = matrix.meta();
    let midnight = format!("{}T00:00:00Z", meta.released);
    let party = ids::uuid(&meta.stix_namespace, &["oscal-party", "contributors"]);
    let mut remarks = format!(
        "Content: {}. What we say of the controls of others is our judgment and no published \
         crosswalk.",
        meta.licence
    );
    for index in matrix.attack().iter().take(1) {
        remarks = format!("{remarks} {}", index.notice);
    }
    Metadata {
        title: markup(&format!("{}: Mitigations", meta.name)),
        published: midnight.clone(),
        last_modified: midnight,
        version: meta.version.clone(),
        oscal_version: OSCAL,
        links: vec![link(meta.url("mitigations/"), "alternate", "The mitigations as pages")],
        roles: [Role { id: "creator", title: "Creator" }],
        parties: [Party {
            uuid: party.clone(),
            sort: "organization",
            name: line(&format!("The contributors to the {}", meta.name)),
        }],
        responsible_parties: [ResponsibleParty { role_id: "creator", party_uuids: [party] }],
        remarks: escape(&remarks),
    }
}

fn group(matrix: &Matrix, tier: &(&str, &'static str, &str)) -> Option<Group> {
    let of = matrix.mitigations().filter(|(_, it)| it.tier == tier.0);
    let controls: Vec<Control> = of.map(|(object, it)| control(matrix, object, it)).collect();
    if controls.is_empty() {
        return None;
    }
    let id = format!("tier-{}", tier.0);
    let overview = part(format!("{id}_ovw"), "overview", tier.2);
    Some(Group { id, class: "tier", title: tier.1.to_owned(), parts: vec![overview], controls })
}

fn control(matrix: &Matrix, object: &Object, mitigation: &Mitigation) -> Control {
    let (meta, common) = (matrix.meta(), &object.common);
    let id = token(object.id());
    let plain = |name, value: &str| Prop { name, ns: None, value: line(value) };
    let mut props = vec![plain("label", object.id()), plain("sort-id", &id)];
    if !Matrix::in_use(common) {
        props.push(plain("status", "withdrawn"));
    }
    let ours = |name, value: &str| Prop { name, ns: Some(namespace(meta)), value: line(value) };
    props.push(ours("priority", &mitigation.priority.to_string()));
    props.push(ours("effort", &mitigation.effort));
    if !mitigation.scope.is_empty() {
        props.push(ours("scope", &mitigation.scope));
    }
    props.push(ours("object-version", &common.version));
    props.extend(mitigation.attack.iter().map(|id| ours("attack-mitigation", id)));
    props.extend(mitigation.d3fend.iter().map(|id| ours("d3fend", id)));
    Control {
        class: "mitigation",
        title: markup(object.name()),
        props,
        links: links(matrix, object, mitigation),
        parts: parts(matrix, object, mitigation, &id),
        id,
    }
}

fn links(matrix: &Matrix, object: &Object, mitigation: &Mitigation) -> Vec<Link> {
    let meta = matrix.meta();
    let page = meta.url(&format!("mitigations/{}/", object.id()));
    let mut links = vec![link(page, "alternate", &format!("{} as a page", object.id()))];
    if let Some(heir) = &object.common.replaced_by {
        let rel = if object.common.status == Status::Revoked { "moved-to" } else { "related" };
        links.push(link(format!("#{}", token(heir)), rel, heir));
    }
    links.extend(mitigation.controls.iter().filter_map(|it| answers(matrix, it)));
    for (node, edge) in matrix.origins(object, Relation::Mitigates) {
        let Some(technique) = matrix.object(node) else { continue };
        let url = meta.url(&format!("techniques/{}/", technique.id()));
        let text = format!("{} {}: {}", technique.id(), technique.name(), edge.text);
        links.push(link(url, "mitigates", &text));
    }
    links
}

/// Returns the link to the catalogue of a control, with the control as its fragment.
fn answers(matrix: &Matrix, it: &ControlLink) -> Option<Link> {
    let node = matrix.resolve(&Target::Control(it.control.clone()))?;
    let (catalogue, control) = matrix.control(node)?;
    let uuid = uuid(matrix.meta(), catalogue);
    let text = format!("{} {} ({}): {}", it.control, control.title, it.relation, it.rationale);
    Some(Link {
        resource_fragment: Some(anchor(&control.id)),
        ..link(format!("#{uuid}"), "reference", &text)
    })
}

fn parts(matrix: &Matrix, object: &Object, mitigation: &Mitigation, id: &str) -> Vec<Part> {
    let item = |(place, step): (usize, &String)| {
        let value = format!("{}.", place + 1);
        let label = Prop { name: "label", ns: None, value };
        Part { props: vec![label], ..part(format!("{id}_smt.{}", place + 1), "item", step) }
    };
    let statement = Part {
        parts: mitigation.steps.iter().enumerate().map(item).collect(),
        ..part(format!("{id}_smt"), "statement", &object.common.summary)
    };
    let mut parts = vec![statement];
    if let Some(description) = &object.common.description {
        parts.push(part(format!("{id}_gdn"), "guidance", &text::plain(description)));
    }
    parts.push(part(format!("{id}_obj"), "assessment-objective", &mitigation.verify));
    let ns = || Some(namespace(matrix.meta()));
    parts.push(Part { ns: ns(), ..part(format!("{id}_lim"), "limits", &mitigation.limits) });
    for (place, Responsibility { audience, task }) in mitigation.responsibility.iter().enumerate() {
        let name = matrix.find("audience", audience).map_or(audience.as_str(), Object::name);
        parts.push(Part {
            ns: ns(),
            title: Some(markup(name)),
            ..part(format!("{id}_rsp.{}", place + 1), "responsibility", task)
        });
    }
    parts
}

fn resource(meta: &Meta, object: &Object, catalogue: &Catalogue) -> Resource {
    let text =
        format!("{}, {}. Edition: {}.", catalogue.publisher, object.name(), catalogue.edition);
    Resource {
        uuid: uuid(meta, object),
        title: markup(object.name()),
        description: escape(&object.common.summary),
        citation: Citation {
            text: markup(&text),
            links: [link(catalogue.url.clone(), "canonical", "The catalogue itself")],
        },
        rlinks: [Rlink {
            href: meta.url(&format!("controls/{}/", object.id())),
            media_type: "text/html",
        }],
        remarks: escape(&catalogue.licence),
    }
}

/// Returns the UUID of the resource that stands for a catalogue.
fn uuid(meta: &Meta, object: &Object) -> String {
    ids::uuid(&meta.stix_namespace, &["oscal-resource", object.id()])
}

fn part(id: String, name: &'static str, prose: &str) -> Part {
    Part { id, name, prose: escape(prose), ..Part::default() }
}

fn link(href: String, rel: &'static str, text: &str) -> Link {
    Link { href, rel, resource_fragment: None, text: markup(text) }
}

fn namespace(meta: &Meta) -> String {
    meta.url("ns/oscal")
}

/// Returns an id as OSCAL writes it: `DM0001` is `dm-0001`.
fn token(id: &str) -> String {
    let letters = id.chars().take_while(char::is_ascii_alphabetic).count();
    let (front, back) = id.split_at(letters);
    format!("{front}-{back}").to_lowercase()
}

/// Returns a text on one line without white space around it, as titles and values must be.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text as one line of markup.
fn markup(text: &str) -> String {
    escape(&line(text))
}

/// Escapes what Markdown, the markup of prose in OSCAL, would take for a mark.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if "\\`*_[]<>{}~^".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
