//! The page of a reference: what it is, and who cites it for what.

use super::{Parts, links, words};
use crate::export::site::blocks::{Block, Cell};
use crate::export::site::links::{LinkRef, Linker, mitre};
use crate::export::text::plain;
use crate::model::kinds::Reference;
use crate::model::{Body, Matrix, Object, Relation};

pub(super) fn parts(
    matrix: &Matrix,
    linker: &Linker<'_>,
    object: &Object,
    it: &Reference,
) -> Parts {
    let facts = vec![
        links("Source", vec![LinkRef::outside(&it.url)]),
        words("Kind", [it.kind.word()]),
        words("Date", [&it.date]),
        words("Authors", &it.authors),
        words("Publisher", &it.publisher),
        words("Product", &it.product),
        words("CVSS", &it.cvss),
        links("Weaknesses", it.cwe.iter().map(|id| mitre(id)).collect()),
    ];
    let citing = matrix.sources(object, Relation::Cites).into_iter();
    let citing = citing.filter_map(|(node, _)| matrix.object(node));
    if linker.is_inside() {
        let mut facts = facts;
        facts.push(links("Cited by", citing.map(|it| linker.object(it)).collect()));
        return (facts, Vec::new());
    }
    let lines = citing.map(|source| {
        let mut tags = Vec::new();
        let mut notes = Vec::new();
        match &source.body {
            Body::Technique(technique) => {
                for evidence in technique.evidence.iter().filter(|e| e.reference == object.id()) {
                    tags.push(format!("evidence: {}", evidence.kind.word()));
                    notes.extend(evidence.note.clone());
                }
            }
            Body::CaseStudy(story) if story.references.iter().any(|key| key == object.id()) => {
                tags.push("source".to_owned());
            }
            Body::Brief(brief) if brief.references.iter().any(|key| key == object.id()) => {
                tags.push("source".to_owned());
            }
            _ => {}
        }
        let sentences: Vec<String> =
            source.prose().flat_map(|(_, text)| sentences(text, object.id())).collect();
        if !sentences.is_empty() {
            tags.push("in the text".to_owned());
        }
        if notes.is_empty() {
            notes = sentences;
        }
        let what = Cell { tags, ..Cell::default() };
        vec![
            Cell::link(linker.object(source)),
            Cell::short(source.kind().label),
            what,
            Cell::text(notes.join(" ")),
        ]
    });
    let heads = ["Cited by", "Kind", "As", "For"];
    (facts, vec![Block::table("Cited by", &heads, lines)])
}

/// Returns the sentences of a text that cite a reference, without their citations. Authors write one
/// sentence a line.
fn sentences(text: &str, key: &str) -> Vec<String> {
    let mark = format!("[@{key}]");
    text.lines().filter(|line| line.contains(&mark)).map(|line| plain(&uncited(line))).collect()
}

fn uncited(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("[@") {
        out.push_str(before.trim_end());
        rest = after.split_once(']').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}
