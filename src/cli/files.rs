//! Reading and writing files: whole, or not at all.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::rim::Failure;
use super::staging::{Staging, Worth};

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
    replace(&mut Staging::default(), path, bytes, Worth::Written)
}

/// Writes one of many files as [`write_atomically`] does: before the next one it is in place.
pub(super) fn replace(
    staging: &mut Staging,
    path: &Path,
    bytes: &[u8],
    worth: Worth,
) -> Result<bool, Failure> {
    if same(path, bytes) {
        return Ok(false);
    }
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let staged = staging.stage(path, bytes, worth).map_err(failed)?;
    staged.persist(path).map_err(|error| failed(error.error))?;
    staging.settle();
    Ok(true)
}

/// Writes files that belong together: all of them lie ready on the disk before the first is put into
/// place, in this order.
pub(super) fn write_together(files: &[(PathBuf, &[u8])]) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|(path, _)| path.is_dir()) {
        return Err(format!("cannot write {}: it is a folder", path.display()).into());
    }
    let mut staging = Staging::default();
    let mut staged = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let failed = |error| format!("cannot write {}: {error}", path.display());
        staged.push((staging.stage(path, bytes, Worth::Written).map_err(failed)?, path));
    }
    for (done, (file, path)) in staged.into_iter().enumerate() {
        file.persist(path).map_err(|error| {
            let before = format!("{done} of {} files were written before", files.len());
            format!("cannot write {}: {} ({before})", path.display(), error.error)
        })?;
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
    let staged = Staging::default().stage(path, bytes, Worth::Written).map_err(failed)?;
    staged.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives a file another name, which must not be taken.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    if to.symlink_metadata().is_ok() {
        return Err(format!("{} exists, so {} kept its name", to.display(), from.display()).into());
    }
    let failed = |error: std::io::Error| {
        format!("cannot rename {} to {}: {error}", from.display(), to.display())
    };
    #[expect(clippy::disallowed_methods, reason = "a file moves into the folder of its kind")]
    std::fs::create_dir_all(super::staging::folder_of(to)).map_err(failed)?;
    std::fs::rename(from, to).map_err(failed)?;
    Ok(())
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
