//! What can change, in the words of the matrix.

use serde::Serialize;
use serde_json::Value;

/// What a field is to its object. It says which number of the version a change of it raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Keeps the books: id, version, dates, contributors. A change of it alone is no change.
    Book,
    /// The wording. A change moves `modified` and raises nothing.
    Prose,
    /// A link to somebody else's list: ATT&CK, CWE, the standard, controls. Raises the minor number.
    Mapping,
    /// What is known of the object. Raises the minor number.
    Content,
    /// Whether the object is in use. Raises the minor number.
    Status,
    /// The name. Raises the minor number.
    Name,
    /// What the object is about. Raises the major number.
    Scope,
}

/// What happened to a field or to one entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// It is new.
    Added,
    /// Its value is another.
    Changed,
    /// The same entries stand in another order.
    Reordered,
    /// It is gone.
    Removed,
}

/// One difference inside an object.
#[derive(Clone, Debug, Serialize)]
pub struct FieldChange {
    /// The field, with dots between its steps and without the entry: `mitigations.effect`.
    pub field: String,
    /// Where it is, in words: `mitigations DM0019: effect`.
    pub place: String,
    /// The entry of a list, by its id or its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// What happened.
    pub verb: Verb,
    /// What the field is to the object.
    pub class: Class,
    /// The value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// JSON pointer in the file before.
    #[serde(skip)]
    pub old_pointer: Option<String>,
    /// JSON pointer in the file now.
    #[serde(skip)]
    pub new_pointer: Option<String>,
}

/// What happened to an object as a whole; several can be true at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The file is gone, which the law of ids forbids.
    Removed,
    /// Another object takes its place.
    Revoked,
    /// It is retired without a successor.
    Deprecated,
    /// It was withdrawn and is in use again.
    Restored,
    /// It is new.
    Added,
    /// It has another name under the same id.
    Renamed,
    /// It is about something else than before, more or less of it.
    ScopeChanged,
    /// More or something else is known of it.
    ContentChanged,
    /// A link to somebody else's list is new.
    MappingAdded,
    /// A link to somebody else's list is another or gone.
    MappingChanged,
    /// It was a draft and is reviewed, or is a draft again.
    Reviewed,
    /// Nothing but the wording is another.
    ProseOnly,
    /// Nothing but version, dates, contributors or `allow` is another.
    BooksOnly,
}

impl What {
    /// All of them, from the gravest; reports are in this order.
    pub const ALL: [Self; 13] = [
        Self::Removed,
        Self::Revoked,
        Self::Deprecated,
        Self::Restored,
        Self::Added,
        Self::Renamed,
        Self::ScopeChanged,
        Self::ContentChanged,
        Self::MappingAdded,
        Self::MappingChanged,
        Self::Reviewed,
        Self::ProseOnly,
        Self::BooksOnly,
    ];

    /// Returns the words that people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Revoked => "revoked",
            Self::Deprecated => "deprecated",
            Self::Restored => "in use again",
            Self::Added => "added",
            Self::Renamed => "renamed",
            Self::ScopeChanged => "scope changed",
            Self::ContentChanged => "content changed",
            Self::MappingAdded => "mapping added",
            Self::MappingChanged => "mapping changed",
            Self::Reviewed => "review status changed",
            Self::ProseOnly => "wording only",
            Self::BooksOnly => "version or dates only",
        }
    }

    /// Returns the words as a heading.
    pub fn heading(self) -> String {
        let words = self.words();
        words[..1].to_uppercase() + &words[1..]
    }
}

/// An object on one side.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Its name there.
    pub name: String,
    /// Its version there.
    pub version: String,
    /// Its status there; empty for `matrix.yaml`.
    pub status: String,
    /// Place of its file among the sources of that side.
    #[serde(skip)]
    pub index: usize,
}

/// One object that is not what it was.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its kind; `matrix` for `matrix.yaml`.
    pub kind: &'static str,
    /// The kind as readers call it.
    #[serde(skip)]
    pub label: &'static str,
    /// Its id.
    pub id: String,
    /// What happened to it, from the gravest.
    pub what: Vec<What>,
    /// The object before, if it was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Side>,
    /// The object now, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Side>,
    /// The differences, in the order of the fields.
    pub fields: Vec<FieldChange>,
}

impl Change {
    /// Returns the name now, or the last one.
    pub fn name(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |side| &side.name)
    }

    /// Returns the gravest thing that happened to it.
    pub fn first(&self) -> What {
        self.what.first().copied().unwrap_or(What::BooksOnly)
    }

    /// Returns the differences that a reader wants to see: all but those of the books.
    pub fn telling(&self) -> impl Iterator<Item = &FieldChange> {
        self.fields.iter().filter(|it| it.class != Class::Book)
    }

    /// Returns the gravest class among the differences.
    pub fn class(&self) -> Class {
        self.fields.iter().map(|it| it.class).max().unwrap_or(Class::Book)
    }
}

/// Everything that differs between two states of a matrix.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// What changed in `matrix.yaml`.
    pub meta: Option<Change>,
    /// The objects that changed, by the order in which readers meet the kinds, and by id.
    pub changes: Vec<Change>,
    /// Paths of files that are no objects on one side, so that nothing can be said of them.
    pub unread: Vec<String>,
}

impl Diff {
    /// Returns the changes whose gravest word is this one.
    pub fn of(&self, what: What) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.first() == what)
    }

    /// Returns true if nothing differs.
    pub fn is_empty(&self) -> bool {
        self.meta.is_none() && self.changes.is_empty()
    }

    /// Returns how many objects each word is said of first, without those of which there are none.
    pub fn counts(&self) -> Vec<(What, usize)> {
        let count = |what: What| (what, self.of(what).count());
        What::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
    }
}
