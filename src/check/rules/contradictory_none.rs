//! A reason why there is none, beside a list that has some.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "contradictory-none",
    "a reason why there is none stands beside a list",
    r"
`attack_none`, `mitigations_none` and `detections_none` say why a list is missing.
Beside a list they contradict it.

```yaml fail
# file: techniques/DT0001.yaml
detections_none: Nobody has found a way to see it.
```

```yaml pass
# file: techniques/DT0001.yaml
detections:
  - id: DD0001
    use: A caller that was never seen stands out.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let pairs = match &object.body {
            Body::Technique(it) => vec![
                ("attack", !it.attack.is_empty() && it.attack_none.is_some()),
                ("mitigations", !it.mitigations.is_empty() && it.mitigations_none.is_some()),
                ("detections", !it.detections.is_empty() && it.detections_none.is_some()),
            ],
            Body::Tactic(it) => vec![("attack", it.attack.is_some() && it.attack_none.is_some())],
            _ => continue,
        };
        for (field, _) in pairs.into_iter().filter(|(_, both)| *both) {
            let message = format!("`{field}_none` says that there is none, `{field}` says which");
            let at = object.at(format!("/{field}_none"));
            report.push(Diagnostic::new(&CODE, at, message).help("delete one of the two"));
        }
    }
}
