//! The language server: what `dtm check` says, while somebody writes, and what editors ask for beside it.
//!
//! One thread reads messages and answers them in order. A change is judged alone at once; the whole
//! follows when no further message waits, at once where that is quick and after a pause where it is not.
//! `world` is a matrix under unsaved texts, `server` the conversation; the other files are one
//! question each. `guest` knows of assessments, which lie beside the matrix. Nothing here knows a rule
//! or a schema of its own.

mod actions;
mod answers;
mod complete;
mod context;
mod guest;
mod hover;
mod proposal;
mod protocol;
mod rename;
pub(crate) mod schema;
mod server;
mod state;
mod symbols;
mod tell;
mod text;
mod uri;
mod world;

pub use server::{run, stdio};
