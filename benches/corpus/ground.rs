//! The files of a matrix in the project, in memory.

/// Returns path and bytes of every file below a folder of the project.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let inner = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            found.push((inner.to_string_lossy().replace('\\', "/"), bytes));
        }
    }
    found.sort();
    found
}
