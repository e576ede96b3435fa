//! Topics that neither a brief nor a checklist carries.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "topic-without-document",
    "no document carries a topic",
    r"
A message reaches its audience in a document: a brief to read or a checklist to work through.

```yaml fail
# file: audiences/pacs-administrator.yaml
topics:
  - topic: First steps
    theme: inventory
    message: Know who is connected to your archive.
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
    for (object, audience) in matrix.audiences() {
        if !Matrix::in_use(&object.common) {
            continue;
        }
        for (index, topic) in audience.topics.iter().enumerate() {
            if topic.brief.is_none() && topic.checklist.is_none() {
                let at = object.at(format!("/topics/{index}/topic"));
                let message = format!("no document carries the topic \"{}\"", topic.topic);
                let finding = Diagnostic::new(&CODE, at, message);
                report.push(finding.help("name the `brief` or `checklist` that says it"));
            }
        }
    }
}
