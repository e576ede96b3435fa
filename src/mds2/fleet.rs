//! All devices together, and two beside each other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::form::Answer;
use super::lore::{Lore, Task};
use super::report::{Bearer, DeviceReport, Why};
use super::verdict::Verdict;
use crate::assess::MeasureKind;

/// What forms say about all devices of a site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fleet<'a> {
    /// How many devices there are, by their counts.
    pub units: u64,
    /// Coverage by the devices alone as delivered, each technique of each device by its importance.
    pub as_delivered: Option<f64>,
    /// The same once what they offer is set up.
    pub once_set_up: Option<f64>,
    /// The models, by name.
    pub devices: Vec<DeviceReport<'a>>,
    /// The techniques that apply to one of them, the most important first.
    pub techniques: Vec<FleetTechnique<'a>>,
    /// What the network around them should have, the most useful first.
    pub network: Vec<FleetNeed<'a>>,
    /// What to ask makers, by maker.
    pub makers: Vec<MakerAsks<'a>>,
}

/// A technique and all devices, counted by models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FleetTechnique<'a> {
    /// The technique.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How much it counts, from 1 to 9.
    pub importance: u8,
    /// Models that withstand it as delivered.
    pub delivered: usize,
    /// Models that do once set up.
    pub set_up: usize,
    /// Models that do in part.
    pub partly: usize,
    /// Models for which the network must.
    pub network: usize,
}

/// Something that the network around the devices should have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FleetNeed<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Which of the two it is.
    pub kind: MeasureKind,
    /// Points of a hundred that it adds to the coverage of all devices.
    pub points: f64,
    /// Models for which it does something.
    pub models: usize,
    /// Techniques that it closes for one of them.
    pub closes: BTreeSet<&'a str>,
    /// Who does what.
    pub tasks: Vec<Task<'a>>,
}

/// Questions to one maker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MakerAsks<'a> {
    /// The maker, as its forms write it; empty if they do not.
    pub maker: String,
    /// The questions, the weightiest first.
    pub questions: Vec<FleetAsk<'a>>,
}

/// A question about models of one maker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FleetAsk<'a> {
    /// The question of the form.
    pub question: &'a str,
    /// Our label of it.
    pub label: &'a str,
    /// Why it is asked.
    pub why: Why,
    /// What to know about it.
    pub rationale: &'a str,
    /// The mitigations that depend on it.
    pub mitigations: BTreeSet<&'a str>,
    /// The models, each with its answer so far and its note.
    pub models: Vec<(String, Option<Answer>, Option<String>)>,
    /// Points of a hundred of the coverage of all devices that depend on it.
    pub points: f64,
}

impl<'a> Fleet<'a> {
    /// Puts the reports of devices together. They stand in the order of their names.
    pub fn of(lore: &Lore<'a>, devices: Vec<DeviceReport<'a>>) -> Self {
        let units: u64 = devices.iter().map(|it| u64::from(it.count)).sum();
        let whole: f64 =
            devices.iter().map(|it| f64::from(it.importance) * f64::from(it.count)).sum();
        let sum = |of: fn(&DeviceReport<'_>) -> Option<f64>| {
            let part = |it: &DeviceReport<'_>| {
                of(it).unwrap_or_default() * f64::from(it.importance) * f64::from(it.count)
            };
            (whole > 0.0).then(|| devices.iter().map(part).sum::<f64>() / whole)
        };
        Self {
            units,
            as_delivered: sum(|it| it.as_delivered),
            once_set_up: sum(|it| it.once_set_up),
            techniques: techniques(&devices),
            network: network(lore, &devices, whole),
            makers: makers(&devices, whole),
            devices,
        }
    }
}

fn techniques<'a>(devices: &[DeviceReport<'a>]) -> Vec<FleetTechnique<'a>> {
    let mut found: BTreeMap<&str, FleetTechnique<'a>> = BTreeMap::new();
    for line in devices.iter().flat_map(|it| &it.techniques) {
        let one = found.entry(line.id).or_insert(FleetTechnique {
            id: line.id,
            name: line.name,
            importance: line.importance,
            delivered: 0,
            set_up: 0,
            partly: 0,
            network: 0,
        });
        match line.bearer {
            Bearer::Delivered => one.delivered += 1,
            Bearer::SetUp => one.set_up += 1,
            Bearer::Partly => one.partly += 1,
            Bearer::Network => one.network += 1,
        }
    }
    let mut all: Vec<FleetTechnique<'a>> = found.into_values().collect();
    all.sort_by_key(|it| std::cmp::Reverse((it.importance, it.network)));
    all
}

