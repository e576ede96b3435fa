//! Reports as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fleet::{Comparison, Fleet, FleetNeed};
use super::human::{share, word};
use super::report::{Bearer, DeviceReport};
use super::verdict::Verdict;

/// Returns what forms say about all devices, and then about each.
pub fn fleet(it: &Fleet<'_>) -> String {
    let mut out = String::from("# What the devices withstand, by their MDS2 forms\n\n");
    let _ = writeln!(
        out,
        "The devices alone cover {} as delivered, and {} once what they offer is set up.\n\
         The rest is the work of the network around them.\n",
        share(it.as_delivered),
        share(it.once_set_up)
    );
    head(
        &mut out,
        &[
            "device",
            "count",
            "as delivered",
            "once set up",
            "withstands",
            "in part",
            "network",
            "open answers",
            "questions",
        ],
    );
    for device in &it.devices {
        row(
            &mut out,
            &[
                device.name.clone(),
                device.count.to_string(),
                share(device.as_delivered),
                share(device.once_set_up),
                (device.bears(Bearer::Delivered) + device.bears(Bearer::SetUp)).to_string(),
                device.bears(Bearer::Partly).to_string(),
                device.bears(Bearer::Network).to_string(),
                device.open.to_string(),
                device.questions.len().to_string(),
            ],
        );
    }
    out.push_str("\n## What the network around them should have\n\nPoints are of a hundred of the coverage of all devices; the list is in their order.\n\n");
    head(&mut out, &["points", "what", "models", "closes"]);
    for need in &it.network {
        let closes: Vec<&str> = need.closes.iter().copied().collect();
        row(
            &mut out,
            &[
                format!("{:.1}", need.points),
                format!("{} {}", need.id, need.name),
                need.models.to_string(),
                closes.join(", "),
            ],
        );
    }
    by_audience(&mut out, &it.network);
    out.push_str("\n## Techniques by who has to withstand them\n\n");
    head(
        &mut out,
        &["technique", "importance", "as delivered", "once set up", "in part", "network"],
    );
    for one in &it.techniques {
        row(
            &mut out,
            &[
                format!("{} {}", one.id, one.name),
                one.importance.to_string(),
                one.delivered.to_string(),
                one.set_up.to_string(),
                one.partly.to_string(),
                one.network.to_string(),
            ],
        );
    }
    for maker in &it.makers {
        let name = if maker.maker.is_empty() { "makers that are not named" } else { &maker.maker };
        let _ = writeln!(out, "\n## Questions to {}\n", cell(name));
        for ask in &maker.questions {
            let _ = writeln!(
                out,
                "- **{}** {}: {}. {}",
                ask.question,
                cell(ask.label),
                ask.why.word(),
                cell(ask.rationale)
            );
            for (model, answer, note) in &ask.models {
                let note = note.as_ref().map(|it| format!(" ({})", cell(it))).unwrap_or_default();
                let _ = writeln!(out, "  - {}: {}{note}", cell(model), word(*answer));
            }
        }
    }
    it.devices.iter().for_each(|device| one(&mut out, device));
    out
}

