//! Something wrong with a text, before it becomes a finding.

use std::ops::Range;

use super::{advice, codes, hunt};
use crate::diagnostic::Code;

/// Something wrong with the text, with its bytes.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static Code,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// A feature of YAML that is not used here.
pub(super) fn forbidden(range: Range<usize>, message: &str, help: &str) -> Fault {
    Fault {
        code: &codes::FORBIDDEN_YAML,
        range,
        message: message.to_owned(),
        help: Some(help.to_owned()),
    }
}

/// A scalar that programs read differently.
pub(super) fn ambiguous(value: &str, range: Range<usize>) -> Fault {
    Fault {
        code: &codes::AMBIGUOUS_SCALAR,
        range,
        message: format!("programs disagree on what `{value}` means"),
        help: Some(format!("put it in quotes: \"{value}\"")),
    }
}

/// A key that stands twice in one mapping.
pub(super) fn twice_in_mapping(key: &str, range: Range<usize>, in_list: bool) -> Fault {
    let in_list = in_list.then(|| advice::DUPLICATE_IN_LIST.to_owned());
    Fault {
        code: &codes::DUPLICATE_KEY,
        range,
        message: format!("the key `{key}` stands twice in this mapping"),
        help: in_list.or_else(|| codes::help(&codes::DUPLICATE_KEY)),
    }
}

/// A line in a mapping that is neither a key nor part of a text.
pub(super) fn keyless(text: &str, at: usize) -> Fault {
    let range = hunt::rest(text, at);
    let line = &text[range.clone()];
    match line.split_once(':') {
        Some((key, value)) if !key.contains(' ') && !value.is_empty() => {
            let help = format!("write a space after the colon: `{key}: …`");
            wrong(
                range.start..range.start + key.len() + 1,
                "a space is missing after the colon",
                &help,
            )
        }
        _ => wrong(range, "this line has no key", advice::NO_KEY),
    }
}

/// A place that breaks the grammar.
pub(super) fn wrong(range: Range<usize>, message: &str, help: &str) -> Fault {
    Fault {
        code: &codes::YAML_SYNTAX,
        range,
        message: message.to_owned(),
        help: Some(help.to_owned()),
    }
}

/// Refuses what a node may carry in YAML and not here: an anchor, a tag.
pub(super) fn plain(
    text: &str,
    anchor: usize,
    tagged: bool,
    range: &Range<usize>,
) -> Result<(), Fault> {
    let place = |sign| hunt::last_word(text, range.start, sign).unwrap_or_else(|| range.clone());
    if anchor > 0 {
        return Err(forbidden(
            place('&'),
            "anchors (`&name`) are not used here",
            "delete the anchor, or put the text in quotes if the ampersand is text",
        ));
    }
    if tagged {
        return Err(forbidden(
            place('!'),
            "tags (`!name`) are not used here",
            "delete the tag, or put the text in quotes if the exclamation mark is text",
        ));
    }
    Ok(())
}
