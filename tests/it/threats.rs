//! The threat model of the program names, for every line, tests that are there, and findings that exist.

use std::collections::BTreeSet;

use dicom_threat_matrix::compile::codes;

use crate::support::{project, read};

/// Returns the cells of the lines of the model: those that begin with a number such as `TM1.1`.
fn lines(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter(|line| line.starts_with("| TM"));
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// Returns the words between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_threat_is_held_by_a_test_that_exists() {
    let page = read("docs/threat-model.md");
    let lines = lines(&page);
    assert!(lines.len() > 30, "the lines of the model are read");
    let mut numbers = BTreeSet::new();
    for cells in &lines {
        let [name, does, impact, stops, notices, held] = cells[..] else {
            panic!("six cells: {cells:?}");
        };
        let number = name.split(' ').next().expect("a number");
        assert!(numbers.insert(number), "{number} is given twice");
        assert!([does, impact, stops, notices].iter().all(|cell| !cell.is_empty()), "{number}");
        let tests: Vec<&str> = quoted(held).collect();
        assert!(!tests.is_empty(), "{number} is held by nothing");
        for test in tests {
            if let Some((file, function)) = test.split_once("::") {
                let text = read(&format!("tests/it/{file}.rs"));
                let Some((before, _)) = text
                    .split_once(&format!(" fn {function}("))
                    .or_else(|| text.split_once(&format!("\nfn {function}(")))
                else {
                    panic!("{number}: there is no test {test}");
                };
                let above = before.rsplit("\n\n").next().expect("what stands above");
                assert!(above.contains("#[test]"), "{number}: {test} is no test");
            } else {
                assert!(project(test).is_file(), "{number}: there is no {test}");
            }
        }
        let known = read("docs/mds2.md");
        for code in
            quoted(notices).filter(|it| it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        {
            let ours = codes().iter().any(|it| it.id == code);
            assert!(ours || known.contains(&format!("`{code}`")), "{number}: no finding is {code}");
        }
    }
}
