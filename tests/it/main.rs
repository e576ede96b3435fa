//! All integration tests in one binary.

mod codes;
mod support;
mod tidy;
