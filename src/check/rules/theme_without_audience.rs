//! Themes that nobody is told about.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "theme-without-audience",
    "nobody is told about a theme",
    r"
A row of the communications matrix without a topic says that a theme matters, and tells nobody why.

```yaml fail
# file: matrix.yaml
themes:
  - id: inventory
    name: Inventory
  - id: certificates
    name: Certificates
```

```yaml pass
# file: matrix.yaml
themes:
  - id: inventory
    name: Inventory
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    let Some(file) = matrix.meta_file() else { return };
    for (index, theme) in matrix.meta().themes.iter().enumerate() {
        let told = matrix.audiences().filter(|(object, _)| Matrix::in_use(&object.common));
        if told.into_iter().all(|(_, it)| it.topics.iter().all(|topic| topic.theme != theme.id)) {
            let at = Location::value(file, format!("/themes/{index}/id"));
            let message = format!("no audience is told about `{}`", theme.name);
            let finding = Diagnostic::new(&CODE, at, message);
            report.push(finding.help("write a topic for those it concerns, or delete the theme"));
        }
    }
}
