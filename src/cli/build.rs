//! `dtm build`: makes every file of every exporter and puts them into place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::files::{replace, same};
use super::rim::{Failure, Rim};
use super::staging::{Staging, Worth, sweep, sweep_all};
use super::stamp::{Look, Stamp};
use crate::compile::{Compiled, compile_files};
use crate::diagnostic::Level;
use crate::diagnostic::render::{self, Screen};
use crate::export::{self, Artifacts, EXPORTERS, Exporter};

/// Make layers, tables, checklists and the site, into `exports/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write to; `exports` beside the matrix if not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Make only what these exporters make
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(EXPORTERS.iter().map(|it| it.name)))]
    only: Vec<String>,
    /// Address under which the output will be published; that of `matrix.yaml` if not given
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Write nothing; fail if a file that is kept in the repository is stale
    #[arg(long)]
    check: bool,
    /// List the exporters
    #[arg(long)]
    list: bool,
}

const MANIFEST: &str = "manifest.txt";
const FINDINGS: &str = "findings.txt";

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    if args.list {
        for exporter in EXPORTERS {
            Rim::print(&format!("{:<11} {}\n", exporter.name, exporter.about))?;
        }
        return Ok(Outcome::Clean);
    }
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside(&rim.root()?),
    };
    if args.out.is_none() && out.is_symlink() {
        let out = out.display();
        return Err(format!("{out} is a symbolic link; to write there, name it with --out").into());
    }
    if !args.check {
        apart(&rim.root()?, &out)?;
    }
    let files = rim.files_as("matrix")?;
    let stamp = || Stamp::new(&out, &files, args.base_url.as_deref());
    let stamp = (args.only.is_empty() && !args.check).then(stamp).flatten();
    let before = if args.only.is_empty() { listed(&out) } else { BTreeSet::new() };
    let made = before.iter().map(String::as_str).chain([MANIFEST]).map(|path| out.join(path));
    if stamp.as_ref().is_some_and(|it| it.holds(made)) {
        return done(&out, before.len() + 1, 0, 0);
    }
    let mut compiled = compile_files(files);
    if let Some(url) = &args.base_url {
        compiled.matrix.publish_at(url);
    }
    let errors = compiled.report.count(Level::Error);
    if errors > 0 {
        let screen = Rim::screen();
        let text = render::format("human")
            .map(|it| (it.render)(&compiled.report, &compiled.sources, screen));
        Rim::print(&text.unwrap_or_default())?;
        Rim::note("nothing was written: mend the errors first");
        return Ok(Outcome::Findings);
    }
    let wanted = |exporter: &Exporter| {
        args.only.is_empty() || args.only.iter().any(|name| name == exporter.name)
    };
    let mut artifacts = export::export(&compiled.matrix, wanted);
    if args.only.is_empty() {
        artifacts.insert(FINDINGS, findings(&compiled));
        let manifest = export::manifest(&artifacts);
        artifacts.insert(MANIFEST, manifest);
    }
    let outcome = if args.check {
        stale(&out, &artifacts, &args.only)
    } else {
        write(&out, &artifacts, &before, stamp.as_ref())
    };
    // The program ends here: to give back every piece of memory one by one takes longer than to leave it.
    std::mem::forget((compiled, artifacts));
    outcome
}

/// Returns the folder of the exports of a matrix: the one beside it.
pub(super) fn beside(root: &Path) -> PathBuf {
    match root.parent() {
        // Where the folder is a link, beside it is where it leads.
        Some(parent) if root.ends_with("matrix") && !root.is_symlink() => parent.join("exports"),
        _ => root.join("../exports"),
    }
}

/// Refuses an output that would be read as part of the matrix.
fn apart(root: &Path, out: &Path) -> Result<(), Failure> {
    let real = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let there = path.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
        let rest = |(it, known): (&Path, PathBuf)| {
            path.strip_prefix(it).map_or(known.clone(), |rest| known.join(rest))
        };
        there.map_or_else(|| path.clone(), rest)
    };
    let (root, real_out) = (real(root), real(out));
    let inside = real_out.starts_with(&root)
        || EXPORTERS.iter().any(|it| root.starts_with(real_out.join(it.name)));
    if inside {
        let shown = out.display();
        return Err(format!(
            "{shown} is a folder of the matrix itself, which would then read what was made of it; \
             name another with --out"
        )
        .into());
    }
    Ok(())
}

/// Reads an address to which paths of pages can be added, as strict as the schema of `matrix.yaml`.
fn base_url(text: &str) -> Result<String, String> {
    let scheme = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'?#".contains(c);
    match scheme {
        None => Err("it does not start with https:// or http://".to_owned()),
        Some(rest) if rest.trim_matches('/').is_empty() => Err("it names no host".to_owned()),
        Some(rest) if !rest.chars().all(plain) => {
            Err("it holds a space, a quote or one of < > ? #".to_owned())
        }
        Some(_) => Ok(text.to_owned()),
    }
}

