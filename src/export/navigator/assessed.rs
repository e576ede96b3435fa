//! Layers of an assessment: how far techniques are covered, and where the gaps are, on the matrix
//! itself and on ATT&CK. Those of coverage are those that the page "My environment" writes.

use std::collections::BTreeMap;

use super::attack::{Domain, Entries};
use super::layer::{self, EMBERS, Entry, FROM_NONE, Head, Layer, Link, Pair, Scale};
use super::{address, custom};
use crate::assess::{Account, Presence, State, TechniqueRow, percent};
use crate::model::kinds::AttackLink;
use crate::model::{Matrix, Object, shortname};

/// The most that a technique can lack: observed, direct harm, and nothing in place.
const WORST: usize = 9;

/// What a layer of an assessment shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Coverage,
    Gaps,
}

/// Returns the layers by file name.
pub(in crate::export) fn layers(matrix: &Matrix, account: &Account<'_>) -> Vec<(String, Vec<u8>)> {
    let rows: BTreeMap<&str, &TechniqueRow<'_>> =
        account.techniques.iter().map(|row| (row.id, row)).collect();
    let mut files = Vec::new();
    let data = address(matrix.meta()).bundle;
    for view in [View::Coverage, View::Gaps] {
        let layer = own(matrix, account, &rows, view).with_data(&data);
        files.push((format!("{}.layer.json", view.word()), layer.bytes()));
        for index in matrix.attack() {
            let domain = Domain::new(matrix, index);
            let name = format!("{}-{}.layer.json", view.word(), index.domain);
            files.push((name, attack(matrix, account, &rows, &domain, view).bytes()));
        }
    }
    files
}

impl View {
    fn word(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Gaps => "gaps",
        }
    }

    /// Returns what a technique scores: percents that are covered, or how much importance is not.
    fn score(self, row: &TechniqueRow<'_>) -> usize {
        match self {
            Self::Coverage => usize::from(row.percent()),
            Self::Gaps => gap(row),
        }
    }

    fn scale(self) -> Scale {
        match self {
            Self::Coverage => Scale::new(FROM_NONE, 0, 100)
                .with(0, "nothing in place acts on it")
                .with(50, "partly covered")
                .with(100, "covered"),
            Self::Gaps => Scale::new(EMBERS, 0, WORST)
                .with(0, "nothing is left open")
                .with(WORST, "seen in the wild, harms patients directly, and nothing in place"),
        }
    }
}

/// Returns how much of the importance of a technique is not covered, rounded up: never less than
/// there is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a gap is from 0 to 9")]
fn gap(row: &TechniqueRow<'_>) -> usize {
    (f64::from(row.cover.importance) * (1.0 - row.cover.coverage)).ceil() as usize
}

/// Returns the layer on the matrix itself.
fn own(
    matrix: &Matrix,
    account: &Account<'_>,
    rows: &BTreeMap<&str, &TechniqueRow<'_>>,
    view: View,
) -> Layer {
    let mut entries = Vec::new();
    for (object, technique) in matrix.techniques() {
        let Some(row) = rows.get(object.id()) else { continue };
        let score = row.cover.applicable.then(|| view.score(row));
        let comment = comment(row);
        for tactic in matrix.phases(object) {
            let entry = Entry::assessed(row.id, score, row.cover.applicable, &comment);
            let tactic = shortname(tactic.name());
            entries.push(custom::furnished(matrix, object, technique, &tactic, entry));
        }
    }
    custom::open_parents(&mut entries);
    let address = address(matrix.meta());
    let (by, about) = match view {
        View::Coverage => ("coverage", "How far each technique is covered by what is in place."),
        View::Gaps => ("gaps", "How much of the importance of each technique is left open."),
    };
    let name = format!("{} by {by}", matrix.meta().name);
    let head = head(matrix, account, &name, about, "", Vec::new());
    let head = Head { domain: address.domain, version: address.version.to_string(), ..head };
    Layer::new(matrix, head, view.scale(), entries)
}

