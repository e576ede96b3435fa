//! Papers that share an id.

use std::collections::BTreeMap;

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "duplicate-paper",
    "two papers have one id",
    r#"
The id of a paper is the address of its page, over all catalogues.

```yaml fail
# file: controls/ps3.15.yaml
papers:
  - id: profiles
    title: Security Profiles
    publisher: NEMA
    date: "2023"
    extent: part
    basis: One profile was read in the document.
  - id: profiles
    title: More Security Profiles
    publisher: NEMA
    date: "2024"
    extent: part
    basis: One profile was read in the document.
```

```yaml pass
# file: controls/ps3.15.yaml
papers:
  - id: profiles
    title: Security Profiles
    publisher: NEMA
    date: "2023"
    extent: part
    basis: One profile was read in the document.
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    let mut first = BTreeMap::new();
    for (object, catalogue) in matrix.catalogues() {
        for (index, paper) in catalogue.papers.iter().enumerate() {
            let at = object.at(format!("/papers/{index}/id"));
            if let Some(other) = first.get(&paper.id) {
                let message = format!("the paper `{}` stands twice", paper.id);
                let finding = Diagnostic::new(&CODE, at, message);
                let finding = finding.help("give one of the two another id");
                report.push(finding.related(Clone::clone(other), "first here"));
            } else {
                first.insert(&paper.id, at);
            }
        }
    }
}
