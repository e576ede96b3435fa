//! The templates of all HTML, compiled into the program. The only file that names `tera`.

use std::sync::LazyLock;

use serde::Serialize;

/// All templates by name. Those that end in `.html` escape what they print.
const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("site/templates/404.html")),
    ("about.html", include_str!("site/templates/about.html")),
    ("article.html", include_str!("site/templates/article.html")),
    ("assessment-day.html", include_str!("site/templates/assessment-day.html")),
    ("assessment-steps.html", include_str!("site/templates/assessment-steps.html")),
    ("assessment.html", include_str!("site/templates/assessment.html")),
    ("base.html", include_str!("site/templates/base.html")),
    ("board.html", include_str!("site/templates/board.html")),
    ("changes.html", include_str!("site/templates/changes.html")),
    ("checklist.html", include_str!("site/templates/checklist.html")),
    ("communications.html", include_str!("site/templates/communications.html")),
    ("credits.html", include_str!("site/templates/credits.html")),
    ("downloads.html", include_str!("site/templates/downloads.html")),
    ("environment.html", include_str!("site/templates/environment.html")),
    ("graph.html", include_str!("site/templates/graph.html")),
    ("index.html", include_str!("site/templates/index.html")),
    ("matrix.html", include_str!("site/templates/matrix.html")),
    ("navigator.html", include_str!("site/templates/navigator.html")),
    ("object.html", include_str!("site/templates/object.html")),
    ("paper.html", include_str!("site/templates/paper.html")),
    ("papers.html", include_str!("site/templates/papers.html")),
    ("single.html", include_str!("site/templates/single.html")),
];

static TERA: LazyLock<Result<tera::Tera, String>> = LazyLock::new(|| {
    let mut tera = tera::Tera::new();
    tera.add_raw_templates(TEMPLATES.iter().copied()).map_err(|error| error.to_string())?;
    Ok(tera)
});

/// Fills a template. Templates and their contexts are compiled together and tested together, so a
/// fault shows in the tests; the text of the error then stands where the page would be.
pub(super) fn render(template: &str, context: &impl Serialize) -> String {
    render_at(template, context, ("", ""))
}

/// Fills a template that says the address under which the page is published, and that of the picture
/// to show beside links to it.
pub(super) fn render_at(
    template: &str,
    context: &impl Serialize,
    (address, picture): (&str, &str),
) -> String {
    let tera = match &*TERA {
        Ok(tera) => tera,
        Err(error) => return format!("{FAULT}: {error}"),
    };
    tera::Context::from_serialize(context)
        .and_then(|mut context| {
            context.insert("address_of_page", address);
            context.insert("picture_of_page", picture);
            tera.render(template, &context)
        })
        .map_or_else(|error| format!("{FAULT}: {error}"), legible)
}

/// Takes out control characters, which no page may hold, whatever a text says.
fn legible(page: String) -> String {
    let control = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f;
    // Nearly no page has one, so all bytes are asked at once and without a branch.
    if page.bytes().fold(false, |found, byte| found | control(byte)) {
        page.replace(|c: char| u8::try_from(c).is_ok_and(control), "\u{fffd}")
    } else {
        page
    }
}

/// How a page begins whose template and context do not fit.
pub(super) const FAULT: &str = "template fault";
