//! Links from objects in use to deprecated or revoked ones.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Fix, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "link-to-withdrawn",
    "a link leads to a withdrawn object",
    r"
Readers should be led to what is in use.

```yaml fail
# file: assets/DA0001.yaml
status: deprecated
status_reason: Nobody uses such scanners any more.
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects().iter().filter(|object| Matrix::in_use(&object.common)) {
        for link in object.links() {
            if matches!(link.relation, Relation::ReplacedBy) {
                continue;
            }
            let Some(target) = matrix.resolve(&link.target).and_then(|node| matrix.object(node))
            else {
                continue;
            };
            // A checklist must not stand on a withdrawn mitigation: that is an error of its own.
            let checklist = object.kind().name == "checklist" && target.kind().name == "mitigation";
            if target.common.status.withdrawn() && !checklist {
                let message = format!("`{}` ({}) is withdrawn", target.id(), target.name());
                let help = target.common.replaced_by.as_ref().map_or_else(
                    || "choose another, or delete the link".to_owned(),
                    |id| format!("write `{id}`, which replaces it"),
                );
                let at = object.at(link.pointer.to_string());
                let heir = target.common.replaced_by.as_ref();
                let fix = heir.map(|id| Fix::word(at.clone(), id));
                report.push(Diagnostic::new(&CODE, at, message).help(help).fix(fix));
            }
        }
    }
}
