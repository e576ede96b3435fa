//! The name of a kind of finding, with its level and its page.

use serde::Serialize;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The matrix can be used; a reviewer should look.
    Warning,
    /// The matrix must not be published like this.
    Error,
}

impl Level {
    /// Returns the word that people read: `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A kind of finding. Each is a constant beside the function that reports it.
#[derive(Debug)]
pub struct Code {
    /// The name, in kebab-case. It names the fault and reads well as "allow *name*".
    pub id: &'static str,
    /// How grave it is.
    pub level: Level,
    /// The fault in a few words, lower case, no full stop.
    pub summary: &'static str,
    /// The page in Markdown: why it is a fault, an example that fails and one that passes.
    pub explain: &'static str,
}

impl Code {
    /// Returns a code of level error.
    pub const fn error(id: &'static str, summary: &'static str, explain: &'static str) -> Self {
        Self { id, level: Level::Error, summary, explain }
    }

    /// Returns a code of level warning.
    pub const fn warning(id: &'static str, summary: &'static str, explain: &'static str) -> Self {
        Self { id, level: Level::Warning, summary, explain }
    }
}
