//! From a folder to sources. The only step that reads the disk.
//!
//! Every `*.yaml` and `*.yml` below the matrix folder is read, `words.txt`, and every pinned index
//! `attack/*.json`, in path order and in parallel. A file that is broken keeps its text, so that its
//! findings can be shown, and hides nothing of what is wrong elsewhere.

mod advice;
mod codes;
mod fault;
mod hunt;
pub mod outline;
mod scalar;
mod yaml;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, FileId, Location, Report, Source, Sources};

pub use codes::CODES;
use fault::Fault;

/// Files larger than this are not read, in bytes. The largest real object has 60,000.
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// Where a matrix lists words that no dictionary knows.
const WORDS: &str = "words.txt";

/// Why there are no bytes: the code of the finding, and its message.
pub type Problem = (&'static Code, String);

/// One file before it is parsed.
#[derive(Clone, Debug)]
pub struct RawFile {
    /// Path as the user would type it.
    pub path: String,
    /// Path below the matrix folder, with `/` between folders.
    pub inner: String,
    /// Its bytes, or the finding that says why there are none.
    pub bytes: Result<Vec<u8>, Problem>,
}

/// Returns the paths of the YAML files below a folder, relative to it, in path order.
///
/// # Errors
/// Returns an error if a folder cannot be listed.
pub fn list(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(root).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(std::io::Error::from)?;
        let yaml = entry.path().extension().is_some_and(|it| it == "yaml" || it == "yml");
        if yaml && entry.file_type().is_file() {
            found.extend(entry.path().strip_prefix(root).ok().map(Path::to_owned));
        }
    }
    Ok(found)
}

/// Reads every file of a matrix folder. Findings will name the files below `shown`, which is the
/// folder as the user would type it, or empty.
///
/// # Errors
/// Returns an error only if the folder itself cannot be listed.
pub fn read(root: &Path, shown: &str) -> std::io::Result<Vec<RawFile>> {
    let mut found: Vec<(String, PathBuf, Option<Problem>)> = Vec::new();
    for entry in walkdir::WalkDir::new(root).follow_links(false) {
        let entry = entry.map_err(std::io::Error::from)?;
        let kind = entry.file_type();
        if entry.depth() == 0 || kind.is_dir() {
            continue;
        }
        let Ok(inner) = entry.path().strip_prefix(root) else { continue };
        let inner = inner.to_string_lossy().replace('\\', "/");
        let linked = kind.is_symlink();
        if is_ours(&inner) || is_stray(&inner) || (linked && entry.path().is_dir()) {
            // A pipe that nobody writes into would be waited for.
            let special = || (!kind.is_file()).then(special_file);
            let problem = if linked { Some(symbolic_link()) } else { special() };
            found.push((inner, entry.path().to_owned(), problem));
        }
    }
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    Ok(found
        .into_par_iter()
        .map(|(inner, path, problem)| RawFile {
            path: if shown.is_empty() { inner.clone() } else { format!("{shown}/{inner}") },
            bytes: problem.map_or_else(|| read_one(&path), Err),
            inner,
        })
        .collect())
}

/// Reads one file, wherever it lies, as if it stood in a folder of the matrix. Findings will name it
/// as the user typed it.
pub fn read_as(folder: &str, path: &Path) -> RawFile {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    RawFile {
        path: path.to_string_lossy().replace('\\', "/"),
        inner: format!("{folder}/{name}"),
        bytes: read_one(path),
    }
}

/// Reads one file that is no part of a matrix, wherever it lies. It is read as YAML, of which JSON is
/// a part, so that its findings have places.
pub fn read_guest(path: &Path) -> RawFile {
    RawFile {
        path: path.to_string_lossy().replace('\\', "/"),
        inner: "guest".to_owned(),
        bytes: read_one(path),
    }
}

