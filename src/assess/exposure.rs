//! From where the assets of a site can be reached, and which techniques can be tried from there. No
//! number depends on it: `docs/assessment.md` says why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ground::Row;

/// From where an asset can be reached over a network. Each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exposure {
    /// From nowhere: no network, or one with nothing else in it.
    Isolated,
    /// From the hosts of the imaging network.
    ImagingNetwork,
    /// From any host of the hospital.
    HospitalNetwork,
    /// From outside, over a line for some: of a maker, of a reader at home.
    RemoteAccess,
    /// From everywhere.
    Internet,
}

impl Exposure {
    /// All of them, from the narrowest.
    pub const ALL: [Self; 5] = [
        Self::Isolated,
        Self::ImagingNetwork,
        Self::HospitalNetwork,
        Self::RemoteAccess,
        Self::Internet,
    ];

    /// Returns the word that the file writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Isolated => "isolated",
            Self::ImagingNetwork => "imaging-network",
            Self::HospitalNetwork => "hospital-network",
            Self::RemoteAccess => "remote-access",
            Self::Internet => "internet",
        }
    }

    /// Returns whether somebody outside of the hospital is among those who reach it.
    pub fn is_outside(self) -> bool {
        self >= Self::RemoteAccess
    }
}

/// The kinds of access in `prerequisites` that a network gives.
const NETWORK: &str = "network";
const ADJACENT: &str = "adjacent";

/// Returns from where the access that a technique needs is given over a network: from as far as the
/// widest of its assets can be reached if any host will do, from the imaging network if it must be a
/// host in there. Nothing where the site does not say, or where another kind of access is needed.
pub(super) fn reach(row: &Row<'_>, exposures: &BTreeMap<&str, Exposure>) -> Option<Exposure> {
    let widest = row.assets.iter().filter_map(|id| exposures.get(id)).max();
    let widest = widest.copied().filter(|it| *it > Exposure::Isolated)?;
    if row.access.contains(&NETWORK) {
        return Some(widest);
    }
    row.access.contains(&ADJACENT).then_some(Exposure::ImagingNetwork)
}
