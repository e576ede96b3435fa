//! What others wrote, as files of a matrix: text in, files in memory out.
//!
//! Nothing that a text says becomes a path: the name of a file is an id that is made here of the
//! prefix of the matrix, the letters of the kind and digits. What the source does not say and a schema
//! asks for is written as such, never guessed, and every object comes in as a draft.

mod atlas;
mod gzip;
mod issue;
mod issue_files;
mod made;
mod prose;
mod references;
mod stix;
mod stix_bundle;
mod stix_people;

pub use atlas::atlas;
pub use gzip::{MOST, unpack};
pub use issue::{Correction, Issue, Proposal, Showing, issue};
pub use issue_files::{Desk, Files};
pub use made::{Home, Imported};
pub use stix::stix;
