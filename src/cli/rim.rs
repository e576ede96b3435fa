//! Where the program meets the world: the screen, and where the matrix is.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::compile::{Compiled, compile_files, compile_with};
use crate::diagnostic::render::{Screen, escaped, screened};
use crate::load::{self, RawFile};

/// Why a command could not do its work.
pub(super) enum Failure {
    /// The reader of our output went away (`dtm list | head`): not a fault of ours.
    Closed,
    /// A sentence for the user.
    Message(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Message(error.to_string())
        }
    }
}

/// The file that makes a folder a matrix.
pub(super) const META: &str = "matrix.yaml";

/// The rim of the program.
pub(super) struct Rim {
    matrix: Option<PathBuf>,
}

impl Rim {
    pub(super) fn new(matrix: Option<PathBuf>) -> Self {
        Self { matrix }
    }

    /// Writes to standard output; colors are stripped where it is not a terminal. Whatever an author
    /// wrote, nothing but our colors steers the terminal.
    pub(super) fn print(text: &str) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        out.write_all(screened(text).as_bytes())?;
        out.flush()?;
        Ok(())
    }

    /// Writes a JSON text to standard output: what would steer a terminal is escaped, so nothing is lost.
    pub(super) fn print_json(text: &str) -> Result<(), Failure> {
        Self::print(&escaped(text))
    }

    /// Writes a line of progress or complaint to standard error.
    pub(super) fn note(text: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{}", screened(text));
    }

    /// Asks for a yes. Where nobody sits at a terminal the answer is no.
    pub(super) fn ask(question: &str) -> bool {
        let people = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let mut answer = String::new();
        if people {
            let _ = write!(anstream::stderr().lock(), "{question} [y/N] ");
            let _ = std::io::stdin().read_line(&mut answer);
        }
        ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
    }

    /// Asks for a line. Where nobody sits at a terminal there is no answer.
    pub(super) fn line(question: &str) -> Option<String> {
        if !Self::is_attended() {
            return None;
        }
        let _ = write!(anstream::stderr().lock(), "{question}: ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok()?;
        let answer = answer.trim();
        (!answer.is_empty()).then(|| answer.to_owned())
    }

    /// Returns whether somebody can answer a question.
    pub(super) fn is_attended() -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Returns the day in universal time, `YYYY-MM-DD`: what a person would write into a new file.
    pub(super) fn today() -> String {
        #[expect(
            clippy::disallowed_methods,
            reason = "a new file is of today, unless --date says else"
        )]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        date(now.map_or(0, |it| it.as_secs()) / 86_400)
    }

    /// Says why the program failed.
    pub(super) fn complain(message: &str) {
        let red = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
        Self::note(&format!("{red}error{red:#}: {message}"));
    }

    /// Returns what the screen can show.
    pub(super) fn screen() -> Screen {
        let choice = anstream::AutoStream::choice(&std::io::stdout());
        let terminal = std::io::stdout().is_terminal();
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Screen {
            color: choice != anstream::ColorChoice::Never,
            width: if terminal { width.clamp(40, 120) } else { 80 },
        }
    }

    /// Returns the matrix folder that was given, if it is one.
    pub(super) fn given(&self) -> Option<&Path> {
        self.matrix.as_deref().filter(|it| it.is_dir())
    }

    /// Returns the matrix folder: the one given or in it, or `matrix/` from the current folder upward.
    pub(super) fn root(&self) -> Result<PathBuf, Failure> {
        if let Some(given) = &self.matrix {
            // Who names the folder above the matrix means the matrix.
            let inner = given.join("matrix");
            return if !given.join(META).is_file() && inner.join(META).is_file() {
                Ok(inner)
            } else if given.is_dir() {
                Ok(given.clone())
            } else {
                Err(Failure::Message(format!("there is no folder {}", given.display())))
            };
        }
        let here = std::env::current_dir()?;
        let mut shown = PathBuf::new();
        for folder in here.ancestors() {
            for candidate in ["matrix", ""] {
                if folder.join(candidate).join(META).is_file() {
                    let found = shown.join(candidate);
                    let empty = found.as_os_str().is_empty();
                    return Ok(if empty { PathBuf::from(".") } else { found });
                }
            }
            shown.push("..");
        }
        let message = "no matrix found: neither here nor above is a folder `matrix` with a file \
                       `matrix.yaml`; name one with --matrix DIR";
        Err(Failure::Message(message.to_owned()))
    }

    /// Compiles the matrix. Findings name files as the user would type them.
    pub(super) fn compile(&self) -> Result<Compiled, Failure> {
        let root = self.root()?;
        let shown = shown(&root);
        self.compile_as(&shown)
    }

    /// Compiles the matrix with files of the user, each in the folder of its kind, and returns what is
    /// wrong with the first of them; what is wrong with the matrix is not said.
    pub(super) fn compile_with(&self, extra: &[(&str, &Path)]) -> Result<Compiled, Failure> {
        if let Some((_, path)) = extra.iter().find(|(_, path)| !path.is_file()) {
            return Err(format!("there is no file {}", path.display()).into());
        }
        self.compile_guests(
            extra.iter().map(|(folder, path)| load::read_as(folder, path)).collect(),
        )
    }

    /// Does the same with files that were read, or made in memory.
    pub(super) fn compile_guests(&self, guests: Vec<RawFile>) -> Result<Compiled, Failure> {
        let root = self.root()?;
        let files = load::read(&root, &shown(&root))
            .map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        let first = guests.first().map(|guest| guest.inner.clone());
        let mut compiled = compile_with(files, guests);
        if compiled.matrix.meta_file().is_none() {
            return Err("the matrix itself cannot be read; `dtm check` says why".to_owned().into());
        }
        if let Some(file) = first.and_then(|inner| compiled.file(&inner)) {
            compiled.report.keep_only(file);
            // From where it lies the address of a schema would lead elsewhere.
            let reason = "the file lies outside of the matrix";
            compiled.report.silence(|finding| {
                (finding.code.id == "missing-modeline").then(|| reason.to_owned())
            });
        }
        Ok(compiled)
    }

    /// Compiles the matrix; findings name files below `shown`, wherever the folder is.
    pub(super) fn compile_as(&self, shown: &str) -> Result<Compiled, Failure> {
        Ok(compile_files(self.files_as(shown)?))
    }

    /// Reads the files of the matrix, named as the user would type them.
    pub(super) fn files(&self) -> Result<Vec<RawFile>, Failure> {
        self.files_as(&shown(&self.root()?))
    }

    /// Reads the files of the matrix, named below `shown`, wherever the folder is.
    pub(super) fn files_as(&self, shown: &str) -> Result<Vec<RawFile>, Failure> {
        let root = self.root()?;
        let files = load::read(&root, shown);
        files.map_err(|error| format!("cannot read {}: {error}", root.display()).into())
    }
}

/// Returns the date so many days after 1970-01-01, by the rules of the Gregorian calendar.
fn date(days: u64) -> String {
    // Counted from 0000-03-01, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month_of) =
        (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year + u64::from(month_of <= 2);
    format!("{year:04}-{month_of:02}-{day:02}")
}

/// Reads a day as the schemas want it.
pub(super) fn day(text: &str) -> Result<String, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let in_year =
        |part: &str, most: u8| part.parse::<u8>().is_ok_and(|it| (1..=most).contains(&it));
    if shape && in_year(&text[5..7], 12) && in_year(&text[8..], 31) {
        Ok(text.to_owned())
    } else {
        Err("write the day as YYYY-MM-DD".to_owned())
    }
}

/// Returns a folder as the user would type it, with `/` between folders; empty for the current one.
pub(super) fn shown(root: &Path) -> String {
    let text = root.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/');
    if text == "." { String::new() } else { text.to_owned() }
}
