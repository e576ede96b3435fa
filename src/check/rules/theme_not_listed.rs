//! Topics under a theme that `matrix.yaml` does not list.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "theme-not-listed",
    "matrix.yaml does not list the theme of a topic",
    r"
`themes` in `matrix.yaml` gives the rows of the communications matrix.
A topic under another theme would stand in no row.
A matrix that lists no theme has no such rows, and nothing is said.

```yaml fail
# file: audiences/pacs-administrator.yaml
topics:
  - topic: First steps
    theme: inventories
    message: Know who is connected to your archive.
    brief: first-brief
```

```yaml pass
# file: audiences/pacs-administrator.yaml
topics:
  - topic: First steps
    theme: inventory
    message: Know who is connected to your archive.
    brief: first-brief
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    let themes = &matrix.meta().themes;
    if themes.is_empty() {
        return;
    }
    for (object, audience) in matrix.audiences() {
        for (index, topic) in audience.topics.iter().enumerate() {
            if themes.iter().all(|theme| theme.id != topic.theme) {
                let at = object.at(format!("/topics/{index}/theme"));
                let message = format!("`matrix.yaml` does not list the theme `{}`", topic.theme);
                let finding = Diagnostic::new(&CODE, at, message);
                let known: Vec<&str> = themes.iter().map(|theme| theme.id.as_str()).collect();
                report.push(finding.help(format!("it lists: {}", known.join(", "))));
            }
        }
    }
}
