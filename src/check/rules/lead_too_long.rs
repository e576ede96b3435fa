//! Checklists whose opening has more than 60 words.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "lead-too-long",
    "the lead of a checklist has more than 60 words",
    r"
The opening must be read before the page is turned.

```yaml fail
# file: checklists/pacs-administrator-page.yaml
lead: word × 61
```

```yaml pass
# file: checklists/pacs-administrator-page.yaml
lead: The danger is already connected to your network.
```
",
);

/// The most words that a lead may have.
const LIMIT: usize = 60;

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, checklist) in matrix.checklists() {
        let words = checklist.lead.split_whitespace().count();
        if words > LIMIT {
            let message = format!("the lead has {words} words, {} too many", words - LIMIT);
            let finding = Diagnostic::new(&CODE, object.at("/lead"), message);
            report.push(finding.help("cut it to 60 words"));
        }
    }
}
