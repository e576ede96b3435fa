//! The nouns: what a matrix is made of. No file, no text, no format.
//!
//! To add a kind: write `kinds/<name>.rs` like its neighbors and `schema/<name>.schema.json`, then
//! add its lines to `kinds/mod.rs`; the compiler names the places that must cover every kind.

mod attack;
mod entity;
mod graph;
mod id;
mod kind;
pub mod kinds;
mod links;
mod matrix;
mod meta;
mod names;
mod object;
mod paths;
mod phases;
mod spelling;
mod surfaces;

pub use attack::{AttackEntry, AttackIndex, AttackStatus, AttackType};
pub use entity::{Allow, Common, Status};
pub use graph::{Edge, Node, Relation};
pub use id::{is_prefix, natural, prefixed, shortname};
pub use kind::{FILL_IN, Kind};
pub use kinds::{Body, KINDS};
pub use links::{Link, Links, Pointer, Target};
pub use matrix::{AttackRef, Matrix};
pub use meta::{Gates, META_SCHEMA, Meta, Theme};
pub use object::{Object, Parts};
pub use spelling::{Spelling, Stranger};
pub use surfaces::Surface;
