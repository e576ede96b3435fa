//! Layers on ATT&CK's own domains: to which of its techniques ours map, for the whole matrix and
//! for one asset, case study or checklist.
//!
//! Entries name no tactic: they then fill every column, and survive the renames of version 19.

use std::collections::{BTreeMap, BTreeSet};

use super::layer::{self, BLUES, Entry, Head, Layer, Link, Pair, Scale};
use super::{Sheet, checklist_marks, sheets_of};
use crate::model::kinds::{AttackLink, CaseStudy, Checklist};
use crate::model::{AttackEntry, AttackIndex, Body, Matrix, Object, Relation};

/// One of our techniques with its link to an ATT&CK technique.
pub(super) type Mapped<'a> = (&'a Object, &'a AttackLink);

/// The entries of a layer by their technique.
pub(super) type Entries = BTreeMap<String, Entry>;

/// What a layer tells.
struct Story<'a> {
    name: String,
    /// The rest of a sentence that begins with "ATT&CK techniques".
    about: String,
    hint: &'static str,
    object: Option<&'a Object>,
}

/// One domain, and what of ours maps to it.
pub(super) struct Domain<'a> {
    matrix: &'a Matrix,
    index: &'a AttackIndex,
    /// Our techniques by the ATT&CK technique that they map to.
    mapped: BTreeMap<&'a str, Vec<Mapped<'a>>>,
    /// Live sub-techniques by their parent.
    children: BTreeMap<&'a str, Vec<(&'a str, &'a AttackEntry)>>,
}

/// Returns the layers of all pinned domains. A layer that would hold nothing is left out.
pub(super) fn sheets(matrix: &Matrix) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for index in matrix.attack() {
        let domain = Domain::new(matrix, index);
        let stem = |rest: &str| format!("{}{rest}", index.domain);
        sheets.extend(domain.overview().map(|layer| Sheet {
            stem: index.domain.clone(),
            group: "The whole matrix",
            title: format!("ATT&CK techniques to which ours map, {}", index.domain),
            layer,
        }));
        sheets.extend(sheets_of(matrix, &stem("/"), &["asset", "case-study", "checklist"], |it| {
            match &it.body {
                Body::Asset(_) => domain.asset(it),
                Body::CaseStudy(case) => domain.case_study(it, case),
                Body::Checklist(list) => domain.checklist(it, list),
                _ => None,
            }
        }));
    }
    sheets
}

