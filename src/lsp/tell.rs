//! What a client is told without asking: the findings of each file.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::state::Server;
use super::uri;
use super::world::World;
use crate::diagnostic::{Diagnostic, FileId, Level, Location};

impl Server {
    /// Returns the address by which the client knows a file.
    pub(super) fn address(&self, world: &World, file: FileId) -> String {
        let path = world.path(file);
        self.addresses.get(&path).cloned().unwrap_or_else(|| uri::of_path(&path))
    }

    /// Tells the findings of a file, or of all files of a world. What was told is not said again, but for
    /// a document that changed since.
    pub(super) fn tell(&mut self, root: &Path, only: Option<FileId>) {
        let Some(world) = self.worlds.get(root) else { return };
        let mut files: Vec<FileId> = only.into_iter().collect();
        if only.is_none() && world.linked {
            files.extend(world.kept.report().iter().map(|it| it.location.file));
        }
        if only.is_none() {
            let open = self.documents.values().filter(|it| it.world == root);
            files.extend(open.filter_map(|it| world.kept.file(it.inner.as_ref()?)));
        }
        files.sort_unstable();
        files.dedup();
        let fresh: BTreeMap<String, Value> = files
            .into_iter()
            .map(|file| (self.address(world, file), self.findings(world, file)))
            .collect();
        let mut told = self.told.remove(root).unwrap_or_default();
        let gone = told.keys().filter(|it| only.is_none() && !fresh.contains_key(*it));
        let gone: Vec<String> = gone.cloned().collect();
        let gone = gone.into_iter().map(|address| (address, json!([])));
        for (address, findings) in gone.chain(fresh) {
            let version = self.documents.get(&address).and_then(|it| it.version);
            let said = (findings, version);
            if told.get(&address) == Some(&said) {
                continue;
            }
            let mut params = json!({ "uri": address, "diagnostics": said.0 });
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            if version.is_none() && said.0.as_array().is_some_and(Vec::is_empty) {
                told.remove(&address);
            } else {
                told.insert(address, said);
            }
            self.send("textDocument/publishDiagnostics", params);
        }
        self.told.insert(root.to_owned(), told);
    }

    fn findings(&self, world: &World, file: FileId) -> Value {
        let findings = world.findings(file);
        findings.into_iter().map(|it| self.finding(world, it)).collect()
    }

    /// Writes a finding as the protocol does.
    pub(super) fn finding(&self, world: &World, finding: &Diagnostic) -> Value {
        let sources = world.kept.sources();
        let place = |location: &Location| {
            let text = &sources.get(location.file).text;
            self.encoding.range(text, &sources.range(location))
        };
        let help = finding.help.as_ref().map_or(String::new(), |it| format!("\nhelp: {it}"));
        let mut out = json!({
            "range": place(&finding.location),
            "severity": match finding.code.level { Level::Error => 1, Level::Warning => 2 },
            "code": finding.code.id,
            "source": "dtm",
            "message": format!("{}{help}", finding.message),
        });
        if let Some((location, label)) = &finding.related {
            let there =
                json!({ "uri": self.address(world, location.file), "range": place(location) });
            out["relatedInformation"] = json!([{ "location": there, "message": label }]);
        }
        out
    }
}