/// Returns what a reader of a cell sees: the state, and what is in place or planned, by id.
fn comment(row: &TechniqueRow<'_>) -> String {
    if !row.cover.applicable {
        return "not applicable: the site has nothing that it is used against".to_owned();
    }
    let mut lines: Vec<String> = row
        .acted_on_by
        .iter()
        .filter(|it| it.status != Presence::Absent)
        .map(|it| format!("{} {}: {}", it.id, it.name, it.status.word()))
        .collect();
    lines.sort_unstable();
    lines.insert(0, format!("{}: {} %", row.cover.state.word(), row.percent()));
    lines.join("\n")
}

/// Returns the layer on a domain of ATT&CK. An ATT&CK technique is as covered as the least covered of
/// our techniques that lead to it.
fn attack(
    matrix: &Matrix,
    account: &Account<'_>,
    rows: &BTreeMap<&str, &TechniqueRow<'_>>,
    domain: &Domain<'_>,
    view: View,
) -> Layer {
    let mut entries = Entries::new();
    for (id, mapped) in domain.mapped() {
        let forms: Vec<(&Object, &AttackLink, &TechniqueRow<'_>)> = mapped
            .iter()
            .filter_map(|(object, link)| Some((*object, *link, *rows.get(object.id())?)))
            .filter(|(.., row)| row.cover.state != State::NotApplicable)
            .collect();
        let Some(least) = least(&forms) else { continue };
        let score = match view {
            View::Coverage => usize::from(percent(least)),
            View::Gaps => forms.iter().map(|(.., row)| gap(row)).max().unwrap_or(0),
        };
        let line = |(object, _, row): &(&Object, &AttackLink, &TechniqueRow<'_>)| {
            let state = row.cover.state.word();
            format!("{}: {state}, {} %", layer::label(object), row.percent())
        };
        let lines: Vec<String> = forms.iter().map(line).collect();
        let mut entry = Entry::assessed(id, Some(score), true, &lines.join("\n"));
        for (object, link, row) in &forms {
            let value = format!("{}, {}", link.relation, row.maturity);
            entry.metadata.push(Pair::new(object.id(), &value));
            entry.links.push(Link::page(matrix, object));
        }
        entries.insert((*id).to_owned(), entry);
    }
    domain.open_parents(&mut entries);
    let index = domain.index();
    let about = match view {
        View::Coverage => format!(
            "ATT&CK {} techniques, each as covered as the least covered technique of ours that maps to it.",
            index.version
        ),
        View::Gaps => format!(
            "ATT&CK {} techniques, each by the widest gap of our techniques that map to it.",
            index.version
        ),
    };
    let what = if view == View::Coverage { "Coverage" } else { "Gaps" };
    let name = format!("{what} on ATT&CK by the {}", matrix.meta().name);
    let version = vec![Pair::new("ATT&CK version", &index.version)];
    let head = head(matrix, account, &name, &about, &index.notice, version);
    let major = index.version.split('.').next().unwrap_or_default().to_owned();
    let head = Head { domain: index.domain.clone(), version: major, ..head };
    Layer::new(matrix, head, view.scale(), entries.into_values().collect())
}

fn least(forms: &[(&Object, &AttackLink, &TechniqueRow<'_>)]) -> Option<f64> {
    forms.iter().map(|(.., row)| row.cover.coverage).min_by(f64::total_cmp)
}

/// Returns what a layer says of itself; the domain is left to the caller.
fn head(
    matrix: &Matrix,
    account: &Account<'_>,
    name: &str,
    about: &str,
    notice: &str,
    mut metadata: Vec<Pair>,
) -> Head {
    let meta = matrix.meta();
    metadata.extend(account.site.map(|site| Pair::new("site", site)));
    metadata.push(Pair::new("assessed on", account.date));
    let origin =
        format!("From the {}, version {}. A model, not a measurement.", meta.name, meta.version);
    Head {
        name: layer::name(name),
        description: layer::sentences(&[about, &origin, notice]),
        domain: String::new(),
        version: String::new(),
        metadata,
        page: Link::new(&meta.name, meta.url("")),
    }
}
