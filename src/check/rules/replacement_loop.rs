//! Replacements that lead back to where they started.

use crate::check::Rule;
use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "replacement-loop",
    "a chain of replacements runs in a circle",
    r#"
Who follows `replaced_by` must arrive at an object in use.

```yaml fail
# file: assets/DA0001.yaml
status: revoked
replaced_by: DA0002
# file: assets/DA0002.yaml
id: DA0002
name: Second Scanner
summary: Another scanner.
description: |
  It makes images.
roles:
  - scu
exposure: The imaging network only.
status: revoked
replaced_by: DA0001
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let mut seen = BTreeSet::from([object.id()]);
        let mut here = object;
        while let Some(next) = here.common.replaced_by.as_deref().and_then(|id| matrix.get(id)) {
            if !seen.insert(next.id()) {
                if next.id() == object.id() {
                    let message = "the chain of replacements leads back here";
                    let finding = Diagnostic::new(&CODE, object.at("/replaced_by"), message);
                    report.push(finding.help("name an object that is in use"));
                }
                break;
            }
            here = next;
        }
    }
}
