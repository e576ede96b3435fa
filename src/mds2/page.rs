//! A report as one page of HTML, made of its Markdown: no script, nothing from elsewhere.

use crate::prose;

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;\
color:light-dark(#1b1f24,#e6e8eb);background:light-dark(#fff,#14171a)}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}
th,td{border:1px solid light-dark(#c5ccd3,#3b434b);padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:light-dark(#eef1f4,#20262c)}
h2{margin-top:2.5rem}
@media print{body{font-size:10pt;max-width:none}tr{break-inside:avoid}}";

/// Returns the page of a report in Markdown.
pub fn page(markdown: &str) -> String {
    let heading = markdown.lines().next().unwrap_or_default().trim_start_matches("# ");
    let title = prose::escape_html(&heading.replace('\\', ""));
    let body = prose::to_html(markdown, |_| None);
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}
