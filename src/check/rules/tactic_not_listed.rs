//! Tactics that `matrix.yaml` does not place.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "tactic-not-listed",
    "matrix.yaml does not list a tactic",
    r#"
`matrix.yaml` gives the order of the columns.
A tactic that it does not list comes last.

```yaml fail
# file: tactics/DTA0002.yaml
id: DTA0002
name: Discovery
summary: The adversary looks around.
description: |
  The adversary wants to know what there is.
attack_none: There is no counterpart in this small matrix.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
# file: techniques/DT0001.yaml
tactics:
  - DTA0001
  - DTA0002
```

```yaml pass
# file: tactics/DTA0001.yaml
name: Initial Access
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, _) in matrix.tactics() {
        if !matrix.meta().tactics.contains(&object.common.id) && Matrix::in_use(&object.common) {
            let message = format!("`matrix.yaml` does not list `{}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(finding.help("add it to `tactics` in `matrix.yaml`, at its place"));
        }
    }
}
