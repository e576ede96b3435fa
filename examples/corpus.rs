//! Writes a synthetic matrix to a folder, to measure the program on: `corpus N DIR`.
#![allow(clippy::disallowed_methods, reason = "an example writes files")]

#[path = "../benches/corpus/mod.rs"]
mod corpus;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(n), Some(folder)) = (arguments.next().and_then(|n| n.parse().ok()), arguments.next())
    else {
        return Err(std::io::Error::other("usage: corpus N DIR"));
    };
    for file in corpus::corpus(n, corpus::ground::files("tests/ground")) {
        let path = std::path::Path::new(&folder).join(&file.inner);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, file.bytes.unwrap_or_default())?;
    }
    Ok(())
}
