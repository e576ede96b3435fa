//! The two fonts, and how wide their letters are. The only file that names `skrifa`.
//!
//! Letters stand side by side by their widths, without kerning and without joining: that is enough
//! for Latin, Greek and Cyrillic, and other scripts are not in the fonts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};

/// Inter, regular. Made by `make.sh` beside it.
pub static REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.ttf");
/// Inter, bold.
pub static BOLD: &[u8] = include_bytes!("fonts/Inter-Bold.ttf");

/// What is printed for a sign that the fonts lack. The rule `character-not-in-font` names each.
pub const STAND_IN: char = '?';

/// A letter of a font.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// Its width as a multiple of the size of type.
    pub advance: f32,
}

/// The letters of a font.
struct Face {
    /// Those of ASCII, of which nearly every text is made, by their codes.
    plain: [Option<Glyph>; 128],
    all: BTreeMap<char, Glyph>,
}

static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| [face(REGULAR), face(BOLD)]);

fn face(bytes: &[u8]) -> Face {
    let all = glyphs(bytes);
    let plain = std::array::from_fn(|code| {
        let sign = u8::try_from(code).map(char::from).ok();
        sign.and_then(|sign| all.get(&sign)).copied()
    });
    Face { plain, all }
}

fn glyphs(bytes: &[u8]) -> BTreeMap<char, Glyph> {
    // The fonts are compiled in; a test reads both.
    let Ok(font) = skrifa::FontRef::new(bytes) else { return BTreeMap::new() };
    let widths = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let glyphs = font.charmap().mappings().filter_map(|(code, id)| {
        let advance = widths.advance_width(id)?;
        Some((char::from_u32(code)?, Glyph { id: id.to_u32(), advance }))
    });
    glyphs.collect()
}

/// Returns the letter of a font for a sign, if the font has it.
pub fn glyph(sign: char, bold: bool) -> Option<Glyph> {
    let face = &FACES[usize::from(bold)];
    let plain = face.plain.get(sign as usize);
    plain.map_or_else(|| face.all.get(&sign).copied(), |glyph| *glyph)
}

/// Returns the sign that is printed for a sign of a text; `None` where nothing is to be seen.
pub fn printed(sign: char) -> Option<char> {
    let invisible = matches!(sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    if invisible {
        return None;
    }
    if sign == '\u{2028}' || sign == '\u{2029}' || sign.is_control() {
        return Some(' ');
    }
    let known = glyph(sign, false).is_some() && glyph(sign, true).is_some();
    Some(if known { sign } else { STAND_IN })
}

/// Returns the signs of a text that the fonts lack, each once, in order.
pub fn lacking(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for sign in text.chars() {
        if sign != STAND_IN && printed(sign) == Some(STAND_IN) && !found.contains(&sign) {
            found.push(sign);
        }
    }
    found
}
