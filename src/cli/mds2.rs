//! `dtm mds2`: forms in, device files and reports out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::Subcommand;
use rayon::prelude::*;
use serde_json::json;

use super::Outcome;
use super::files::{read_start, write_together};
use super::rim::{Failure, Rim};
use crate::compile::{GuestSchema, judge_guest};
use crate::diagnostic::render::{self, clean, escaped};
use crate::diagnostic::{FileId, Level, Report as Diagnostics, Source, Sources};
use crate::export::{Table, csv_of};
use crate::load;
use crate::mds2::{
    Comparison, DEVICE_SCHEMA, Device, Fleet, Form, FormFinding, Lore, MOST_FORM_BYTES,
    compared_as_markdown, compared_as_tables, compared_for_people, fleet_as_markdown,
    fleet_as_tables, fleet_for_people, page, read_device, read_form, same_devices, strangers,
};

/// Read the MDS2 forms of makers, and say what follows for the network around the devices
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(Import),
    Report(Report),
}

/// Read forms HN 1-2019 and write a device file for each model
///
/// A form is an .xlsx of NEMA's template, that sheet saved as CSV, or a CSV file with a first line
/// `id,answer,note`. Nothing is guessed: what cannot be read is said with its cell. Where an earlier
/// device file lies, what the site wrote into it is kept: assets, surfaces, count and note.
#[derive(Debug, clap::Args)]
struct Import {
    /// Forms, or folders with forms
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for the device files; for one form also a file that ends in .yaml or .json
    #[arg(long, value_name = "PATH", default_value = "devices")]
    out: PathBuf,
    /// The sheet that holds the form, where several do
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Write JSON instead of YAML
    #[arg(long)]
    json: bool,
    /// Write the devices whose forms can be read, even if others cannot
    #[arg(long)]
    partial: bool,
}

/// Say what devices withstand, what the network around them must, and what to ask the makers
#[derive(Debug, clap::Args)]
struct Report {
    /// Device files or forms, or folders with them
    #[arg(required_unless_present = "compare", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Put two devices beside each other instead
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "files")]
    compare: Vec<PathBuf>,
    /// How to print it
    #[arg(long, default_value = "human", value_parser = ["human", "markdown", "html", "json", "csv"])]
    format: String,
    /// Write report.html, report.md, report.json and tables as CSV into a folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
}

/// The schema of device files, compiled once for all of them.
static DEVICE: LazyLock<GuestSchema> = LazyLock::new(|| GuestSchema::new(DEVICE_SCHEMA));

const FORMS: &[&str] = &["csv", "xlsx", "xlsm", "xls", "pdf"];
const DEVICES: &[&str] = &["json", "yaml", "yml"];

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let matrix = rim.compile()?.matrix;
    let Some(lore) = Lore::of(&matrix) else {
        let message =
            "the matrix has no catalogue `mds2-2019`, which holds the questions of the form";
        return Err(message.to_owned().into());
    };
    match &args.command {
        Command::Import(args) => import(args, &lore),
        Command::Report(args) => report(args, &lore),
    }
}

/// What was read, and what is wrong with it: in forms by cells, in device files by lines.
struct Gathered {
    devices: Vec<(String, Device)>,
    findings: Vec<FormFinding>,
    sources: Sources,
    report: Diagnostics,
}

impl Gathered {
    fn errors(&self) -> usize {
        let of_forms = self.findings.iter().filter(|it| it.level == Level::Error).count();
        of_forms + self.report.count(Level::Error)
    }

    /// Returns what the matrix does not have of what device files name.
    fn strangers(&self, lore: &Lore<'_>) -> Vec<FormFinding> {
        let sources = self.sources.as_slice().iter();
        let of_devices = self.devices.iter().flat_map(|(name, device)| {
            let file = sources.clone().find(|it| it.path == *name);
            file.map(|source| strangers(lore, source, device)).unwrap_or_default()
        });
        of_devices.collect()
    }
}

