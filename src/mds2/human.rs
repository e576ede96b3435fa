//! Reports for a terminal.

use std::fmt::Write as _;

use super::fleet::{Comparison, Fleet};
use super::form::Answer;
use super::report::{Bearer, DeviceReport};
use super::verdict::Verdict;
use crate::assess::percent;
use crate::diagnostic::render::clean;

/// How many lines of a list are shown; the other formats have all.
const SHOWN: usize = 12;

/// Returns what forms say about all devices.
pub fn fleet(it: &Fleet<'_>) -> String {
    let mut out = String::new();
    let models = it.devices.len();
    let _ = writeln!(
        out,
        "{models} {}, {} {}: the devices alone cover {} as delivered and {} once set up\n",
        if models == 1 { "model" } else { "models" },
        it.units,
        if it.units == 1 { "device" } else { "devices" },
        share(it.as_delivered),
        share(it.once_set_up)
    );
    let _ = writeln!(out, "delivered  set up  withstands  in part  network  asks  device");
    for device in &it.devices {
        let _ = writeln!(
            out,
            "{:>9}  {:>6}  {:>10}  {:>7}  {:>7}  {:>4}  {}{}{}",
            share(device.as_delivered),
            share(device.once_set_up),
            device.bears(Bearer::Delivered) + device.bears(Bearer::SetUp),
            device.bears(Bearer::Partly),
            device.bears(Bearer::Network),
            device.questions.len(),
            device.name,
            if device.count == 1 { String::new() } else { format!(" × {}", device.count) },
            unplaced(device)
        );
    }
    if it.devices.iter().any(|device| device.assets.is_empty()) {
        out.push_str(
            "\n* No asset is named in the device file, so every technique counts: `dtm list asset`.\n",
        );
    }
    out.push_str("\nWhat the network around them should have, with points of a hundred\n");
    for need in it.network.iter().take(SHOWN) {
        let mut audiences: Vec<&str> = need.tasks.iter().map(|task| task.audience).collect();
        audiences.dedup();
        let whom =
            if audiences.is_empty() { need.kind.word().to_owned() } else { audiences.join(", ") };
        let _ = writeln!(out, "{:>6.1}  {}  {} ({whom})", need.points, need.id, need.name);
    }
    more(&mut out, it.network.len());
    for maker in &it.makers {
        let name = if maker.maker.is_empty() { "makers that are not named" } else { &maker.maker };
        let _ = writeln!(out, "\nWhat to ask {name}, with the points that depend on it");
        for ask in maker.questions.iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "{:>6.1}  {:<10} {}: {} ({})",
                ask.points,
                ask.question,
                ask.label,
                ask.why.word(),
                models_of(ask.models.len())
            );
        }
        more(&mut out, maker.questions.len());
    }
    clean(&out)
}

fn models_of(count: usize) -> String {
    if count == 1 { "1 model".to_owned() } else { format!("{count} models") }
}

fn unplaced(device: &DeviceReport<'_>) -> &'static str {
    if device.assets.is_empty() { " *" } else { "" }
}

fn more(out: &mut String, count: usize) {
    if count > SHOWN {
        let _ = writeln!(out, "        and {} more: --format markdown", count - SHOWN);
    }
}

/// Returns two devices beside each other.
pub fn compared(it: &Comparison<'_>) -> String {
    let mut out = String::new();
    let wide = it.a.name.chars().count().clamp(19, 40);
    let mut row = |what: &str, a: &str, b: &str| {
        let _ = writeln!(out, "{what:<24}  {a:<wide$}  {b}");
    };
    row("", &it.a.name, &it.b.name);
    row("as delivered", &share(it.a.as_delivered), &share(it.b.as_delivered));
    row("once set up", &share(it.a.once_set_up), &share(it.b.once_set_up));
    for bearer in [Bearer::Delivered, Bearer::SetUp, Bearer::Partly, Bearer::Network] {
        let (a, b) = (it.a.bears(bearer).to_string(), it.b.bears(bearer).to_string());
        row(bearer.word(), &a, &b);
    }
    for verdict in [Verdict::InPlace, Verdict::Possible, Verdict::Unclear, Verdict::Impossible] {
        let (a, b) = (it.a.has(verdict).to_string(), it.b.has(verdict).to_string());
        row(&format!("mitigations {}", verdict.word()), &a, &b);
    }
    row(
        "questions to the maker",
        &it.a.questions.len().to_string(),
        &it.b.questions.len().to_string(),
    );
    row("", "", "");
    for line in it.mitigations.iter().filter(|line| line.a != line.b) {
        row(line.id, line.a.word(), &format!("{:<19}  {}", line.b.word(), line.name));
    }
    row("", "", "");
    for line in &it.answers {
        row(line.id, word(line.a), &format!("{:<12}  {}", word(line.b), line.name));
    }
    clean(&out).lines().map(str::trim_end).fold(String::new(), |text, line| text + line + "\n")
}

/// Returns a share as whole percents, or a line where there is none.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |it| format!("{} %", percent(it)))
}

/// Returns an answer as people read it.
pub(super) fn word(answer: Option<Answer>) -> &'static str {
    answer.map_or("open", Answer::word)
}
