//! The answers of a form as files: what somebody said stands in its place, the rest is to fill in.

use serde_json::{Value, json};

use super::issue::{Correction, Issue, Proposal, Showing};
use super::prose::{Names, cut, markdown, plain};
use crate::fmt;
use crate::model::kinds::EvidenceKind;
use crate::model::{Body, FILL_IN, Matrix, Object};
use crate::start::slug;

/// The matrix that an issue is about, and what a new technique would be called in it.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The matrix.
    pub matrix: &'a Matrix,
    /// The next free id of a technique.
    pub id: &'a str,
    /// The day, `YYYY-MM-DD`.
    pub day: &'a str,
}

/// Files that an issue makes or changes: path below the matrix folder, text, and whether it is new.
pub type Files = Vec<(String, String, bool)>;

struct Text;

impl Names for Text {
    fn id(&self, _: &str) -> Option<String> {
        None
    }
    fn key(&self, _: &str) -> Option<String> {
        None
    }
}

impl Issue {
    /// Returns the files. `old` is the text of the object that the issue names.
    ///
    /// # Errors
    /// Returns a sentence for the user if the issue names an object that is not there.
    pub fn files(&self, desk: Desk<'_>, old: impl Fn(&Object) -> String) -> Result<Files, String> {
        match self {
            Self::Technique(it) => Ok(technique(it, desk)),
            Self::Correction(it) => {
                let object = known(desk.matrix, &it.object)?;
                correction(it, desk, object, &old(object))
            }
            Self::Evidence(it) => {
                let object = known(desk.matrix, &it.object)?;
                if !matches!(object.body, Body::Technique(_)) {
                    return Err(format!(
                        "`{}` is no technique, and only these have evidence",
                        it.object
                    ));
                }
                evidence(it, desk, object, &old(object))
            }
        }
    }
}

fn known<'a>(matrix: &'a Matrix, id: &str) -> Result<&'a Object, String> {
    matrix
        .get(id)
        .ok_or_else(|| format!("the form names the object `{}`, which is not there", cut(id, 40)))
}

fn path(object: &Object) -> String {
    format!("{}/{}.yaml", object.kind().folder, object.id())
}

