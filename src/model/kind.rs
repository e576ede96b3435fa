//! What is known of a kind before any object is seen.

/// What stands in a new file where its author has to write something.
pub const FILL_IN: &str = "FILL IN";

/// One kind of object.
#[derive(Debug)]
pub struct Kind {
    /// The word for one, which is also the name of its schema: `case-study`.
    pub name: &'static str,
    /// The word for many, which is also its folder: `case-studies`.
    pub folder: &'static str,
    /// The word for one as a heading: `Case study`.
    pub label: &'static str,
    /// The word for many as a heading: `Case studies`.
    pub plural: &'static str,
    /// The letters of its ids between the prefix of the matrix and the number, `T` in `DT0042`; empty
    /// where ids are words.
    pub letters: &'static str,
    /// Its JSON Schema (draft 2020-12), as published under `schema/`.
    pub schema: &'static str,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
