//! Answers that say two things about one mitigation.

use std::collections::BTreeMap;

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::model::kinds::{AnswerRow, Answered, Meaning};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "contradictory-answers",
    "an answer says two things about one mitigation",
    r#"
A row for `any` says that the answer decides nothing, so it stands alone and means nothing; every other answer has one row for each mitigation.

```yaml fail
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
      - mitigation: DM0001
        answer: "Yes"
        means: in-place
        rationale: The device does it.
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
      - mitigation: DM0001
        answer: "No"
        means: impossible
        rationale: The device cannot do it.
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, catalogue) in matrix.catalogues() {
        for (outer, control) in catalogue.controls.iter().enumerate() {
            let mut seen: BTreeMap<&str, Vec<(usize, &AnswerRow)>> = BTreeMap::new();
            for (inner, row) in control.answers.iter().enumerate() {
                let before = seen.entry(&row.mitigation).or_default();
                let at = object.at(format!("/controls/{outer}/answers/{inner}/answer"));
                let word = row.answer.word();
                let other = before.iter().find(|(_, it)| {
                    it.answer == row.answer
                        || it.answer == Answered::Any
                        || row.answer == Answered::Any
                });
                if let Some((first, it)) = other {
                    let message = format!(
                        "`{word}` stands beside `{}` for `{}`",
                        it.answer.word(),
                        row.mitigation
                    );
                    let place = format!("/controls/{outer}/answers/{first}/answer");
                    report.push(
                        Diagnostic::new(&CODE, at, message)
                            .help("keep one of the two rows")
                            .related(object.at(place), "first here"),
                    );
                } else if row.answer == Answered::Any && row.means != Meaning::Nothing {
                    let message =
                        format!("whatever the answer is, it means `{}`", row.means.word());
                    let help = "write `means: nothing`, or name the answer";
                    report.push(Diagnostic::new(&CODE, at, message).help(help));
                }
                before.push((inner, row));
            }
        }
    }
}
