//! Nothing: this package only names what CI fetches.