/// Returns a file that is no part of a matrix, of the text that an editor has open. Each has a name of
/// its own, which has no folder and no ending: nothing but its text says what it is.
pub fn guest(path: &Path, text: &str) -> RawFile {
    let path = path.to_string_lossy().replace('\\', "/");
    let inner = format!("guest\0{}\0", path.replace('/', "\0"));
    let text = if text.len() as u64 > MAX_FILE_BYTES { "" } else { text };
    RawFile { path, inner, bytes: Ok(text.as_bytes().to_vec()) }
}

/// Returns whether a matrix reads a file, by its path below the matrix folder: for those who take
/// files from elsewhere than a disk.
pub fn is_read(inner: &str) -> bool {
    is_ours(inner)
}

/// Returns why a file from elsewhere is not read, if it is not.
pub fn problem(is_link: bool, size: u64) -> Option<Problem> {
    if is_link { Some(symbolic_link()) } else { (size > MAX_FILE_BYTES).then(too_large) }
}

fn symbolic_link() -> Problem {
    (&codes::SYMBOLIC_LINK, "symbolic links are not followed".to_owned())
}

fn special_file() -> Problem {
    (&codes::UNREADABLE_FILE, "this is a pipe or a device, and no file".to_owned())
}

fn too_large() -> Problem {
    let limit = MAX_FILE_BYTES / 1024 / 1024;
    (&codes::FILE_TOO_LARGE, format!("the file is larger than {limit} MiB"))
}

fn is_ours(inner: &str) -> bool {
    let extension = Path::new(inner).extension().unwrap_or_default();
    extension.eq_ignore_ascii_case("yaml")
        || extension.eq_ignore_ascii_case("yml")
        || (extension == "json" && inner.starts_with("attack/"))
        || inner == WORDS
}

/// Returns whether a file in a folder looks like an object whose name got another ending. What
/// editors leave behind does not.
fn is_stray(inner: &str) -> bool {
    let Some((folder, name)) = inner.rsplit_once('/') else { return false };
    let name = name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let digits = stem.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let numbered = (2..=7).contains(&(stem.len() - digits.len()))
        && digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let left = ["~", ".bak", ".orig", ".rej", ".swp", ".tmp"];
    let looks =
        numbered || [".yaml.", ".yml.", ".json."].iter().any(|it| format!("{name}.").contains(it));
    !is_ours(inner)
        && folder != "attack"
        && !name.starts_with(['.', '#'])
        && !left.iter().any(|end| name.ends_with(end))
        && looks
}

fn read_one(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| (&codes::UNREADABLE_FILE, format!("{error}"));
    #[expect(clippy::disallowed_methods, reason = "load is the step that reads the disk")]
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // Room for all of it at once, or a small file is read in eight steps. Its size is a hint and no more.
    let size = file.metadata().map_or(0, |it| it.len());
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MAX_FILE_BYTES)).unwrap_or(0) + 1);
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Reads one file of a matrix folder, or returns nothing if there is none that belongs to a matrix.
pub fn read_file(root: &Path, inner: &str) -> Option<RawFile> {
    let path = root.join(inner);
    let found = belongs(inner) && path.symlink_metadata().is_ok_and(|it| it.is_file());
    found.then(|| RawFile {
        path: inner.to_owned(),
        inner: inner.to_owned(),
        bytes: read_one(&path),
    })
}

/// Returns whether a file of that path below the matrix folder is looked at.
pub fn belongs(inner: &str) -> bool {
    is_ours(inner) || is_stray(inner)
}

/// Returns the nearest folder above a file that holds a matrix.
pub fn root_above(file: &Path) -> Option<PathBuf> {
    let mut above = file.ancestors().skip(1);
    above.find(|folder| folder.join("matrix.yaml").is_file()).map(Path::to_owned)
}

/// Returns the nearest matrix for a file that lies beside one: `matrix/` in a folder above it, or the
/// folder itself.
pub fn root_beside(file: &Path) -> Option<PathBuf> {
    let above =
        file.ancestors().skip(1).flat_map(|folder| [folder.join("matrix"), folder.to_owned()]);
    above.into_iter().find(|folder| folder.join("matrix.yaml").is_file())
}

