//! Tactics that no technique serves.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "tactic-without-technique",
    "a tactic has no technique",
    r#"
An empty column tells the reader that nothing can happen there.

```yaml fail
# file: matrix.yaml
tactics:
  - DTA0001
  - DTA0002
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
```

```yaml pass
# file: tactics/DTA0001.yaml
name: Initial Access
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, _) in matrix.tactics().filter(|(object, _)| Matrix::in_use(&object.common)) {
        if matrix.origins(object, Relation::Achieves).is_empty() {
            let message = format!("no technique serves `{}`", object.name());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(finding.help("write a technique for it, or deprecate the tactic"));
        }
    }
}
