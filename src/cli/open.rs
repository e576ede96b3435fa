//! `dtm open`: where something stands, in the files and on the site.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::nodes::found;
use super::rim::{Failure, Rim};
use crate::compile::Compiled;
use crate::export;
use crate::model::{AttackType, Node};

/// Print where an object, a control or an ATT&CK id stands: file and line
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its id: DT0001, ps3.15:B.12, pacs-administrator, T1190
    id: String,
    /// Open the place in the editor that VISUAL or EDITOR names
    #[arg(long, conflicts_with = "site")]
    edit: bool,
    /// Print its page under the built site instead
    #[arg(long)]
    site: bool,
    /// Folder of the exports; beside the matrix if not given
    #[arg(long, value_name = "DIR", requires = "site")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let compiled = rim.compile()?;
    let nodes = found(&compiled.matrix, &args.id)?;
    if args.site {
        let folder = match &args.out {
            Some(out) => out.clone(),
            None => super::build::beside(&rim.root()?),
        };
        for node in nodes {
            page(&compiled, node, &folder)?;
        }
        return Ok(Outcome::Clean);
    }
    let places: Vec<(String, usize)> =
        nodes.into_iter().filter_map(|node| place(&compiled, node)).collect();
    if args.edit {
        let Some((path, line)) = places.first() else { return Ok(Outcome::Clean) };
        return edit(path, *line);
    }
    for (path, line) in &places {
        Rim::print(&format!("{path}:{line}\n"))?;
    }
    Ok(Outcome::Clean)
}

/// Prints the page of a node, if it is built.
fn page(compiled: &Compiled, node: Node, folder: &Path) -> Result<(), Failure> {
    let address = export::address(&compiled.matrix, node);
    if address.starts_with("https:") {
        return Rim::print(&format!("{address}\n"));
    }
    let (inner, anchor) = address.split_once('#').unwrap_or((&address, ""));
    let path = folder.join("site").join(inner);
    if !path.is_file() {
        let path = path.display();
        return Err(format!("{path} is not there; `dtm build` writes it").into());
    }
    let mark = if anchor.is_empty() { "" } else { "#" };
    Rim::print(&format!("{}{mark}{anchor}\n", path.display()))
}

/// Returns the file and the line of a node.
pub(super) fn place(compiled: &Compiled, node: Node) -> Option<(String, usize)> {
    let (matrix, sources) = (&compiled.matrix, &compiled.sources);
    if let Some(entry) = matrix.attack_entry(node) {
        let inner = format!("attack/{}.json", entry.domain);
        let source = sources.iter().map(|it| it.1).find(|source| source.inner == inner)?;
        let head = match entry.what {
            AttackType::Tactic => "\"tactics\":{",
            AttackType::Technique => "\"techniques\":{",
            AttackType::Mitigation => "\"mitigations\":{",
        };
        let key = format!("\"{}\":", entry.id);
        let mut lines = source.text.lines().enumerate().skip_while(|(_, line)| *line != head);
        let line = lines.find(|(_, line)| line.starts_with(&key)).map_or(1, |(at, _)| at + 1);
        return Some((source.path.clone(), line));
    }
    let (object, pointer) = match (matrix.object(node), matrix.control(node), node) {
        (Some(object), ..) => (object, "/id".to_owned()),
        (_, Some((catalogue, _)), Node::Control(_, inner)) => {
            (catalogue, format!("/controls/{inner}/id"))
        }
        _ => return None,
    };
    let line = sources.positions(&object.at(pointer)).0.line;
    Some((sources.get(object.file).path.clone(), line))
}

/// Opens a file at a line. Editors differ in how they are told.
fn edit(path: &str, line: usize) -> Result<Outcome, Failure> {
    let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| {
        let value = std::env::var_os(name)?.into_string().ok()?;
        Some(value).filter(|value| !value.trim().is_empty())
    });
    let Some(editor) = named.into_iter().next() else {
        let message = format!("neither VISUAL nor EDITOR names an editor for {path}:{line}");
        return Err(message.into());
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let mut command = std::process::Command::new(program);
    command.args(words).args(told(program, path, line));
    let status = command.status().map_err(|error| format!("cannot run {editor}: {error}"))?;
    if status.success() {
        Ok(Outcome::Clean)
    } else {
        Err(format!("{editor} ended with {status}").into())
    }
}

/// Returns how an editor is told a line.
fn told(program: &str, path: &str, line: usize) -> Vec<String> {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    match name.as_str() {
        "code" | "code-insiders" | "codium" | "cursor" | "windsurf" => {
            vec!["--goto".to_owned(), format!("{path}:{line}")]
        }
        "hx" | "helix" | "subl" | "zed" | "micro" => vec![format!("{path}:{line}")],
        "vi" | "vim" | "nvim" | "gvim" | "nano" | "emacs" | "emacsclient" | "joe" | "kak" => {
            vec![format!("+{line}"), path.to_owned()]
        }
        _ => vec![path.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        assert_eq!(told("/usr/bin/vim", "a.yaml", 3), ["+3", "a.yaml"]);
        assert_eq!(told("code", "a.yaml", 3), ["--goto", "a.yaml:3"]);
        assert_eq!(told("hx", "a.yaml", 3), ["a.yaml:3"]);
        assert_eq!(told("notepad", "a.yaml", 3), ["a.yaml"]);
    }
}
