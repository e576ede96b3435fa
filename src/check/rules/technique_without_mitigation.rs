//! Techniques without mitigation.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "technique-without-mitigation",
    "a technique has no mitigation",
    r"
A technique against which nothing helps deserves to say so: `mitigations_none` gives the reason.

```yaml fail
# file: techniques/DT0001.yaml
drop: mitigations
```

```yaml pass
# file: techniques/DT0001.yaml
name: Open an Association
```
",
);

const HELP: &str = "add `mitigations`, or say why there is none in `mitigations_none`";

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        if technique.mitigations.is_empty() && technique.mitigations_none.is_none() {
            let finding =
                Diagnostic::new(&CODE, object.at("/id"), "the technique has no mitigation");
            report.push(finding.help(HELP));
        }
    }
}
