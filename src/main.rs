//! `dtm`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    dicom_threat_matrix::cli::main()
}
