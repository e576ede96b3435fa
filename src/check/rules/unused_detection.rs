//! Detections that nothing uses.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "unused-detection",
    "nothing uses a detection",
    r#"
A detection that no other object names is not found by readers, or was forgotten when something was deleted.

```yaml fail
# file: detections/DD0002.yaml
id: DD0002
name: Silence in the Trail
summary: A device stops sending audit messages.
description: |
  Devices speak at least once a day.
source: dicom-audit
data: The audit messages of the archive, sent to a repository.
logic: Alert when a device has sent nothing for a day.
false_positives: A holiday.
limits: Devices that never send.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: detections/DD0001.yaml
name: Unknown Caller
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.of_kind("detection").filter(|object| Matrix::in_use(&object.common)) {
        if matrix.origins(object, Relation::Detects).is_empty() {
            let message = format!("nothing uses `{}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(finding.help(
                "add a technique that it sees, or delete the file if it was never published",
            ));
        }
    }
}
