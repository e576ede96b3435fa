//! The script of the site: one file made of small ones, each a room of its own.
//!
//! The parts are plain scripts in one scope, since a page that is opened from a folder may load no
//! modules. They are typed by `JSDoc` and checked by the TypeScript compiler (`tests/site/`).

/// Runs before the page is drawn: the theme that the reader chose.
pub(super) const THEME: &str = include_str!("assets/theme.js");

/// The parts, in the order in which they are read.
const PARTS: &[&str] = &[
    include_str!("assets/scripts/kit.js"),
    include_str!("assets/scripts/copy.js"),
    include_str!("assets/scripts/search-query.js"),
    include_str!("assets/scripts/search.js"),
    include_str!("assets/scripts/facets.js"),
    include_str!("assets/scripts/colors.js"),
    include_str!("assets/scripts/filters.js"),
    include_str!("assets/scripts/picture.js"),
    include_str!("assets/scripts/coverage.js"),
    include_str!("assets/scripts/assessment.js"),
    include_str!("assets/scripts/layer.js"),
    include_str!("assets/scripts/layer-write.js"),
    include_str!("assets/scripts/environment.js"),
    include_str!("assets/scripts/environment-result.js"),
    include_str!("assets/scripts/environment-files.js"),
    include_str!("assets/scripts/matrix.js"),
    include_str!("assets/scripts/matrix-keys.js"),
    include_str!("assets/scripts/single.js"),
    include_str!("assets/scripts/graph-web.js"),
    include_str!("assets/scripts/graph-view.js"),
    include_str!("assets/scripts/graph.js"),
];

/// Returns the script.
pub(super) fn text() -> String {
    let mut out = String::from("(() => {\n\"use strict\";\n");
    for part in PARTS {
        out.push_str(part);
    }
    out.push_str("})();\n");
    out
}
