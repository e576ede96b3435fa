//! Days that no calendar has, and objects that changed before they were made.

use crate::check::Rule;
use crate::check::calendar::day_of;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

pub(in crate::check) const CODE: Code = Code::error(
    "impossible-date",
    "a date that cannot be",
    r"
Dates are the only clock of everything that is made from the matrix.

```yaml fail
# file: assets/DA0001.yaml
modified: 2026-02-30
```

```yaml pass
# file: assets/DA0001.yaml
modified: 2026-11-23
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let common = &object.common;
        let dates = [("/created", &common.created), ("/modified", &common.modified)];
        let mut possible = true;
        for (pointer, date) in dates {
            let Some((day, days)) = day_of(date) else {
                // The schema has said that this is no date.
                possible = false;
                continue;
            };
            if !(1..=days).contains(&day) {
                possible = false;
                let message = format!("no calendar has the day {date}");
                let finding = Diagnostic::new(&CODE, object.at(pointer), message);
                report.push(finding.help(format!("that month has {days} days")));
            }
        }
        if possible && common.modified < common.created {
            let message = format!("the object changed before it was made on {}", common.created);
            let finding = Diagnostic::new(&CODE, object.at("/modified"), message);
            report.push(finding.help("write the day of the last change"));
        }
    }
}