fn network<'a>(lore: &Lore<'a>, devices: &[DeviceReport<'a>], whole: f64) -> Vec<FleetNeed<'a>> {
    let mut found: BTreeMap<&str, FleetNeed<'a>> = BTreeMap::new();
    for device in devices {
        for need in &device.needs {
            let one = found.entry(need.id).or_insert_with(|| FleetNeed {
                id: need.id,
                name: need.name,
                kind: need.kind,
                points: 0.0,
                models: 0,
                closes: BTreeSet::new(),
                tasks: lore.tasks(need.id),
            });
            one.points += 100.0 * need.gain * f64::from(device.count) / whole;
            one.models += 1;
            one.closes.extend(&need.closes);
        }
    }
    let mut all: Vec<FleetNeed<'a>> = found.into_values().collect();
    all.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.id.cmp(b.id)));
    all
}

fn makers<'a>(devices: &[DeviceReport<'a>], whole: f64) -> Vec<MakerAsks<'a>> {
    let mut found: BTreeMap<String, BTreeMap<(&str, Why), FleetAsk<'a>>> = BTreeMap::new();
    for device in devices {
        let questions = found.entry(device.product.maker.clone().unwrap_or_default()).or_default();
        for ask in &device.questions {
            let one = questions.entry((ask.question, ask.why)).or_insert_with(|| FleetAsk {
                question: ask.question,
                label: ask.label,
                why: ask.why,
                rationale: ask.rationale,
                mitigations: BTreeSet::new(),
                models: Vec::new(),
                points: 0.0,
            });
            one.mitigations.extend(&ask.mitigations);
            let model = device.product.model.clone().unwrap_or_else(|| device.file.clone());
            one.models.push((model, ask.answer, ask.note.clone()));
            one.points += 100.0 * ask.weight * f64::from(device.count) / whole;
        }
    }
    let sorted = |(maker, questions): (String, BTreeMap<_, FleetAsk<'a>>)| {
        let mut questions: Vec<FleetAsk<'a>> = questions.into_values().collect();
        questions
            .sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.question.cmp(b.question)));
        MakerAsks { maker, questions }
    };
    let makers = found.into_iter().map(sorted);
    makers.filter(|it| !it.questions.is_empty()).collect()
}

/// Two devices beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison<'a> {
    /// The first.
    pub a: DeviceReport<'a>,
    /// The second.
    pub b: DeviceReport<'a>,
    /// Mitigations on which the forms say something, with both verdicts; those that differ come first.
    pub mitigations: Vec<Beside<'a, Verdict>>,
    /// Techniques that one of the two withstands better.
    pub techniques: Vec<Beside<'a, Bearer>>,
    /// Questions that decide something and are answered differently.
    pub answers: Vec<Beside<'a, Option<Answer>>>,
}

/// A thing and what each of two devices says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside<'a, T> {
    /// Its id.
    pub id: &'a str,
    /// Its name, or our label.
    pub name: &'a str,
    /// The first device.
    pub a: T,
    /// The second device.
    pub b: T,
}

impl<'a> Comparison<'a> {
    /// Compares two devices.
    pub fn of(lore: &Lore<'a>, a: DeviceReport<'a>, b: DeviceReport<'a>) -> Self {
        let verdicts = |it: &DeviceReport<'a>| -> BTreeMap<&'a str, Verdict> {
            it.mitigations.iter().map(|it| (it.mitigation, it.verdict)).collect()
        };
        let (ours, theirs) = (verdicts(&a), verdicts(&b));
        let mut mitigations: Vec<Beside<'a, Verdict>> = ours
            .iter()
            .filter_map(|(id, a)| {
                let b = *theirs.get(id)?;
                let said = *a != Verdict::Site || b != Verdict::Site;
                said.then_some(Beside { id, name: lore.name(id), a: *a, b })
            })
            .collect();
        mitigations.sort_by_key(|it| it.a == it.b);
        let bearers: BTreeMap<&str, Bearer> =
            b.techniques.iter().map(|it| (it.id, it.bearer)).collect();
        let techniques = a.techniques.iter().filter_map(|it| {
            let other = *bearers.get(it.id)?;
            let differ = other != it.bearer;
            differ.then_some(Beside { id: it.id, name: it.name, a: it.bearer, b: other })
        });
        let answers = lore.deciding().filter_map(|question| {
            let (a, b) = (a.answers.get(question).copied(), b.answers.get(question).copied());
            let name = lore.form.question(question).map_or("", |it| &it.title);
            (a != b).then_some(Beside { id: question, name, a, b })
        });
        let (techniques, answers) = (techniques.collect(), answers.collect());
        Self { a, b, mitigations, techniques, answers }
    }
}
