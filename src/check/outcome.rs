//! What a file says when it is taken alone.

use crate::model::{AttackIndex, Meta, Object};

/// What a file says.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Nothing,
    Meta(Box<Meta>),
    Object(Box<Object>),
    /// An object whose id is not the name of its file, and that name.
    Misnamed(Box<Object>, String),
    Attack(Box<AttackIndex>),
    Broken(String),
}
