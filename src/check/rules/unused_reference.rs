//! References that nothing uses.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "unused-reference",
    "nothing uses a reference",
    r#"
A reference that no other object names is not found by readers, or was forgotten when something was deleted.

```yaml fail
# file: references/other-2019.yaml
id: other-2019
title: Another Report
summary: Something else happened.
kind: incident
date: "2019"
url: https://matrix.example/other
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: references/nerad-2019.yaml
title: Images Taken from an Open Archive
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.of_kind("reference").filter(|object| Matrix::in_use(&object.common)) {
        if matrix.origins(object, Relation::Cites).is_empty() {
            let message = format!("nothing uses `{}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(
                finding.help(
                    "add a place that cites it, or delete the file if it was never published",
                ),
            );
        }
    }
}
