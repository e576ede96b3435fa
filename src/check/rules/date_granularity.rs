//! Case studies whose date is not as exact as they say.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "date-granularity",
    "a date is not as exact as the case study says",
    r"
A day has the form 2019-06-11, a month 2019-06, a year 2019.

```yaml fail
# file: case-studies/DCS0001.yaml
date_granularity: day
```

```yaml pass
# file: case-studies/DCS0001.yaml
date_granularity: year
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, case) in matrix.case_studies() {
        let exact = match case.date.len() {
            4 => "year",
            7 => "month",
            _ => "day",
        };
        if exact != case.date_granularity {
            let message = format!("the date `{}` names a {exact}", case.date);
            let finding = Diagnostic::new(&CODE, object.at("/date_granularity"), message);
            report.push(finding.help(format!("write `{exact}`, or give the date as it is known")));
        }
    }
}
