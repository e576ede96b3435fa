//! What is shown now: the last good site, and what is wrong with the files as they are.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::export::{Artifacts, EXPORTERS, export, one};
use crate::model::Matrix;

/// A good state of the matrix. A page is made when somebody asks for it, and then kept.
pub(super) struct Site {
    matrix: Arc<Matrix>,
    pages: Mutex<BTreeMap<String, Arc<[u8]>>>,
    /// All files of all exporters, made when one of those is asked for that speak of the others.
    whole: OnceLock<Artifacts>,
}

impl Site {
    pub(super) fn new(matrix: Arc<Matrix>) -> Self {
        Self { matrix, pages: Mutex::default(), whole: OnceLock::new() }
    }

    /// Returns a file by its path below the site. A path is looked up and never walked.
    pub(super) fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        if let Some(bytes) = self.kept().get(path) {
            return Some(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = self.make(path)?.into();
        self.kept().insert(path.to_owned(), Arc::clone(&bytes));
        Some(bytes)
    }

    fn make(&self, path: &str) -> Option<Vec<u8>> {
        let folder = path.split('/').next().unwrap_or_default();
        let of_all = folder == "downloads" || path == "sitemap.xml";
        let site = EXPORTERS.iter().find(|it| it.name == "site").filter(|_| !of_all);
        let found = site.and_then(|site| one(&self.matrix, site, path));
        let other = || of_all || EXPORTERS.iter().any(|it| it.name == folder);
        let whole = || self.whole.get_or_init(|| export(&self.matrix, |_| true));
        found.or_else(|| other().then(whole)?.get(&format!("site/{path}")).map(<[u8]>::to_vec))
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Arc<[u8]>>> {
        // Nobody leaves it half changed, so it can be used even after a panic.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
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
