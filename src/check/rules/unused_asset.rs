//! Assets that nothing uses.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Relation};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "unused-asset",
    "nothing uses an asset",
    r#"
An asset that no other object names is not found by readers, or was forgotten when something was deleted.

```yaml fail
# file: assets/DA0002.yaml
id: DA0002
name: Film Printer
summary: A printer for films.
description: |
  It prints images.
roles:
  - scp
exposure: The imaging network only.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.of_kind("asset").filter(|object| Matrix::in_use(&object.common)) {
        if matrix.origins(object, Relation::Targets).is_empty() {
            let message = format!("nothing uses `{}`", object.id());
            let finding = Diagnostic::new(&CODE, object.at("/id"), message);
            report.push(
                finding.help(
                    "add techniques against it, or delete the file if it was never published",
                ),
            );
        }
    }
}