fn technique(said: &Proposal, desk: Desk<'_>) -> Files {
    let matrix = desk.matrix;
    let mut files = Files::new();
    let mut aside: Vec<String> = Vec::new();
    let mut tactics = Vec::new();
    for word in &said.tactics {
        match tactic(matrix, word) {
            Some(id) if !tactics.contains(&id) => tactics.push(id),
            Some(_) => {}
            // A name that holds a comma comes in two parts, of which the first has the id.
            None if matrix.columns().iter().any(|it| it.name().ends_with(word.as_str())) => {}
            None => aside.push(format!("Tactic: {word}")),
        }
    }
    if tactics.is_empty() {
        tactics.push(FILL_IN.to_owned());
    }
    let mut proof = Vec::new();
    for line in &said.evidence {
        match reference(line, desk, &mut files) {
            Some(key) => proof.push(json!({ "reference": key, "kind": FILL_IN })),
            None => aside.push(format!("Evidence: {line}")),
        }
    }
    let links = |kind: &'static str, text: &str, aside: &mut Vec<String>| {
        let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
        let mut ids: Vec<&str> = words().filter(|it| matrix.find(kind, it).is_some()).collect();
        ids.sort_unstable();
        ids.dedup();
        if !text.is_empty() && text.split([',', '\n']).any(|part| !ids.contains(&part.trim())) {
            aside.push(format!("About a {kind}: {}", plain(text)));
        }
        ids.into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let mitigations = links("mitigation", &said.mitigations, &mut aside);
    let detections = links("detection", &said.detections, &mut aside);
    let attack: Vec<Value> = said
        .attack
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter_map(|id| {
            let index = matrix.attack().iter().find(|index| index.techniques.contains_key(id))?;
            Some(json!({ "id": id, "domain": index.domain, "relation": FILL_IN, "rationale": FILL_IN }))
        })
        .collect();
    if attack.is_empty() && !said.attack.is_empty() {
        aside.push(format!("ATT&CK: {}", plain(&said.attack)));
    }
    let about = [said.what.as_str(), said.why.as_str()].join("\n\n");
    let name = cut(&plain(&said.name), 80);
    let name = if name.chars().count() < 3 { FILL_IN.to_owned() } else { name };
    let mut keys = json!({
        "id": desk.id, "name": name, "summary": FILL_IN,
        "description": markdown(&about, &Text, desk.id), "tactics": tactics,
        "status": "draft", "version": "1.0", "created": desk.day, "modified": desk.day,
    });
    if matrix.meta().speaks_dicom() {
        keys["prerequisites"] = json!({ "access": [FILL_IN] });
        keys["impact"] = json!({
            "confidentiality": FILL_IN, "integrity": FILL_IN, "availability": FILL_IN,
            "patient_safety": FILL_IN, "workflow": FILL_IN,
        });
        for key in ["assets", "surface", "role"] {
            keys[key] = json!([FILL_IN]);
        }
    }
    let effect = |id: &String| json!({ "id": id, "effect": FILL_IN, "use": FILL_IN });
    let seen = |id: &String| json!({ "id": id, "use": FILL_IN });
    let lists = [
        ("evidence", proof),
        ("attack", attack),
        ("mitigations", mitigations.iter().map(effect).collect()),
        ("detections", detections.iter().map(seen).collect()),
    ];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        keys[key] = Value::Array(list);
    }
    let file = format!("{}.yaml", desk.id);
    let text = fmt::document("techniques", &file, &head("technique", &aside), &keys);
    files.insert(0, (format!("techniques/{file}"), text, true));
    files
}

/// Returns the line for editors and what found no place, as comments.
fn head(kind: &str, aside: &[String]) -> Vec<String> {
    let mut head = vec![format!("# yaml-language-server: $schema=../../schema/{kind}.schema.json")];
    if !aside.is_empty() {
        head.push("# From the form, still to be placed:".to_owned());
        head.extend(aside.iter().map(|it| format!("#   {}", plain(it))));
    }
    head
}

