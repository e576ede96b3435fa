//! The rules over the linked whole. One file per rule, listed in [`RULES`].
//!
//! To add a rule: write `rules/<name>.rs` like its neighbors (head, value, page with a failing and a
//! passing example, function), add its `mod` line and its name to the slice, run `UPDATE=1 cargo test`.
//!
//! Examples speak of the small matrix in `tests/ground/`: the keys shown replace those of the file
//! named, `drop: key` takes one out, `word × 701` is so many words, and a file that is not there is new.

use super::Rule;
use crate::diagnostic::Code;

mod answer_without_tie;
mod attack_version_mismatch;
mod audience_without_checklist;
mod audience_without_message;
mod brief_too_long;
mod case_study_tactic;
mod character_not_in_font;
mod checklist_on_withdrawn_mitigation;
mod checklist_over_one_page;
mod communications_over_one_page;
mod contradictory_answers;
mod contradictory_evidence;
mod contradictory_none;
mod date_granularity;
mod duplicate_control;
mod duplicate_name;
mod duplicate_paper;
mod foreign_prefix;
mod gate_not_met;
mod http_link;
mod impossible_date;
mod lead_too_long;
mod link_to_withdrawn;
mod long_sentence;
mod missing_dicom_key;
mod missing_modeline;
mod misspelt_word;
mod mitigation_without_control;
mod name_not_title_case;
mod near_duplicate_name;
mod old_draft;
mod paper_with_unknown_control;
mod patient_safety_without_note;
mod replacement_loop;
mod several_sentences_on_one_line;
mod subtechnique_tactic;
mod summary_not_a_sentence;
mod summary_too_long;
mod tactic_not_listed;
mod tactic_without_technique;
mod technique_without_attack;
mod technique_without_detection;
mod technique_without_evidence;
mod technique_without_mitigation;
mod theme_not_listed;
mod theme_without_audience;
mod tie_without_answer;
mod topic_without_document;
mod unused_asset;
mod unused_detection;
mod unused_mitigation;
mod unused_reference;
mod unused_word;
mod withdrawn_without_reason;

pub(super) use impossible_date::CODE as IMPOSSIBLE_DATE;

/// What says that a key is missing which the schemas do not demand of every matrix.
pub(super) const MISSING_KEY: &Code = missing_dicom_key::RULE.code;

/// All rules, in alphabetical order.
pub const RULES: &[Rule] = &[
    answer_without_tie::RULE,
    attack_version_mismatch::RULE,
    audience_without_checklist::RULE,
    audience_without_message::RULE,
    brief_too_long::RULE,
    case_study_tactic::RULE,
    character_not_in_font::RULE,
    checklist_on_withdrawn_mitigation::RULE,
    checklist_over_one_page::RULE,
    communications_over_one_page::RULE,
    contradictory_answers::RULE,
    contradictory_evidence::RULE,
    contradictory_none::RULE,
    date_granularity::RULE,
    duplicate_control::RULE,
    duplicate_name::RULE,
    duplicate_paper::RULE,
    foreign_prefix::RULE,
    gate_not_met::RULE,
    http_link::RULE,
    impossible_date::RULE,
    lead_too_long::RULE,
    link_to_withdrawn::RULE,
    long_sentence::RULE,
    missing_dicom_key::RULE,
    missing_modeline::RULE,
    misspelt_word::RULE,
    mitigation_without_control::RULE,
    name_not_title_case::RULE,
    near_duplicate_name::RULE,
    old_draft::RULE,
    paper_with_unknown_control::RULE,
    patient_safety_without_note::RULE,
    replacement_loop::RULE,
    several_sentences_on_one_line::RULE,
    subtechnique_tactic::RULE,
    summary_not_a_sentence::RULE,
    summary_too_long::RULE,
    tactic_not_listed::RULE,
    tactic_without_technique::RULE,
    technique_without_attack::RULE,
    technique_without_detection::RULE,
    technique_without_evidence::RULE,
    technique_without_mitigation::RULE,
    theme_not_listed::RULE,
    theme_without_audience::RULE,
    tie_without_answer::RULE,
    topic_without_document::RULE,
    unused_asset::RULE,
    unused_detection::RULE,
    unused_mitigation::RULE,
    unused_reference::RULE,
    unused_word::RULE,
    withdrawn_without_reason::RULE,
];