impl<'a> Domain<'a> {
    pub(super) fn new(matrix: &'a Matrix, index: &'a AttackIndex) -> Self {
        let mut domain = Self { matrix, index, mapped: BTreeMap::new(), children: BTreeMap::new() };
        for (id, entry) in index.techniques.iter().filter(|(_, entry)| entry.status.is_live()) {
            if let Some(parent) = &entry.parent {
                domain.children.entry(parent).or_default().push((id, entry));
            }
        }
        for (object, _) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
            for link in domain.links(object) {
                let mapped = domain.mapped.entry(&link.id).or_default();
                if mapped.last().is_none_or(|(last, _)| last.id() != object.id()) {
                    mapped.push((object, link));
                }
            }
        }
        domain
    }

    /// Returns the domain's pinned index.
    pub(super) fn index(&self) -> &'a AttackIndex {
        self.index
    }

    /// Returns our techniques by the ATT&CK technique that they map to.
    pub(super) fn mapped(&self) -> &BTreeMap<&'a str, Vec<Mapped<'a>>> {
        &self.mapped
    }

    /// Returns the links of one of our techniques to live techniques of this domain.
    fn links(&self, object: &'a Object) -> impl Iterator<Item = &'a AttackLink> + use<'a> {
        let index = self.index;
        let links = match &object.body {
            Body::Technique(technique) => technique.attack.as_slice(),
            _ => &[],
        };
        links.iter().filter(move |link| {
            let known = index.techniques.get(&link.id);
            link.domain == index.domain && known.is_some_and(|it| it.status.is_live())
        })
    }

    fn overview(&self) -> Option<Layer> {
        let total = self.matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)).count();
        let story = Story {
            name: format!("{} on ATT&CK", self.matrix.meta().name),
            about: format!("to which the {total} techniques of the matrix map"),
            hint: "",
            object: None,
        };
        let entries = self.counted(|_| true);
        let scale = count(self.matrix.meta().subject(), &entries, "maps here", "map here");
        self.layer(&story, entries, scale)
    }

    fn asset(&self, asset: &Object) -> Option<Layer> {
        let aimed = self.matrix.origins(asset, Relation::Targets);
        let aimed: BTreeSet<&str> = aimed
            .iter()
            .filter_map(|(node, _)| self.matrix.object(*node))
            .map(Object::id)
            .collect();
        let story = Story {
            name: layer::label(asset),
            about: format!("to which our techniques against it map: {}", asset.name()),
            hint: "",
            object: Some(asset),
        };
        let entries = self.counted(|object| aimed.contains(object.id()));
        let scale = count(self.matrix.meta().subject(), &entries, "maps here", "map here");
        self.layer(&story, entries, scale)
    }

    /// Returns an entry for each ATT&CK technique to which some of ours map, scored by how many.
    fn counted(&self, ours: impl Fn(&Object) -> bool) -> Entries {
        let mut entries = Entries::new();
        for (id, mapped) in &self.mapped {
            let mapped: Vec<Mapped<'_>> =
                mapped.iter().copied().filter(|(object, _)| ours(object)).collect();
            if mapped.is_empty() {
                continue;
            }
            let lines = mapped.iter().map(|(object, _)| layer::label(object));
            let comment = lines.collect::<Vec<_>>().join("\n");
            entries.insert((*id).to_owned(), self.entry(id, mapped.len(), &comment, &mapped));
        }
        entries
    }

    fn case_study(&self, object: &Object, case: &CaseStudy) -> Option<Layer> {
        let last = case.procedure.len();
        let mut found: BTreeMap<&str, (usize, Vec<String>, Vec<Mapped<'_>>)> = BTreeMap::new();
        for (place, step) in case.procedure.iter().enumerate() {
            let Some(technique) = self.matrix.find("technique", &step.technique) else { continue };
            if !Matrix::in_use(&technique.common) {
                continue;
            }
            for link in self.links(technique) {
                let (_, lines, mapped) =
                    found.entry(&link.id).or_insert_with(|| (place + 1, Vec::new(), Vec::new()));
                lines.push(super::step_line(place + 1, last, technique, step));
                if !mapped.iter().any(|(known, _)| known.id() == technique.id()) {
                    mapped.push((technique, link));
                }
            }
        }
        let entry =
            |(id, (first, lines, mapped)): (&str, (usize, Vec<String>, Vec<Mapped<'_>>))| {
                (id.to_owned(), self.entry(id, first, &lines.join("\n"), &mapped))
            };
        let entries: Entries = found.into_iter().map(entry).collect();
        let story = Story {
            name: layer::label(object),
            about: format!("that were used in this case, by their first step: {}", object.name()),
            hint: "",
            object: Some(object),
        };
        self.layer(&story, entries, super::step_scale(last))
    }

    fn checklist(&self, object: &Object, list: &Checklist) -> Option<Layer> {
        let marks = checklist_marks(self.matrix, list);
        let mut entries = Entries::new();
        for (id, mapped) in &self.mapped {
            let touched: Vec<Mapped<'_>> =
                mapped.iter().copied().filter(|(it, _)| marks.contains_key(it.id())).collect();
            if touched.is_empty() {
                continue;
            }
            let all = mapped.len();
            let ours = self.matrix.meta().subject();
            let mut lines =
                vec![format!("{} of {all} {ours}techniques here are acted on", touched.len())];
            for (ours, _) in &touched {
                let by = marks.get(ours.id()).map(|items| items.join(", ")).unwrap_or_default();
                lines.push(format!("{}: {by}", layer::label(ours)));
            }
            let entry = self.entry(id, touched.len(), &lines.join("\n"), &touched);
            entries.insert((*id).to_owned(), entry);
        }
        let story = Story {
            name: object.id().to_owned(),
            about: format!(
                "on whose {}forms this list acts, done whole: {}",
                self.matrix.meta().subject(),
                object.name()
            ),
            hint: "What has no color may be covered by other measures; the list does not say.",
            object: Some(object),
        };
        let scale = count(
            self.matrix.meta().subject(),
            &entries,
            "that maps here is acted on",
            "that map here are acted on",
        );
        self.layer(&story, entries, scale)
    }

    /// Returns the layer, or nothing if it would hold nothing.
    fn layer(&self, story: &Story<'_>, mut entries: Entries, scale: Scale) -> Option<Layer> {
        if entries.is_empty() {
            return None;
        }
        self.open_parents(&mut entries);
        let meta = self.matrix.meta();
        let index = self.index;
        let description = [
            &format!("ATT&CK {} techniques {}.", index.version, story.about),
            &format!("From the {}, version {}.", meta.name, meta.version),
            "Our judgment, reviewed in the open.",
            story.hint,
            &index.notice,
        ];
        let mut metadata = vec![Pair::new("ATT&CK version", &index.version)];
        metadata.extend(story.object.map(|it| Pair::new(it.kind().name, &layer::label(it))));
        let page = story.object.map(|it| Link::page(self.matrix, it));
        let head = Head {
            name: layer::short_name(&story.name),
            description: layer::sentences(&description),
            domain: index.domain.clone(),
            version: index.version.split('.').next().unwrap_or_default().to_owned(),
            metadata,
            page: page.unwrap_or_else(|| Link::new(&meta.name, meta.url(""))),
        };
        Some(Layer::new(self.matrix, head, scale, entries.into_values().collect()))
    }

    fn entry(&self, id: &str, score: usize, comment: &str, mapped: &[Mapped<'_>]) -> Entry {
        let mut entry = Entry::new(id, score, comment);
        for (object, link) in mapped {
            let Body::Technique(ours) = &object.body else { continue };
            let value = format!("{}, {}", link.relation, ours.maturity().word());
            entry.metadata.push(Pair::new(object.id(), &value));
            entry.links.push(Link::page(self.matrix, object));
        }
        entry
    }

    /// Opens the parents of all sub-techniques that the layer speaks of, and gives those an entry
    /// that have none: drawings of mitreattack-python hide them otherwise.
    pub(super) fn open_parents(&self, entries: &mut Entries) {
        let parent = |id: &String| self.index.techniques.get(id)?.parent.clone();
        let parents: BTreeSet<String> = entries.keys().filter_map(parent).collect();
        for id in parents {
            let open = self.opens(&id);
            let entry = entries.entry(id).or_insert_with_key(|id| Entry::bare(id));
            entry.show_subtechniques = open;
        }
    }

    /// Returns true if a technique can be shown with its sub-techniques: it needs a live one in
    /// every column where it stands itself. Where there is none, `ToExcel` of mitreattack-python
    /// 6.3.1 stops with a `KeyError`.
    fn opens(&self, id: &str) -> bool {
        let Some(entry) = self.index.techniques.get(id) else { return false };
        let Some(children) = self.children.get(id) else { return false };
        let served = |tactic: &String| children.iter().any(|(_, it)| it.tactics.contains(tactic));
        entry.tactics.iter().all(served)
    }
}

/// Returns a scale that counts our techniques.
fn count(ours: &str, entries: &Entries, one: &str, many: &str) -> Scale {
    let most = entries.values().filter_map(|entry| entry.score).max().unwrap_or(1);
    let scale = Scale::new(BLUES, 1, most).with(1, &format!("one {ours}technique {one}"));
    if most > 1 { scale.with(most, &format!("{most} {ours}techniques {many}")) } else { scale }
}
