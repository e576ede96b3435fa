//! The two states that a comparison is about: revisions of git, folders, or the work at hand.

use std::path::{Path, PathBuf};

use super::git::Git;
use super::rim::{Failure, Rim, shown};
use crate::compile::{Compiled, compile_files};
use crate::diagnostic::{Report, Sources};
use crate::diff::{self, Diff, Judged};
use crate::load::{self, RawFile};
use crate::model::Matrix;

/// A state of the matrix.
pub(super) struct State {
    /// How it is called.
    pub(super) label: String,
    /// Its files.
    pub(super) files: Vec<RawFile>,
    /// Whether it was published, so that its drafts count.
    pub(super) released: bool,
    /// Its folder as the user would type it, with a slash at its end or empty.
    folder: String,
}

/// What a comparison came to.
pub(super) struct Compared {
    /// What changed.
    pub(super) diff: Diff,
    /// What is wrong with it.
    pub(super) judged: Judged,
    /// The matrix before, as far as its `matrix.yaml` says.
    pub(super) version_before: String,
    /// The matrix now.
    pub(super) matrix: Matrix,
}

impl State {
    /// Returns the state before and the state now for the words of the user.
    pub(super) fn pair(
        old: Option<&str>,
        new: Option<&str>,
        rim: &Rim,
    ) -> Result<(Self, Self), Failure> {
        let before = if let Some(word) = old {
            Self::named(word, rim)?
        } else {
            let git = Git::around(&rim.root()?)?;
            Self::at(&git, &git.base()?, None)?
        };
        let after = match new {
            Some(word) => Self::named(word, rim)?.plain(),
            None => Self::folder(&rim.root()?, "the working tree")?,
        };
        Ok((before, after))
    }

    /// Returns the state that a word names: a folder if there is one, otherwise a revision.
    pub(super) fn named(word: &str, rim: &Rim) -> Result<Self, Failure> {
        if Path::new(word).is_dir() {
            let inner = ["", "matrix"].iter().map(|inner| Path::new(word).join(inner));
            let found = inner.into_iter().find(|it| it.join("matrix.yaml").is_file());
            let folder: PathBuf =
                found.ok_or_else(|| format!("the folder {word} holds no `matrix.yaml`"))?;
            return Self::folder(&folder, word);
        }
        let git = Git::around(&rim.root()?)?;
        let commit = git.commit(word)?;
        let label = (!word.contains("...")).then_some(word);
        Self::at(&git, &commit, label)
    }

    /// Returns the state at a commit.
    fn at(git: &Git, commit: &str, label: Option<&str>) -> Result<Self, Failure> {
        let label = label.map_or_else(|| git.short(commit), |label| Ok(label.to_owned()))?;
        let files = git.read(commit, &label)?;
        let released = git.release_at(commit)?.is_some();
        Ok(Self { folder: format!("{label}:{}", git.prefix), label, files, released })
    }

    /// Names the files of a revision by their paths alone: findings are about the state now, and
    /// tools that show them want a path.
    fn plain(mut self) -> Self {
        let revision = format!("{}:", self.label);
        for file in &mut self.files {
            if let Some(path) = file.path.strip_prefix(&revision) {
                file.path = path.to_owned();
            }
        }
        self.folder = self.folder.replacen(&revision, "", 1);
        self
    }

    fn folder(root: &Path, label: &str) -> Result<Self, Failure> {
        let folder = shown(root);
        let files = load::read(root, &folder)
            .map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        let folder = if folder.is_empty() { folder } else { folder + "/" };
        Ok(Self { label: label.to_owned(), files, released: false, folder })
    }
}

/// Compares two states and holds what changed to the rules.
pub(super) fn compared(old: State, new: State) -> Compared {
    let released = old.released;
    // Of the state before only the trees count: the schemas of today do not bind it.
    let before: Sources = load::parse(old.files, &mut Report::default());
    let Compiled { sources, matrix, .. } = compile_files(new.files);
    let diff = diff::compare(&before, &sources);
    let version_before = version(&before);
    let judged = diff::judge(&diff, before, sources, released, &new.folder);
    Compared { diff, judged, version_before, matrix }
}

fn version(sources: &Sources) -> String {
    let meta = sources.as_slice().iter().find(|it| it.inner == "matrix.yaml");
    let version = meta.and_then(|it| it.tree.as_ref()?.get("version")?.as_str());
    version.unwrap_or_default().to_owned()
}
