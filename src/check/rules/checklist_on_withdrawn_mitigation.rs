//! Checklist items that stand for a withdrawn mitigation.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "checklist-on-withdrawn-mitigation",
    "a checklist item stands for a withdrawn mitigation",
    r"
A page on a wall must not ask for what the matrix has withdrawn.

```yaml fail
# file: mitigations/DM0001.yaml
status: deprecated
status_reason: It is no longer recommended.
```

```yaml pass
# file: mitigations/DM0001.yaml
status: stable
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, checklist) in matrix.checklists() {
        for (pointer, item) in checklist.items() {
            let Some(mitigation) = matrix.get(&item.mitigation) else { continue };
            if mitigation.common.status.withdrawn() {
                let message = format!("`{}` is withdrawn", item.mitigation);
                let help = mitigation.common.replaced_by.as_ref().map_or_else(
                    || "delete the item, or choose another mitigation".to_owned(),
                    |id| format!("write `{id}`, which replaces it"),
                );
                let at = object.at(format!("{pointer}/mitigation"));
                report.push(Diagnostic::new(&CODE, at, message).help(help));
            }
        }
    }
}
