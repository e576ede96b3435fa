//! Mitigations that name a question of a form whose answers say nothing about them.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Target};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "tie-without-answer",
    "a mitigation names a question whose answers do not speak of it",
    r#"
Once one question of a catalogue has `answers`, each tie to a question of it was reviewed, and one that decides nothing says so.

```yaml fail
# file: controls/ps3.15.yaml
controls:
  - id: B.1
    title: Another Profile
    status: current
    confidence: seen
    answers:
      - mitigation: DM0001
        answer: "Yes"
        means: possible
        rationale: The device can do it.
  - id: B.12
    title: TLS Profile
    status: current
    confidence: seen
# file: mitigations/DM0001.yaml
controls:
  - control: "ps3.15:B.1"
    relation: related
    rationale: The profile says what both ends negotiate.
  - control: "ps3.15:B.12"
    relation: implements
    rationale: The profile says how both ends negotiate TLS.
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
        answer: any
        means: nothing
        rationale: The site does it whatever the maker says.
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, mitigation) in matrix.mitigations().filter(|it| Matrix::in_use(&it.0.common)) {
        for (index, link) in mitigation.controls.iter().enumerate() {
            let node = matrix.resolve(&Target::Control(link.control.clone()));
            let Some((catalogue, control)) = node.and_then(|node| matrix.control(node)) else {
                continue;
            };
            let form = matrix
                .catalogues()
                .find(|(it, _)| it.id() == catalogue.id())
                .is_some_and(|(_, it)| it.controls.iter().any(|it| !it.answers.is_empty()));
            if !form || control.answers.iter().any(|row| row.mitigation == object.id()) {
                continue;
            }
            let at = object.at(format!("/controls/{index}/control"));
            let message =
                format!("no answer to `{}` says what it means for `{}`", link.control, object.id());
            let help = "add a row to `answers` of the control; `answer: any` with `means: nothing` \
                        says that it decides nothing";
            report.push(Diagnostic::new(&CODE, at, message).help(help));
        }
    }
}
