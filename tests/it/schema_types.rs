//! The hand-written schemas and the Rust types say the same, field by field.

use std::collections::{BTreeMap, BTreeSet};

use dicom_threat_matrix::model::kinds as k;
use dicom_threat_matrix::model::{Allow, Common, Gates, KINDS, Meta, Status, Theme};
use serde::Deserialize;
use serde::de::value::Error;
use serde::de::{Deserializer, Visitor};
use serde_json::Value;

use crate::support;

/// A deserializer that only listens: serde tells it the names of the fields or of the variants.
#[derive(Default)]
struct Listener {
    names: Vec<&'static str>,
}

impl<'de> Deserializer<'de> for &mut Listener {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("only names are wanted"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.names.extend(fields);
        Err(serde::de::Error::custom("that is all"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.names.extend(variants);
        Err(serde::de::Error::custom("that is all"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn names<T: for<'de> Deserialize<'de>>() -> BTreeSet<&'static str> {
    let mut listener = Listener::default();
    assert!(T::deserialize(&mut listener).is_err(), "the listener never answers");
    assert!(!listener.names.is_empty(), "serde named nothing");
    listener.names.into_iter().collect()
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&support::read(&format!("schema/{name}.schema.json"))).expect("JSON")
}

/// Returns the node behind a pointer, following local references on the way.
fn node<'a>(schema: &'a Value, pointer: &str) -> &'a Value {
    let mut here = schema;
    for step in pointer.split('/').filter(|step| !step.is_empty()) {
        here = follow(schema, here).get(step).unwrap_or_else(|| panic!("no {step} in {pointer}"));
    }
    follow(schema, here)
}

fn follow<'a>(schema: &'a Value, node: &'a Value) -> &'a Value {
    match node.get("$ref").and_then(Value::as_str) {
        Some(target) => schema.pointer(&target[1..]).expect("a local definition"),
        None => node,
    }
}

fn keys(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let map = node(schema, pointer)["properties"].as_object().expect("properties");
    map.keys().cloned().collect()
}

fn owned(names: BTreeSet<&str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn every_kind_has_the_fields_of_its_schema() {
    let bodies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::from([
        ("asset", names::<k::Asset>()),
        ("audience", names::<k::Audience>()),
        ("brief", names::<k::Brief>()),
        ("case-study", names::<k::CaseStudy>()),
        ("catalogue", names::<k::Catalogue>()),
        ("checklist", names::<k::Checklist>()),
        ("detection", names::<k::Detection>()),
        ("mitigation", names::<k::Mitigation>()),
        ("reference", names::<k::Reference>()),
        ("tactic", names::<k::Tactic>()),
        ("technique", names::<k::Technique>()),
    ]);
    for kind in KINDS {
        let mut types = owned(bodies[kind.name].clone());
        types.extend(owned(names::<Common>()));
        let written = keys(&schema(kind.name), "");
        // Documents have a title and need no description, the others have a name.
        let label = if written.contains("title") { "name" } else { "title" };
        types.remove(label);
        if !written.contains("description") {
            types.remove("description");
        }
        assert_eq!(types, written, "the fields of a {}", kind.name);
    }
    assert_eq!(owned(names::<Meta>()), keys(&schema("matrix"), ""), "the fields of matrix.yaml");
}

#[test]
fn inner_fields_are_those_of_their_schemas() {
    let cases: [(&str, &str, BTreeSet<&str>); 20] = [
        ("asset", "properties/allow/items", names::<Allow>()),
        ("audience", "properties/topics/items", names::<k::Topic>()),
        ("case-study", "properties/procedure/items", names::<k::Step>()),
        ("catalogue", "properties/controls/items", names::<k::Control>()),
        ("catalogue", "properties/papers/items", names::<k::Paper>()),
        ("checklist", "properties/sections/items", names::<k::Section>()),
        ("checklist", "properties/sections/items/properties/items/items", names::<k::Item>()),
        ("detection", "properties/rule", names::<k::Rule>()),
        ("matrix", "properties/gates", names::<Gates>()),
        ("matrix", "properties/themes/items", names::<Theme>()),
        ("mitigation", "properties/responsibility/items", names::<k::Responsibility>()),
        ("mitigation", "properties/controls/items", names::<k::ControlLink>()),
        ("tactic", "properties/attack", names::<k::AttackTacticLink>()),
        ("technique", "properties/prerequisites", names::<k::Prerequisites>()),
        ("technique", "properties/standard/items", names::<k::StandardSection>()),
        ("technique", "properties/impact", names::<k::Impact>()),
        ("technique", "properties/evidence/items", names::<k::Evidence>()),
        ("technique", "properties/attack/items", names::<k::AttackLink>()),
        ("technique", "properties/mitigations/items", names::<k::MitigationLink>()),
        ("technique", "properties/detections/items", names::<k::UseLink>()),
    ];
    for (name, pointer, types) in cases {
        assert_eq!(owned(types), keys(&schema(name), pointer), "{name}: {pointer}");
    }
}

#[test]
fn words_are_those_of_their_schemas() {
    let cases: [(&str, &str, BTreeSet<&str>); 8] = [
        ("asset", "properties/status", names::<Status>()),
        ("catalogue", "properties/controls/items/properties/status", names::<k::ControlStatus>()),
        ("catalogue", "properties/controls/items/properties/confidence", names::<k::Confidence>()),
        ("catalogue", "properties/papers/items/properties/extent", names::<k::Extent>()),
        ("reference", "properties/kind", names::<k::ReferenceKind>()),
        ("technique", "properties/impact/properties/integrity", names::<k::Grade>()),
        ("technique", "properties/impact/properties/patient_safety", names::<k::PatientSafety>()),
        ("technique", "properties/evidence/items/properties/kind", names::<k::EvidenceKind>()),
    ];
    for (name, pointer, words) in cases {
        let schema = schema(name);
        let listed = node(&schema, pointer)["enum"].as_array().expect("a list of words");
        let listed: BTreeSet<String> =
            listed.iter().map(|word| word.as_str().expect("a word").to_owned()).collect();
        assert_eq!(owned(words), listed, "{name}: {pointer}");
    }
}

/// Walks every node of a schema.
fn walk<'a>(node: &'a Value, path: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(path, node);
    match node {
        Value::Object(map) => {
            map.iter().for_each(|(key, it)| walk(it, &format!("{path}/{key}"), visit));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, it)| walk(it, &format!("{path}/{at}"), visit));
        }
        _ => {}
    }
}

