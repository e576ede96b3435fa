//! The inputs to start from.

use crate::ground::{GROUND, folder, project, unlaid};

/// Returns the inputs to start from of a target, by name.
pub fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let cases = project("tests/cases");
    let mut names: Vec<String> = std::fs::read_dir(&cases)
        .expect("there are cases")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let case = |name: &String| folder(&cases.join(name).join("matrix"));
    let ours = || GROUND.iter().filter(|(inner, _)| inner.ends_with(".yaml"));
    let flat = |inner: &str| inner.replace('/', "_");
    let mut found: Vec<(String, Vec<u8>)> = match target {
        "yaml" | "fmt" => {
            let broken = names.iter().flat_map(|name| {
                let files = case(name).into_iter().filter(|(inner, _)| inner != ".drop");
                files.map(move |(inner, bytes)| (format!("{name}_{}", flat(&inner)), bytes))
            });
            let whole = ours().map(|(inner, bytes)| (flat(inner), bytes.clone()));
            let head: &[u8] = if target == "fmt" { b"t" } else { b"" };
            broken.chain(whole).map(|(name, bytes)| (name, [head, &bytes].concat())).collect()
        }
        "matrix" => names.iter().map(|name| (name.clone(), unlaid(&case(name)))).collect(),
        "diff" => names
            .iter()
            .map(|name| (name.clone(), [b"# then\n", unlaid(&case(name)).as_slice()].concat()))
            .collect(),
        "lsp" => crate::lsp::seeds(),
        "exports" => crate::exports::seeds(),
        "mds2" => crate::mds2::seeds(),
        "prose" => ours()
            .filter_map(|(inner, bytes)| {
                let text = std::str::from_utf8(bytes).ok()?;
                let (_, body) =
                    text.split_once("description: |\n").or(text.split_once("body: |\n"))?;
                Some((flat(inner), body.replace("\n  ", "\n").into_bytes()))
            })
            .chain([("every".to_owned(), crate::prose::EVERY.as_bytes().to_vec())])
            .collect(),
        "assessment" => ["tests/assess/hospital.yaml", "tests/assess/faults.yaml"]
            .iter()
            .map(|path| (flat(path), std::fs::read(project(path)).expect("readable")))
            .collect(),
        "atlas" => {
            vec![(
                "weather".to_owned(),
                std::fs::read(project("tests/import/weather.yaml")).expect("readable"),
            )]
        }
        "stix" => crate::import::bundles(),
        "issue" => crate::import::issues(),
        _ => Vec::new(),
    };
    // The engine starts from something, whatever the project holds.
    found.push(("empty".to_owned(), Vec::new()));
    found
}
