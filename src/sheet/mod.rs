//! What stands on a printed sheet, and where: the words of a checklist and of the communications
//! matrix for every format, and, with the feature `pdf`, their measuring with the letters of the
//! fonts.
//!
//! The rules ask here whether something fits one page, and the exporter draws what was laid out
//! here, so that both speak of the same page. Nothing here knows how a PDF is written.

#[cfg(feature = "pdf")]
pub mod brief;
#[cfg(feature = "pdf")]
pub mod checklist;
#[cfg(feature = "pdf")]
pub mod communications;
pub mod content;
#[cfg(feature = "pdf")]
pub mod font;
#[cfg(feature = "pdf")]
pub mod layout;
pub mod look;
pub mod messages;
pub mod picture;
pub mod qr;
#[cfg(feature = "pdf")]
pub mod report;
#[cfg(feature = "pdf")]
pub mod text;

/// Returns the signs of a text that cannot be printed, each once, in order.
pub fn lacking(text: &str) -> Vec<char> {
    #[cfg(feature = "pdf")]
    return font::lacking(text);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = text;
        Vec::new()
    }
}
