//! Each file alone, under its schema and the law of place. The only file that names `jsonschema`.
//!
//! A file that breaks its schema is still read where it
//! can be, so that one slip does not make everything that links to it look wrong.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde::Deserialize as _;
use serde_json::Value;

use super::fill_in::{is_open, open_places};
use super::free_text::{Field, FreeText};
use super::outcome::Outcome;
use super::place::{misplaced, stray};
use super::schema_codes as codes;
use super::schema_words::{
    addition, described, named, quoted, reformed, renamed, retyped, shown, subject, type_of,
};
use super::spelling::LIST;
use crate::diagnostic::{Diagnostic, FileId, Fix, Location, Source, nearest, sole};
use crate::model::{AttackIndex, Body, Common, KINDS, Kind, META_SCHEMA, Meta, Object};

pub(super) struct Compiled {
    schema: Value,
    validator: Validator,
    texts: Option<Field>,
}

pub(super) fn compiled(text: &str, titles_are_ours: bool) -> Option<Compiled> {
    let schema: Value = serde_json::from_str(text).ok()?;
    let validator = jsonschema::options().offline().build(&schema).ok()?;
    let texts = Field::of(&schema, titles_are_ours);
    Some(Compiled { schema, validator, texts })
}

/// The schemas in the order of [`KINDS`]. Each is compiled by the thread that first needs it: one lock
/// for all would let the others wait.
static SCHEMAS: [OnceLock<Option<Compiled>>; KINDS.len()] =
    [const { OnceLock::new() }; KINDS.len()];
static MATRIX: LazyLock<Option<Compiled>> = LazyLock::new(|| compiled(META_SCHEMA, true));

/// What others wrote keeps the title that they gave it.
fn ours(kind: &Kind) -> bool {
    !["catalogue", "reference"].contains(&kind.name)
}

/// Returns the schema of a kind by its place among [`KINDS`].
fn of_kind(place: usize) -> Option<&'static Compiled> {
    let kind = KINDS[place];
    SCHEMAS[place].get_or_init(|| compiled(kind.schema, ours(kind))).as_ref()
}

/// Returns the schema of a file by its place.
fn schema_of(source: &Source) -> Option<&'static Compiled> {
    if source.inner == "matrix.yaml" {
        return MATRIX.as_ref();
    }
    let (folder, name) = source.inner.split_once('/')?;
    let place = KINDS.iter().position(|kind| kind.folder == folder && !name.contains('/'))?;
    of_kind(place)
}

/// Returns the free texts of a file.
pub(super) fn free_texts(source: &Source) -> Vec<FreeText<'_>> {
    let texts = schema_of(source).and_then(|schema| schema.texts.as_ref());
    texts.zip(source.tree.as_ref()).map(|(texts, tree)| texts.texts(tree)).unwrap_or_default()
}

