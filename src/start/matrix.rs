//! An empty matrix: one tactic, no technique, and all that a first check and a first build need.

use std::fmt::Write as _;

use serde_json::json;

use crate::fmt;
use crate::model::{KINDS, META_SCHEMA};

/// What is known of a matrix before it is written.
#[derive(Clone, Debug)]
pub struct Seed<'a> {
    /// The letters before the ids of all kinds.
    pub prefix: &'a str,
    /// The name that people say.
    pub name: &'a str,
    /// One sentence, if there is one already.
    pub summary: Option<&'a str>,
    /// The day of its first version, `YYYY-MM-DD`.
    pub day: &'a str,
    /// The UUID under which the ids of STIX objects are derived.
    pub namespace: &'a str,
}

/// Returns a name in lower case with hyphens, as ids that are words are written.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Returns the files of an empty matrix, by their path below the folder that will hold it.
pub fn matrix(seed: &Seed<'_>) -> Vec<(String, String)> {
    let (id, day) = (slug(seed.name), seed.day);
    let tactic = format!("{}TA0001", seed.prefix);
    let summary = seed.summary.map_or_else(
        || format!("What adversaries do, as the {} sees it.", seed.name),
        str::to_owned,
    );
    let meta = json!({
        "id": id, "name": seed.name, "summary": summary, "version": "0.1", "released": day,
        "tactics": [tactic], "attack": {}, "base_url": format!("https://{id}.example"),
        "licence": "CC-BY-4.0", "kill_chain": id, "stix_namespace": seed.namespace,
    });
    let first = json!({
        "id": tactic, "name": "First Goal",
        "summary": "What an adversary wants to reach first: give this column its own name.",
        "description": "An example: write here what the adversary wants in this column, and why.\n",
        "attack_none": "This is an example of a tactic, which corresponds to nothing yet.",
        "status": "draft", "version": "1.0", "created": day, "modified": day,
        "allow": [{
            "code": "tactic-without-technique",
            "reason": "The matrix is new; delete these lines with the first technique.",
        }],
    });
    let head = |schema: &str| {
        let up = if schema == "matrix" { "../" } else { "../../" };
        vec![format!("# yaml-language-server: $schema={up}schema/{schema}.schema.json")]
    };
    let mut files = vec![
        ("README.md".to_owned(), readme(seed)),
        ("matrix/matrix.yaml".to_owned(), fmt::document("", "matrix.yaml", &head("matrix"), &meta)),
        (
            format!("matrix/tactics/{tactic}.yaml"),
            fmt::document("tactics", &format!("{tactic}.yaml"), &head("tactic"), &first),
        ),
        ("schema/matrix.schema.json".to_owned(), META_SCHEMA.to_owned()),
    ];
    let schema = |name: &str| format!("schema/{name}.schema.json");
    files.extend(KINDS.iter().map(|kind| (schema(kind.name), kind.schema.to_owned())));
    files
}

fn readme(seed: &Seed<'_>) -> String {
    let (name, prefix) = (seed.name, seed.prefix);
    let mut out = format!(
        "# {name}\n\n\
         A threat matrix as YAML: one file is one object, the name of the file is its id.\n\n\
         ```sh\n\
         dtm new tactic --name \"Second Goal\"      # then add its id to matrix/matrix.yaml\n\
         dtm new technique --tactic {prefix}TA0001   # asks for the name\n\
         dtm check                             # what is wrong, where, and what to type\n\
         dtm serve                             # the pages while you write\n\
         dtm build                             # layers, tables, STIX and the site, into exports/\n\
         ```\n\n\
         | folder | ids | what it holds |\n| --- | --- | --- |\n",
    );
    for kind in KINDS {
        let ids = match kind.letters {
            "" => "words".to_owned(),
            letters => format!("{prefix}{letters}0001"),
        };
        let _ =
            writeln!(out, "| `matrix/{}/` | {ids} | {} |", kind.folder, kind.plural.to_lowercase());
    }
    out.push_str(
        "\n`schema/` says what every key means; editors with a YAML language server read it.\n",
    );
    out
}
