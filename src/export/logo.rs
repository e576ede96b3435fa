//! A logo inside a page: PNG or JPEG, so that the one file can be mailed and nothing in it can run.

use crate::sheet::picture::{Format, Picture};

/// An image that was looked at and is ready to be put into a page.
#[derive(Clone, Debug)]
pub struct Logo {
    picture: Picture,
    uri: String,
}

impl Logo {
    /// The most bytes that a logo may have.
    pub const MAX_BYTES: u64 = Picture::MAX_BYTES;

    /// Reads an image; its first bytes tell what it is, whatever its name says.
    ///
    /// # Errors
    /// Returns what is wrong with it, and what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let picture = Picture::read(bytes)?;
        #[cfg(feature = "pdf")]
        if !super::pdf::takes(&picture) {
            return Err("the logo cannot be read; save it again, as PNG");
        }
        let kind = match picture.format {
            Format::Png => "png",
            Format::Jpeg => "jpeg",
        };
        let uri = format!("data:image/{kind};base64,{}", base64(bytes));
        Ok(Self { picture, uri })
    }

    /// Returns the image as an address that holds it.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the image as it is drawn.
    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }
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
