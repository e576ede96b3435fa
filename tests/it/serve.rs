//! `dtm serve` as a browser meets it, and as others try to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support;

/// A server on the small matrix; it ends with the test.
struct Server {
    folder: tempfile::TempDir,
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(folder: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(["serve", "--port", &port.to_string()]).current_dir(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (inner, bytes) in support::ground() {
            let path = folder.path().join("matrix").join(inner);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
        let mut child = program(folder.path(), 0).stderr(Stdio::null()).spawn().expect("it runs");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let port = line.trim().trim_end_matches('/').rsplit(':').next().expect("a port");
        let port = port.parse().unwrap_or_else(|_| panic!("no port in {line:?}"));
        Self { folder, child, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream
    }

    /// Sends a head as it is and returns the answer.
    fn raw(&self, head: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let port = self.port;
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"))
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    /// Listens to what happens, past what is so now.
    fn events(&self) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let head = format!("GET /_dtm/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(head.as_bytes()).expect("sent");
        let mut reader = BufReader::new(stream);
        next(&mut reader);
        reader
    }

    /// Changes a file of the matrix by way of a function.
    fn change(&self, inner: &str, edit: impl Fn(&str) -> String) {
        let path = self.folder.path().join("matrix").join(inner);
        let text = std::fs::read_to_string(&path).expect("readable");
        std::fs::write(&path, edit(&text)).expect("written");
    }
}

/// Waits for the next event and returns its data: the turn, and since when the site is as it is.
fn next(reader: &mut BufReader<TcpStream>) -> (u64, u64) {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(reader.read_line(&mut line).expect("a line") > 0, "the stream ended");
        if let Some(data) = line.strip_prefix("data: ") {
            let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
            return (data["turn"].as_u64().expect("turn"), data["since"].as_u64().expect("since"));
        }
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn serve_shows_pages_that_may_listen() {
    let server = Server::start();
    let page = server.get("/assets/DA0001/");
    assert_eq!(status(&page), "200");
    assert!(page.contains("Content-Type: text/html; charset=utf-8\r\n"));
    assert!(page.contains("Cache-Control: no-store\r\n"));
    // No page elsewhere may show, embed or read ours.
    assert!(page.contains("Cross-Origin-Resource-Policy: same-origin\r\n"));
    assert!(page.contains("Content-Security-Policy: frame-ancestors 'none'\r\n"));
    assert!(!page.to_lowercase().contains("access-control-allow"));
    assert!(page.contains("default-src 'none'; connect-src 'self'; script-src 'self'"));
    assert!(page.contains("src=\"/_dtm/live.js\" id=\"dtm-live\" data-since=\"1\""));
    assert!(server.get("/_dtm/live.js").contains("EventSource"));
    assert!(server.get("/static/style.css").contains("Content-Type: text/css"));
    assert!(server.get("/feed.xml?x").contains("Content-Type: application/atom+xml"));
    assert!(server.get("/assets").contains("Location: /assets/\r\n"));
    assert!(server.get("/csv/assets.csv").contains("Content-Type: text/csv"));
    assert!(server.get("/downloads/").contains("href=\"../csv/assets.csv\""));
    let head = server.ask("HEAD", "/index.html");
    assert!(head.ends_with("\r\n\r\n") && !head.contains("Content-Length: 0\r\n"), "{head}");
    assert_eq!(status(&server.get("/assets/DA9999/")), "404");
}

#[test]
fn serve_refuses_what_is_not_for_it() {
    let server = Server::start();
    let port = server.port;
    let host = |name: &str| server.raw(&format!("GET / HTTP/1.1\r\nHost: {name}\r\n\r\n"));
    for name in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&host(&format!("{name}:{port}"))), "200", "{name}");
    }
    let others = ["evil.example", "127.0.0.1.evil.example", "localhost.", "10.0.0.1"];
    for name in others.map(|name| format!("{name}:{port}")) {
        assert_eq!(status(&host(&name)), "421", "{name}");
    }
    assert_eq!(status(&host("localhost")), "421");
    assert_eq!(status(&host("localhost:1")), "421");
    assert_eq!(status(&server.raw("GET / HTTP/1.1\r\n\r\n")), "400");
    let twice = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n");
    assert_eq!(status(&server.raw(&twice)), "400");
    assert_eq!(status(&server.raw("nonsense\r\n\r\n")), "400");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert_eq!(status(&server.ask(method, "/")), "405", "{method}");
    }
    for path in [
        "/../matrix/matrix.yaml",
        "/../../../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/matrix/matrix.yaml",
        "//etc/passwd",
        "/static/..\\..\\matrix.yaml",
        "/assets/../../stix/dicom-threat-matrix.json",
    ] {
        assert_eq!(status(&server.get(path)), "404", "{path}");
    }
    let long = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nX: {}", "x".repeat(20_000));
    assert_eq!(status(&server.raw(&long)), "431");
    drop(server.connect());
    assert_eq!(status(&server.get("/")), "200");
}

#[test]
fn serve_tells_every_tab_of_a_save_and_outlives_errors() {
    let server = Server::start();
    let (mut one, mut two) = (server.events(), server.events());
    let file = "assets/DA0001.yaml";
    let good = std::fs::read_to_string(server.folder.path().join("matrix").join(file)).unwrap();

    server.change(file, |text| text.replace("name: ", "name: Changed "));
    let (turn, since) = next(&mut one);
    assert_eq!(turn, since, "a good state is shown");
    assert_eq!(next(&mut two), (turn, since));
    assert!(server.get("/assets/DA0001/").contains("Changed "));

    server.change(file, |text| format!("{text}\nname: [broken\n"));
    let mut last = next(&mut one);
    assert!(last.0 > turn && last.1 == since, "the last good site stays: {last:?}");
    assert!(server.get("/assets/DA0001/").contains("Changed "));
    let findings = server.get("/_dtm/findings");
    let findings = findings.split("\r\n\r\n").nth(1).expect("a body");
    let findings: serde_json::Value = serde_json::from_str(findings).expect("JSON");
    let first = &findings["report"]["findings"][0];
    assert!(first["file"].as_str().expect("a file").ends_with(file), "{first}");
    assert!(first["line"].is_u64() && first["code"].is_string() && first["message"].is_string());

    let folder = server.folder.path().join("matrix");
    let away = server.folder.path().join("away");
    std::fs::rename(&folder, &away).expect("moved");
    while !server.get("/_dtm/findings").contains("\"trouble\"") {
        last = next(&mut one);
    }
    assert!(server.get("/assets/DA0001/").contains("Changed "));
    std::fs::rename(&away, &folder).expect("moved back");
    std::fs::write(folder.join(file), &good).expect("written");
    while last.0 != last.1 {
        last = next(&mut one);
    }
    server.change(file, |text| text.replace("name: ", "name: Found "));
    while !server.get("/assets/DA0001/").contains("Found ") {
        next(&mut one);
    }
}

#[test]
fn serve_says_that_a_port_is_taken() {
    let server = Server::start();
    let output = program(server.folder.path(), server.port).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("port {} is in use", server.port)), "{said}");
}

