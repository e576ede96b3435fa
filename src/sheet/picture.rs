//! The picture that a house puts at the head of its page: PNG or JPEG, small enough to be drawn.

use std::sync::Arc;

/// A picture that was looked at, but not decoded.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What its bytes are.
    pub format: Format,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
    /// Points across.
    pub width: u32,
    /// Points down.
    pub height: u32,
}

/// What the bytes of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

impl Picture {
    /// The most bytes that a picture may have.
    pub const MAX_BYTES: u64 = 1024 * 1024;
    /// The most points that it may have across or down: a small file can be a huge picture.
    pub const MAX_SIDE: u32 = 3000;

    /// Reads a picture; its first bytes tell what it is, whatever its name says.
    ///
    /// # Errors
    /// Returns what is wrong with it, and what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() as u64 > Self::MAX_BYTES {
            return Err(
                "the logo is larger than 1 MB; save it smaller, 600 pixels wide are enough",
            );
        }
        let (format, size) = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', rest @ ..] => {
                (Format::Png, size_of_png(rest))
            }
            [0xff, 0xd8, rest @ ..] => (Format::Jpeg, size_of_jpeg(rest)),
            _ if is_svg(bytes) => {
                return Err("the logo is an SVG, which may hold scripts; save it as PNG");
            }
            _ => return Err("the logo is neither PNG nor JPEG; save it as PNG"),
        };
        let (width, height) = match size {
            Some((width, height)) if width > 0 && height > 0 => (width, height),
            _ => return Err("the logo cannot be read; save it again, as PNG"),
        };
        if width.max(height) > Self::MAX_SIDE {
            return Err("the logo has more than 3,000 pixels on a side; 600 are enough");
        }
        Ok(Self { format, bytes: Arc::new(bytes.to_vec()), width, height })
    }

    /// Returns width and height of the picture in a box of so many points, as large as it can be.
    pub fn within(&self, [width, height]: [f32; 2]) -> [f32; 2] {
        let side = |points: u32| f32::from(u16::try_from(points).unwrap_or(u16::MAX));
        let (across, down) = (side(self.width), side(self.height));
        let scale = (width / across).min(height / down);
        [across * scale, down * scale]
    }
}

/// Returns the size that the first chunk of a PNG says.
fn size_of_png(rest: &[u8]) -> Option<(u32, u32)> {
    let head = rest.get(4..16)?.strip_prefix(b"IHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

/// Returns the size that the start of the frame of a JPEG says.
fn size_of_jpeg(mut rest: &[u8]) -> Option<(u32, u32)> {
    loop {
        let [0xff, mark, after @ ..] = rest else { return None };
        // Fill bytes may stand before a mark.
        if *mark == 0xff {
            rest = &rest[1..];
            continue;
        }
        let number = |at: usize| Some(u16::from_be_bytes(after.get(at..at + 2)?.try_into().ok()?));
        let length = number(0)?;
        if matches!(mark, 0xc0..=0xcf) && !matches!(mark, 0xc4 | 0xc8 | 0xcc) {
            return Some((number(5)?.into(), number(3)?.into()));
        }
        rest = after.get(usize::from(length.max(2))..)?;
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    start.contains("<svg")
}
