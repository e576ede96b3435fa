//! What `dtm` promises of any input, as functions that fail where a promise is broken, one file per target.
//!
//! A target hands bytes to the function of its name in [`TARGETS`]; the engine hunts for bytes that make it fail.

mod assessment;
mod diff;
mod exports;
mod fmt;
mod ground;
mod html;
mod import;
mod lsp;
mod matrix;
mod mds2;
mod prose;
mod seeds;
mod yaml;

pub use seeds::seeds;

/// A promise: any bytes in, a panic out if it is broken.
pub type Promise = fn(&[u8]);

/// All promises by the name of their target, in alphabetical order.
pub const TARGETS: &[(&str, Promise)] = &[
    ("assessment", assessment::assessment),
    ("atlas", import::atlas),
    ("diff", diff::diff),
    ("exports", exports::exports),
    ("fmt", fmt::fmt),
    ("issue", import::issue),
    ("lsp", lsp::lsp),
    ("matrix", matrix::matrix),
    ("mds2", mds2::mds2),
    ("prose", prose::prose),
    ("stix", import::stix),
    ("yaml", yaml::yaml),
];

/// Holds the promise of that name. What runs in parallel elsewhere runs on one core here, so that a run can be
/// repeated.
///
/// # Panics
/// Panics if the promise is broken, or if there is none of that name.
pub fn run(target: &str, data: &[u8]) {
    let found = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, promise) = found.unwrap_or_else(|| panic!("there is no target `{target}`"));
    promise(data);
}

/// Before a run: with `DTM_SEEDS=folder` writes the inputs to start from there, and ends.
///
/// # Panics
/// Panics if the folder cannot be written.
pub fn begin(target: &str) {
    let Some(folder) = std::env::var_os("DTM_SEEDS").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).expect("writable");
    for (name, bytes) in seeds(target) {
        std::fs::write(folder.join(name), bytes).expect("writable");
    }
    std::process::exit(0);
}
