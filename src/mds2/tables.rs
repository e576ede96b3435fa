//! Reports as tables, for CSV. Each table has a name, which becomes that of its file.

use super::fleet::{Comparison, Fleet};
use super::human::word;
use super::report::{Bearer, DeviceReport};
use crate::export::Table;

/// Returns what forms say about all devices: `techniques`, one row for each technique of each device,
/// and then `devices`, `mitigations`, `network` and `questions`.
pub fn fleet(it: &Fleet<'_>) -> Vec<(&'static str, Table)> {
    vec![
        ("techniques", techniques(&it.devices)),
        ("devices", devices(&it.devices)),
        ("mitigations", mitigations(&it.devices)),
        ("network", network(it)),
        ("questions", questions(&it.devices)),
    ]
}

fn number(share: f64) -> String {
    format!("{share:.6}")
}

fn techniques(devices: &[DeviceReport<'_>]) -> Table {
    let heads = vec![
        "device",
        "count",
        "technique",
        "name",
        "importance",
        "as_delivered",
        "once_set_up",
        "withstood_by",
    ];
    let mut table = Table { heads, rows: Vec::new() };
    for device in devices {
        for line in &device.techniques {
            table.rows.push(vec![
                device.name.clone(),
                device.count.to_string(),
                line.id.to_owned(),
                line.name.to_owned(),
                line.importance.to_string(),
                number(line.as_delivered),
                number(line.once_set_up),
                line.bearer.word().to_owned(),
            ]);
        }
    }
    table
}

fn devices(devices: &[DeviceReport<'_>]) -> Table {
    let heads = vec![
        "device",
        "maker",
        "model",
        "description",
        "network_use",
        "contact",
        "document",
        "released",
        "form",
        "count",
        "assets",
        "answered",
        "open",
        "as_delivered",
        "once_set_up",
        "withstands",
        "in_part",
        "network",
        "questions",
    ];
    let mut table = Table { heads, rows: Vec::new() };
    for it in devices {
        let product = &it.product;
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let share = |share: Option<f64>| share.map(number).unwrap_or_default();
        table.rows.push(vec![
            it.name.clone(),
            said(&product.maker),
            said(&product.model),
            said(&product.description),
            said(&product.network_use),
            said(&product.contact),
            said(&product.document),
            said(&product.released),
            it.file.clone(),
            it.count.to_string(),
            it.assets.join(" "),
            it.answered.to_string(),
            it.open.to_string(),
            share(it.as_delivered),
            share(it.once_set_up),
            (it.bears(Bearer::Delivered) + it.bears(Bearer::SetUp)).to_string(),
            it.bears(Bearer::Partly).to_string(),
            it.bears(Bearer::Network).to_string(),
            it.questions.len().to_string(),
        ]);
    }
    table
}

fn mitigations(devices: &[DeviceReport<'_>]) -> Table {
    let heads = vec!["device", "mitigation", "verdict", "question", "answer", "sure", "rationale"];
    let mut table = Table { heads, rows: Vec::new() };
    for device in devices {
        for judged in &device.mitigations {
            for reason in &judged.reasons {
                table.row([
                    device.name.as_str(),
                    judged.mitigation,
                    judged.verdict.word(),
                    reason.question,
                    word(reason.answer),
                    if reason.sure { "yes" } else { "no" },
                    reason.rationale,
                ]);
            }
        }
    }
    table
}

fn network(it: &Fleet<'_>) -> Table {
    let heads = vec!["points", "id", "name", "kind", "models", "closes", "audience", "task"];
    let mut table = Table { heads, rows: Vec::new() };
    for need in &it.network {
        let closes: Vec<&str> = need.closes.iter().copied().collect();
        let mut line = |audience: &str, task: &str| {
            table.rows.push(vec![
                format!("{:.3}", need.points),
                need.id.to_owned(),
                need.name.to_owned(),
                need.kind.word().to_owned(),
                need.models.to_string(),
                closes.join(" "),
                audience.to_owned(),
                task.to_owned(),
            ]);
        };
        if need.tasks.is_empty() {
            line("", "");
        }
        need.tasks.iter().for_each(|task| line(task.audience, task.task));
    }
    table
}

fn questions(devices: &[DeviceReport<'_>]) -> Table {
    let heads = vec![
        "device",
        "maker",
        "question",
        "label",
        "answer",
        "why",
        "mitigations",
        "weight",
        "rationale",
        "note",
    ];
    let mut table = Table { heads, rows: Vec::new() };
    for device in devices {
        for ask in &device.questions {
            table.rows.push(vec![
                device.name.clone(),
                device.product.maker.clone().unwrap_or_default(),
                ask.question.to_owned(),
                ask.label.to_owned(),
                word(ask.answer).to_owned(),
                ask.why.word().to_owned(),
                ask.mitigations.join(" "),
                format!("{:.3}", ask.weight),
                ask.rationale.to_owned(),
                ask.note.clone().unwrap_or_default(),
            ]);
        }
    }
    table
}

/// Returns two devices beside each other as one table.
pub fn compared(it: &Comparison<'_>) -> Vec<(&'static str, Table)> {
    let heads = vec!["what", "id", "name", "first", "second"];
    let mut table = Table { heads, rows: Vec::new() };
    table.row(["device", "", "", &it.a.name, &it.b.name]);
    for line in &it.mitigations {
        table.row(["mitigation", line.id, line.name, line.a.word(), line.b.word()]);
    }
    for line in &it.techniques {
        table.row(["technique", line.id, line.name, line.a.word(), line.b.word()]);
    }
    for line in &it.answers {
        table.row(["answer", line.id, line.name, word(line.a), word(line.b)]);
    }
    vec![("comparison", table)]
}
