//! What a Navigator must know to draw the matrix: the address of the data, the number of the
//! version, and files that tell both. Decision 0012 says why the numbers are what they are.

use serde::Serialize;

use crate::export::ids::uuid;
use crate::model::{Matrix, Meta};

/// The public Navigator.
const PUBLIC: &str = "https://mitre-attack.github.io/attack-navigator/";

/// The first major version that the Navigator takes from a collection index. It skips lower ones
/// without a word.
const LOWEST: u32 = 4;

/// What the id of the collection in the bundle for the Navigator is made from.
const BUNDLE: [&str; 2] = ["x-mitre-collection", "Navigator"];

/// Under what names a Navigator knows the matrix.
#[derive(Serialize)]
pub(in crate::export) struct Address {
    /// The domain: the short name of the matrix.
    pub(in crate::export) domain: String,
    /// The version: one number, the same in layers, links, configuration and index.
    pub(in crate::export) version: u32,
    /// The address of the STIX bundle, of the one that holds what the Navigator draws.
    pub(in crate::export) bundle: String,
    /// The address of the public Navigator with the matrix in it.
    pub(in crate::export) open: String,
    /// The address of the public Navigator.
    pub(in crate::export) public: &'static str,
}

/// Returns the names under which a Navigator knows the matrix.
pub(in crate::export) fn address(meta: &Meta) -> Address {
    let domain = meta.id.to_lowercase();
    let version = numbers(meta).0;
    let bundle = meta.url(&format!("stix/{}.navigator.json", meta.id));
    let open = format!("{PUBLIC}#bundleURL={}&version={version}&domain={domain}", escape(&bundle));
    Address { domain, version, bundle, open, public: PUBLIC }
}

/// Returns major and minor version as a Navigator is told them.
fn numbers(meta: &Meta) -> (u32, u32) {
    let (major, minor) = meta.version.split_once('.').unwrap_or((&meta.version, ""));
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    (number(major).saturating_add(LOWEST), number(minor))
}

/// Escapes an address for a place inside another.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

/// The part of a Navigator's `config.json` that makes it know the matrix.
#[derive(Serialize)]
struct Config {
    collection_index_url: &'static str,
    versions: Versions,
}

#[derive(Serialize)]
struct Versions {
    enabled: bool,
    entries: Vec<VersionEntry>,
}

#[derive(Serialize)]
struct VersionEntry {
    name: String,
    version: String,
    domains: Vec<Domain>,
}

#[derive(Serialize)]
struct Domain {
    name: String,
    identifier: String,
    data: Vec<String>,
}

/// A collection index of one collection with one version.
#[derive(Serialize)]
struct Index {
    id: String,
    name: String,
    description: String,
    created: String,
    modified: String,
    collections: Vec<Collection>,
}

#[derive(Serialize)]
struct Collection {
    id: String,
    created: String,
    versions: Vec<CollectionVersion>,
    name: String,
    description: String,
}

#[derive(Serialize)]
struct CollectionVersion {
    version: String,
    url: String,
    modified: String,
}

/// Returns the files, with their paths below the folder of the exporter.
pub(super) fn files(matrix: &Matrix) -> Vec<(String, Vec<u8>)> {
    let meta = matrix.meta();
    let address = address(meta);
    let open = open(meta, &address).into_bytes();
    vec![
        ("collection-index.json".to_owned(), json(&index(matrix, &address))),
        ("config.fragment.json".to_owned(), json(&config(meta, &address))),
        ("open.txt".to_owned(), open),
    ]
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

fn config(meta: &Meta, address: &Address) -> Config {
    let domain = Domain {
        name: meta.name.clone(),
        identifier: address.domain.clone(),
        data: vec![address.bundle.clone()],
    };
    let entry = VersionEntry {
        name: format!("{} {}", meta.name, meta.version),
        version: address.version.to_string(),
        domains: vec![domain],
    };
    Config { collection_index_url: "", versions: Versions { enabled: true, entries: vec![entry] } }
}

fn index(matrix: &Matrix, address: &Address) -> Index {
    let meta = matrix.meta();
    let stamp = |day: &str| format!("{day}T00:00:00.000Z");
    let first = matrix.objects().iter().map(|object| object.common.created.as_str()).min();
    let created = stamp(first.unwrap_or(&meta.released));
    let (major, minor) = numbers(meta);
    let version = CollectionVersion {
        version: format!("{major}.{minor}"),
        url: address.bundle.clone(),
        modified: stamp(&meta.released),
    };
    // The Navigator makes the domain from the name of the collection, not from an id.
    let named = |name: &str| name.replace(' ', "-").replace('&', "a").to_lowercase();
    let name = if named(&meta.name) == address.domain { &meta.name } else { &meta.id };
    Index {
        id: meta.stix_namespace.clone(),
        name: meta.name.clone(),
        description: meta.summary.clone(),
        created: created.clone(),
        modified: stamp(&meta.released),
        collections: vec![Collection {
            id: format!("x-mitre-collection--{}", uuid(&meta.stix_namespace, &BUNDLE)),
            created,
            versions: vec![version],
            name: name.clone(),
            description: meta.summary.clone(),
        }],
    }
}

/// Returns the note for people who have the files and not the site.
fn open(meta: &Meta, address: &Address) -> String {
    format!(
        "{name} {release} in the ATT&CK Navigator\n\
         \n\
         Open the matrix in the public Navigator:\n\
         {open}\n\
         \n\
         The same by hand, under Create New Layer, More Options:\n\
         \x20 bundle URL  {bundle}\n\
         \x20 version     {version}\n\
         \x20 domain      {domain}\n\
         \n\
         Layers on the matrix (folder matrix):\n\
         \x20 *.layer.json           upload them from your disk to the public Navigator;\n\
         \x20                        before its version 5.3.1, open the link above first\n\
         \x20 *.selfhost.layer.json  for a Navigator of your own that knows the matrix,\n\
         \x20                        by upload, by #layerURL= or as a default layer\n\
         Layers on ATT&CK (the other folders, and the files beside this one) open anywhere.\n\
         \n\
         For a Navigator of your own, one of:\n\
         \x20 config.fragment.json   put its two keys into assets/config.json\n\
         \x20 collection-index.json  serve it and name its address as collection_index_url\n\
         \n\
         Version {version} is what the Navigator is told in place of {release}: it takes one\n\
         number only, and none below {LOWEST}. All ways, and those that do not work:\n\
         {page}\n",
        name = meta.name,
        release = meta.version,
        open = address.open,
        bundle = address.bundle,
        version = address.version,
        domain = address.domain,
        page = meta.url("navigator/"),
    )
}
