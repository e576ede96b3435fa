//! Ids that do not begin with the letters of this matrix.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "foreign-prefix",
    "an id does not begin with the letters of this matrix",
    r#"
Every numbered id of a matrix begins with the same letters: those before `TA` in the first tactic that `matrix.yaml` lists.
So two matrices never use the same id, and a link can be told from other words in brackets.

```yaml fail
# file: assets/XA0002.yaml
id: XA0002
name: Archive
summary: A system that keeps images.
description: |
  It keeps images.
roles:
  - scp
exposure: From the imaging network.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
# file: techniques/DT0001.yaml
assets:
  - DA0001
  - XA0002
```

```yaml pass
# file: assets/DA0001.yaml
name: Modality
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    let ours = matrix.meta().prefix();
    if ours.is_empty() {
        return;
    }
    for object in matrix.objects().iter().filter(|it| !it.kind().letters.is_empty()) {
        let letters = format!("{ours}{}", object.kind().letters);
        let rest = object.id().strip_prefix(&letters);
        if !rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            let message = format!("`{}` does not begin with `{letters}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(finding.help(format!(
                "the ids of this matrix begin with `{ours}`, as its first tactic does: give the object and its file such an id"
            )));
        }
    }
}
