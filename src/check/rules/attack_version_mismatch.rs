//! The version of ATT&CK in `matrix.yaml` against the pinned index.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::error(
    "attack-version-mismatch",
    "matrix.yaml and the pinned ATT&CK index name different versions",
    r#"
Layers carry the version that `matrix.yaml` names, and links are checked against the index: both must be one.

```yaml fail
# file: matrix.yaml
attack:
  enterprise-attack: "17.1"
```

```yaml pass
# file: matrix.yaml
attack:
  enterprise-attack: "18.1"
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    let Some(file) = matrix.meta_file() else { return };
    for (domain, version) in &matrix.meta().attack {
        let location = Location::value(file, format!("/attack/{domain}"));
        match matrix.attack_index(domain) {
            Some(index) if index.version == *version => {}
            Some(index) => {
                let message =
                    format!("the pinned index of `{domain}` is version {}", index.version);
                let help = format!("write \"{}\", or pin version {version}", index.version);
                report.push(Diagnostic::new(&CODE, location, message).help(help));
            }
            None => {
                let message = format!("no index of `{domain}` is pinned");
                let help = "run `dtm attack pin` with MITRE's bundle of that version";
                report.push(Diagnostic::new(&CODE, location, message).help(help));
            }
        }
    }
}
