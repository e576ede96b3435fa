//! What a browser asks: the head of a request, read with limits, and refused unless it is meant for us.

use std::io::Read;

use super::watch::Clock;

/// A head is not longer than this, in bytes.
const LONGEST: usize = 16 * 1024;

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whether only the head of the answer is wanted.
    pub(super) head: bool,
    /// The path, which begins with `/`, without what stands after `?`.
    pub(super) path: String,
}

/// Why a request is refused: the number and its words.
pub(super) type Status = (u16, &'static str);

/// Reads the head of a request to us on this port.
pub(super) fn read(stream: &mut impl Read, port: u16) -> Result<Asked, Status> {
    let clock = Clock::start();
    let mut bytes = Vec::new();
    let mut chunk = [0; 2048];
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        if bytes.len() > LONGEST {
            return Err((431, "Request Header Fields Too Large"));
        }
        if clock.elapsed() > super::PATIENCE {
            return Err((408, "Request Timeout"));
        }
        match stream.read(&mut chunk) {
            Ok(0) => return Err((400, "Bad Request")),
            Ok(count) => bytes.extend(chunk.iter().take(count)),
            Err(_) => return Err((408, "Request Timeout")),
        }
    }
    parse(&String::from_utf8_lossy(&bytes), port)
}

fn parse(head: &str, port: u16) -> Result<Asked, Status> {
    let bad = (400, "Bad Request");
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad);
    };
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Err(bad);
    }
    let fields = lines.filter_map(|line| line.split_once(':'));
    let mut hosts = fields.filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let (Some((_, host)), None) = (hosts.next(), hosts.next()) else { return Err(bad) };
    if !is_ours(host.trim(), port) {
        return Err((421, "Misdirected Request"));
    }
    if method != "GET" && method != "HEAD" {
        return Err((405, "Method Not Allowed"));
    }
    let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
    Ok(Asked { head: method == "HEAD", path })
}

/// Another name that leads to this machine is a page elsewhere that wants to read ours.
fn is_ours(host: &str, port: u16) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, written)) if written.parse() == Ok(port) => name,
        _ if port == 80 => host,
        _ => return false,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}
