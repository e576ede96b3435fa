//! Two objects of one kind with one name.

use crate::check::Rule;
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "duplicate-name",
    "two objects of one kind have one name",
    r#"
People say names, not ids: within a kind a name must mean one thing.
Sub-techniques of different parents may share a name.

```yaml fail
# file: techniques/DT0001.001.yaml
name: Copied Title
# file: techniques/DT0001.002.yaml
id: DT0001.002
name: Copied Title
summary: The adversary uses the title of another scanner.
description: |
  The adversary copies a title.
tactics:
  - DTA0001
assets:
  - DA0001
surface:
  - association
role:
  - scu
prerequisites:
  access:
    - network
impact:
  confidentiality: low
  integrity: none
  availability: none
  patient_safety: none
  workflow: Nothing stops.
evidence:
  - reference: CVE-2019-11687
    kind: vulnerability
attack:
  - id: T1190
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
mitigations:
  - id: DM0001
    effect: prevents
    use: A copied title does not come with a certificate.
detections:
  - id: DD0001
    use: A title at a new address stands out.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: techniques/DT0001.001.yaml
name: Copied Title
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    let mut first = BTreeMap::new();
    for object in matrix.objects() {
        let folded = object.name().to_lowercase();
        let key = (object.kind().name, object.parent_id().unwrap_or_default(), folded);
        if let Some(other) = first.get(&key) {
            let other: &&crate::model::Object = other;
            let message = format!("`{}` has the same name", other.id());
            let finding = Diagnostic::new(&CODE, object.at(object.name_pointer()), message);
            let there = other.at(other.name_pointer());
            report.push(finding.help("give one of them another name").related(there, "first here"));
        } else {
            first.insert(key, object);
        }
    }
}
