//! One matrix as an editor sees it: the files of a folder, under the texts that are not saved yet.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::schema::{self, Node as Schema};
use crate::diagnostic::{Diagnostic, FileId, Location, Source};
use crate::load::{self, RawFile};
use crate::model::{AttackType, Matrix, Node, Object, Target};
use crate::prose;
use crate::recompile::Recompiler;

/// The lists of an assessment, and the kind of their ids.
const LISTS: [(&str, &str); 3] =
    [("assets", "asset"), ("mitigations", "mitigation"), ("detections", "detection")];

/// A matrix, or a file that belongs to none.
pub(super) struct World {
    /// Folder of the matrix, or the file.
    pub(super) root: PathBuf,
    /// Whether this is a matrix.
    pub(super) linked: bool,
    /// Its files and what they came to.
    pub(super) kept: Recompiler,
}

/// A name of something else in a file.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The file.
    pub(super) file: FileId,
    /// The bytes of the name.
    pub(super) range: Range<usize>,
    /// What it names.
    pub(super) target: Target,
    /// Whether the thing itself says it: its own id.
    pub(super) own: bool,
}

impl World {
    /// Opens the matrix of a folder.
    ///
    /// # Errors
    /// Returns a sentence if the folder cannot be read.
    pub(super) fn open(root: &Path) -> Result<Self, String> {
        let files = load::read(root, "");
        let files = files.map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        Ok(Self { root: root.to_owned(), linked: true, kept: Recompiler::new(files) })
    }

    /// Returns a place for an assessment whose matrix nobody finds.
    pub(super) fn empty(path: &Path) -> Self {
        Self { root: path.to_owned(), linked: false, kept: Recompiler::new(Vec::new()) }
    }

    /// Returns a file alone.
    pub(super) fn alone(path: &Path, text: &str) -> Self {
        let inner = lone_name(path, text);
        let kept = Recompiler::new(vec![raw(&inner, text)]);
        Self { root: path.to_owned(), linked: false, kept }
    }

    /// Returns the path of a file below the folder, as findings and the law of place see it.
    pub(super) fn inner(&self, path: &Path, text: &str) -> Option<String> {
        if !self.linked {
            return Some(lone_name(path, text));
        }
        let inner = path.strip_prefix(&self.root).ok()?.to_string_lossy().replace('\\', "/");
        load::belongs(&inner).then_some(inner)
    }

    /// Returns the path of a file on the disk.
    pub(super) fn path(&self, file: FileId) -> PathBuf {
        let source = self.kept.sources().get(file);
        if self.kept.is_guest(file) {
            return PathBuf::from(&source.path);
        }
        if self.linked { self.root.join(&source.inner) } else { self.root.clone() }
    }

    /// Takes the text of an editor.
    pub(super) fn edit(&mut self, inner: &str, text: &str) {
        self.kept.set(raw(inner, text));
    }

    /// Takes the text on the disk.
    pub(super) fn reread(&mut self, inner: &str) {
        match load::read_file(&self.root, inner) {
            Some(file) => self.kept.set(file),
            None => self.kept.remove(inner),
        }
    }

    /// Takes the text of an assessment that an editor has open.
    pub(super) fn host(&mut self, path: &Path, text: &str) {
        self.kept.host(load::guest(path, text));
    }

    /// Returns the schema of a file, if it has one.
    pub(super) fn schema(&self, file: FileId) -> Option<Schema> {
        if self.kept.is_guest(file) {
            schema::of_assessment()
        } else {
            schema::of(&self.source(file).inner)
        }
    }

    pub(super) fn source(&self, file: FileId) -> &Source {
        self.kept.sources().get(file)
    }

    pub(super) fn matrix(&self) -> &Matrix {
        self.kept.matrix()
    }

    /// Returns the findings of a file: what is known at once, or what was said of the whole.
    pub(super) fn findings(&self, file: FileId) -> Vec<&Diagnostic> {
        if self.kept.is_guest(file) {
            return self.kept.guest(file).iter().collect();
        }
        if !self.linked {
            let known = schema::of(&self.source(file).inner).is_some();
            return if known {
                self.kept.alone(file)
            } else {
                self.kept.faults(file).iter().collect()
            };
        }
        if self.kept.is_stale() {
            return self.kept.soon(file);
        }
        self.kept.report().iter().filter(|it| it.location.file == file).collect()
    }

