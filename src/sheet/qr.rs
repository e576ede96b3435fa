//! The square code that leads a phone from paper to a page. The only file that names `qrcodegen`.

use qrcodegen::{QrCode, QrCodeEcc};

/// Returns the rows of the code of an address, dark is true; none if the address is too long for
/// one.
pub fn rows(url: &str) -> Vec<Vec<bool>> {
    let Ok(code) = QrCode::encode_text(url, QrCodeEcc::Medium) else { return Vec::new() };
    let places = || 0..code.size();
    places().map(|y| places().map(|x| code.get_module(x, y)).collect()).collect()
}
