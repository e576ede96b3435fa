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
use crate::load::RawFile;
use crate::recompile::Recompiler;

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
    root: &Path,
    mut changes: Changes,
    mut compiler: Compiler<'_>,
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
        compiler.turn(&clock);
    }
}

/// Compiles what changed and shows it.
pub(super) struct Compiler<'a> {
    rim: &'a Rim,
    stage: &'a Stage,
    /// What is known from the turn before.
    kept: Option<Recompiler>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(rim: &'a Rim, stage: &'a Stage) -> Self {
        Self { rim, stage, kept: None }
    }

    /// Compiles and shows. Nothing that goes wrong here ends the program.
    pub(super) fn turn(&mut self, clock: &Clock) {
        let rim = self.rim;
        // After a panic nothing is known any more, and the next turn begins anew.
        let before = self.kept.take();
        let compile = || rim.files().map(|files| recompiled(before, files));
        let compiled = std::thread::scope(|scope| scope.spawn(compile).join());
        let trouble = match compiled {
            Ok(Ok(compiled)) => {
                self.show(&compiled, clock);
                self.kept = Some(compiled);
                return;
            }
            Ok(Err(Failure::Message(message))) => message,
            Ok(Err(Failure::Closed)) => return,
            Err(_) => "the program failed on these files".to_owned(),
        };
        Rim::complain(&trouble);
        self.stage.turn(None, &json!({ "trouble": trouble }).to_string());
    }

    fn show(&self, compiled: &Recompiler, clock: &Clock) {
        let errors = compiled.report().count(Level::Error);
        let warnings = compiled.report().count(Level::Warning);
        let screen = Rim::screen();
        if errors + warnings > 0 {
            Rim::note(&told("human", compiled, screen));
        }
        let report: Value =
            serde_json::from_str(&told("json", compiled, screen)).unwrap_or_default();
        let site = (errors == 0).then(|| Arc::new(Site::new(Arc::clone(compiled.matrix()))));
        let stays = if site.is_some() { "" } else { "; the last good site stays" };
        self.stage.turn(site, &json!({ "report": report }).to_string());
        Rim::note(&format!("checked in {} ms{stays}", clock.elapsed().as_millis()));
    }
}

fn recompiled(before: Option<Recompiler>, files: Vec<RawFile>) -> Recompiler {
    let Some(mut kept) = before else { return Recompiler::new(files) };
    kept.update(files);
    kept
}

fn told(format: &str, compiled: &Recompiler, screen: Screen) -> String {
    let format = render::format(format);
    format.map(|it| (it.render)(compiled.report(), compiled.sources(), screen)).unwrap_or_default()
}
