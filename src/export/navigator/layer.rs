//! The layer file, format 4.5, field by field in the order in which the Navigator itself writes it.
//!
//! There is no platform filter: one platform that the data does not know blanks the whole matrix.

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use crate::model::{Matrix, Object};

/// The version of the Navigator whose rules the layers obey.
const NAVIGATOR: &str = "5.3.2";

/// The version of the layer format.
const FORMAT: &str = "4.5";

/// Light to dark, apart also in print and for eyes that do not tell red from green.
pub(super) const BLUES: [&str; 3] = ["#dbe9f6ff", "#6aa6d6ff", "#08519cff"];

/// As the blues, but what has none stands out: it is yellow.
pub(super) const FROM_NONE: [&str; 3] = ["#fff3c4ff", "#6aa6d6ff", "#08519cff"];

/// Light to dark, for harm.
pub(super) const EMBERS: [&str; 3] = ["#fdeadaff", "#e88b4aff", "#8c2d04ff"];

/// The longest run of letters without a space that the Navigator shows whole in a comment.
const LONGEST_RUN: usize = 56;

/// The longest name that a spreadsheet takes as the name of a sheet.
const LONGEST_SHEET: usize = 31;

/// A layer.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the format has them")]
pub(super) struct Layer {
    name: String,
    versions: Versions,
    domain: String,
    #[serde(rename = "customDataURL", skip_serializing_if = "Option::is_none")]
    custom_data_url: Option<String>,
    description: String,
    sorting: u8,
    layout: Layout,
    hide_disabled: bool,
    techniques: Vec<Entry>,
    gradient: Gradient,
    legend_items: Vec<LegendItem>,
    metadata: Vec<Pair>,
    links: Vec<Link>,
    show_tactic_row_background: bool,
    tactic_row_background: &'static str,
    select_techniques_across_tactics: bool,
    select_subtechniques_with_parent: bool,
    select_visible_techniques: bool,
}

#[derive(Clone, Serialize)]
struct Versions {
    attack: String,
    navigator: &'static str,
    layer: &'static str,
}

#[derive(Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the format has them")]
struct Layout {
    #[serde(rename = "layout")]
    side: &'static str,
    #[serde(rename = "aggregateFunction")]
    aggregate_function: &'static str,
    #[serde(rename = "showID")]
    show_id: bool,
    #[serde(rename = "showName")]
    show_name: bool,
    #[serde(rename = "showAggregateScores")]
    show_aggregate_scores: bool,
    #[serde(rename = "countUnscored")]
    count_unscored: bool,
    #[serde(rename = "expandedSubtechniques")]
    expanded_subtechniques: &'static str,
}

/// What a layer says of one technique, in one column or in all.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(rename = "techniqueID")]
    pub(super) technique_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tactic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<usize>,
    color: &'static str,
    pub(super) comment: String,
    enabled: bool,
    pub(super) metadata: Vec<Pair>,
    pub(super) links: Vec<Link>,
    pub(super) show_subtechniques: bool,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Gradient {
    colors: [&'static str; 3],
    min_value: usize,
    max_value: usize,
}

#[derive(Clone, Serialize)]
struct LegendItem {
    label: String,
    color: &'static str,
}

/// A line of the table in a tooltip. Both must hold something, or the Navigator drops the line.
#[derive(Clone, Serialize)]
pub(super) struct Pair {
    name: String,
    value: String,
}

/// A line of the menu of a cell. mitreattack-python loses the technique when there is no label.
#[derive(Clone, Serialize)]
pub(super) struct Link {
    label: String,
    url: String,
}

/// What a layer is about and which version of what data it needs.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) domain: String,
    /// The first number in it is all that clients read, so it is all that there is.
    pub(super) version: String,
    pub(super) metadata: Vec<Pair>,
    pub(super) page: Link,
}

/// What the scores mean.
pub(super) struct Scale {
    colors: [&'static str; 3],
    min: usize,
    max: usize,
    legend: Vec<LegendItem>,
}

impl Layer {
    pub(super) fn new(matrix: &Matrix, head: Head, scale: Scale, techniques: Vec<Entry>) -> Self {
        let meta = matrix.meta();
        let mut metadata = vec![
            Pair::new("matrix", &meta.name),
            Pair::new("matrix version", &meta.version),
            Pair::new("released", &meta.released),
        ];
        metadata.extend(head.metadata);
        metadata.push(Pair::new("licence of our content", &meta.licence));
        Self {
            name: head.name,
            versions: Versions { attack: head.version, navigator: NAVIGATOR, layer: FORMAT },
            domain: head.domain,
            custom_data_url: None,
            description: head.description,
            sorting: 0,
            layout: Layout {
                side: "side",
                aggregate_function: "max",
                show_id: true,
                show_name: true,
                show_aggregate_scores: false,
                count_unscored: false,
                expanded_subtechniques: "annotated",
            },
            hide_disabled: false,
            techniques,
            gradient: Gradient { colors: scale.colors, min_value: scale.min, max_value: scale.max },
            legend_items: scale.legend,
            metadata,
            links: vec![head.page],
            show_tactic_row_background: false,
            tactic_row_background: "#dddddd",
            select_techniques_across_tactics: true,
            select_subtechniques_with_parent: false,
            select_visible_techniques: false,
        }
    }

