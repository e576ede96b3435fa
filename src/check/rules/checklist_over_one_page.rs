//! Checklists that will not fit one page.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::model::kinds::Checklist;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "checklist-over-one-page",
    "a checklist will not fit one page",
    r"
A checklist is one page of A4 and of US Letter, on a wall.
The printed lines are estimated from the lengths of the texts; that the pages of this repository fit is proved with a browser.

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

/// Printed lines that two columns of a Letter page hold below the lead, at 8.7 points.
const CAPACITY: usize = 98;
/// Characters of a line of a column, in bold and in plain type.
const BOLD: usize = 50;
const PLAIN: usize = 58;

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, checklist) in matrix.checklists() {
        let lines = lines(checklist);
        if lines > CAPACITY {
            let message = format!("the page needs about {lines} lines and holds {CAPACITY}");
            let help = format!("cut about {} lines, or make two lists of it", lines - CAPACITY);
            report.push(Diagnostic::new(&CODE, object.at("/sections"), message).help(help));
        }
    }
}

/// Estimates the printed lines: of each heading two, of each item its texts and a line of ids.
fn lines(checklist: &Checklist) -> usize {
    let items = checklist.items().map(|(_, item)| {
        let see = item.why.chars().count() + item.verify.chars().count() + 12;
        item.action.chars().count().div_ceil(BOLD) + see.div_ceil(PLAIN) + 1
    });
    items.sum::<usize>() + 2 * checklist.sections.len()
}
