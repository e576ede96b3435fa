//! Files that no schema can judge: in no folder of a kind, or with a name that is not read.

use super::schema_codes as codes;
use super::schema_words::kind_of;
use crate::diagnostic::{Diagnostic, FileId, Fix, Location, nearest, sole};
use crate::model::KINDS;

/// Returns the finding on a file that looks like an object and is not read, and the name that the
/// object would have.
pub(super) fn stray(file: FileId, folder: &str, name: &str) -> (Diagnostic, String) {
    let mut stem = name;
    while let Some((front, end)) = stem.rsplit_once('.')
        && ["yaml", "yml", "json", "txt"].contains(&end.to_ascii_lowercase().as_str())
    {
        stem = front;
    }
    let message = format!("`{name}` is not read");
    let finding = Diagnostic::new(&codes::FILE_NOT_READ, Location::file(file), message);
    let fix = Fix::rename(file, format!("{folder}/{stem}.yaml"));
    (finding.help(format!("name the file `{stem}.yaml`")).fix(fix), stem.to_owned())
}

/// Returns the finding on a file that lies where no kind of object lives.
pub(super) fn misplaced(file: FileId, folder: &str, name: &str, stem: &str) -> Diagnostic {
    let folders = || KINDS.iter().map(|kind| kind.folder);
    let (help, home) = if folder.is_empty() && stem == "matrix" {
        ("name the file `matrix.yaml`".to_owned(), Some(String::new()))
    } else if name.contains('/') && folders().any(|known| known == folder) {
        let help = format!("move it to `{folder}/`; a folder inside that one holds nothing");
        (help, Some(format!("{folder}/")))
    } else if let Some(near) = nearest(folder, folders()) {
        let home = sole(folder, folders()).filter(|_| !name.contains('/'));
        (format!("did you mean the folder `{near}`?"), home.map(|near| format!("{near}/")))
    } else if let Some(kind) = kind_of(stem) {
        (format!("move it to `{}/`", kind.folder), Some(format!("{}/", kind.folder)))
    } else {
        (format!("the folders are {}", folders().collect::<Vec<_>>().join(", ")), None)
    };
    let fix = home.map(|home| Fix::rename(file, format!("{home}{stem}.yaml")));
    Diagnostic::new(&codes::MISPLACED_FILE, Location::file(file), "no kind of object lives here")
        .help(help)
        .fix(fix)
}
