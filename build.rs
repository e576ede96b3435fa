//! Packs the list of English words into a finite-state set that is looked up where it lies.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/check/spelling/en-US.txt");
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?);
    let file = BufWriter::new(File::create(folder.join("en-US.fst"))?);
    let mut words = fst::SetBuilder::new(file)?;
    words.extend_iter(include_str!("src/check/spelling/en-US.txt").lines())?;
    words.finish()?;
    Ok(())
}
