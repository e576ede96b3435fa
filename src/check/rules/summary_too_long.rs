//! Summaries of more than 200 characters.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "summary-too-long",
    "a summary is longer than 200 characters",
    r"
Longer summaries are cut off in tables, tooltips and layers.

```yaml fail
# file: assets/DA0001.yaml
summary: A very × 45 long summary.
```

```yaml pass
# file: assets/DA0001.yaml
summary: A scanner that makes images.
```
",
);

/// The most characters that a summary may have.
const LIMIT: usize = 200;

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let length = object.common.summary.chars().count();
        if length > LIMIT {
            let message =
                format!("the summary has {length} characters, {} too many", length - LIMIT);
            let finding = Diagnostic::new(&CODE, object.at("/summary"), message);
            report.push(finding.help("move the rest into the description"));
        }
    }
}
