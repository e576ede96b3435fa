//! The DICOM Threat Matrix: YAML in, ATT&CK Navigator layers, a site and checklists out.
//!
//! A run is a pipeline of four verbs, and [`compile`] shows it on one screen:
//!
//! - [`load`] reads a folder into sources: texts, trees, places.
//! - [`check`] judges, first each file alone under its schema, then the linked whole by rules.
//! - [`link`] makes one [`model::Matrix`] of the objects, with every reference resolved.
//! - [`export`] turns the matrix into files in memory; [`cli`] writes them.
//!
//! What flows between the steps are nouns: [`model`] holds what a matrix is made of,
//! [`diagnostic`] what is wrong and where. What an author did wrong is a finding in a report and
//! never an error; errors are for disks. [`prose`] reads the Markdown of descriptions, [`attack`]
//! turns MITRE's bundles into pinned indexes, [`find`] answers a search, and [`sheet`] measures what is printed. [`lsp`] speaks
//! with editors, for which [`recompile`] does the same steps again, each file only when it changes.
//! [`mds2`] reads the forms of makers.
//! [`diff`] compares two states of a matrix, [`fmt`] writes a file in its canonical form, and
//! [`mend`] applies the fixes that findings bring along. [`start`] makes files to begin with, and
//! [`import`] makes them of what others wrote. [`assess`] says how far what a site has covers the
//! techniques.

pub mod assess;
pub mod attack;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod export;
pub mod find;
pub mod fmt;
pub mod import;
pub mod link;
pub mod load;
pub mod lsp;
pub mod mds2;
pub mod mend;
pub mod model;
pub mod prose;
pub mod recompile;
pub mod sheet;
pub mod start;
