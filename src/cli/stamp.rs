//! What the last build saw, so that a build that would make the same again is done at once.
//!
//! Of the matrix the stamp knows every byte, since times of files can lie; of the files that were made
//! it knows what the file system says of them: size, number, and the times of the last change to the
//! bytes and to anything else. The last of these no program can set back. Where a file system has no
//! such facts, there is no stamp, and every build compares every byte.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::files::{read_text, remove, write_atomically};
use crate::export::hex;
use crate::load::RawFile;

/// The folder of the stamp below the output. It keeps itself out of repositories.
const FOLDER: &str = ".dtm";
const NAME: &str = "stamp";
const IGNORE: &str = "# What `dtm build` saw last. It may be deleted at any time.\n*\n";

/// How often a file system is asked whether its clock went on, and how long to wait between.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(4);

/// What a file system says of a file.
#[cfg_attr(not(unix), allow(dead_code, reason = "there nothing says enough to make one"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    device: u64,
    number: u64,
    size: u64,
    /// Seconds and nanoseconds of the last change to the bytes.
    written: (i64, i64),
    /// Seconds and nanoseconds of the last change to anything, rights and name included.
    changed: (i64, i64),
}

impl Look {
    /// Looks at a file; a link is looked at itself.
    #[cfg(unix)]
    pub(super) fn at(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let it = path.symlink_metadata().ok()?;
        Some(Self {
            device: it.dev(),
            number: it.ino(),
            size: it.size(),
            written: (it.mtime(), it.mtime_nsec()),
            changed: (it.ctime(), it.ctime_nsec()),
        })
    }

    /// Looks at a file: here the system does not say enough.
    #[cfg(not(unix))]
    pub(super) fn at(_path: &Path) -> Option<Self> {
        None
    }

    fn add(&self, sum: &mut Sha256) {
        for number in [self.device, self.number, self.size] {
            sum.update(number.to_le_bytes());
        }
        for number in [self.written.0, self.written.1, self.changed.0, self.changed.1] {
            sum.update(number.to_le_bytes());
        }
    }
}

/// The stamp of an output folder, for one state of everything that a build depends on.
#[derive(Debug)]
pub(super) struct Stamp {
    place: PathBuf,
    /// Hash of this program, of the address and of the matrix.
    input: Sha256,
}

impl Stamp {
    /// Returns the stamp that a build of these files would leave.
    pub(super) fn new(out: &Path, files: &[RawFile], address: Option<&str>) -> Option<Self> {
        let mut input = Sha256::new();
        // Another program makes other files, even if it has the same version.
        Look::at(&std::env::current_exe().ok()?.canonicalize().ok()?)?.add(&mut input);
        let mut add = |bytes: &[u8]| {
            input.update(bytes.len().to_le_bytes());
            input.update(bytes);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(address.unwrap_or_default().as_bytes());
        for file in files {
            add(file.path.as_bytes());
            add(file.inner.as_bytes());
            match &file.bytes {
                Ok(bytes) => add(bytes),
                Err((code, message)) => {
                    add(code.id.as_bytes());
                    add(message.as_bytes());
                }
            }
        }
        Some(Self { place: out.join(FOLDER).join(NAME), input })
    }

    /// Returns whether the last build was of the same state, and nothing touched these files since.
    pub(super) fn holds(&self, made: impl Iterator<Item = PathBuf>) -> bool {
        let known = read_text(&self.place).unwrap_or_default();
        !known.is_empty()
            && self.text(made.map(|path| Look::at(&path))).is_some_and(|it| it == known)
    }

    /// Takes the stamp away, before the first file is touched.
    pub(super) fn forget(out: &Path) {
        let folder = out.join(FOLDER);
        // A link could lead anywhere; nothing is written or deleted behind one.
        if !folder.is_symlink() {
            let _ = remove(&folder.join(NAME));
        }
    }

    /// Leaves the stamp: these files are as they should be. What cannot be stamped is compared again.
    pub(super) fn keep(&self, made: &[Option<Look>]) {
        let Some(text) = self.text(made.iter().copied()) else { return };
        if self.place.parent().is_none_or(Path::is_symlink) {
            return;
        }
        let newest = made.iter().flatten().map(|it| it.changed.max(it.written)).max();
        for _ in 0..TRIES {
            let written =
                write_atomically(&self.place.with_file_name(".gitignore"), IGNORE.as_bytes())
                    .and_then(|_| write_atomically(&self.place, text.as_bytes()));
            let now = Look::at(&self.place).map(|it| it.changed);
            // A file that changes now must look changed: the clock of the file system went on.
            if written.is_ok() && now > newest {
                return;
            }
            let _ = remove(&self.place);
            std::thread::sleep(PAUSE);
        }
    }

    fn text(&self, made: impl Iterator<Item = Option<Look>>) -> Option<String> {
        let mut sum = self.input.clone();
        for look in made {
            look?.add(&mut sum);
        }
        Some(hex(&sum.finalize()))
    }
}
