//! Reading and writing files: whole, or not at all.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::rim::Failure;

/// Reads a text file.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    #[expect(clippy::disallowed_methods, reason = "the rim reads what the user names")]
    let text = std::fs::read_to_string(path);
    text.map_err(|error| Failure::Message(format!("cannot read {}: {error}", path.display())))
}

/// Reads a file of at most so many bytes; of a larger one it reads a byte more.
pub(super) fn read_start(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    #[expect(clippy::disallowed_methods, reason = "the rim reads what the user names")]
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Returns a file, or the files of a folder that end so, in the order of their names.
pub(super) fn within(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "the rim reads what the user names")]
    let entries = std::fs::read_dir(path).map_err(failed)?;
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let fits = path
            .extension()
            .is_some_and(|it| endings.iter().any(|end| it.eq_ignore_ascii_case(end)));
        // Spreadsheet programs leave `~$name.xlsx` beside a file that is open.
        let lock = path.file_name().is_some_and(|it| it.to_string_lossy().starts_with(['~', '.']));
        if fits && !lock && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "the rim reads what the user names")]
    let bytes = std::fs::read(path);
    bytes.map_err(|error| Failure::Message(format!("cannot read {}: {error}", path.display())))
}

/// Writes a file so that a reader, a crash or a full disk never sees half of it: into a temporary
/// file beside it, then into place. A file that holds these bytes already is not touched.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if same(path, bytes) {
        return Ok(false);
    }
    stage(path, bytes)?.persist(path).map_err(|error| failed(error.error))?;
    Ok(true)
}

/// Writes files that belong together: all of them lie ready on the disk before the first is put into
/// place.
pub(super) fn write_together(files: &[(PathBuf, &[u8])]) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|(path, _)| path.is_dir()) {
        return Err(format!("cannot write {}: it is a folder", path.display()).into());
    }
    let mut staged = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        staged.push((stage(path, bytes)?, path));
    }
    for (file, path) in staged {
        file.persist(path)
            .map_err(|error| format!("cannot write {}: {}", path.display(), error.error))?;
    }
    Ok(())
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!(
                "{} is there already and was left as it is; choose another name",
                path.display()
            )
        }
        _ => format!("cannot write {}: {error}", path.display()),
    };
    stage(path, bytes)?.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes a temporary file beside the place of a file, with the rights that files have.
fn stage(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, Failure> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
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
    Ok(file)
}

/// Takes a file away.
pub(super) fn remove(path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("cannot delete {}: {error}", path.display());
    #[expect(
        clippy::disallowed_methods,
        reason = "a file that got another name leaves its old one"
    )]
    std::fs::remove_file(path).map_err(failed)?;
    Ok(())
}

/// Returns true if the file exists and holds exactly these bytes.
pub(super) fn same(path: &Path, bytes: &[u8]) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the rim compares with what is there")]
    let known = std::fs::metadata(path).is_ok_and(|it| it.len() == bytes.len() as u64);
    #[expect(clippy::disallowed_methods, reason = "the rim compares with what is there")]
    let equal = || std::fs::read(path).is_ok_and(|old| old == bytes);
    known && equal()
}