    /// Returns every id that an assessment names.
    fn guest_names(&self, file: FileId) -> Vec<Named> {
        let source = self.source(file);
        let mut found = Vec::new();
        for (field, kind) in LISTS {
            let items = source.tree.as_ref().and_then(|tree| tree.get(field)?.as_array());
            for (place, item) in items.into_iter().flatten().enumerate() {
                let Some(id) = item.get("id").and_then(|it| it.as_str()) else { continue };
                let location = Location::value(file, format!("/{field}/{place}/id"));
                let range = self.kept.sources().range(&location);
                if let Some(at) = source.text.get(range.clone()).and_then(|it| it.find(id)) {
                    let range = range.start + at..range.start + at + id.len();
                    let target = Target::Object(kind, id.to_owned());
                    found.push(Named { file, range, target, own: false });
                }
            }
        }
        found
    }

    /// Returns every name of something in a file, as far as the file can be read.
    pub(super) fn names(&self, file: FileId) -> Vec<Named> {
        let source = self.source(file);
        if source.tree.is_none() {
            return Vec::new();
        }
        if self.kept.is_guest(file) {
            return self.guest_names(file);
        }
        let mut found = Vec::new();
        let mut push = |location: Location, id: &str, target: Target, own: bool| {
            let range = self.kept.sources().range(&location);
            let text = &source.text[range.clone()];
            let id = if text.contains(id) { id } else { id.split_once(':').map_or(id, |it| it.1) };
            if let Some(at) = text.find(id) {
                let range = range.start + at..range.start + at + id.len();
                found.push(Named { file, range, target, own });
            }
        };
        if self.matrix().meta_file() == Some(file) {
            for (index, id) in self.matrix().meta().tactics.iter().enumerate() {
                let location = Location::value(file, format!("/tactics/{index}"));
                push(location, id, Target::Object("tactic", id.clone()), false);
            }
        }
        let Some(object) = self.kept.object(file) else { return found };
        let own = Target::Object(object.kind().name, object.id().to_owned());
        push(object.at("/id"), object.id(), own, true);
        for link in object.links() {
            let pointer = link.pointer.to_string();
            if pointer != "/id" {
                push(object.at(pointer), id_of(&link.target), link.target.clone(), false);
            }
        }
        for (pointer, text) in object.prose() {
            for mention in prose::mentions(text) {
                let target = Target::mentioned(&mention.name, mention.citation);
                let location = Location::within(file, pointer, mention.range);
                push(location, &mention.name, target, false);
            }
        }
        if let crate::model::Body::Catalogue(catalogue) = &object.body {
            for (index, control) in catalogue.controls.iter().enumerate() {
                let target = Target::Control(format!("{}:{}", object.id(), control.id));
                push(object.at(format!("/controls/{index}/id")), &control.id, target, true);
            }
        }
        found
    }

    /// Returns what a place names, with the bytes of the name.
    pub(super) fn named(&self, file: FileId, offset: usize) -> Option<(Node, Range<usize>)> {
        let names = self.names(file);
        let here = names.iter().find(|it| it.range.start <= offset && offset <= it.range.end);
        if let Some(named) = here {
            return Some((self.matrix().resolve(&named.target)?, named.range.clone()));
        }
        let text = &self.source(file).text;
        let part = |c: char| c.is_ascii_alphanumeric() || ".:_-()".contains(c);
        let before = text.get(..offset)?.rfind(|c| !part(c));
        let start = before.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let end = text[offset..].find(|c| !part(c)).map_or(text.len(), |at| offset + at);
        let word = &text[start..end];
        let ends = |c: char| !c.is_ascii_alphanumeric() && c != ')';
        for word in [word, word.trim_end_matches(ends)] {
            let numbered = word.contains(|c: char| c.is_ascii_digit());
            if let Some(node) = numbered.then(|| self.resolve(word)).flatten() {
                return Some((node, start..start + word.len()));
            }
        }
        None
    }

