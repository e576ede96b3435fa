//! Steps of case studies whose tactic is not one of the technique's.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "case-study-tactic",
    "a step has a tactic that its technique does not serve",
    r#"
A step says which goal the technique served there, and that must be one of the goals that the technique lists.

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
# file: case-studies/DCS0001.yaml
procedure:
  - technique: DT0001
    tactic: DTA0002
    description: The archive answered without a login.
    inferred: false
```

```yaml pass
# file: case-studies/DCS0001.yaml
procedure:
  - technique: DT0001
    tactic: DTA0001
    description: The archive answered without a login.
    inferred: false
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, case) in matrix.case_studies() {
        for (index, step) in case.procedure.iter().enumerate() {
            let Some(technique) = matrix.get(&step.technique) else { continue };
            let Body::Technique(body) = &technique.body else { continue };
            if matrix.get(&step.tactic).is_some() && !body.tactics.contains(&step.tactic) {
                let message = format!("`{}` does not serve `{}`", step.technique, step.tactic);
                let known = body.tactics.join("` or `");
                let help = format!("write `{known}`, or add the tactic to `{}`", step.technique);
                let at = object.at(format!("/procedure/{index}/tactic"));
                report.push(Diagnostic::new(&CODE, at, message).help(help));
            }
        }
    }
}
