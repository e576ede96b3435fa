//! What an editor offers beside a finding: the edits that mend it.

use super::rename::Edit;
use super::world::World;
use crate::diagnostic::Diagnostic;

/// One way to mend a finding.
pub(super) struct Fix {
    /// What it does, as an instruction.
    pub(super) title: String,
    /// How.
    pub(super) edits: Vec<Edit>,
}

/// Returns the ways to mend a finding that need no word of its author.
pub(super) fn fixes_of(_world: &World, _diagnostic: &Diagnostic) -> Vec<Fix> {
    Vec::new()
}
