//! Techniques without ATT&CK link.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "technique-without-attack",
    "a technique has no ATT&CK link",
    r"
Security teams find the technique through the ids that they know.
`attack_none` says why there is no counterpart.

```yaml fail
# file: techniques/DT0001.yaml
drop: attack
```

```yaml pass
# file: techniques/DT0001.yaml
name: Open an Association
```
",
);

const HELP: &str = "add `attack`, or say why there is none in `attack_none`";

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques().filter(|it| Matrix::in_use(&it.0.common)) {
        if technique.attack.is_empty() && technique.attack_none.is_none() {
            let finding =
                Diagnostic::new(&CODE, object.at("/id"), "the technique has no ATT&CK link");
            report.push(finding.help(HELP));
        }
    }
}
