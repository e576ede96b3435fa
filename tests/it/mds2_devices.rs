//! Device files that a site edited: what is wrong is said with line, column and what to type.

use std::process::Command;

use crate::support::{self, project};

/// Runs `dtm mds2 report` on a device file of these lines, and returns its exit code and what it says.
fn said(name: &str, text: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), text).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(["mds2", "report", name, "--matrix"]).arg(project("matrix"));
    let made = command.current_dir(folder.path()).output().expect("the program runs");
    (made.status.code(), String::from_utf8(made.stderr).expect("UTF-8"))
}

fn example() -> String {
    support::read("examples/mds2/devices/example-imaging-tomo-5.yaml")
}

#[test]
fn a_slip_in_a_device_file_is_said_with_its_place() {
    assert_eq!(said("device.yaml", &example()), (Some(0), String::new()));
    for (from, to, wanted) in [
        ("assets: [", "asets: [", "did you mean `assets`?"),
        ("count: ", "count: about ", "`count` must be a whole number"),
        ("    answer: \"Yes\"", "    answer: Yes", "programs disagree on what `Yes` means"),
        ("    answer: \"Yes\"", "    answer: \"Yess\"", "did you mean `Yes`?"),
        ("format: dtm-device/1", "format: dtm-device/2", "`dtm-device/1`"),
        ("answers:", "\tanswers:", "tab"),
    ] {
        let text = example().replacen(from, to, 1);
        assert_ne!(text, example(), "{from}");
        let line = 1 + text.lines().zip(example().lines()).position(|(a, b)| a != b).expect(to);
        let (code, said) = said("device.yaml", &text);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(wanted), "{to}: {said}");
        assert!(said.contains(&format!("--> device.yaml:{line}:")), "{to}: {said}");
        assert!(said.contains("no report was made"), "{said}");
    }
}

#[test]
fn all_slips_of_a_device_file_are_said_at_once() {
    let text = example().replacen("count: ", "cuont: ", 1).replacen("\"Yes\"", "\"Maybe\"", 1);
    let (_, said) = said("device.yaml", &text);
    assert!(said.contains("did you mean `count`?") && said.contains("\"Maybe\""), "{said}");
}

#[test]
fn what_the_matrix_does_not_have_is_said_with_its_line() {
    let text = "format: dtm-device/1\nform: mds2-2019\nsource: {file: a.xlsx}\nproduct: {}\n\
                assets: [DA9999]\nsurfaces:\n  - c-stor\nanswers:\n  - id: AUDT-1\n    answer: \"Yes\"\n";
    let (code, said) = said("device.yaml", text);
    assert_eq!(code, Some(0), "{said}");
    for wanted in ["device.yaml:5:10\n", "device.yaml:7:5\n", "did you mean `c-store`?"] {
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn questions_that_the_form_does_not_have_and_those_that_stand_twice_are_no_device() {
    let text = "format: dtm-device/1\nform: mds2-2019\nsource: {file: a.xlsx}\nproduct: {}\nanswers:\n  \
                - id: AUDT-1\n  - id: AUDIT-1\n  - id: XYZ-99\n  - id: AUDT-1\n";
    let (code, wrong) = said("device.yaml", text);
    assert_eq!(code, Some(1), "{wrong}");
    let text = text.replace("  - id: AUDIT-1\n", "");
    let (code, said) = said("device.yaml", &text);
    assert_eq!(code, Some(1), "{said}");
    for wanted in
        ["no question `XYZ-99`\n --> device.yaml:7:9", "answered twice\n --> device.yaml:8:9"]
    {
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn a_device_file_of_json_has_lines_too() {
    let text = "{\"format\": \"dtm-device/1\", \"form\": \"mds2-2019\",\n\"source\": {\"file\": \"a\"},\n\
                \"product\": {}, \"count\": 0, \"answers\": []}\n";
    let (code, said) = said("device.json", text);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--> device.json:3:25"), "{said}");
}
