//! Files to start from: an object of a kind, a matrix. Text out; nothing is read or written here.

mod matrix;
mod object;

pub use matrix::{Seed, matrix, slug};
pub use object::{Given, object};
