//! Days that no calendar has, and objects that changed before they were made.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
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

/// Returns the day of a date `YYYY-MM-DD`, and how many days its month has in the Gregorian calendar.
fn day_of(date: &str) -> Option<(u32, u32)> {
    let mut parts = date.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    Some((day, days))
}
