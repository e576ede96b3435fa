//! A logo inside a page: PNG or JPEG, so that the one file can be mailed and nothing in it can run.

/// An image that was looked at and is ready to be put into a page.
#[derive(Clone, Debug)]
pub struct Logo(String);

impl Logo {
    /// The most bytes that a logo may have.
    pub const MAX_BYTES: u64 = 1024 * 1024;

    /// Reads an image; its first bytes tell what it is, whatever its name says.
    ///
    /// # Errors
    /// Returns what is wrong with it, and what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() as u64 > Self::MAX_BYTES {
            return Err(
                "the logo is larger than 1 MB; save it smaller, 600 pixels wide are enough",
            );
        }
        let kind = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "png",
            [0xff, 0xd8, 0xff, ..] => "jpeg",
            _ if is_svg(bytes) => {
                return Err("the logo is an SVG, which may hold scripts; save it as PNG");
            }
            _ => return Err("the logo is neither PNG nor JPEG; save it as PNG"),
        };
        Ok(Self(format!("data:image/{kind};base64,{}", base64(bytes))))
    }

    /// Returns the image as an address that holds it.
    pub(super) fn uri(&self) -> &str {
        &self.0
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    start.contains("<svg")
}

/// Writes bytes in the letters of RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| usize::from(three.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[word >> (18 - 6 * place) & 63];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
