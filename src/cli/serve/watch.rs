//! From a save to another turn: waits for changes, compiles, shows. The only file that names `notify`.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use serde_json::{Value, json};

use super::stage::{Site, Stage};
use crate::cli::Outcome;
use crate::cli::rim::{Failure, Rim};
use crate::diagnostic::Level;
use crate::diagnostic::render::{self, Screen};

/// An editor writes a file in several steps; after so long without another it is done.
const QUIET: Duration = Duration::from_millis(20);

/// A stream of changes is cut here.
const LONGEST: Duration = Duration::from_millis(300);

/// While the folder cannot be read, or nothing happens, it is looked for this often.
const AGAIN: Duration = Duration::from_millis(500);

/// Measures how long the reader waits.
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "nothing that is made depends on it")]
        Self(Instant::now())
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Changes of a folder.
pub(super) struct Changes {
    watcher: RecommendedWatcher,
    events: Receiver<()>,
}

/// Begins to watch a folder.
pub(super) fn start(root: &Path) -> Result<Changes, Failure> {
    let failed = |error: notify::Error| format!("cannot watch {}: {error}", root.display());
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_change(&event)) {
            let _ = sender.send(());
        }
    })
    .map_err(failed)?;
    watcher.watch(root, RecursiveMode::Recursive).map_err(failed)?;
    Ok(Changes { watcher, events })
}

/// To read a file is no change, and what editors keep beside it is none of ours.
fn is_change(event: &notify::Event) -> bool {
    let ours = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && !name.ends_with('~')
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(ours)
}

/// Compiles again after every change, for ever.
pub(super) fn follow(
    rim: &Rim,
    root: &Path,
    mut changes: Changes,
    stage: &Stage,
) -> Result<Outcome, Failure> {
    let mut lost = false;
    loop {
        match changes.events.recv_timeout(AGAIN) {
            Err(RecvTimeoutError::Timeout) if root.is_dir() != lost => continue,
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::Message(format!("cannot watch {} any more", root.display())));
            }
        }
        let clock = Clock::start();
        while clock.elapsed() < LONGEST && changes.events.recv_timeout(QUIET).is_ok() {}
        if lost && root.is_dir() {
            // The watch went with the old folder.
            let _ = changes.watcher.unwatch(root);
            let _ = changes.watcher.watch(root, RecursiveMode::Recursive);
        }
        lost = !root.is_dir();
        rebuild(rim, stage, &clock);
    }
}

/// Compiles and shows. Nothing that goes wrong here ends the program.
pub(super) fn rebuild(rim: &Rim, stage: &Stage, clock: &Clock) {
    let compiled = std::thread::scope(|scope| scope.spawn(|| rim.compile()).join());
    let trouble = match compiled {
        Ok(Ok(compiled)) => {
            let errors = compiled.report.count(Level::Error);
            let warnings = compiled.report.count(Level::Warning);
            let screen = Rim::screen();
            if errors + warnings > 0 {
                Rim::note(&told("human", &compiled, screen));
            }
            let report: Value =
                serde_json::from_str(&told("json", &compiled, screen)).unwrap_or_default();
            let site = (errors == 0).then(|| Arc::new(Site::new(compiled.matrix)));
            stage.turn(site.clone(), &json!({ "report": report }).to_string());
            let compiled_after = clock.elapsed().as_millis();
            if let Some(site) = site {
                // The tabs ask already; whoever comes first makes the pages, the other waits.
                let made =
                    std::thread::scope(|scope| scope.spawn(|| site.pages().iter().len()).join());
                let pages = made.map_or_else(|_| "no".to_owned(), |count| count.to_string());
                let all = clock.elapsed().as_millis();
                Rim::note(&format!("{pages} files in {all} ms, checked in {compiled_after} ms"));
            } else {
                Rim::note(&format!("checked in {compiled_after} ms; the last good site stays"));
            }
            return;
        }
        Ok(Err(Failure::Message(message))) => message,
        Ok(Err(Failure::Closed)) => return,
        Err(_) => "the program failed on these files".to_owned(),
    };
    Rim::complain(&trouble);
    stage.turn(None, &json!({ "trouble": trouble }).to_string());
}

fn told(format: &str, compiled: &crate::compile::Compiled, screen: Screen) -> String {
    let format = render::format(format);
    format.map(|it| (it.render)(&compiled.report, &compiled.sources, screen)).unwrap_or_default()
}
