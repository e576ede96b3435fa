//! What is wrong, where, and what to type instead: the ground floor, which imports nothing of the house.
//!
//! A finding is a value. Whoever sees a fault pushes a [`Diagnostic`] into a [`Report`] and goes on;
//! only `render/` turns places into lines and columns.

mod code;
mod fix;
mod nearest;
pub mod render;
mod report;
mod source;
mod spans;

pub use code::{Code, Level};
pub use fix::{Change, Edit, Fix};
pub use nearest::{nearest, sole};
pub use report::{Diagnostic, Report};
pub use source::{At, FileId, Location, Part, Position, Source, Sources};
pub use spans::{NodeSpan, Spans};