/// Reads files in parallel; findings stand in the order of the names.
fn gather(
    form: &Form<'_>,
    paths: &[PathBuf],
    sheet: Option<&str>,
    endings: &[&str],
) -> Result<Gathered, Failure> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(super::files::within(path, endings)?);
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        return Err("there is no form in these folders".to_owned().into());
    }
    let one = |(index, path): (usize, &PathBuf)| {
        if ends(path, DEVICES) {
            return Ok(device(form, Sources::id(index), path));
        }
        let bytes = read_start(path, MOST_FORM_BYTES)?;
        let (device, findings) = read_form(form, &shown(path), &bytes, sheet);
        Ok::<_, Failure>(One { device, findings, ..One::default() })
    };
    let read: Vec<_> = files.par_iter().enumerate().map(one).collect();
    let (mut devices, mut findings) = (Vec::new(), Vec::new());
    let (mut sources, mut report) = (Vec::new(), Diagnostics::default());
    for (path, read) in files.iter().zip(read) {
        let one = read?;
        findings.extend(one.findings);
        devices.extend(one.device.map(|it| (shown(path), it)));
        sources.push(one.source);
        report.append(one.report);
    }
    findings.extend(same_devices(&devices));
    let sources = Sources::new(sources);
    report.sort(&sources);
    Ok(Gathered { devices, findings, sources, report })
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn ends(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|it| endings.iter().any(|end| it.eq_ignore_ascii_case(end)))
}

/// What came of one file.
#[derive(Default)]
struct One {
    device: Option<Device>,
    findings: Vec<FormFinding>,
    source: Source,
    report: Diagnostics,
}

/// Reads a device file. What its schema has something against is no device.
fn device(form: &Form<'_>, file: FileId, path: &Path) -> One {
    let (source, report) = judge_guest(load::read_guest(path), file, &DEVICE);
    if report.count(Level::Error) > 0 {
        return One { source, report, ..One::default() };
    }
    let (device, findings) = read_device(form, &source);
    One { device, findings, source, report }
}

fn say(findings: &[FormFinding], report: &Diagnostics, sources: &Sources) {
    for finding in findings {
        Rim::note(&finding.text());
    }
    if !report.is_empty() {
        let text = render::format("human").map(|it| (it.render)(report, sources, Rim::screen()));
        Rim::note(text.unwrap_or_default().trim_end());
    }
}

fn import(args: &Import, lore: &Lore<'_>) -> Result<Outcome, Failure> {
    let mut all = gather(&lore.form, &args.files, args.sheet.as_deref(), FORMS)?;
    say(&all.findings, &all.report, &all.sources);
    let twice: Vec<String> = all
        .findings
        .iter()
        .filter(|it| it.code == "mds2-same-device")
        .map(|it| it.file.clone())
        .collect();
    all.devices.retain(|(file, _)| !twice.contains(file));
    if all.errors() > 0 && !args.partial {
        Rim::note("nothing was written; --partial writes the forms that can be read");
        return Ok(Outcome::Findings);
    }
    let single = ends(&args.out, DEVICES);
    if single && all.devices.len() > 1 {
        return Err(format!("{} is one file; name a folder", args.out.display()).into());
    }
    let json = if single { ends(&args.out, &["json"]) } else { args.json };
    let mut files = Vec::new();
    for (_, device) in &mut all.devices {
        let ending = if json { "json" } else { "yaml" };
        let name = format!("{}.{ending}", device.slug());
        let path = if single { args.out.clone() } else { args.out.join(name) };
        if path.is_file() {
            let earlier = self::device(&lore.form, Sources::id(0), &path);
            let Some(earlier) = earlier.device else {
                say(&earlier.findings, &earlier.report, &Sources::new(vec![earlier.source]));
                let message =
                    "an earlier file lies there that is no device file; nothing was written";
                return Err(format!("{}: {message}", path.display()).into());
            };
            device.keep(&earlier);
        }
        let text = if json { device.json() } else { device.yaml() };
        files.push((path, text));
    }
    let bytes: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
    write_together(&bytes)?;
    let devices: Vec<Device> = all.devices.iter().map(|(_, it)| it.clone()).collect();
    let reports = lore.reports(&devices);
    let mut text = String::new();
    for ((path, _), device) in files.iter().zip(&devices) {
        let said = reports.iter().find(|it| it.slug == device.slug());
        let (answered, open) = said.map_or((0, 0), |it| (it.answered, it.open));
        let _ = writeln!(
            text,
            "{}: {}, {answered} answers, {open} open that decide something",
            path.display(),
            clean(&device.name())
        );
    }
    Rim::print(&text)?;
    Ok(if all.errors() > 0 { Outcome::Findings } else { Outcome::Clean })
}