#[test]
fn serve_begins_with_a_broken_matrix() {
    let server = Server::start();
    server.change("assets/DA0001.yaml", |_| "[".to_owned());
    let again = program(server.folder.path(), 0).spawn().expect("it runs");
    let mut again =
        Server { folder: tempfile::tempdir().expect("a folder"), child: again, port: 0 };
    let mut line = String::new();
    let out = again.child.stdout.as_mut().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    again.port = line.trim().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let page = again.get("/");
    assert_eq!(status(&page), "503");
    assert!(page.contains("/_dtm/live.js"));
}

#[test]
fn serve_outlives_clients_that_say_nothing() {
    let server = Server::start();
    let idle: Vec<TcpStream> = (0..60).map(|_| server.connect()).collect();
    assert_eq!(status(&server.get("/")), "200");
    let more: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    // Either there is no seat, or somebody was let go meanwhile.
    let port = server.port;
    let mut late = server.connect();
    let _ = write!(late, "GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let mut answer = Vec::new();
    let _ = late.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.is_empty() || ["200", "503"].contains(&status(&answer)), "{answer}");
    // Who says nothing is let go by the server itself.
    for mut stream in idle.into_iter().chain(more) {
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(status(&server.get("/")), "200");
}

#[cfg(target_os = "linux")]
#[test]
fn serve_listens_to_this_machine_alone() {
    let server = Server::start();
    let hex = format!(":{:04X} ", server.port);
    let table = std::fs::read_to_string("/proc/net/tcp").expect("readable");
    let table = table + &std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
    let places: Vec<&str> =
        table.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    let ours: Vec<&&str> = places.iter().filter(|it| it.ends_with(hex.trim())).collect();
    assert!(!ours.is_empty());
    assert!(ours.iter().all(|it| it.starts_with("0100007F:")), "{ours:?}");
}
