//! Pages that people open: nothing that came from a text runs in them.

/// Tags that do something by being there.
const ACTIVE: &[&str] = &[
    "script", "iframe", "object", "embed", "applet", "base", "form", "meta", "link", "style",
    "frame", "frameset", "math", "portal", "template", "noscript",
];

/// Schemes to which a link of a text may lead, and what links of pages begin with.
const SCHEMES: &[&str] = &["http", "https", "mailto"];

/// Fails if a fragment made of Markdown holds an active tag, a handler, a style or another scheme.
pub fn is_quiet(html: &str) {
    for tag in tags(html) {
        assert!(!ACTIVE.contains(&tag.name.as_str()), "<{}> in {html:?}", tag.name);
        for (name, value) in &tag.attributes {
            assert!(
                !name.starts_with("on") && name != "style" && name != "srcdoc",
                "{name} in {html:?}"
            );
            if ["href", "src", "action", "formaction", "xlink:href"].contains(&name.as_str()) {
                leads_well(value, html);
            }
        }
    }
}

/// Fails if an address of a page has a scheme that a browser would run.
pub fn leads_well(value: &str, html: &str) {
    let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let head = value.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((scheme, _)) = head.split_once(':') {
        let scheme = scheme.to_ascii_lowercase();
        assert!(SCHEMES.contains(&scheme.as_str()), "{value:?} leads elsewhere in {html:?}");
    }
}

/// One opening tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

/// Returns the opening tags of a text as a browser meets them; the insides of scripts, styles and comments are
/// no tags.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
            .unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest[1..]
                .find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c))
                .map_or(rest.len(), |it| it + 1);
            let end =
                (0..=end).rev().find(|it| rest.is_char_boundary(*it)).unwrap_or(rest.len()).max(1);
            let key = rest[..end].to_ascii_lowercase();
            rest = rest[end..].trim_start();
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
                (value, rest) = match quote {
                    Some(quote) => {
                        let end = after[1..].find(quote).map_or(after.len(), |it| it + 1);
                        (after[1..end].to_owned(), after.get(end + 1..).unwrap_or_default())
                    }
                    None => {
                        let end = after
                            .find(|c: char| c.is_ascii_whitespace() || c == '>')
                            .unwrap_or(after.len());
                        (after[..end].to_owned(), &after[end..])
                    }
                };
            }
            attributes.push((key, decoded(&value)));
        }
        if name == "script" || name == "style" || name == "title" || name == "textarea" {
            let close = format!("</{name}");
            let lower = rest.to_ascii_lowercase();
            rest = lower.find(&close).map_or("", |end| &rest[end..]);
        }
        found.push(Tag { name, attributes });
    }
    found
}

/// Undoes the escapes that we write in attributes.
fn decoded(value: &str) -> String {
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}