    /// Returns the layer with the address of the data that it needs, for a Navigator that has not
    /// heard of them.
    pub(super) fn with_data(&self, url: &str) -> Self {
        Self { custom_data_url: Some(url.to_owned()), ..self.clone() }
    }

    /// Returns the domain that the layer is on.
    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    /// Returns how many entries tell something.
    pub(super) fn scored(&self) -> usize {
        self.techniques.iter().filter(|entry| entry.score.is_some()).count()
    }

    /// Returns the file, indented with tabs as the Navigator does.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let tabs = PrettyFormatter::with_indent(b"\t");
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, tabs);
        // Writing into memory a struct whose keys are all texts does not fail.
        let _ = self.serialize(&mut writer);
        bytes.push(b'\n');
        bytes
    }
}

impl Entry {
    pub(super) fn new(technique: &str, score: usize, comment: &str) -> Self {
        Self { score: Some(score), comment: soften(comment), ..Self::bare(technique) }
    }

    /// Returns an entry with a color of its own, which the Navigator prefers to that of the score.
    pub(super) fn colored(
        technique: &str,
        score: usize,
        color: &'static str,
        comment: &str,
    ) -> Self {
        Self { color, ..Self::new(technique, score, comment) }
    }

    /// Returns an entry that may have no score, and that is gray where it is not enabled.
    pub(super) fn assessed(
        technique: &str,
        score: Option<usize>,
        enabled: bool,
        comment: &str,
    ) -> Self {
        Self { score, enabled, comment: soften(comment), ..Self::bare(technique) }
    }

    /// Returns an entry that says nothing of its technique.
    pub(super) fn bare(technique: &str) -> Self {
        Self {
            technique_id: technique.to_owned(),
            tactic: None,
            score: None,
            color: "",
            comment: String::new(),
            enabled: true,
            metadata: Vec::new(),
            links: Vec::new(),
            show_subtechniques: false,
        }
    }
}

impl Scale {
    /// Returns a scale from `min` to `max`, stretched where it has to be: the gradient must be at
    /// least as wide as its colors are many, or mitreattack-python refuses the layer.
    pub(super) fn new(colors: [&'static str; 3], min: usize, max: usize) -> Self {
        Self { colors, min, max: max.max(min + colors.len() - 1), legend: Vec::new() }
    }

    /// Adds a line of the legend. It begins with the score, which is also in the tooltip of the
    /// cell, so that the colors are never the only way to tell.
    #[must_use]
    pub(super) fn with(mut self, score: usize, label: &str) -> Self {
        let steps = self.colors.len() - 1;
        let place = (score.saturating_sub(self.min) * steps + (self.max - self.min) / 2)
            / (self.max - self.min);
        let color = self.colors[place.min(steps)];
        self.legend.push(LegendItem { label: format!("{score}: {label}"), color });
        self
    }
}

impl Scale {
    /// Adds a line of the legend for entries with a color of their own.
    #[must_use]
    pub(super) fn colored(mut self, score: usize, label: &str, color: &'static str) -> Self {
        self.legend.push(LegendItem { label: format!("{score}: {label}"), color });
        self
    }
}

impl Pair {
    pub(super) fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

impl Link {
    pub(super) fn new(label: &str, url: String) -> Self {
        Self { label: label.to_owned(), url }
    }

    /// Returns the link of an object's page.
    pub(super) fn page(matrix: &Matrix, object: &Object) -> Self {
        let page = format!("{}/{}/", object.kind().folder, object.id());
        Self::new(&label(object), matrix.meta().url(&page))
    }
}

/// Returns an object as one line.
pub(super) fn label(object: &Object) -> String {
    format!("{} {}", object.id(), object.name())
}

/// Joins sentences, leaving out those that are empty.
pub(super) fn sentences(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Returns the name of a layer. Clients make a sheet of that name, and some signs are not allowed
/// there: openpyxl then writes no workbook at all.
pub(super) fn name(text: &str) -> String {
    let plain = |c: char| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c };
    let plain: String = text.chars().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a name that is short enough for a sheet too.
pub(super) fn short_name(text: &str) -> String {
    let whole = name(text);
    if whole.chars().count() <= LONGEST_SHEET {
        return whole;
    }
    let mut short: String = whole.chars().take(LONGEST_SHEET - 1).collect();
    if let Some(end) = short.rfind(' ').filter(|end| *end > LONGEST_SHEET / 2) {
        short.truncate(end);
    }
    format!("{}…", short.trim_end())
}

/// Parts runs of letters that the Navigator would cut off.
fn soften(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST_RUN {
            out.push(' ');
            run = 1;
        }
        out.push(c);
    }
    out
}
