//! Ids of foreign formats: a UUID for each thing, from its id alone, the same on every machine.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Returns a UUID for a thing, in the shape of version 4 (RFC 9562), which STIX clients insist on.
///
/// It depends on the namespace of the matrix and the words given, never on prose or on the clock.
pub fn uuid(namespace: &str, words: &[&str]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(namespace.as_bytes());
    for word in words {
        hasher.update([0]);
        hasher.update(word.as_bytes());
    }
    let digest = hasher.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Returns bytes in hexadecimal digits, two for each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