fn report(args: &Report, lore: &Lore<'_>) -> Result<Outcome, Failure> {
    let endings: Vec<&str> = FORMS.iter().chain(DEVICES).copied().collect();
    let paths = if args.compare.is_empty() { &args.files } else { &args.compare };
    let mut all = gather(&lore.form, paths, None, &endings)?;
    all.findings.extend(all.strangers(lore));
    say(&all.findings, &all.report, &all.sources);
    if all.errors() > 0 {
        Rim::note("no report was made: mend the errors, or leave those files out");
        return Ok(Outcome::Findings);
    }
    let first = args.compare.first().map(|path| shown(path));
    let devices: Vec<Device> = all.devices.iter().map(|(_, it)| it.clone()).collect();
    let mut reports = lore.reports(&devices);
    if let Some((_, a)) = all.devices.iter().find(|(file, _)| Some(file) == first.as_ref()) {
        let slug = a.slug();
        reports.sort_by_key(|it| it.slug != slug);
    }
    let said = if args.compare.is_empty() {
        Said::Fleet(Fleet::of(lore, reports))
    } else {
        let Ok([a, b]) = <[_; 2]>::try_from(reports) else {
            return Err("--compare takes two devices, each in a file of its own".to_owned().into());
        };
        Said::Both(Box::new(Comparison::of(lore, a, b)))
    };
    if let Some(folder) = &args.out {
        let markdown = said.markdown();
        let mut files = vec![
            (folder.join("report.html"), page(&markdown).into_bytes()),
            (folder.join("report.md"), markdown.into_bytes()),
            (folder.join("report.json"), said.json(lore).into_bytes()),
        ];
        let tables = said.tables();
        let csv = tables.iter().map(|(name, it)| (folder.join(format!("{name}.csv")), csv_of(it)));
        files.extend(csv);
        let bytes: Vec<(PathBuf, &[u8])> =
            files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
        write_together(&bytes)?;
        for (path, _) in &files {
            Rim::print(&format!("{}\n", path.display()))?;
        }
        return Ok(Outcome::Clean);
    }
    let text = match args.format.as_str() {
        "markdown" => said.markdown(),
        "html" => page(&said.markdown()),
        "json" => escaped(&said.json(lore)),
        "csv" => {
            let first = said.tables().first().map(|(_, table)| csv_of(table)).unwrap_or_default();
            String::from_utf8_lossy(&first).into_owned()
        }
        _ => said.human(),
    };
    Rim::print(&text)?;
    Ok(Outcome::Clean)
}

/// What a report says.
enum Said<'a> {
    Fleet(Fleet<'a>),
    Both(Box<Comparison<'a>>),
}

impl Said<'_> {
    fn human(&self) -> String {
        match self {
            Self::Fleet(it) => fleet_for_people(it),
            Self::Both(it) => compared_for_people(it),
        }
    }

    fn markdown(&self) -> String {
        match self {
            Self::Fleet(it) => fleet_as_markdown(it),
            Self::Both(it) => compared_as_markdown(it),
        }
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        match self {
            Self::Fleet(it) => fleet_as_tables(it),
            Self::Both(it) => compared_as_tables(it),
        }
    }

    fn json(&self, lore: &Lore<'_>) -> String {
        let meta = lore.matrix.meta();
        let matrix = json!({ "id": meta.id, "version": meta.version });
        let format = "dtm-mds2-report/1";
        let tree = match self {
            Self::Fleet(it) => json!({ "format": format, "matrix": matrix, "fleet": it }),
            Self::Both(it) => json!({ "format": format, "matrix": matrix, "comparison": it }),
        };
        format!("{tree:#}\n")
    }
}
