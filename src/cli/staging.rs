//! Where files lie ready before they are put into place, and how what a dead run left there goes away.
//!
//! Beside the place of a file a run writes `.dtm-AbCdEf-GhIjKl`, and holds a lock on `.dtm-AbCdEf` as
//! long as it may write there. A later run takes away what nobody holds: a kill leaves files, but not for
//! long.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempPath};

/// How the names of our temporary files begin.
const PREFIX: &str = ".dtm-";

/// How many random letters a name has.
const LETTERS: usize = 6;

/// How many folders are held where nothing lies ready in them any more. A process may often open no more than
/// 256 files, and a site has a folder for each page.
const HELD: usize = 8;

/// How often a file is tried again whose folder or name another run took away.
const TRIES: usize = 20;

/// How much a file is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Somebody wrote it: its bytes are on the disk before it gets its name, whatever the power does.
    Written,
    /// We make it anew at any time: the next run finds what is wrong with it.
    Made,
}

/// The temporary files of a run, with one lock for each folder.
#[derive(Debug, Default)]
pub(super) struct Staging {
    /// By path as a text: parts of paths are slow to compare.
    held: BTreeMap<OsString, NamedTempFile>,
}

impl Staging {
    /// Writes bytes beside the place of a file, with the rights that files have.
    pub(super) fn stage(
        &mut self,
        path: &Path,
        bytes: &[u8],
        worth: Worth,
    ) -> std::io::Result<TempPath> {
        let folder = folder_of(path);
        let mut tries = 0;
        let mut file = loop {
            let made = self.hold(folder).and_then(|mark| {
                let prefix = format!("{mark}-");
                Builder::new().prefix(&prefix).rand_bytes(LETTERS).tempfile_in(folder)
            });
            match made {
                // Another build took the folder away, since it was empty.
                Err(error) if error.kind() == ErrorKind::NotFound && tries < TRIES => {
                    self.held.remove(folder.as_os_str());
                    tries += 1;
                }
                made => break made?,
            }
        };
        file.write_all(bytes)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        if worth == Worth::Written {
            file.as_file().sync_all()?;
        }
        Ok(file.into_temp_path())
    }

    /// Lets folders go, when there are many. Nothing may lie ready in them.
    pub(super) fn settle(&mut self) {
        if self.held.len() > HELD {
            self.held.clear();
        }
    }

    /// Holds a folder, and takes away what a dead run left there. Returns the name that says so.
    fn hold(&mut self, folder: &Path) -> std::io::Result<String> {
        if !self.held.contains_key(folder.as_os_str()) {
            #[expect(clippy::disallowed_methods, reason = "the rim writes what was made")]
            std::fs::create_dir_all(folder)?;
            sweep(folder);
            let file = lock(folder)?;
            self.held.insert(folder.into(), file);
        }
        let name = self.held.get(folder.as_os_str()).and_then(|it| it.path().file_name());
        Ok(name.unwrap_or_default().to_string_lossy().into_owned())
    }
}

/// Makes a file that is locked as long as it is open.
fn lock(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut tries = 0;
    loop {
        let file = Builder::new().prefix(PREFIX).rand_bytes(LETTERS).tempfile_in(folder)?;
        // Where locks are not known nobody can hold one, and nothing is swept.
        let taken = matches!(file.as_file().try_lock(), Err(std::fs::TryLockError::WouldBlock));
        if (!taken && file.path().exists()) || tries == TRIES {
            return Ok(file);
        }
        tries += 1;
    }
}

/// Returns the folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new("."))
}

/// Takes away the temporary files of a folder whose run is dead. Returns whether none is left.
pub(super) fn sweep(folder: &Path) -> bool {
    let names = ours(folder);
    let mut clean = true;
    let locks = names.iter().filter(|name| name.len() == PREFIX.len() + LETTERS);
    for mark in locks {
        #[expect(clippy::disallowed_methods, reason = "the rim looks whether a lock is held")]
        let Ok(file) = File::open(folder.join(mark)) else { continue };
        if file.try_lock().is_ok() {
            names.iter().filter(|it| is_of(it, mark)).for_each(|it| discard(&folder.join(it)));
            discard(&folder.join(mark));
        } else {
            clean = false;
        }
    }
    // A lock goes away after its files: those without one belong to nobody.
    for name in names.iter().filter(|name| name.len() > PREFIX.len() + LETTERS) {
        let mark = &name[..PREFIX.len() + LETTERS];
        if !folder.join(mark).exists() {
            discard(&folder.join(name));
        }
    }
    clean
}

/// Takes away what dead runs left in a folder and in those below it. Returns whether nothing is left.
pub(super) fn sweep_all(folder: &Path) -> bool {
    let mut clean = sweep(folder);
    #[expect(clippy::disallowed_methods, reason = "the rim cleans up where it wrote")]
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|it| it.file_type().is_ok_and(|kind| kind.is_dir())) {
        clean &= sweep_all(&entry.path());
    }
    clean
}

/// Returns the names in a folder that only our temporary files have.
fn ours(folder: &Path) -> Vec<String> {
    let letters =
        |text: &str| text.len() == LETTERS && text.bytes().all(|it| it.is_ascii_alphanumeric());
    let fits = |name: &String| {
        let rest = name.strip_prefix(PREFIX);
        rest.is_some_and(|it| it.split('-').all(letters) && it.split('-').count() <= 2)
    };
    #[expect(clippy::disallowed_methods, reason = "the rim cleans up where it wrote")]
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|it| it.file_type().is_ok_and(|kind| kind.is_file()));
    files.filter_map(|it| it.file_name().into_string().ok()).filter(fits).collect()
}

fn is_of(name: &str, mark: &str) -> bool {
    name.strip_prefix(mark).is_some_and(|rest| rest.starts_with('-'))
}

fn discard(path: &Path) {
    #[expect(clippy::disallowed_methods, reason = "a temporary file of a run that is dead")]
    let _ = std::fs::remove_file(path);
}
