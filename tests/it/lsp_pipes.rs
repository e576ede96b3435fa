//! `dtm lsp` as the process that an editor starts: frames over standard input and output.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs the server, tells it all of this, and hangs up.
fn told(messages: &[Value]) -> Output {
    let folder = crate::start::ground();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(["--matrix", "matrix", "lsp"]).current_dir(folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("its input");
    for message in messages {
        let text = message.to_string();
        write!(pipe, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("told");
    }
    drop(pipe);
    child.wait_with_output().expect("it ends")
}

fn hello() -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } })
}

#[test]
fn lsp_ends_well_when_it_is_told_to() {
    let output = told(&[
        hello(),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "workspace/symbol", "params": { "query": "tls" } }),
        json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }),
        json!({ "jsonrpc": "2.0", "method": "exit" }),
    ]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("Content-Length: "), "{said}");
    assert!(said.contains("DM0001 Use DICOM TLS"), "the matrix that was named is read: {said}");
}

#[test]
fn lsp_complains_of_an_editor_that_hangs_up() {
    let output =
        told(&[hello(), json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} })]);
    let complaint = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("the client "), "{complaint}");
}
