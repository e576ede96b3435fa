//! A device as its form describes it: the file of `schema/device.schema.json`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::form::Answer;

/// The schema of the file.
pub const DEVICE_SCHEMA: &str = include_str!("../../schema/device.schema.json");

/// Name and version of the format.
pub const DEVICE_FORMAT: &str = "dtm-device/1";

/// What the maker of a device says of it, and what the site adds. Fields stand in the order in which
/// they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// [`DEVICE_FORMAT`].
    pub format: String,
    /// The catalogue of its questions.
    pub form: String,
    /// Where the answers come from.
    pub source: Origin,
    /// Who makes what.
    pub product: Product,
    /// What it is in the matrix. Without any, all techniques count. Written by the site.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<String>,
    /// Services and interfaces that are on. Without any, all count. Written by the site.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surfaces: Vec<String>,
    /// How many the site has. Written by the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Anything else. Written by the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The answers in the order of the form. A question that is not here is open.
    pub answers: Vec<Given>,
}

/// Where answers were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Name of the file, without its folder.
    pub file: String,
    /// Name of the sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

/// The first rows of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// DOC-1: who makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// DOC-2: what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// DOC-3: its model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// DOC-4: the id of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// DOC-5: whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// DOC-6: what it does on a network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_use: Option<String>,
    /// DOC-7: when the form was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<String>,
}

impl Product {
    /// Returns the place for one of the questions in free text.
    pub(super) fn of(&mut self, question: &str) -> Option<&mut Option<String>> {
        Some(match question {
            "DOC-1" => &mut self.maker,
            "DOC-2" => &mut self.description,
            "DOC-3" => &mut self.model,
            "DOC-4" => &mut self.document,
            "DOC-5" => &mut self.contact,
            "DOC-6" => &mut self.network_use,
            "DOC-7" => &mut self.released,
            _ => return None,
        })
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The question.
    pub id: String,
    /// The answer, unless there is only a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// What the note says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Device {
    /// Returns the name by which people know the device.
    pub fn name(&self) -> String {
        match (&self.product.maker, &self.product.model) {
            (Some(maker), Some(model))
                if model.to_lowercase().starts_with(&maker.to_lowercase()) =>
            {
                model.clone()
            }
            (Some(maker), Some(model)) => format!("{maker} {model}"),
            (None, Some(model)) => model.clone(),
            (Some(maker), None) => format!("{maker}, {}", self.source.file),
            (None, None) => self.source.file.clone(),
        }
    }

    /// Returns the name as a name of a file: small letters of any script, digits and hyphens.
    pub fn slug(&self) -> String {
        let name = self.name().to_lowercase();
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
        let slug: String = words.collect::<Vec<_>>().join("-").chars().take(80).collect();
        if slug.is_empty() { "device".to_owned() } else { slug.trim_end_matches('-').to_owned() }
    }

    /// Returns the answer to a question.
    pub fn answer(&self, question: &str) -> Option<Answer> {
        self.answers.iter().find(|it| it.id == question).and_then(|it| it.answer)
    }

    /// Keeps what the site wrote into an earlier file of the same device.
    pub fn keep(&mut self, earlier: &Self) {
        self.assets.clone_from(&earlier.assets);
        self.surfaces.clone_from(&earlier.surfaces);
        self.count = earlier.count;
        self.note.clone_from(&earlier.note);
    }

    /// Returns the device as JSON.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Returns the device as YAML, with a word about what the site adds.
    pub fn yaml(&self) -> String {
        let mut out = format!("format: {}\nform: {}\nsource:\n", self.format, self.form);
        let _ = writeln!(out, "  file: {}", quoted(&self.source.file));
        field(&mut out, "  sheet", self.source.sheet.as_deref());
        let product = &self.product;
        let rows = [
            ("  maker", &product.maker),
            ("  description", &product.description),
            ("  model", &product.model),
            ("  document", &product.document),
            ("  contact", &product.contact),
            ("  network_use", &product.network_use),
            ("  released", &product.released),
        ];
        if rows.iter().all(|(_, value)| value.is_none()) {
            out.push_str("product: {}\n");
        } else {
            out.push_str("product:\n");
            for (key, value) in rows {
                field(&mut out, key, value.as_deref());
            }
        }
        out.push_str(
            "# What the device is in the matrix (`dtm list asset`), and which services of it are on.\n\
             # Without them, every technique counts.\n",
        );
        list(&mut out, "assets", &self.assets, "[DA0001]");
        list(&mut out, "surfaces", &self.surfaces, "[association, c-store]");
        match self.count {
            Some(count) => {
                let _ = writeln!(out, "count: {count}");
            }
            None => out.push_str("# count: 1\n"),
        }
        field(&mut out, "note", self.note.as_deref());
        out.push_str(if self.answers.is_empty() { "answers: []\n" } else { "answers:\n" });
        for given in &self.answers {
            let _ = writeln!(out, "  - id: {}", given.id);
            field(&mut out, "    answer", given.answer.map(Answer::word));
            field(&mut out, "    note", given.note.as_deref());
        }
        out
    }
}

fn field(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key}: {}", quoted(value));
    }
}

fn list(out: &mut String, key: &str, values: &[String], example: &str) {
    if values.is_empty() {
        let _ = writeln!(out, "# {key}: {example}");
    } else {
        let values: Vec<String> = values.iter().map(|it| quoted(it)).collect();
        let _ = writeln!(out, "{key}: [{}]", values.join(", "));
    }
}

/// A text in double quotes: what JSON writes, YAML reads.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Makes a text of a stranger's cell fit for a line: no control characters, one space for many.
pub(super) fn line(text: &str) -> String {
    let hidden = |c: char| c.is_control() || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(c);
    let words = text.split(|c: char| c.is_whitespace() || hidden(c)).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