    /// Returns what an id means, whatever it is the id of.
    pub(super) fn resolve(&self, id: &str) -> Option<Node> {
        let matrix = self.matrix();
        let mut targets = vec![Target::Any(id.to_owned()), Target::Control(id.to_owned())];
        for index in matrix.attack() {
            targets.push(Target::AttackTechnique(index.domain.clone(), id.to_owned()));
            targets.push(Target::AttackTactic(index.domain.clone(), id.to_owned()));
        }
        targets.push(Target::AttackMitigation(id.to_owned()));
        targets.iter().find_map(|target| matrix.resolve(target))
    }

    /// Returns where something is written down.
    pub(super) fn home(&self, node: Node) -> Option<(FileId, Range<usize>)> {
        let matrix = self.matrix();
        let location = if let Some(object) = matrix.object(node) {
            object.at("/id")
        } else if let Some((catalogue, control)) = matrix.control(node) {
            let crate::model::Body::Catalogue(body) = &catalogue.body else { return None };
            let index = body.controls.iter().position(|it| it.id == control.id)?;
            catalogue.at(format!("/controls/{index}/id"))
        } else {
            let entry = matrix.attack_entry(node)?;
            let file = self.kept.file(&format!("attack/{}.json", entry.domain))?;
            let section = match entry.what {
                AttackType::Tactic => "\"tactics\":{",
                AttackType::Technique => "\"techniques\":{",
                AttackType::Mitigation => "\"mitigations\":{",
            };
            let text = &self.source(file).text;
            let from = text.find(section).unwrap_or(0);
            let at = from + text[from..].find(&format!("\"{}\"", entry.id))? + 1;
            return Some((file, at..at + entry.id.len()));
        };
        Some((location.file, self.kept.sources().range(&location)))
    }

    /// Returns every place that names something, apart from where it is written down.
    pub(super) fn references(&self, node: Node) -> Vec<Named> {
        let matrix = self.matrix();
        let mut files: Vec<FileId> = matrix
            .incoming(node)
            .into_iter()
            .filter_map(|(from, _)| matrix.object(from))
            .map(|object| object.file)
            .chain(matrix.meta_file())
            .chain(self.kept.sources().iter().map(|it| it.0).filter(|it| self.kept.is_guest(*it)))
            .collect();
        files.sort_unstable();
        files.dedup();
        let names = files.into_iter().flat_map(|file| self.names(file));
        names.filter(|it| !it.own && matrix.resolve(&it.target) == Some(node)).collect()
    }

    /// Returns the object whose id or name a place is, or names.
    pub(super) fn object_at(&self, file: FileId, offset: usize) -> Option<(&Object, Range<usize>)> {
        if let Some(own) = self.kept.object(file).filter(|_| self.source(file).tree.is_some()) {
            let range = self.kept.sources().range(&own.at(own.name_pointer()));
            if range.start <= offset && offset <= range.end {
                return Some((own, range));
            }
        }
        let (node, range) = self.named(file, offset)?;
        Some((self.matrix().object(node)?, range))
    }
}

fn raw(inner: &str, text: &str) -> RawFile {
    let bytes = if text.len() as u64 > load::MAX_FILE_BYTES { "" } else { text };
    RawFile {
        path: inner.to_owned(),
        inner: inner.to_owned(),
        bytes: Ok(bytes.as_bytes().to_vec()),
    }
}

fn id_of(target: &Target) -> &str {
    match target {
        Target::Object(_, id)
        | Target::Any(id)
        | Target::Control(id)
        | Target::AttackTechnique(_, id)
        | Target::AttackTactic(_, id)
        | Target::AttackMitigation(id) => id,
    }
}

/// Returns the path that a file would have in a matrix: by its folder, else by the schema that its
/// first line names.
fn lone_name(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let inner = format!("{folder}/{name}");
    if *name == *"matrix.yaml" {
        return name.into_owned();
    }
    if schema::of(&inner).is_some() {
        return inner;
    }
    let named = text.lines().next().and_then(|line| line.split("$schema=").nth(1));
    let file = named.and_then(|it| it.trim().rsplit('/').next()).unwrap_or_default();
    let word = file.strip_suffix(".schema.json").unwrap_or_default();
    let kind = crate::model::KINDS.iter().find(|kind| kind.name == word);
    kind.map_or(inner, |kind| format!("{}/{name}", kind.folder))
}
