//! Reads states of the matrix out of git, without a checkout. The only file that calls `git`.

use std::collections::BTreeSet;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::rim::Failure;
use crate::load::{self, RawFile};

/// A repository of git and the folder of the matrix inside.
pub(super) struct Git {
    /// A folder in the work tree.
    home: PathBuf,
    /// The matrix folder below the top of the repository, with a slash at its end or empty.
    pub(super) prefix: String,
}

impl Git {
    /// Returns the repository that a matrix folder is in.
    pub(super) fn around(matrix: &Path) -> Result<Self, Failure> {
        let mut git = Self { home: matrix.to_owned(), prefix: String::new() };
        let output = git.run(&["rev-parse", "--show-prefix"])?;
        if !output.status.success() {
            return Err(Failure::Message(format!(
                "{} is in no repository of git ({}); compare two folders instead: dtm diff OLD NEW",
                matrix.display(),
                complaint(&output),
            )));
        }
        git.prefix = line(&output);
        Ok(git)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.home);
        command.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]);
        command.args(arguments);
        // What git says is read by us, and what it reads must not depend on replaced objects.
        command
            .env("LC_ALL", "C")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_OPTIONAL_LOCKS", "0");
        // A repository can come from a stranger, its settings too: they start no program, and an object
        // that is missing is fetched from nowhere.
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, Failure> {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.map_err(|error| no_git(&error))
    }

    /// Returns what a command prints, or nothing if it fails.
    fn ask(&self, arguments: &[&str]) -> Result<Option<String>, Failure> {
        let output = self.run(arguments)?;
        let said = line(&output);
        Ok((output.status.success() && !said.is_empty()).then_some(said))
    }

    /// Returns the commit that a word names: a branch, a tag, a commit, or `A...B` for where the two
    /// parted.
    pub(super) fn commit(&self, word: &str) -> Result<String, Failure> {
        if let Some((a, b)) = word.split_once("...") {
            let end =
                |word: &str| if word.is_empty() { "HEAD".to_owned() } else { word.to_owned() };
            let (a, b) = (self.commit(&end(a))?, self.commit(&end(b))?);
            return self.ask(&["merge-base", &a, &b])?.ok_or_else(|| {
                Failure::Message(format!("`{word}`: the two have no commit in common"))
            });
        }
        let name = format!("{word}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name])?;
        found.ok_or_else(|| {
            Failure::Message(format!("`{word}` is neither a folder nor a revision that git knows"))
        })
    }

    /// Returns the state to compare with if the user names none: where the work parted from
    /// `origin/main` or `main`, otherwise the last commit.
    pub(super) fn base(&self) -> Result<String, Failure> {
        for branch in ["refs/remotes/origin/main", "refs/heads/main"] {
            if let Some(base) = self.ask(&["merge-base", "HEAD", branch])? {
                return Ok(base);
            }
        }
        self.commit("HEAD")
    }

    /// Returns the tag of a release that stands on a commit: `v1.2`.
    pub(super) fn release_at(&self, commit: &str) -> Result<Option<String>, Failure> {
        Ok(self.releases(&["tag", "--points-at", commit])?.pop())
    }

    /// Returns the tag of the last release before or at the last commit, by its number.
    pub(super) fn last_release(&self) -> Result<Option<String>, Failure> {
        Ok(self.releases(&["tag", "--merged", "HEAD"])?.pop())
    }

    fn releases(&self, arguments: &[&str]) -> Result<Vec<String>, Failure> {
        let output = self.run(arguments)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut tags: Vec<((u64, u64), String)> =
            text.lines().filter_map(|tag| Some((number(tag)?, tag.to_owned()))).collect();
        tags.sort();
        Ok(tags.into_iter().map(|(_, tag)| tag).collect())
    }

    /// Returns a commit as people write it.
    pub(super) fn short(&self, commit: &str) -> Result<String, Failure> {
        Ok(self.ask(&["rev-parse", "--short", commit])?.unwrap_or_else(|| commit.to_owned()))
    }

    /// Returns the files that differ from the last commit, in the whole repository.
    pub(super) fn dirty(&self) -> Result<Vec<String>, Failure> {
        let output = self.run(&[
            "status",
            "--porcelain",
            "--untracked-files=normal",
            "--ignore-submodules=dirty",
        ])?;
        if !output.status.success() {
            return Err(Failure::Message(format!("git status: {}", complaint(&output))));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().map(|line| line.get(3..).unwrap_or(line).to_owned()).collect())
    }

    /// Returns the names of the files that a folder of the matrix has on any branch, here or as last
    /// fetched. Nothing is asked of a network.
    pub(super) fn on_branches(&self, folder: &str) -> Result<BTreeSet<String>, Failure> {
        let branches =
            self.run(&["for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes"])?;
        let text = String::from_utf8_lossy(&branches.stdout).into_owned();
        let path = format!("{}{folder}/", self.prefix);
        let mut found = BTreeSet::new();
        for commit in text.lines().collect::<BTreeSet<_>>() {
            let listed =
                self.run(&["ls-tree", "-z", "--name-only", "--full-tree", commit, "--", &path])?;
            let names = String::from_utf8_lossy(&listed.stdout).into_owned();
            let names = names.split('\0').filter_map(|it| it.strip_prefix(&path));
            found.extend(names.map(str::to_owned));
        }
        Ok(found)
    }

    /// Reads the matrix as it was at a commit. Findings name its files as `git show` takes them.
    pub(super) fn read(&self, commit: &str, shown: &str) -> Result<Vec<RawFile>, Failure> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "-l", "--full-tree", commit];
        if !self.prefix.is_empty() {
            arguments.extend(["--", self.prefix.as_str()]);
        }
        let listed = self.run(&arguments)?;
        if !listed.status.success() {
            return Err(Failure::Message(format!("git ls-tree: {}", complaint(&listed))));
        }
        let text = String::from_utf8_lossy(&listed.stdout);
        let mut entries: Vec<Entry> =
            text.split('\0').filter_map(|line| Entry::parse(line, &self.prefix)).collect();
        if entries.is_empty() {
            let folder = if self.prefix.is_empty() { "the top folder" } else { &self.prefix };
            return Err(Failure::Message(format!("{shown} holds no matrix in {folder}")));
        }
        entries.sort_by(|a, b| a.inner.cmp(&b.inner));
        let ids = entries.iter().filter(|it| it.problem.is_none()).map(|it| it.id.as_str());
        let mut contents = self.contents(&ids.collect::<Vec<_>>())?.into_iter();
        let file = |entry: Entry| RawFile {
            path: format!("{shown}:{}{}", self.prefix, entry.inner),
            bytes: match entry.problem {
                None => Ok(contents.next().unwrap_or_default()),
                Some(problem) => Err(problem),
            },
            inner: entry.inner,
        };
        Ok(entries.into_iter().map(file).collect())
    }

    /// Returns the bytes of objects, in the order asked, with one process for all.
    fn contents(&self, ids: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| no_git(&error))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else {
            return Err(Failure::Message("git cat-file has no pipes".to_owned()));
        };
        let asked = ids.join("\n") + "\n";
        // Both pipes have an end: who writes all before reading waits for ever.
        let read = std::thread::scope(|scope| {
            scope.spawn(move || input.write_all(asked.as_bytes()));
            let mut output = BufReader::new(output);
            ids.iter().map(|id| one(&mut output, id)).collect::<Result<Vec<_>, Failure>>()
        });
        if read.is_err() {
            let _ = child.kill();
        }
        let _ = child.wait();
        read
    }
}

