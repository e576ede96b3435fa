//! Words of a matrix that need an eye: those that nobody knows, and those listed for nothing.

use crate::diagnostic::Location;

/// A word that neither the dictionary nor the matrix's own list knows.
#[derive(Clone, Debug)]
pub struct Stranger {
    /// Where it stands.
    pub location: Location,
    /// As it is written.
    pub word: String,
    /// A known word that it may mean.
    pub near: Option<String>,
}

/// What the words of a matrix came to; empty where `matrix.yaml` names no `spelling`.
#[derive(Clone, Debug, Default)]
pub struct Spelling {
    /// Words that nobody knows, in path order.
    pub strangers: Vec<Stranger>,
    /// Words of `words.txt` that no text needs, with their places.
    pub idle: Vec<(String, Location)>,
}
