//! x
/// x
pub struct Issue;
/// x
pub fn issue() {}