/// The report on the matrix as a file: what a reviewer sees of its quality.
fn findings(compiled: &Compiled) -> String {
    let screen = Screen { color: false, width: 100 };
    let format = render::format("human");
    let mut text = format
        .map(|it| (it.render)(&compiled.report, &compiled.sources, screen))
        .unwrap_or_default();
    let silenced = compiled.report.silenced();
    if !silenced.is_empty() {
        text.push_str("\nsilenced, each with the reason that its author gives:\n");
    }
    for (finding, reason) in silenced {
        let (position, _) = compiled.sources.positions(&finding.location);
        let path = &compiled.sources.get(finding.location.file).path;
        let _ = writeln!(text, "{path}:{}: {}\n    {reason}", position.line, finding.code.id);
    }
    text
}

/// Returns the paths that an earlier manifest lists: the files that we made.
fn listed(out: &Path) -> BTreeSet<String> {
    #[expect(clippy::disallowed_methods, reason = "the rim reads what an earlier run left")]
    let text = std::fs::read_to_string(out.join(MANIFEST)).unwrap_or_default();
    let path = |line: &str| line.split_once("  ").map(|(_, path)| path.to_owned());
    let safe =
        |path: &String| !path.split('/').any(|step| step.is_empty() || step == ".." || step == ".");
    text.lines().filter_map(path).filter(safe).collect()
}

fn write(
    out: &Path,
    artifacts: &Artifacts,
    before: &BTreeSet<String>,
    stamp: Option<&Stamp>,
) -> Result<Outcome, Failure> {
    let paths = artifacts.iter().map(|(path, _)| path).chain(before.iter().map(String::as_str));
    if let Some(link) = linked(out, paths) {
        let link = link.display();
        return Err(format!(
            "{link} is a symbolic link and could lead anywhere, so nothing was written; take it away"
        )
        .into());
    }
    Stamp::forget(out);
    let (mut staging, mut looks) = (Staging::default(), Vec::new());
    let mut put = |path: &str, bytes: &[u8]| {
        let path = out.join(path);
        let look = Look::at(&path);
        let written = replace(&mut staging, &path, bytes, Worth::Made)?;
        looks.push(if written { Look::at(&path) } else { look });
        Ok::<_, Failure>(usize::from(written))
    };
    let mut written = 0;
    for (path, bytes) in artifacts.iter().filter(|(path, _)| *path != MANIFEST) {
        written += put(path, bytes)?;
    }
    let mut removed = 0;
    for path in before.iter().filter(|path| artifacts.get(path).is_none()) {
        let file = out.join(path);
        #[expect(clippy::disallowed_methods, reason = "a file of ours that nothing makes any more")]
        let gone = std::fs::remove_file(&file);
        if gone.is_ok() {
            removed += 1;
            remove_empty(out, file.parent());
        }
    }
    // The manifest comes last: while it is old, a later run still knows what to take away.
    if let Some(bytes) = artifacts.get(MANIFEST) {
        put(MANIFEST, bytes)?;
    }
    drop(staging);
    let mut clean = sweep(out);
    for exporter in EXPORTERS {
        clean &= sweep_all(&out.join(exporter.name));
    }
    // While another run is at work it may leave something to sweep.
    if let Some(stamp) = stamp.filter(|_| clean) {
        stamp.keep(&looks);
    }
    done(out, artifacts.iter().len(), written, removed)
}

fn done(out: &Path, total: usize, written: usize, removed: usize) -> Result<Outcome, Failure> {
    let shown = out.display().to_string().replace("matrix/../", "");
    Rim::print(&format!("{shown}: {total} files, {written} changed, {removed} removed\n"))?;
    Ok(Outcome::Clean)
}

/// Returns the first folder on the way to one of these files that is a link. A stranger can put one into
/// a repository.
fn linked<'a>(out: &Path, paths: impl Iterator<Item = &'a str>) -> Option<PathBuf> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    folders.into_iter().map(|it| out.join(it)).find(|it| it.is_symlink())
}

/// Removes folders that became empty, up to the folder of the output.
fn remove_empty(out: &Path, mut folder: Option<&Path>) {
    while let Some(here) = folder.filter(|here| *here != out && here.starts_with(out)) {
        if std::fs::remove_dir(here).is_err() {
            return;
        }
        folder = here.parent();
    }
}

/// Returns the name of the exporter that makes a file: that of its folder.
fn maker(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// Says which kept files differ from what the matrix makes. Who asks for some exporters only hears nothing
/// of the files of others.
fn stale(out: &Path, artifacts: &Artifacts, only: &[String]) -> Result<Outcome, Failure> {
    let kept = |path: &str| {
        EXPORTERS.iter().find(|it| it.name == maker(path)).is_none_or(|it| it.committed)
    };
    let asked = |path: &str| only.is_empty() || only.iter().any(|it| it == maker(path));
    let mut stale = Vec::new();
    for (path, bytes) in artifacts.iter().filter(|(path, _)| kept(path)) {
        if !same(&out.join(path), bytes) {
            stale.push(format!("{path} is stale"));
        }
    }
    let before = listed(out);
    for path in before.iter().filter(|it| kept(it) && asked(it) && artifacts.get(it).is_none()) {
        stale.push(format!("{path} is made by nothing any more"));
    }
    for line in &stale {
        Rim::print(&format!("{line}\n"))?;
    }
    if stale.is_empty() {
        return Ok(Outcome::Clean);
    }
    Rim::note("run `dtm build` and commit what it changes");
    Ok(Outcome::Findings)
}
