//! Shares that `matrix.yaml` promises and the matrix does not keep.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;
use crate::model::kinds::Technique;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::error(
    "gate-not-met",
    "the matrix does not keep a share that it promises",
    r"
`gates` in `matrix.yaml` are what a community has agreed on: for example that every technique has a detection, or says why there is none.
A single technique without one is a warning that its author can silence; the gate is not silenced.

```yaml fail
# file: matrix.yaml
gates:
  detection: 100
# file: techniques/DT0001.yaml
drop: detections
```

```yaml pass
# file: matrix.yaml
gates:
  attack: 100
  detection: 100
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    let (Some(file), Some(gates)) = (matrix.meta_file(), &matrix.meta().gates) else { return };
    let share = |test: fn(&Technique) -> bool| {
        let in_use = || matrix.techniques().filter(|it| Matrix::in_use(&it.0.common));
        (in_use().filter(|it| test(it.1)).count(), in_use().count(), "techniques")
    };
    let in_use = || matrix.mitigations().filter(|it| Matrix::in_use(&it.0.common));
    let controlled =
        (in_use().filter(|it| !it.1.controls.is_empty()).count(), in_use().count(), "mitigations");
    let shares = [
        ("attack", gates.attack, share(|it| !it.attack.is_empty() || it.attack_none.is_some())),
        ("control", gates.control, controlled),
        (
            "detection",
            gates.detection,
            share(|it| !it.detections.is_empty() || it.detections_none.is_some()),
        ),
        ("evidence", gates.evidence, share(|it| !it.evidence.is_empty())),
        (
            "mitigation",
            gates.mitigation,
            share(|it| !it.mitigations.is_empty() || it.mitigations_none.is_some()),
        ),
    ];
    for (name, promised, (count, total, what)) in shares {
        // More than all is no promise that could be kept: the schema refuses it.
        let Some(promised) = promised.filter(|it| *it <= 100) else { continue };
        if count * 100 < usize::from(promised) * total {
            let message = format!("{count} of {total} {what} pass the gate `{name}`");
            let help = format!("{promised} percent are promised: `dtm stats` says what is missing");
            let location = Location::value(file, format!("/gates/{name}"));
            report.push(Diagnostic::new(&CODE, location, message).help(help));
        }
    }
}
