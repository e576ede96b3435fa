//! What is shown now: the last good site, and what is wrong with the files as they are.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::export::{Artifacts, EXPORTERS, export};
use crate::model::Matrix;

/// A good state of the matrix. Its pages are made when somebody asks, and then kept.
pub(super) struct Site {
    matrix: Matrix,
    pages: OnceLock<Artifacts>,
    whole: OnceLock<Artifacts>,
}

impl Site {
    pub(super) fn new(matrix: Matrix) -> Self {
        Self { matrix, pages: OnceLock::new(), whole: OnceLock::new() }
    }

    /// Returns the site without the copies of the other exports, which cost more than the pages.
    pub(super) fn pages(&self) -> &Artifacts {
        self.pages.get_or_init(|| export(&self.matrix, |it| it.name == "site"))
    }

    /// Returns a file by its path below the site. A path is looked up and never walked.
    pub(super) fn file(&self, path: &str) -> Option<&[u8]> {
        let full = format!("site/{path}");
        let folder = path.split('/').next().unwrap_or_default();
        let found = if folder == "downloads" { None } else { self.pages().get(&full) };
        let other = || folder == "downloads" || EXPORTERS.iter().any(|it| it.name == folder);
        let whole = || self.whole.get_or_init(|| export(&self.matrix, |_| true));
        found.or_else(|| other().then(whole)?.get(&full))
    }
}

/// What is shown at a moment.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// Counts everything that happened.
    pub(super) turn: u64,
    /// The turn in which the site was made; a page that is older than this is shown again.
    pub(super) since: u64,
    /// The last good site, if there was one.
    pub(super) site: Option<Arc<Site>>,
    /// What is wrong, as JSON for the page.
    pub(super) findings: Arc<str>,
}

/// Where the builder puts what connections show.
#[derive(Default)]
pub(super) struct Stage {
    shown: Mutex<Shown>,
    turned: Condvar,
}

impl Stage {
    fn lock(&self) -> MutexGuard<'_, Shown> {
        // Nobody leaves it half changed, so it can be used even after a panic.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Shown {
        self.lock().clone()
    }

    /// Shows another state. Without a site the last one stays.
    pub(super) fn turn(&self, site: Option<Arc<Site>>, findings: &str) {
        let mut shown = self.lock();
        shown.turn += 1;
        if site.is_some() {
            shown.since = shown.turn;
            shown.site = site;
        }
        shown.findings = findings.into();
        self.turned.notify_all();
    }

    /// Waits until something happened after that turn, but not longer than `patience`.
    pub(super) fn after(&self, turn: u64, patience: Duration) -> Shown {
        let waited = self.turned.wait_timeout_while(self.lock(), patience, |it| it.turn == turn);
        match waited {
            Ok((shown, _)) => shown.clone(),
            Err(poisoned) => poisoned.into_inner().0.clone(),
        }
    }
}
