//! Files that are no part of a matrix, each judged alone under the schema that comes with it.

use super::schema::{Compiled, compiled, validate};
use crate::diagnostic::{Diagnostic, FileId, Source};

/// The schema of such a file, compiled once for many.
pub struct GuestSchema(Option<Compiled>);

impl GuestSchema {
    /// Compiles a schema. One that is none finds nothing wrong.
    pub fn new(text: &str) -> Self {
        Self(compiled(text, false))
    }

    /// Returns what is wrong with a file.
    pub fn judge(&self, file: FileId, source: &Source) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        if let (Some(schema), Some(tree)) = (&self.0, &source.tree) {
            validate(schema, file, source, tree, &mut findings);
        }
        findings
    }
}
