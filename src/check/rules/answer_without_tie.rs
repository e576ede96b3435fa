//! Answers that speak of a mitigation which does not name their question.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::model::kinds::Control;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::error(
    "answer-without-tie",
    "an answer speaks of a mitigation that does not name its question",
    r#"
What an answer on a form says about a mitigation follows from the tie between the two, and the tie with its rationale stands in the mitigation.

```yaml fail
# file: controls/ps3.15.yaml
controls:
  - id: B.12
    title: TLS Profile
    status: current
    confidence: seen
    answers:
      - mitigation: DM0002
        answer: "Yes"
        means: possible
        rationale: The device can do it.
```

```yaml pass
# file: controls/ps3.15.yaml
controls:
  - id: B.12
    title: TLS Profile
    status: current
    confidence: seen
    answers:
      - mitigation: DM0001
        answer: "Yes"
        means: possible
        rationale: The device can do it.
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, catalogue) in matrix.catalogues() {
        for (outer, control) in catalogue.controls.iter().enumerate() {
            for (inner, row) in control.answers.iter().enumerate() {
                if tied(matrix, object.id(), control, &row.mitigation) {
                    continue;
                }
                let at = object.at(format!("/controls/{outer}/answers/{inner}/mitigation"));
                let known = matrix.find("mitigation", &row.mitigation).is_some();
                let message = if known {
                    format!("`{}` does not name `{}:{}`", row.mitigation, object.id(), control.id)
                } else {
                    format!("there is no mitigation `{}`", row.mitigation)
                };
                let help = format!(
                    "name `{}:{}` under `controls` of the mitigation, or take the row out",
                    object.id(),
                    control.id
                );
                report.push(Diagnostic::new(&CODE, at, message).help(help));
            }
        }
    }
}

fn tied(matrix: &Matrix, catalogue: &str, control: &Control, id: &str) -> bool {
    let name = format!("{catalogue}:{}", control.id);
    matrix.mitigations().any(|(object, mitigation)| {
        object.id() == id && mitigation.controls.iter().any(|link| link.control == name)
    })
}
