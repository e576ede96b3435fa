//! Briefs of more than 700 words.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;
use crate::prose;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "brief-too-long",
    "a brief has more than 700 words",
    r"
A brief is an answer that people read standing.
Words are counted in the text as it is shown, without marks of Markdown.

```yaml fail
# file: briefs/first-brief.yaml
body: |
  word × 701
```

```yaml pass
# file: briefs/first-brief.yaml
body: |
  Somebody read images from an open archive.
```
",
);

/// The most words that a brief may have.
const LIMIT: usize = 700;

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, brief) in matrix.briefs() {
        let words = prose::to_text(&brief.body).split_whitespace().count();
        if words > LIMIT {
            let message = format!("the brief has {words} words, {} too many", words - LIMIT);
            let finding = Diagnostic::new(&CODE, object.at("/body"), message);
            report.push(finding.help("cut it to 700 words, or make two briefs of it"));
        }
    }
}
