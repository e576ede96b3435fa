//! A device class or system that techniques are used against.

use serde::{Deserialize, Serialize};

use crate::model::kind::Kind;

pub(super) const KIND: Kind = Kind {
    name: "asset",
    folder: "assets",
    label: "Asset",
    plural: "Assets",
    letters: "A",
    schema: include_str!("../../../schema/asset.schema.json"),
};

/// A device class or system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// DICOM roles that it plays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Software often met on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typical_software: Vec<String>,
    /// From where it can usually be reached.
    pub exposure: String,
}