/// A comment behind a text without quotes may be text that its author lost.
pub(super) fn comments(
    file: FileId,
    source: &Source,
    texts: &[FreeText<'_>],
    findings: &mut Vec<Diagnostic>,
) {
    if !source.text.contains(" #") && !source.text.contains("\t#") {
        return;
    }
    for text in texts {
        let place = source.tree.as_ref().and_then(|it| source.spans.find(it, &text.pointer));
        let Some((_, value)) = place else { continue };
        if source.text[value.clone()].starts_with(['"', '\'', '|', '>']) {
            continue;
        }
        let rest = source.text[value.end..].lines().next().unwrap_or_default();
        let comment = rest.trim_start_matches([' ', '\t']);
        if comment.starts_with('#') {
            let start = value.end + rest.len() - comment.len();
            let range = start..start + comment.trim_end().len();
            let message = "a comment cuts this text off";
            let finding =
                Diagnostic::new(&codes::TEXT_CUT_BY_COMMENT, Location::bytes(file, range), message);
            findings.push(finding.help(
                "put the text in double quotes if this belongs to it, else put the comment on a line of its own",
            ));
        }
    }
}

/// Judges one file.
pub(super) fn one(file: FileId, source: &Source, findings: &mut Vec<Diagnostic>) -> Outcome {
    let (folder, name) = source.inner.split_once('/').unwrap_or(("", &source.inner));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.rsplit('/').next().unwrap_or(stem);
    if source.inner == "matrix.yaml" {
        return matrix_file(file, source, findings);
    }
    if folder == "attack"
        && !name.contains('/')
        && name.rsplit_once('.').is_some_and(|(_, end)| end == "json")
    {
        return attack_file(file, source, stem, findings);
    }
    let place = KINDS.iter().position(|kind| kind.folder == folder && !name.contains('/'));
    if source.stray {
        return match place {
            Some(_) => {
                let (finding, stem) = stray(file, folder, name);
                findings.push(finding);
                Outcome::Broken(stem)
            }
            // Other folders are nobody's business.
            None => Outcome::Nothing,
        };
    }
    if source.inner == LIST {
        return Outcome::Nothing;
    }
    let Some(place) = place else {
        findings.push(misplaced(file, folder, name, stem));
        return Outcome::Broken(stem.to_owned());
    };
    let kind = KINDS[place];
    let Some(tree) = &source.tree else { return Outcome::Broken(stem.to_owned()) };
    if let Some(schema) = of_kind(place) {
        validate(schema, file, source, tree, findings);
        let open = open_places(&schema.schema, file, tree);
        if !open.is_empty() {
            findings.extend(open);
            return Outcome::Broken(stem.to_owned());
        }
    }
    let Some(object) = read(kind, file, source, tree) else {
        return Outcome::Broken(stem.to_owned());
    };
    if object.common.id != stem {
        let id = &object.common.id;
        let message = format!("the id `{id}` is not the name of the file");
        let finding =
            Diagnostic::new(&codes::ID_IS_NOT_FILE_NAME, Location::value(file, "/id"), message);
        let fix = renamed(kind, file, stem, id);
        let finding = finding.help(named(kind, stem, id)).fix(fix);
        findings.push(finding.instead_of(&["wrong-format"]));
        return Outcome::Misnamed(Box::new(object), stem.to_owned());
    }
    Outcome::Object(Box::new(object))
}

fn read(kind: &Kind, file: FileId, source: &Source, tree: &Value) -> Option<Object> {
    let common = Common::deserialize(tree).ok()?;
    let body = Body::read(kind, tree).ok()?;
    Some(Object { file, modeline: source.modeline.clone(), common, body })
}

fn matrix_file(file: FileId, source: &Source, findings: &mut Vec<Diagnostic>) -> Outcome {
    if source.absent {
        let message = "the matrix has no file `matrix.yaml`";
        let finding = Diagnostic::new(&codes::MISSING_MATRIX_FILE, Location::file(file), message);
        findings.push(finding.help("write `matrix.yaml` beside the folders of the kinds"));
    }
    let Some(tree) = &source.tree else { return Outcome::Nothing };
    if let Some(schema) = &*MATRIX {
        validate(schema, file, source, tree, findings);
    }
    Meta::deserialize(tree).map_or(Outcome::Nothing, |meta| Outcome::Meta(Box::new(meta)))
}

fn attack_file(
    file: FileId,
    source: &Source,
    domain: &str,
    findings: &mut Vec<Diagnostic>,
) -> Outcome {
    let broken = || Outcome::Broken(format!("attack/{domain}"));
    let Some(tree) = &source.tree else { return broken() };
    match AttackIndex::deserialize(tree) {
        Ok(index) => Outcome::Attack(Box::new(index)),
        Err(error) => {
            let message = format!("not a pinned ATT&CK index: {error}");
            let finding =
                Diagnostic::new(&codes::BROKEN_ATTACK_INDEX, Location::file(file), message);
            findings.push(finding.help("write it anew with `dtm attack pin`"));
            broken()
        }
    }
}

pub(super) fn validate(
    schema: &Compiled,
    file: FileId,
    source: &Source,
    tree: &Value,
    findings: &mut Vec<Diagnostic>,
) {
    let errors = schema.validator.iter_errors(tree).filter(|error| !is_open(error.instance()));
    let errors: Vec<ValidationError<'_>> = errors.collect();
    let mut meant = BTreeSet::new();
    for error in &errors {
        if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
            let known = keys(schema, error);
            let present: BTreeSet<&str> =
                error.instance().as_object().into_iter().flatten().map(|(key, _)| &**key).collect();
            for key in unexpected.iter().filter(|key| !key.contains('\u{0}')) {
                let parent = error.instance_path().as_str();
                let absent = || known.iter().map(String::as_str).filter(|it| !present.contains(it));
                let help = if let Some(near) = nearest(key, absent()) {
                    meant.insert(format!("{parent}/{near}"));
                    format!("did you mean `{near}`?")
                } else {
                    format!("the keys here are {}", known.join(", "))
                };
                let location = Location::key(file, format!("{parent}/{}", escape(key)));
                let message = format!("unknown key `{key}`");
                let fix = sole(key, absent()).map(|near| Fix::word(location.clone(), near));
                let finding = Diagnostic::new(&codes::UNKNOWN_KEY, location, message);
                findings.push(finding.help(help).fix(fix));
            }
        }
    }
    for error in &errors {
        findings.extend(describe(schema, file, source, error, &meant));
    }
}

