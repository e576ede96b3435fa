//! Papers that name a control which their catalogue does not hold.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "paper-with-unknown-control",
    "a paper names a control that its catalogue does not hold",
    r#"
A paper lists the ids of its controls in the same catalogue, without the name of the catalogue.

```yaml fail
# file: controls/ps3.15.yaml
papers:
  - id: profiles
    title: Security Profiles
    publisher: NEMA
    date: "2023"
    extent: part
    basis: One profile was read in the document.
    controls:
      - B.99
```

```yaml pass
# file: controls/ps3.15.yaml
papers:
  - id: profiles
    title: Security Profiles
    publisher: NEMA
    date: "2023"
    extent: part
    basis: One profile was read in the document.
    controls:
      - B.12
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, catalogue) in matrix.catalogues() {
        for (outer, paper) in catalogue.papers.iter().enumerate() {
            for (inner, id) in paper.controls.iter().enumerate() {
                if catalogue.controls.iter().any(|control| control.id == *id) {
                    continue;
                }
                let at = object.at(format!("/papers/{outer}/controls/{inner}"));
                let message = format!("the catalogue has no control `{id}`");
                let finding = Diagnostic::new(&CODE, at, message);
                report.push(finding.help("write the id as it stands under `controls`"));
            }
        }
    }
}