#[test]
fn schemas_are_valid_and_speak_the_common_subset() {
    for name in KINDS.iter().map(|kind| kind.name).chain(["matrix", "assessment"]) {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name} is not a valid schema");
        let id = schema["$id"].as_str().expect("an $id");
        assert!(id.ends_with(&format!("/{name}.schema.json")), "{name}: {id}");
        walk(&schema, "", &mut |path, node| {
            let Some(map) = node.as_object() else { return };
            for banned in ["unevaluatedProperties", "$dynamicRef", "oneOf", "anyOf", "prefixItems"]
            {
                assert!(!map.contains_key(banned), "{name}{path} uses {banned}");
            }
            if map.contains_key("$ref") {
                assert_eq!(
                    map.len(),
                    1,
                    "{name}{path}: draft-07 editors ignore what stands beside $ref"
                );
            }
            let is_object = map.get("type").and_then(Value::as_str) == Some("object");
            if is_object {
                assert_eq!(
                    map["additionalProperties"], false,
                    "{name}{path} lets unknown keys pass"
                );
            }
            let is_field = path.rsplit('/').nth(1) == Some("properties");
            if is_field && !map.contains_key("$ref") {
                assert!(map.contains_key("description"), "{name}{path} has no description");
                let simple = map["type"] != "object" && map["type"] != "array";
                assert!(!simple || map.contains_key("examples"), "{name}{path} has no example");
            }
        });
    }
}

#[test]
fn examples_in_schemas_satisfy_them() {
    for name in KINDS.iter().map(|kind| kind.name).chain(["matrix", "assessment"]) {
        let schema = schema(name);
        walk(&schema, "", &mut |path, node| {
            let Some(examples) = node.get("examples").and_then(Value::as_array) else { return };
            if path.ends_with("/properties") {
                return;
            }
            let mut alone = node.clone();
            alone["$defs"] = schema["$defs"].clone();
            let validator = jsonschema::validator_for(&alone).expect("a schema");
            for example in examples {
                assert!(validator.is_valid(example), "{name}{path}: {example} is not valid");
            }
        });
    }
}

#[test]
fn equal_definitions_stay_equal() {
    let mut seen: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for name in KINDS.iter().map(|kind| kind.name).chain(["matrix", "assessment"]) {
        for (key, definition) in schema(name)["$defs"].as_object().expect("definitions") {
            let known = seen.entry(key.clone()).or_insert((name.to_owned(), definition.clone()));
            assert_eq!(known.1, *definition, "`{key}` differs between {} and {name}", known.0);
        }
    }
}
