//! Texts for formats that know no Markdown, and texts inside XML.

use crate::prose;

/// Returns a Markdown text as plain text: `[@key]` becomes `(key)`, `[DT0042]` becomes `DT0042`.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for mention in prose::mentions(text).iter().filter(|mention| mention.citation) {
        // The range is that of `@key`; the brackets stand around it.
        let (start, end) = (mention.range.start.saturating_sub(1), mention.range.end + 1);
        let (Some(before), Some("[")) = (text.get(rest..start), text.get(start..=start)) else {
            continue;
        };
        if text.get(end - 1..end) == Some("]") {
            out.push_str(before);
            out.push('(');
            out.push_str(&mention.name);
            out.push(')');
            rest = end;
        }
    }
    out.push_str(text.get(rest..).unwrap_or_default());
    prose::to_text(&out)
}

/// Returns a text for the content or an attribute of XML. What XML cannot carry is left out.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The words that the owner of the name DICOM asks for.
pub(super) const DICOM_NOTICE: &str = "DICOM is the registered trademark of the National Electrical \
    Manufacturers Association for its standards publications relating to digital communications of \
    medical information.";
