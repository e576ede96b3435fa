//! Techniques without detection.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "technique-without-detection",
    "a technique has no detection",
    r"
A technique that nobody can see deserves to say so: `detections_none` gives the reason.

```yaml fail
# file: techniques/DT0001.yaml
drop: detections
```

```yaml pass
# file: techniques/DT0001.yaml
name: Open an Association
```
",
);

const HELP: &str = "add `detections`, or say why there is none in `detections_none`";

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        if technique.detections.is_empty() && technique.detections_none.is_none() {
            let finding =
                Diagnostic::new(&CODE, object.at("/id"), "the technique has no detection");
            report.push(finding.help(HELP));
        }
    }
}
