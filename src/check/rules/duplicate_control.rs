//! Controls that stand twice in one catalogue.

use crate::check::Rule;
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "duplicate-control",
    "a control stands twice in one catalogue",
    r"
A link to a control must have one meaning.

```yaml fail
# file: controls/ps3.15.yaml
controls:
  - id: B.12
    title: TLS Profile
    status: current
    confidence: seen
  - id: B.12
    title: Another TLS Profile
    status: current
    confidence: seen
```

```yaml pass
# file: controls/ps3.15.yaml
controls:
  - id: B.12
    title: TLS Profile
    status: current
    confidence: seen
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, catalogue) in matrix.catalogues() {
        let mut first = BTreeMap::new();
        for (index, control) in catalogue.controls.iter().enumerate() {
            let at = object.at(format!("/controls/{index}/id"));
            if let Some(other) = first.get(&control.id) {
                let message = format!("the control `{}` stands twice", control.id);
                let finding = Diagnostic::new(&CODE, at, message);
                let other = object.at(format!("/controls/{other}/id"));
                report.push(finding.help("delete one of the two").related(other, "first here"));
            } else {
                first.insert(&control.id, index);
            }
        }
    }
}
