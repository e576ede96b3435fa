//! Sub-techniques that serve a tactic that their parent does not.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "subtechnique-tactic",
    "a sub-technique serves a tactic that its parent does not",
    r#"
Sub-techniques are drawn inside their parent's cell, so the parent must stand in that column.
The ATT&CK Navigator draws nothing at all when it does not.

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
# file: techniques/DT0001.001.yaml
tactics:
  - DTA0002
```

```yaml pass
# file: techniques/DT0001.001.yaml
tactics:
  - DTA0001
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques() {
        let Some(parent) = object.parent_id().and_then(|id| matrix.get(id)) else { continue };
        let Body::Technique(body) = &parent.body else { continue };
        for (index, tactic) in technique.tactics.iter().enumerate() {
            if !body.tactics.contains(tactic) && matrix.get(tactic).is_some() {
                let message = format!("the parent `{}` does not serve `{tactic}`", parent.id());
                let at = object.at(format!("/tactics/{index}"));
                let known = body.tactics.join("` or `");
                let help = format!("write `{known}`, or add the tactic to the parent");
                report.push(Diagnostic::new(&CODE, at, message).help(help));
            }
        }
    }
}
