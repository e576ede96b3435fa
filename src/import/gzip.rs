//! Packed files, unpacked within bounds. The only file that names `flate2`.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

/// The most bytes that a file may have after unpacking. ATT&CK for Enterprise has 50 million.
pub const MOST: u64 = 256 * 1024 * 1024;

/// Returns the text of a file, unpacked if it is packed with gzip.
///
/// # Errors
/// Returns a sentence for the user if the file is cut off, is no text, or holds more than [`MOST`]
/// bytes. Of a file that unpacks to more, no more than that is held in memory.
pub fn unpack(bytes: Vec<u8>) -> Result<String, String> {
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { inflate(&bytes, MOST)? } else { bytes };
    if bytes.len() as u64 > MOST {
        return Err(too_large(MOST));
    }
    let text = String::from_utf8(bytes).map_err(|_| "the file is not UTF-8 text".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn inflate(bytes: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(most + 1)
        .read_to_end(&mut out)
        .map_err(|error| format!("the packed file is damaged or cut off: {error}"))?;
    if out.len() as u64 > most { Err(too_large(most)) } else { Ok(out) }
}

fn too_large(most: u64) -> String {
    format!("the file holds more than {} MiB, which no source of a matrix does", most / 1024 / 1024)
}
