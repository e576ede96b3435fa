//! The search: what can be found, the words by which, and the answer to a query.
//!
//! The site packs [`documents()`] and [`terms()`] for its script, which answers as [`Index`] does here:
//! `search-query.js` and `query.rs` are one thing in two languages.

mod distance;
mod documents;
mod query;
mod terms;

pub use documents::{Document, OTHERS, What, documents, sorts, terms};
pub use query::{Answer, Found, Index};
pub use terms::{FIELDS, Field, STOP, Terms, words};
