//! What others wrote, as files of a matrix.