fn by_audience(out: &mut String, needs: &[FleetNeed<'_>]) {
    let mut audiences: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for need in needs {
        for task in &need.tasks {
            audiences.entry(task.name).or_default().push((need.id, task.task));
        }
    }
    out.push_str("\n## Whose work it is\n");
    for (audience, tasks) in audiences {
        let _ = writeln!(out, "\n### {}\n", cell(audience));
        for (id, task) in tasks {
            let _ = writeln!(out, "- {id}: {}", cell(task));
        }
    }
}

fn one(out: &mut String, it: &DeviceReport<'_>) {
    let _ = writeln!(out, "\n## {}\n", cell(&it.name));
    let released =
        it.product.released.as_ref().map(|day| format!(", released {day}")).unwrap_or_default();
    let _ = writeln!(out, "- Form: {}{}", cell(&it.file), cell(&released));
    let product = &it.product;
    for (what, said) in [
        ("What it is", &product.description),
        ("On the network", &product.network_use),
        ("Whom to ask", &product.contact),
    ] {
        if let Some(said) = said {
            let _ = writeln!(out, "- {what}: {}", cell(said));
        }
    }
    let assets = if it.assets.is_empty() {
        "not named, so every technique counts".to_owned()
    } else {
        it.assets.join(", ")
    };
    let _ = writeln!(out, "- Assets: {}", cell(&assets));
    let _ = writeln!(
        out,
        "- Answers: {} with Yes, No or N/A; {} open of those that decide something",
        it.answered, it.open
    );
    let _ = writeln!(
        out,
        "- Coverage by the device alone: {} as delivered, {} once set up\n",
        share(it.as_delivered),
        share(it.once_set_up)
    );
    head(out, &["mitigation", "on this device", "because of"]);
    for judged in it.mitigations.iter().filter(|it| it.verdict != Verdict::Site) {
        let reasons: Vec<String> = judged
            .reasons
            .iter()
            .map(|it| {
                let sure = if it.sure || it.means.is_none() { "" } else { " (not sure)" };
                format!("{} {}{sure}", it.question, word(it.answer))
            })
            .collect();
        row(
            out,
            &[judged.mitigation.to_owned(), judged.verdict.word().to_owned(), reasons.join("; ")],
        );
    }
    out.push('\n');
    for bearer in [Bearer::Delivered, Bearer::SetUp, Bearer::Partly, Bearer::Network] {
        let ids: Vec<&str> =
            it.techniques.iter().filter(|it| it.bearer == bearer).map(|it| it.id).collect();
        if !ids.is_empty() {
            let _ = writeln!(out, "- Withstood by {}: {}", bearer.word(), ids.join(", "));
        }
    }
}

/// Returns two devices beside each other.
pub fn compared(it: &Comparison<'_>) -> String {
    let mut out = format!("# {} and {}\n\n", cell(&it.a.name), cell(&it.b.name));
    head(&mut out, &["", &it.a.name, &it.b.name]);
    let mut pair = |what: &str, a: String, b: String| row(&mut out, &[what.to_owned(), a, b]);
    pair("Form released", day(&it.a), day(&it.b));
    pair("Coverage as delivered", share(it.a.as_delivered), share(it.b.as_delivered));
    pair("Coverage once set up", share(it.a.once_set_up), share(it.b.once_set_up));
    for bearer in [Bearer::Delivered, Bearer::SetUp, Bearer::Partly, Bearer::Network] {
        let what = format!("Techniques withstood by {}", bearer.word());
        pair(&what, it.a.bears(bearer).to_string(), it.b.bears(bearer).to_string());
    }
    for verdict in [Verdict::InPlace, Verdict::Possible, Verdict::Unclear, Verdict::Impossible] {
        let what = format!("Mitigations {}", verdict.word());
        pair(&what, it.a.has(verdict).to_string(), it.b.has(verdict).to_string());
    }
    pair("Open answers", it.a.open.to_string(), it.b.open.to_string());
    pair(
        "Questions to the maker",
        it.a.questions.len().to_string(),
        it.b.questions.len().to_string(),
    );
    out.push_str("\n## Mitigations\n\nThose that differ come first.\n\n");
    head(&mut out, &["mitigation", &it.a.name, &it.b.name]);
    for line in &it.mitigations {
        let what = format!("{} {}", line.id, line.name);
        row(&mut out, &[what, line.a.word().to_owned(), line.b.word().to_owned()]);
    }
    out.push_str("\n## Techniques that one of them withstands better\n\n");
    head(&mut out, &["technique", &it.a.name, &it.b.name]);
    for line in &it.techniques {
        let what = format!("{} {}", line.id, line.name);
        row(&mut out, &[what, line.a.word().to_owned(), line.b.word().to_owned()]);
    }
    out.push_str("\n## Answers that differ and decide something\n\n");
    head(&mut out, &["question", &it.a.name, &it.b.name]);
    for line in &it.answers {
        let what = format!("{} {}", line.id, line.name);
        row(&mut out, &[what, word(line.a).to_owned(), word(line.b).to_owned()]);
    }
    out
}

fn day(it: &DeviceReport<'_>) -> String {
    it.product.released.clone().unwrap_or_else(|| "not said".to_owned())
}

fn head(out: &mut String, heads: &[&str]) {
    let heads: Vec<String> = heads.iter().map(|it| (*it).to_owned()).collect();
    row(out, &heads);
    let _ = writeln!(out, "|{}", " --- |".repeat(heads.len()));
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|it| cell(it)).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Makes a text of a stranger plain: no markup of any kind comes out of a form.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '|' | '<' | '>' | '[' | ']' | '*' | '_' | '`' | '#' | '!' | '&' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
