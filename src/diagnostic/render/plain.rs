//! Text that cannot steer what shows it: a terminal, a log, the eye of a reader.

/// Replaces control characters and what nobody sees, so that no text of a file can steer the terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Does the same with a text that holds our own colors: they stay, and so do tabs and ends of lines.
pub fn screened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = color(rest).max(if rest.starts_with("\r\n") { 2 } else { 0 });
        if length > 0 {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        out.push(if c != '\n' && c != '\t' && steers(c) { '\u{fffd}' } else { c });
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Writes the same in a JSON text as escapes, so that nothing is lost to the program that reads it.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // Raw, these stand between values only.
        if matches!(c, '\n' | '\r' | '\t') || !steers(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

fn steers(c: char) -> bool {
    c.is_control() || is_hidden(c)
}

/// Characters that nobody sees: they turn the direction of text, or make two ids look alike.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns how long the color is with which a text starts, 0 if it starts with none. What hides text
/// or turns its colors about is no color.
fn color(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else { return 0 };
    let Some(end) = inner.find('m').filter(|end| *end <= 12) else { return 0 };
    let fits = |word: &str| {
        word.is_empty()
            || word.len() <= 3
                && word
                    .parse::<u8>()
                    .is_ok_and(|it| matches!(it, 0..=4 | 22..=24 | 30..=37 | 39 | 90..=97))
    };
    let words = &inner[..end];
    let palette = words.strip_prefix("38;5;").is_some_and(|it| it.parse::<u8>().is_ok());
    if palette || words.split(';').all(fits) { end + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_of_ours_pass_and_nothing_else() {
        let ours = "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m\ta\r\nb\n";
        assert_eq!(screened(ours), ours);
        for (said, shown) in [
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{1b}[8mhidden", "\u{fffd}[8mhidden"),
            ("\u{1b}[7;40m", "\u{fffd}[7;40m"),
            ("a\rb", "a\u{fffd}b"),
            ("\u{9b}2J\u{8}\u{7f}", "\u{fffd}2J\u{fffd}\u{fffd}"),
            ("\u{202e}\u{2066}\u{e0041}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{1b}", "\u{fffd}"),
        ] {
            assert_eq!(screened(said), shown, "{said:?}");
        }
    }

    #[test]
    fn json_says_the_same_when_nothing_in_it_steers() {
        let text = "\r\n\t\"a\u{7f}\u{9b}\u{202e}\u{e0041}é\"";
        let safe = escaped(text);
        assert_eq!(safe, "\r\n\t\"a\\u007f\\u009b\\u202e\\udb40\\udc41é\"");
        let read = |text: &str| serde_json::from_str::<String>(text).ok();
        assert_eq!(read(text), read(&safe));
    }
}
