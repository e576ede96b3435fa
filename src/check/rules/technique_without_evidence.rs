//! Techniques without evidence.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "technique-without-evidence",
    "a technique has no evidence",
    r"
Without evidence the technique counts as conceptual.
That can be honest: then `allow` says that no public case is known.

```yaml fail
# file: techniques/DT0001.yaml
drop: evidence
```

```yaml pass
# file: techniques/DT0001.yaml
name: Open an Association
```
",
);

const HELP: &str = "add `evidence`, or say in `allow` that no public case is known";

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        if technique.evidence.is_empty() {
            let finding = Diagnostic::new(&CODE, object.at("/id"), "the technique has no evidence");
            report.push(finding.help(HELP));
        }
    }
}
