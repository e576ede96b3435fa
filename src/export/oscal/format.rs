//! The parts of an OSCAL catalog that we fill, under the names that OSCAL gives them.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Document {
    pub catalog: Catalog,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Catalog {
    pub uuid: String,
    pub metadata: Metadata,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    pub back_matter: BackMatter,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Metadata {
    pub title: String,
    pub published: String,
    pub last_modified: String,
    pub version: String,
    pub oscal_version: &'static str,
    pub links: Vec<Link>,
    pub roles: [Role; 1],
    pub parties: [Party; 1],
    pub responsible_parties: [ResponsibleParty; 1],
    pub remarks: String,
}

#[derive(Serialize)]
pub(super) struct Role {
    pub id: &'static str,
    pub title: &'static str,
}

#[derive(Serialize)]
pub(super) struct Party {
    pub uuid: String,
    #[serde(rename = "type")]
    pub sort: &'static str,
    pub name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ResponsibleParty {
    pub role_id: &'static str,
    pub party_uuids: [String; 1],
}

#[derive(Serialize)]
pub(super) struct Group {
    pub id: String,
    pub class: &'static str,
    pub title: String,
    pub parts: Vec<Part>,
    pub controls: Vec<Control>,
}

#[derive(Serialize)]
pub(super) struct Control {
    pub id: String,
    pub class: &'static str,
    pub title: String,
    pub props: Vec<Prop>,
    pub links: Vec<Link>,
    pub parts: Vec<Part>,
}

#[derive(Serialize)]
pub(super) struct Prop {
    pub name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ns: Option<String>,
    pub value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Link {
    pub href: String,
    pub rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_fragment: Option<String>,
    pub text: String,
}

#[derive(Default, Serialize)]
pub(super) struct Part {
    pub id: String,
    pub name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ns: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Prop>,
    pub prose: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Self>,
}

#[derive(Serialize)]
pub(super) struct BackMatter {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
}

#[derive(Serialize)]
pub(super) struct Resource {
    pub uuid: String,
    pub title: String,
    pub description: String,
    pub citation: Citation,
    pub rlinks: [Rlink; 1],
    pub remarks: String,
}

#[derive(Serialize)]
pub(super) struct Citation {
    pub text: String,
    pub links: [Link; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Rlink {
    pub href: String,
    pub media_type: &'static str,
}
