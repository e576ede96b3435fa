//! Audiences that hear nothing about some themes: the gaps of the communications matrix.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::sheet::messages::{Communications, GAP};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    GAP,
    "an audience hears nothing about a theme",
    r#"
An empty cell of the communications matrix is either forgotten or meant.
Write a topic if it was forgotten; if it is meant, say in `allow` why this audience need not hear of it.
A theme that nobody hears of is `theme-without-audience` instead.

```yaml fail
# file: matrix.yaml
themes:
  - id: inventory
    name: Inventory
  - id: buying
    name: Buying
# file: audiences/procurement.yaml
id: procurement
name: Procurement
summary: The people who buy.
topics:
  - topic: Ask before you sign
    theme: buying
    message: Ask while you can still choose.
    brief: first-brief
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: audiences/pacs-administrator.yaml
topics:
  - topic: First steps
    theme: inventory
    message: Know who is connected to your archive.
    brief: first-brief
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    let all = Communications::new(matrix);
    let told = || all.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    for (place, object) in all.audiences.iter().enumerate() {
        let gaps = told().filter(|row| row.cells[place].is_empty());
        let gaps: Vec<String> = gaps.map(|row| format!("`{}`", row.theme.id)).collect();
        if gaps.is_empty() {
            continue;
        }
        let nouns = if gaps.len() == 1 { "theme" } else { "themes" };
        let count = gaps.len();
        let message =
            format!("`{}` hears nothing about {count} {nouns}: {}", object.id(), gaps.join(", "));
        let help = "write a topic for each, or say in `allow` why this audience needs none";
        report.push(Diagnostic::new(&CODE, object.at("/topics"), message).help(help));
    }
}
