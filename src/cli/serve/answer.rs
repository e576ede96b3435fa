//! What a browser gets: a file of the site, the script that shows it again, or the news of a turn.

use std::io::Write;
use std::time::Duration;

use super::request::{Asked, Status};
use super::stage::{Shown, Stage};

const SCRIPT: &str = include_str!("assets/live.js");
const STYLE: &str = include_str!("assets/live.css");

/// After so long a tab that is only waiting is sent a line, to see whether it is still there.
const BEAT: Duration = Duration::from_secs(10);

const HTML: &str = "text/html; charset=utf-8";

/// Answers a request.
pub(super) fn give(out: &mut impl Write, asked: &Asked, stage: &Stage) -> std::io::Result<()> {
    let shown = stage.now();
    match asked.path.as_str() {
        "/_dtm/live.js" => {
            return send(out, asked, (200, "OK"), "text/javascript", SCRIPT.as_bytes());
        }
        "/_dtm/live.css" => return send(out, asked, (200, "OK"), "text/css", STYLE.as_bytes()),
        "/_dtm/findings" => {
            return send(out, asked, (200, "OK"), "application/json", shown.findings.as_bytes());
        }
        "/_dtm/events" if !asked.head => return events(out, stage),
        _ => {}
    }
    let path = asked.path.trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let Some(site) = &shown.site else {
        let page = note(&shown, "The matrix has errors", "Its pages appear when they are mended.");
        return send(out, asked, (503, "Service Unavailable"), HTML, page.as_bytes());
    };
    if let Some(bytes) = site.file(&path) {
        if content_type(&path) == HTML {
            let page = live(&String::from_utf8_lossy(&bytes), &shown);
            return send(out, asked, (200, "OK"), HTML, page.as_bytes());
        }
        return send(out, asked, (200, "OK"), content_type(&path), &bytes);
    }
    if site.file(&format!("{path}/index.html")).is_some() {
        let place = format!("Location: /{path}/\r\n");
        return write(out, asked, (301, "Moved Permanently"), HTML, &place, b"");
    }
    let page = note(&shown, "There is no such page", "The object may have another id now.");
    send(out, asked, (404, "Not Found"), HTML, page.as_bytes())
}

/// Refuses a request.
pub(super) fn refuse(out: &mut impl Write, status: Status) -> std::io::Result<()> {
    let asked = Asked { head: false, path: String::new() };
    let allow = if status.0 == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    write(out, &asked, status, "text/plain; charset=utf-8", allow, status.1.as_bytes())
}

fn send(
    out: &mut impl Write,
    asked: &Asked,
    status: Status,
    content_type: &str,
    body: &[u8],
) -> std::io::Result<()> {
    write(out, asked, status, content_type, "", body)
}

fn write(
    out: &mut impl Write,
    asked: &Asked,
    (number, words): Status,
    content_type: &str,
    more: &str,
    body: &[u8],
) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {number} {words}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Content-Security-Policy: frame-ancestors 'none'\r\nConnection: close\r\n{more}\r\n",
        body.len()
    );
    out.write_all(head.as_bytes())?;
    if !asked.head {
        out.write_all(body)?;
    }
    out.flush()
}

/// Tells a tab of every turn, until it goes away.
fn events(out: &mut impl Write, stage: &Stage) -> std::io::Result<()> {
    out.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          Connection: close\r\n\r\nretry: 500\n\n",
    )?;
    let mut shown = stage.now();
    loop {
        let (turn, since) = (shown.turn, shown.since);
        write!(out, "event: turn\ndata: {{\"turn\":{turn},\"since\":{since}}}\n\n")?;
        out.flush()?;
        loop {
            shown = stage.after(turn, BEAT);
            if shown.turn != turn {
                break;
            }
            out.write_all(b": still here\n\n")?;
            out.flush()?;
        }
    }
}

/// Adds the script that shows the page again, and lets it speak to us.
fn live(page: &str, shown: &Shown) -> String {
    let since = shown.since;
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"/_dtm/live.css\">\n\
         <script defer src=\"/_dtm/live.js\" id=\"dtm-live\" data-since=\"{since}\"></script>\n</head>"
    );
    page.replacen("default-src 'none';", "default-src 'none'; connect-src 'self';", 1)
        .replacen("</head>", &tags, 1)
}

/// A page of ours where the site has none.
fn note(shown: &Shown, title: &str, text: &str) -> String {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n</head>\n<body>\n<h1>{title}</h1>\n\
         <p>{text}</p>\n<p><a href=\"/\">The matrix</a></p>\n</body>\n</html>\n"
    );
    live(&page, shown)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml" if path == "feed.xml" => "application/atom+xml; charset=utf-8",
        "html" => HTML,
        "graphml" | "xml" => "application/xml; charset=utf-8",
        "dot" | "md" | "mmd" | "txt" | "yar" | "yml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
