//! Mitigations that no catalogue knows.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "mitigation-without-control",
    "a mitigation names no control",
    r#"
Readers look up what a measure is worth in the catalogues that they must answer to.

```yaml fail
# file: mitigations/DM0001.yaml
drop: controls
```

```yaml pass
# file: mitigations/DM0001.yaml
controls:
  - control: "ps3.15:B.12"
    relation: implements
    rationale: The profile says how both ends negotiate TLS.
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, mitigation) in matrix.mitigations().filter(|it| Matrix::in_use(&it.0.common)) {
        if mitigation.controls.is_empty() {
            let finding =
                Diagnostic::new(&CODE, object.at("/id"), "the mitigation names no control");
            report.push(finding.help("add `controls`, each with relation and rationale"));
        }
    }
}
