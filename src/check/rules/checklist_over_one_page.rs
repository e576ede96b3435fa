//! Checklists that will not fit one page.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::kinds::Checklist;
use crate::model::{Matrix, Object};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "checklist-over-one-page",
    "a checklist will not fit one page",
    r"
A checklist is one page of A4 and of US Letter, on a wall.
The page is laid out and measured with its fonts, in the smallest type that is allowed, 8 points; the lines to cut are lines of that size.
A program that was built without the feature `pdf` estimates them from the lengths of the texts.

```yaml fail
# file: checklists/pacs-administrator-page.yaml
sections:
  - title: Everything
    items:
      - mitigation: DM0001
        do: word × 1500
        why: Anyone on the wire can read plain DICOM.
        verify: A plain association is refused.
```

```yaml pass
# file: checklists/pacs-administrator-page.yaml
sections:
  - title: First
    items:
      - mitigation: DM0001
        do: Turn on TLS on one link this year.
        why: Anyone on the wire can read plain DICOM.
        verify: A plain association is refused.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, checklist) in matrix.checklists() {
        if let Some((lines, paper)) = too_long(matrix, object, checklist) {
            let noun = if lines == 1 { "line" } else { "lines" };
            let message = format!("the page is {lines} {noun} too long for {paper}");
            let help = format!("cut {lines} {noun}, or make two lists of it");
            report.push(Diagnostic::new(&CODE, object.at("/sections"), message).help(help));
        }
    }
}

/// Returns how many lines of the smallest type are too many, and for which paper.
#[cfg(feature = "pdf")]
fn too_long(
    matrix: &Matrix,
    object: &Object,
    checklist: &Checklist,
) -> Option<(usize, &'static str)> {
    let page = crate::sheet::content::page(matrix, object, checklist);
    crate::sheet::checklist::too_long(&page).map(|it| (it.lines, it.paper))
}

/// Estimates how many lines are too many on US Letter: of each heading two, of each item its texts
/// and a line of ids, against what two columns hold below the lead.
#[cfg(not(feature = "pdf"))]
fn too_long(_: &Matrix, _: &Object, checklist: &Checklist) -> Option<(usize, &'static str)> {
    const CAPACITY: usize = 98;
    // Characters of a line of a column, in bold and in plain type.
    const BOLD: usize = 50;
    const PLAIN: usize = 58;
    let items = checklist.items().map(|(_, item)| {
        let see = item.why.chars().count() + item.verify.chars().count() + 12;
        item.action.chars().count().div_ceil(BOLD) + see.div_ceil(PLAIN) + 1
    });
    let lines = items.sum::<usize>() + 2 * checklist.sections.len();
    (lines > CAPACITY).then(|| (lines - CAPACITY, "US Letter"))
}