/// Reads `<id> blob <size>`, that many bytes and the end of a line.
fn one(output: &mut impl std::io::BufRead, id: &str) -> Result<Vec<u8>, Failure> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.strip_prefix(id).and_then(|rest| rest.trim().strip_prefix("blob "));
    let Some(size) = size.and_then(|size| size.parse::<usize>().ok()) else {
        return Err(Failure::Message(format!("git cat-file says `{}`", head.trim())));
    };
    let mut bytes = vec![0; size + 1];
    output.read_exact(&mut bytes)?;
    bytes.truncate(size);
    Ok(bytes)
}

/// A file of a tree that a matrix reads.
struct Entry {
    inner: String,
    id: String,
    problem: Option<load::Problem>,
}

impl Entry {
    /// Reads `<mode> <type> <id> <size>\t<path>`.
    fn parse(line: &str, prefix: &str) -> Option<Self> {
        let (facts, path) = line.split_once('\t')?;
        let inner = path.strip_prefix(prefix)?.to_owned();
        let mut facts = facts.split_whitespace();
        let (mode, what, id) = (facts.next()?, facts.next()?, facts.next()?);
        if what != "blob" || !load::is_read(&inner) {
            return None;
        }
        let size = facts.next().and_then(|size| size.parse().ok()).unwrap_or(0);
        let problem = load::problem(mode == "120000", size);
        Some(Self { inner, id: id.to_owned(), problem })
    }
}

/// Reads `v1.2` as the number of a release.
pub(super) fn number(tag: &str) -> Option<(u64, u64)> {
    let (major, minor) = tag.strip_prefix('v')?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned()
}

fn no_git(error: &std::io::Error) -> Failure {
    Failure::Message(format!(
        "cannot run git: {error}; compare two folders instead: dtm diff OLD NEW"
    ))
}