fn tactic(matrix: &Matrix, word: &str) -> Option<String> {
    let ids =
        word.split_whitespace().map(|it| it.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    let by_id = ids.into_iter().find_map(|it| matrix.find("tactic", it));
    let named = || matrix.columns().into_iter().find(|it| it.name().eq_ignore_ascii_case(word));
    by_id.or_else(named).map(|it| it.id().to_owned())
}

/// Returns the key of a source: that of a reference with its key or address, or of a new one.
fn reference(line: &str, desk: Desk<'_>, files: &mut Files) -> Option<String> {
    if desk.matrix.find("reference", line).is_some() {
        return Some(line.to_owned());
    }
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'()[]".contains(c);
    let start = line.find("https://").or_else(|| line.find("http://"))?;
    let url: String = line[start..].chars().take_while(|c| fits(*c)).collect();
    let url = url.trim_end_matches(['.', ',', ';']);
    let same = |it: &str| it.trim_end_matches('/') == url.trim_end_matches('/');
    if let Some((object, _)) = desk.matrix.references().find(|(_, it)| same(&it.url)) {
        return Some(object.id().to_owned());
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let short: String = slug(rest).chars().take(50).collect();
    let short = short.trim_matches('-');
    let taken = |key: &str, files: &Files| {
        let path = format!("references/{key}.yaml");
        desk.matrix.get(key).is_some() || files.iter().any(|(it, ..)| *it == path)
    };
    let mut keys =
        (1_u32..).map(|n| if n == 1 { short.to_owned() } else { format!("{short}-{n}") });
    let key = keys.find(|key| !taken(key, files)).filter(|_| !short.is_empty())?;
    let around = plain(&format!("{} {}", &line[..start], &line[start + url.len()..]));
    let title = around.trim_matches(|c: char| " .,:;-()".contains(c));
    let title = if title.chars().count() < 3 { FILL_IN.to_owned() } else { cut(title, 250) };
    let keys = json!({
        "id": key, "title": title, "summary": FILL_IN, "kind": FILL_IN, "date": FILL_IN, "url": url,
        "status": "draft", "version": "1.0", "created": desk.day, "modified": desk.day,
    });
    let file = format!("{key}.yaml");
    let text = fmt::document("references", &file, &head("reference", &[]), &keys);
    files.push((format!("references/{file}"), text, true));
    Some(key)
}

/// Puts what is to be corrected above the object, as comments.
fn correction(
    said: &Correction,
    desk: Desk<'_>,
    object: &Object,
    old: &str,
) -> Result<Files, String> {
    let mut files = Files::new();
    let source = reference(&said.source, desk, &mut files);
    let mut notes = vec![format!("# Correction asked for on {}:", desk.day)];
    let answers = [("wrong", &said.wrong), ("should say", &said.instead), ("source", &said.source)];
    for (label, answer) in answers.into_iter().filter(|(_, answer)| !answer.is_empty()) {
        notes.push(format!("#   {label}: {}", plain(answer)));
    }
    notes.extend(source.map(|key| format!("#   cite it as [@{key}]")));
    let (first, rest) = match old.split_once('\n') {
        Some((first, rest)) if first.starts_with("# yaml-language-server:") => (first, rest),
        _ => ("", old),
    };
    let lead = if first.is_empty() { String::new() } else { format!("{first}\n") };
    let text = format!("{lead}{}\n{rest}", notes.join("\n"));
    files.insert(0, (path(object), canonical(object, &text)?, false));
    Ok(files)
}

fn canonical(object: &Object, text: &str) -> Result<String, String> {
    let name = format!("{}.yaml", object.id());
    fmt::canonical(object.kind().folder, &name, text)
        .map_err(|_| format!("{} cannot be changed: it is not plain YAML", path(object)))
}

/// Adds a source to the evidence of a technique.
fn evidence(said: &Showing, desk: Desk<'_>, object: &Object, old: &str) -> Result<Files, String> {
    let mut files = Files::new();
    let key = reference(&said.source, desk, &mut files).ok_or_else(|| {
        format!(
            "the source `{}` is neither an address nor the key of a reference",
            cut(&said.source, 60)
        )
    })?;
    if let Body::Technique(it) = &object.body
        && it.evidence.iter().any(|it| it.reference == key)
    {
        return Err(format!("{} cites `{key}` already", object.id()));
    }
    let kinds = [
        EvidenceKind::Observed,
        EvidenceKind::Demonstrated,
        EvidenceKind::Vulnerability,
        EvidenceKind::Tool,
        EvidenceKind::Standard,
    ];
    let low = said.kind.to_lowercase();
    let kind = kinds.iter().map(|it| it.word()).find(|word| low.starts_with(word));
    let entry =
        json!([{ "reference": key, "kind": kind.unwrap_or(FILL_IN), "note": plain(&said.shows) }]);
    let mut lines: Vec<String> = canonical(object, old)?.lines().map(str::to_owned).collect();
    let mut block: Vec<String> =
        fmt::block("evidence", &entry).lines().map(str::to_owned).collect();
    match lines.iter().position(|line| line == "evidence:") {
        Some(at) => {
            let inside = |line: &String| line.starts_with(' ');
            let end = lines[at + 1..].iter().position(|line| !inside(line));
            let end = end.map_or(lines.len(), |count| at + 1 + count);
            block.remove(0);
            lines.splice(end..end, block);
        }
        None => lines.append(&mut block),
    }
    files.insert(0, (path(object), canonical(object, &(lines.join("\n") + "\n"))?, false));
    Ok(files)
}
