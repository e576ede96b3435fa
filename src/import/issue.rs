//! The answers of a form of issues: what GitHub makes of them is Markdown, `### Label` above each.

/// The most characters of an answer that are taken over.
const MOST: usize = 8_000;

/// What somebody wrote into a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issue {
    /// The form "new technique".
    Technique(Proposal),
    /// The form "correction".
    Correction(Correction),
    /// The form "evidence".
    Evidence(Showing),
}

/// A technique that somebody proposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// What to call it.
    pub name: String,
    /// Ids or names of tactics.
    pub tactics: Vec<String>,
    /// What the adversary does.
    pub what: String,
    /// Why it works.
    pub why: String,
    /// A source a line: an address, a key or words.
    pub evidence: Vec<String>,
    /// Ids of mitigations, and words about others.
    pub mitigations: String,
    /// Ids of detections, and words about others.
    pub detections: String,
    /// Ids of ATT&CK techniques.
    pub attack: String,
}

/// Something that is wrong with an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The id of the object.
    pub object: String,
    /// What is wrong.
    pub wrong: String,
    /// What it should say.
    pub instead: String,
    /// Where that stands.
    pub source: String,
}

/// A source for a technique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// The id of the technique.
    pub object: String,
    /// What kind of evidence it is.
    pub kind: String,
    /// An address, or the key of a reference.
    pub source: String,
    /// What it shows.
    pub shows: String,
}

/// Reads the body of an issue.
///
/// # Errors
/// Returns a sentence for the user if the text is not the body of one of the three forms, or lacks an
/// answer without which nothing can be made of it.
pub fn issue(body: &str) -> Result<Issue, String> {
    let answers = answers(body);
    let has = |label: &str| answers.iter().any(|(it, _)| it == label);
    let get = |label: &str| {
        let found = answers.iter().find(|(it, _)| it == label);
        found.map(|(_, answer)| answer.clone()).unwrap_or_default()
    };
    let needed = |label: &str| {
        let answer = get(label);
        if answer.is_empty() {
            Err(format!("the form has no answer under `{label}`"))
        } else {
            Ok(answer)
        }
    };
    if has("What the adversary does") {
        Ok(Issue::Technique(Proposal {
            name: line(&needed("Name")?),
            tactics: parts(&get("Tactics")),
            what: needed("What the adversary does")?,
            why: get("Why DICOM allows it"),
            evidence: get("Evidence").lines().map(bare).filter(|it| !it.is_empty()).collect(),
            mitigations: get("Mitigations"),
            detections: get("Detections"),
            attack: get("ATT&CK technique"),
        }))
    } else if has("What is wrong") {
        Ok(Issue::Correction(Correction {
            object: first(&needed("Object")?),
            wrong: needed("What is wrong")?,
            instead: get("What it should say"),
            source: get("Source"),
        }))
    } else if has("What it shows") {
        Ok(Issue::Evidence(Showing {
            object: first(&needed("Object")?),
            kind: get("Kind of evidence"),
            source: line(&needed("Source")?),
            shows: needed("What it shows")?,
        }))
    } else {
        Err("this is the body of none of the forms: no line says `### What the adversary does`, `### What is wrong` or `### What it shows`".to_owned())
    }
}

/// Returns the labels of a body with their answers. What nobody answered is empty.
fn answers(body: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in body.lines() {
        if let Some(label) = line.strip_prefix("### ") {
            found.push((label.trim().to_owned(), String::new()));
        } else if let Some((_, answer)) = found.last_mut() {
            answer.push_str(line);
            answer.push('\n');
        }
    }
    for (_, answer) in &mut found {
        let clean: String =
            answer.chars().filter(|c| !c.is_control() || *c == '\n').take(MOST).collect();
        let clean = clean.trim();
        *answer = if clean == "_No response_" { String::new() } else { clean.to_owned() };
    }
    found
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the items of a list, whether commas, lines or dashes tell them apart.
fn parts(text: &str) -> Vec<String> {
    text.split([',', '\n', ';']).map(bare).filter(|it| !it.is_empty()).collect()
}

fn bare(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("- [x] ").or_else(|| text.strip_prefix("- [X] ")).unwrap_or(text);
    if text.starts_with("- [ ]") {
        return String::new();
    }
    line(text.trim_start_matches(['-', '*', '•']).trim_matches(['<', '>', ' ']))
}

/// Returns the first word: an id, behind which people like to write the name.
fn first(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}