/// Parses files that were read, in parallel; the order of files and of findings is that of `files`.
pub fn parse(files: Vec<RawFile>, report: &mut Report) -> Sources {
    let parsed = files.into_par_iter().enumerate();
    let parsed: Vec<_> = parsed.map(|(index, file)| parse_file(file, Sources::id(index))).collect();
    let mut sources = Vec::with_capacity(parsed.len());
    for (source, faults) in parsed {
        for fault in faults {
            report.push(fault);
        }
        sources.push(source);
    }
    if let Some(absent) = absent(&sources) {
        sources.push(absent);
    }
    Sources::new(sources)
}

/// Parses one file, which has this id among its sources.
pub fn parse_file(file: RawFile, id: FileId) -> (Source, Vec<Diagnostic>) {
    let (source, faults) = parse_one(file);
    let finding = |fault: Fault| {
        let location = Location::bytes(id, fault.range);
        Diagnostic::new(fault.code, location, fault.message).maybe_help(fault.help)
    };
    (source, faults.into_iter().map(finding).collect())
}

/// Returns a source for `matrix.yaml` if a matrix lacks it, so that a finding can name it.
pub fn absent(sources: &[Source]) -> Option<Source> {
    let inner = "matrix.yaml";
    // Another ending is a misplaced file, which says enough.
    if sources.iter().any(|source| source.inner == inner || source.inner == "matrix.yml") {
        return None;
    }
    let folder = sources.first().and_then(|it| it.path.strip_suffix(it.inner.as_str()));
    let folder = folder.unwrap_or_default();
    let path = format!("{folder}{inner}");
    Some(Source { path, inner: inner.to_owned(), absent: true, ..Source::default() })
}

fn parse_one(file: RawFile) -> (Source, Vec<Fault>) {
    let mut source = Source { path: file.path, inner: file.inner, ..Source::default() };
    source.stray = is_stray(&source.inner);
    if let (true, Ok(bytes)) = (source.stray, &file.bytes) {
        // Only its name is judged.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        text.trim_start_matches('\u{feff}').clone_into(&mut source.text);
        return (source, Vec::new());
    }
    let mut bytes = match file.bytes {
        Ok(bytes) => bytes,
        Err((code, message)) => {
            let help = codes::help(code);
            return (source, vec![Fault { code, range: 0..0, message, help }]);
        }
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => source.text = text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
            let message = if wide {
                "the file is UTF-16, not UTF-8"
            } else {
                source.text = String::from_utf8_lossy(&bytes).into_owned();
                "the file is not UTF-8: this letter is of another encoding"
            };
            let fault = Fault {
                code: &codes::NOT_UTF8,
                range: valid..valid + '\u{fffd}'.len_utf8(),
                message: message.to_owned(),
                help: codes::help(&codes::NOT_UTF8),
            };
            return (source, vec![fault]);
        }
    }
    if source.inner == WORDS {
        return (source, Vec::new());
    }
    let faults = if Path::new(&source.inner).extension().is_some_and(|it| it == "json") {
        json(&mut source)
    } else {
        source.modeline = outline::modeline(&source.text).map(str::to_owned);
        let parsed = yaml::parse(&source.text);
        (source.tree, source.spans) = (parsed.tree, parsed.spans);
        parsed.faults
    };
    (source, faults)
}

fn json(source: &mut Source) -> Vec<Fault> {
    match serde_json::from_str(&source.text) {
        Ok(tree) => {
            source.tree = Some(tree);
            Vec::new()
        }
        Err(error) => {
            let line = error.line().saturating_sub(1);
            let start: usize = source.text.split_inclusive('\n').take(line).map(str::len).sum();
            let at = start + error.column().saturating_sub(1);
            let said = error.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            vec![Fault {
                code: &codes::NOT_JSON,
                range: at..at,
                message: format!("not JSON: {said}"),
                help: codes::help(&codes::NOT_JSON),
            }]
        }
    }
}
