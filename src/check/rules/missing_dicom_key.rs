//! Keys that only a matrix of DICOM must have.

use crate::check::Rule;
use crate::check::schema_words::addition;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "missing-dicom-key",
    "a key is missing that a matrix of DICOM needs",
    r"
A matrix that names an edition of DICOM says of each technique which assets it hits, by which surface, in which role, with what before and to what effect, of each asset which roles it plays, and of each mitigation whose advice it is and who does what.
A matrix of something else, without `dicom_edition` in `matrix.yaml`, may leave these keys out.

```yaml fail
# file: techniques/DT0001.yaml
drop: surface
```

```yaml pass
# file: techniques/DT0001.yaml
surface:
  - association
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    if !matrix.meta().speaks_dicom() {
        return;
    }
    for object in matrix.objects() {
        let keys: &[(&str, bool)] = match &object.body {
            Body::Asset(it) => &[("roles", it.roles.is_empty())],
            Body::Checklist(it) => &[("scope", it.scope.is_empty())],
            Body::Mitigation(it) => {
                &[("responsibility", it.responsibility.is_empty()), ("scope", it.scope.is_empty())]
            }
            Body::Technique(it) => &[
                ("assets", it.assets.is_empty()),
                ("impact", it.impact.is_unsaid()),
                ("prerequisites", it.prerequisites.is_unsaid()),
                ("surface", it.surface.is_empty()),
                ("role", it.role.is_empty()),
            ],
            _ => &[],
        };
        for (key, _) in keys.iter().filter(|(_, missing)| *missing) {
            let schema = serde_json::from_str(object.kind().schema).unwrap_or_default();
            let help = addition(&schema, &format!("/properties/{key}"), key);
            let message = format!("the key `{key}` is missing");
            let place = Location::key(object.file, "");
            report.push(Diagnostic::new(&CODE, place, message).help(help));
        }
    }
}
