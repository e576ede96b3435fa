//! Markdown: pages that run nothing, places that lie in the text, and sentences that stay what they were.

use dicom_threat_matrix::prose::{
    Resolved, escape_html, mentions, one_sentence_per_line, same_meaning, second_sentence, to_html,
    to_pieces, to_text,
};

use crate::html::is_quiet;

/// Everything that Markdown has, to start from.
pub const EVERY: &str = "# Head\n\nText *em* **strong** `code` [DT0001] [@nerad-2019] [a](https://x.example \"t\").\nA second. And a third.\n\n> quoted\n\n- one\n- two\n  1. three\n\n| a | b |\n| - | - |\n| c | d |\n\n```c\nx < y\n```\n\n<script>alert(1)</script> <b onclick=x>b</b> ![i](javascript:x) <https://a.example>\n\n[r]: /url 'title'\n[DT0001]: x\n&amp; &#x1b; \\[DT0001\\]\n\n***\n";

/// Reads a text as prose in every way.
pub fn prose(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for it in mentions(text) {
        let slice =
            text.get(it.range.clone()).unwrap_or_else(|| panic!("{:?} is no part", it.range));
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        // In a quotation the signs of the quotation stand in a name that goes on in the next line.
        let inside = text[..it.range.start].ends_with('[') && text[it.range.end..].starts_with(']');
        assert!(
            words(slice).trim_start_matches('@').ends_with(&words(&it.name))
                || (inside && slice.contains('\n')),
            "{it:?}: {slice:?}"
        );
    }
    let resolve = |name: &str| {
        // What a caller knows is text of a file too, and comes as it is.
        (name.len() % 2 == 0).then(|| Resolved {
            url: "techniques/DT0001.html".to_owned(),
            text: name.to_owned(),
            title: name.to_owned(),
            html: String::new(),
        })
    };
    is_quiet(&to_html(text, resolve));
    is_quiet(&to_html(text, |_| None));
    is_quiet(&escape_html(text));
    assert!(!escape_html(text).contains(['<', '>', '"', '\'']));
    let _ = to_text(text);
    let _ = to_pieces(text, resolve);
    if let Some(at) = second_sentence(text) {
        assert!(text.is_char_boundary(at));
    }
    let once = one_sentence_per_line(text);
    assert!(same_meaning(text, &once), "{text:?} became {once:?}");
    assert_eq!(one_sentence_per_line(&once), once, "not done after one run: {text:?}");
}
