//! Deprecated objects without a reason, revoked ones without a successor.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Status};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "withdrawn-without-reason",
    "a withdrawn object does not say why or by what",
    r"
An id never vanishes: who meets a withdrawn one must learn why, or where to go.
`deprecated` needs `status_reason`, `revoked` needs `replaced_by`; an object in use has neither.

```yaml fail
# file: assets/DA0001.yaml
status: deprecated
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let common = &object.common;
        let fault = match common.status {
            Status::Deprecated if common.status_reason.is_none() => Some((
                "/status",
                "the object is deprecated and does not say why",
                "add `status_reason` with one sentence",
            )),
            Status::Revoked if common.replaced_by.is_none() => Some((
                "/status",
                "the object is revoked and names no successor",
                "add `replaced_by` with its id, or write `deprecated`",
            )),
            Status::Draft | Status::Stable if common.replaced_by.is_some() => Some((
                "/replaced_by",
                "the object is in use and names a successor",
                "write `status: revoked`, or delete `replaced_by`",
            )),
            _ => None,
        };
        if let Some((pointer, message, help)) = fault {
            report.push(Diagnostic::new(&CODE, object.at(pointer), message).help(help));
        }
    }
}
