//! Names as readers say them.

use super::matrix::Matrix;
use super::object::Object;

impl Matrix {
    /// Returns the name of an object; of a sub-technique with its parent's before it.
    pub fn full_name(&self, object: &Object) -> String {
        match object.parent_id().and_then(|id| self.get(id)) {
            Some(parent) => format!("{}: {}", parent.name(), object.name()),
            None => object.name().to_owned(),
        }
    }
}