fn describe(
    schema: &Compiled,
    file: FileId,
    source: &Source,
    error: &ValidationError<'_>,
    meant: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let path = error.instance_path().as_str();
    let here = || Location::value(file, path);
    let field = path.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
    let found = shown(error.instance());
    let mut fix = None;
    let (code, location, message, help) = match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. } => return None,
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            if meant.contains(&format!("{path}/{key}")) {
                return None;
            }
            let location = Location::key(file, path);
            let help =
                addition(&schema.schema, &format!("{}/properties/{key}", parent(error)), key);
            (&codes::MISSING_KEY, location, format!("the key `{key}` is missing"), help)
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = type_words(kind);
            let message =
                format!("{} must be {wanted}, not {}", subject(path), type_of(error.instance()));
            let raw = source.tree.as_ref().and_then(|tree| source.spans.find(tree, path));
            let raw = raw.and_then(|(_, value)| source.text.get(value)).unwrap_or_default().trim();
            let help = retyped(&schema.schema, &parent(error), wanted, error.instance(), raw);
            fix = quoted(file, source, path).filter(|_| wanted == "text");
            (&codes::WRONG_TYPE, here(), message, help)
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<&str> =
                options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let typed = error.instance().as_str().unwrap_or_default();
            fix = sole(typed, words.iter().copied()).map(|near| Fix::word(here(), near));
            let help = match nearest(typed, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", words.join(", ")),
            };
            (&codes::UNKNOWN_VALUE, here(), format!("{found} is not a value of `{field}`"), help)
        }
        ValidationErrorKind::Pattern { .. } => {
            let message = format!("{found} does not have the form of `{field}`");
            let help = reformed(&schema.schema, &parent(error), error.instance());
            (&codes::WRONG_FORMAT, here(), message, help)
        }
        ValidationErrorKind::MinLength { limit } => {
            let message = format!("`{field}` is shorter than {limit} characters");
            (&codes::WRONG_LENGTH, here(), message, described(&schema.schema, &parent(error)))
        }
        ValidationErrorKind::MaxLength { limit } => {
            let length = error.instance().as_str().map_or(0, |text| text.chars().count()) as u64;
            let message = format!("`{field}` has {length} characters, the limit is {limit}");
            let help = format!("shorten it by {} characters", length.saturating_sub(*limit));
            (&codes::WRONG_LENGTH, here(), message, help)
        }
        ValidationErrorKind::MinItems { .. } => {
            let message = format!("the list `{field}` is empty");
            (
                &codes::WRONG_LENGTH,
                here(),
                message,
                "add an item, or delete the key if it may be left out".to_owned(),
            )
        }
        ValidationErrorKind::UniqueItems => {
            let items = error.instance().as_array().map_or(&[][..], Vec::as_slice);
            let mut seen = BTreeSet::new();
            let second = items.iter().position(|item| !seen.insert(item.to_string()));
            let item = second.map_or_else(|| "an item".to_owned(), |at| shown(&items[at]));
            let location = Location::value(file, format!("{path}/{}", second.unwrap_or(0)));
            let message = format!("{item} stands twice in `{field}`");
            (&codes::WRONG_FORMAT, location, message, "delete one of the two".to_owned())
        }
        ValidationErrorKind::Minimum { limit } | ValidationErrorKind::Maximum { limit } => {
            let message = format!("{found} is out of range: the limit of `{field}` is {limit}");
            (&codes::WRONG_FORMAT, here(), message, described(&schema.schema, &parent(error)))
        }
        _ => (
            &codes::WRONG_FORMAT,
            here(),
            error.to_string(),
            described(&schema.schema, &parent(error)),
        ),
    };
    Some(Diagnostic::new(code, location, message).help(help).fix(fix))
}

/// Returns the pointer into the schema of the mapping that an error is about.
fn parent(error: &ValidationError<'_>) -> String {
    let path = error.schema_path().as_str();
    path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned()
}

fn keys(schema: &Compiled, error: &ValidationError<'_>) -> Vec<String> {
    let properties = schema.schema.pointer(&format!("{}/properties", parent(error)));
    let names = properties.and_then(Value::as_object);
    names.map(|names| names.keys().cloned().collect()).unwrap_or_default()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn type_words(kind: &TypeKind) -> &'static str {
    let name = match kind {
        TypeKind::Single(single) => single.to_string(),
        TypeKind::Multiple(_) => String::new(),
    };
    match name.as_str() {
        "string" => "text",
        "array" => "a list",
        "object" => "a mapping",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => "something else",
    }
}
