//! One printed page for one audience.

use serde::{Deserialize, Serialize};

use crate::model::graph::Relation;
use crate::model::kind::Kind;
use crate::model::links::{Link, Links, Pointer, Target};

pub(super) const KIND: Kind = Kind {
    name: "checklist",
    folder: "checklists",
    label: "Checklist",
    plural: "Checklists",
    letters: "",
    schema: include_str!("../../../schema/checklist.schema.json"),
};

/// A page to print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Whom it speaks to.
    pub audience: String,
    /// The opening, at most 60 words.
    pub lead: String,
    /// Groups of items.
    pub sections: Vec<Section>,
    /// Catalogues whose control ids are printed beside each item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalogues: Vec<String>,
    /// The milestone of a plan that the page is a first step to, as `catalogue:id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// `dicom-only` or `dicom-mita`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

/// A group of items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Things to do.
    pub items: Vec<Item>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The mitigation that it stands for, and whose controls it inherits.
    pub mitigation: String,
    /// What to do.
    #[serde(rename = "do")]
    pub action: String,
    /// Why.
    pub why: String,
    /// How to see that it is done.
    pub verify: String,
}

impl Checklist {
    /// Returns the items of all groups, with the pointer of each.
    pub fn items(&self) -> impl Iterator<Item = (String, &Item)> {
        self.sections.iter().enumerate().flat_map(|(outer, section)| {
            let items = section.items.iter().enumerate();
            items.map(move |(inner, item)| (format!("/sections/{outer}/items/{inner}"), item))
        })
    }

    pub(super) fn links(&self, to: &mut Links) {
        to.push(Link {
            pointer: Pointer::field("audience"),
            target: Target::Object("audience", self.audience.clone()),
            relation: Relation::Addresses,
            text: String::new(),
        });
        to.each("catalogues", "catalogue", Relation::Mentions, &self.catalogues);
        if let Some(milestone) = &self.milestone {
            to.push(Link {
                pointer: Pointer::field("milestone"),
                target: Target::Control(milestone.clone()),
                relation: Relation::Mentions,
                text: String::new(),
            });
        }
        for (outer, section) in self.sections.iter().enumerate() {
            for (inner, item) in section.items.iter().enumerate() {
                to.push(Link {
                    pointer: Pointer::item(format!("sections/{outer}/items"), inner, "mitigation"),
                    target: Target::Object("mitigation", item.mitigation.clone()),
                    relation: Relation::Addresses,
                    text: item.action.clone(),
                });
            }
        }
    }
}
