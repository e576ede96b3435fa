//! From the bytes of a file to a device: the door for forms of any kind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::device::{DEVICE_FORMAT, Device};
use super::finding::{
    DEVICE, Findings, FormFinding, OTHER_FORMAT, SAME_DEVICE, SEVERAL_SHEETS, TOO_LARGE,
    UNKNOWN_ASSET,
};
use super::form::{FORM, Form};
use super::lore::{Lore, Stranger};
use super::sheet::{BY_CSV, Sheet, by_layout, no_form};
use super::{table, xlsx};
use crate::diagnostic::{Source, nearest};

/// Forms larger than this are not read, in bytes.
pub const MOST_FORM_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a form: a workbook or a CSV file. `sheet` names one where several hold questions.
///
/// Without an error there is a device; findings of level warning may stand beside it.
pub fn read_form(
    form: &Form<'_>,
    file: &str,
    bytes: &[u8],
    sheet: Option<&str>,
) -> (Option<Device>, Vec<FormFinding>) {
    let mut findings = Findings::of(file);
    let device = one(form, file, bytes, sheet, &mut findings);
    let device = device.filter(|_| !findings.has_error());
    (device, findings.finish())
}

fn one(
    form: &Form<'_>,
    file: &str,
    bytes: &[u8],
    wanted: Option<&str>,
    findings: &mut Findings,
) -> Option<Device> {
    if bytes.len() as u64 > MOST_FORM_BYTES {
        let message = format!("the file has more than {} MB", MOST_FORM_BYTES / 1024 / 1024);
        let help = format!("save a copy of the sheet alone as .xlsx, {BY_CSV}");
        findings.push(&TOO_LARGE, None, message, help);
        return None;
    }
    if bytes.starts_with(b"%PDF") {
        let message = "this is a PDF, whose cells no program can tell apart safely";
        let help = format!("ask the maker for the .xlsx, {BY_CSV}");
        findings.push(&OTHER_FORMAT, None, message, help);
        return None;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let message = "this is an .xls file, or a workbook with a password";
        let help =
            format!("open it in a spreadsheet program and save it as .xlsx without one, {BY_CSV}");
        findings.push(&OTHER_FORMAT, None, message, help);
        return None;
    }
    if !bytes.starts_with(b"PK") {
        return table::device(form, file, bytes, findings);
    }
    let sheets = xlsx::sheets(form, bytes, findings);
    if findings.has_error() {
        return None;
    }
    // A sheet that only speaks of a few questions is no form beside one that holds them.
    let half = form.questions.len() / 2;
    let with = |least: usize| -> Vec<&Sheet> {
        sheets.iter().filter(|it| it.known(form) > least).collect()
    };
    let chosen: Vec<&Sheet> = match wanted {
        Some(name) => with(0).into_iter().filter(|it| it.name.as_deref() == Some(name)).collect(),
        None if with(half).is_empty() => with(0),
        None => with(half),
    };
    match chosen.as_slice() {
        [sheet] => by_layout(form, file, sheet, findings),
        [] => {
            no_form(&sheets, findings);
            None
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .filter_map(|it| it.name.as_ref())
                .map(|it| format!("`{it}`"))
                .collect();
            let message = format!("questions stand on several sheets: {}", names.join(", "));
            let help = "name one: `dtm mds2 import FILE --sheet NAME`";
            findings.push(&SEVERAL_SHEETS, None, message, help);
            None
        }
    }
}

/// Reads a device file that its schema has nothing against, or says what is wrong with it still.
pub fn read_device(form: &Form<'_>, source: &Source) -> (Option<Device>, Vec<FormFinding>) {
    use serde::Deserialize as _;
    let mut findings = Findings::of(&source.path);
    let help = "compare it with schema/device.schema.json, or import the form again";
    let device = match Device::deserialize(source.tree.as_ref().unwrap_or(&Value::Null)) {
        Ok(device) => device,
        Err(error) => {
            findings.push(&DEVICE, None, format!("this is no device file: {error}"), help);
            return (None, findings.finish());
        }
    };
    if device.format != DEVICE_FORMAT || device.form != FORM {
        let message = format!("this is not `{DEVICE_FORMAT}` with answers to `{FORM}`");
        findings.push(&DEVICE, None, message, help);
    }
    let mut seen = BTreeSet::new();
    for (place, given) in device.answers.iter().enumerate() {
        let here = || source.position_of(&format!("/answers/{place}/id"));
        if form.question(&given.id).is_none() {
            let message = format!("HN 1-2019 has no question `{}`", given.id);
            let near = nearest(&given.id, form.questions.iter().map(|it| it.id.as_str()));
            findings.push_at(&DEVICE, here(), message, meant(near, help));
        }
        if !seen.insert(given.id.as_str()) {
            let message = format!("`{}` is answered twice", given.id);
            findings.push_at(&DEVICE, here(), message, "delete one of the two");
        }
    }
    let device = Some(device).filter(|_| !findings.has_error());
    (device, findings.finish())
}

/// Finds files that describe one device: two forms of a model would count it twice.
pub fn same_devices(devices: &[(String, Device)]) -> Vec<FormFinding> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for (file, device) in devices {
        let Some(other) = first.get(&device.slug()) else {
            first.insert(device.slug(), file);
            continue;
        };
        let mut findings = Findings::of(file);
        let message = format!("`{}` is described by {other} as well", device.name());
        let help = "leave out the older form, or tell the two models apart in DOC-3";
        findings.push(&SAME_DEVICE, None, message, help);
        found.extend(findings.finish());
    }
    found
}

/// Finds assets and services that a device file names and the matrix does not have. They would otherwise
/// narrow the techniques to none, or not at all.
pub fn strangers(lore: &Lore<'_>, source: &Source, device: &Device) -> Vec<FormFinding> {
    let mut findings = Findings::of(&source.path);
    for Stranger { pointer, what, id, near } in lore.strangers(device) {
        let message = format!("the matrix has no {what} `{id}`; it counts as not written");
        let help = match what {
            "asset" => "`dtm list asset` lists the assets",
            _ => "write a service as techniques do in `surface`, such as `c-store`",
        };
        findings.push_at(&UNKNOWN_ASSET, source.position_of(&pointer), message, meant(near, help));
    }
    findings.finish()
}

fn meant(near: Option<&str>, help: &str) -> String {
    near.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"))
}
