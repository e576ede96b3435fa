//! Summaries that are not one sentence.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "summary-not-a-sentence",
    "a summary is not one sentence",
    r"
Summaries stand in tables and tooltips: one sentence that begins with a capital letter and ends in a full stop, without Markdown.

```yaml fail
# file: assets/DA0001.yaml
summary: a scanner
```

```yaml pass
# file: assets/DA0001.yaml
summary: A scanner that makes images.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        let summary = object.common.summary.trim();
        let fault = if !summary.ends_with(['.', '?', '!']) {
            Some(("the summary does not end in a full stop", "end it with a full stop"))
        } else if summary.starts_with(char::is_lowercase) {
            Some(("the summary begins with a small letter", "begin it with a capital letter"))
        } else if summary.contains("**") || summary.contains('`') || summary.contains("](") {
            Some(("the summary holds Markdown", "write plain text"))
        } else {
            None
        };
        if let Some((message, help)) = fault {
            report.push(Diagnostic::new(&CODE, object.at("/summary"), message).help(help));
        }
    }
}
