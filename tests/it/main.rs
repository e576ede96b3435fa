//! All integration tests in one binary.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests read and write the project's own files, and fail by panicking"
)]

mod asked;
mod assess;
mod assessment;
mod cases;
mod cli;
mod codes;
mod determinism;
mod diff;
mod disturb;
mod editor;
mod explorer;
mod export;
mod faults;
mod find;
mod fix;
mod fmt;
mod foreign;
mod formats;
mod formula;
#[cfg(feature = "pdf")]
mod fresh;
mod history;
mod import;
mod import_issue;
mod intruders;
mod layers;
mod load;
mod lsp;
mod lsp_actions;
mod lsp_assessment;
mod lsp_pipes;
mod matrix;
mod mds2;
mod mds2_devices;
mod mds2_forms;
mod mds2_reports;
mod mds2_schema;
mod navigator;
mod own_checklist;
mod own_history;
mod pages;
mod papers;
#[cfg(feature = "pdf")]
mod pdf;
mod pictures;
mod properties;
mod publish;
mod recompile;
mod rules;
mod schema_types;
mod search;
mod serve;
mod shell;
mod single;
mod spelling;
mod stamp;
mod start;
mod stix;
mod support;
mod terminal;
mod threats;
mod tidy;
mod upgrade;
mod yaml_suite;
