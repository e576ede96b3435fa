//! Techniques that can harm a patient and do not say how.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::model::kinds::PatientSafety;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "patient-safety-without-note",
    "a technique can harm a patient and does not say how",
    r"
Patient safety is what sets this matrix apart: one sentence says how harm follows.

```yaml fail
# file: techniques/DT0001.yaml
impact:
  confidentiality: low
  integrity: high
  availability: none
  patient_safety: direct
  workflow: Nothing stops.
```

```yaml pass
# file: techniques/DT0001.yaml
impact:
  confidentiality: low
  integrity: high
  availability: none
  patient_safety: direct
  patient_safety_note: A reader decides on an image that is not the patient's.
  workflow: Nothing stops.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques() {
        let impact = &technique.impact;
        if impact.patient_safety != PatientSafety::None && impact.patient_safety_note.is_none() {
            let message = "nothing says how a patient comes to harm";
            let finding = Diagnostic::new(&CODE, object.at("/impact/patient_safety"), message);
            report.push(finding.help("add `patient_safety_note` with one sentence"));
        }
    }
}
