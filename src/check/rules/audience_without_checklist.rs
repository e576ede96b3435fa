//! Audiences that no checklist speaks to.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "audience-without-checklist",
    "an audience has no checklist",
    r#"
Every audience should find one page to print.
Silence it with a reason while the page is being written.

```yaml fail
# file: audiences/radiologist.yaml
id: radiologist
name: Radiologist
summary: The person who reads images.
topics:
  - topic: Lock the screen
    theme: inventory
    message: An open session is an open archive.
    brief: first-brief
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: audiences/pacs-administrator.yaml
name: PACS Administrator
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, _) in matrix.audiences().filter(|(object, _)| Matrix::in_use(&object.common)) {
        if !matrix.checklists().any(|(_, checklist)| checklist.audience == object.common.id) {
            let message = format!("no checklist speaks to the audience `{}`", object.id());
            let help = "write one under `checklists/`, or say in `allow` why there is none";
            report.push(Diagnostic::new(&CODE, object.at("/id"), message).help(help));
        }
    }
}
