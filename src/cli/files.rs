//! Reading and writing files: whole, or not at all.

use std::io::Write as _;
use std::path::Path;

use super::rim::Failure;

/// Reads a text file.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    #[expect(clippy::disallowed_methods, reason = "the rim reads what the user names")]
    let text = std::fs::read_to_string(path);
    text.map_err(|error| Failure::Message(format!("cannot read {}: {error}", path.display())))
}

/// Writes a file so that a reader, a crash or a full disk never sees half of it: into a temporary
/// file beside it, then into place. A file that holds these bytes already is not touched.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if same(path, bytes) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    #[expect(clippy::disallowed_methods, reason = "the rim writes what was made")]
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix(".dtm-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let plain = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(plain).map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(true)
}

/// Returns true if the file exists and holds exactly these bytes.
pub(super) fn same(path: &Path, bytes: &[u8]) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the rim compares with what is there")]
    let known = std::fs::metadata(path).is_ok_and(|it| it.len() == bytes.len() as u64);
    #[expect(clippy::disallowed_methods, reason = "the rim compares with what is there")]
    let equal = || std::fs::read(path).is_ok_and(|old| old == bytes);
    known && equal()
}
