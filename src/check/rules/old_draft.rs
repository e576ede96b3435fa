//! Drafts that nobody touched for a year.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Matrix, Status};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "old-draft",
    "a draft is older than a year",
    r"
Age is counted to the day of release in `matrix.yaml`: no finding depends on the clock of a machine.

```yaml fail
# file: assets/DA0001.yaml
created: 2024-01-01
modified: 2024-01-01
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
created: 2024-01-01
modified: 2024-01-01
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    let released = &matrix.meta().released;
    let Some((year, rest)) = released.split_once('-') else { return };
    let Ok(year) = year.parse::<u32>() else { return };
    let limit = format!("{:04}-{rest}", year.saturating_sub(1));
    for object in matrix.objects() {
        if object.common.status == Status::Draft && object.common.modified < limit {
            let message = format!("the draft was last changed on {}", object.common.modified);
            let finding = Diagnostic::new(&CODE, object.at("/status"), message);
            report.push(finding.help("review it and write `stable`, or deprecate it"));
        }
    }
}
