//! What the reports on forms say to programs, held to its schema.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::mds2_forms::yes;
use crate::support::{self, project};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = support::read("schema/export/mds2-report.schema.json");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

fn report(arguments: &[&Path]) -> Value {
    let made = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["mds2", "report", "--format", "json"])
        .args(arguments)
        .current_dir(project(""))
        .output()
        .expect("the program runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    serde_json::from_slice(&made.stdout).expect("JSON")
}

fn faults(tree: &Value) -> Vec<String> {
    SCHEMA.iter_errors(tree).map(|it| format!("{}: {it}", it.instance_path())).collect()
}

#[test]
fn reports_on_forms_satisfy_their_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let compiled = support::compile(&support::real());
    let lore = dicom_threat_matrix::mds2::Lore::of(&compiled.matrix).expect("the form");
    let ids: Vec<String> = lore.form.questions.iter().map(|it| it.id.clone()).collect();
    // One that says all, one that says nothing of itself, and one with notes and open answers.
    let mut bare = yes(&ids, "");
    bare.answers.retain(|id, _| !id.starts_with("DOC-"));
    let mut mixed = yes(&ids, "Sono 2").answer("NAUT-1", "See Note").note("NAUT-1", "by cable");
    for (place, id) in ids.iter().enumerate().filter(|(_, id)| !id.starts_with("DOC-")) {
        match place % 4 {
            0 => mixed.answers.remove(id).map_or((), drop),
            1 => mixed = mixed.answer(id, "No"),
            2 => mixed = mixed.answer(id, "N/A"),
            _ => {}
        }
    }
    let forms = [("all", yes(&ids, "Tomo 5")), ("bare", bare), ("mixed", mixed)];
    let paths: Vec<_> = forms
        .iter()
        .map(|(name, form)| {
            let path = folder.path().join(format!("{name}.csv"));
            std::fs::write(&path, form.csv(&ids, ',')).expect("written");
            path
        })
        .collect();
    let all: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
    let examples = project("examples/mds2/devices");
    let compare = Path::new("--compare");
    for tree in [
        report(&all),
        report(&[&examples]),
        report(&[compare, all[0], all[2]]),
        report(&[compare, all[1], all[2]]),
    ] {
        assert_eq!(faults(&tree), [] as [&str; 0]);
        // The schema is strict: what it does not know, and what is missing, is a fault.
        let name = if tree.get("fleet").is_some() { "fleet" } else { "comparison" };
        for edit in [
            |part: &mut Value| part["techniques"][0]["name"] = Value::Null,
            |part: &mut Value| part["surprise"] = Value::from(1),
            |part: &mut Value| drop(part.as_object_mut().and_then(|it| it.remove("techniques"))),
        ] {
            let mut other = tree.clone();
            edit(&mut other[name]);
            assert!(!faults(&other).is_empty(), "{name}");
        }
    }
}
