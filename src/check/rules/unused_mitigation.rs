//! Mitigations that nothing uses.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "unused-mitigation",
    "nothing uses a mitigation",
    r#"
A mitigation that no other object names is not found by readers, or was forgotten when something was deleted.

```yaml fail
# file: mitigations/DM0002.yaml
id: DM0002
name: Lock the Door
summary: The room with the archive is locked.
description: |
  A locked door keeps people out.
responsibility:
  - audience: pacs-administrator
    task: Keep the key.
effort: small
priority: 1
tier: foundational
scope: dicom-mita
steps:
  - Lock the door.
verify: The door is locked.
controls:
  - control: "ps3.15:B.12"
    relation: related
    rationale: Both keep strangers away.
limits: It does not stop the network.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: mitigations/DM0001.yaml
name: Use DICOM TLS
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.of_kind("mitigation").filter(|object| Matrix::in_use(&object.common)) {
        if matrix.origins(object, Relation::Mitigates).is_empty() {
            let message = format!("nothing uses `{}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(finding.help("add a technique that it works against, or delete the file if it was never published"));
        }
    }
}
