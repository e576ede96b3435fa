//! Words that are listed and that no text needs.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: true, check };

const CODE: Code = Code::warning(
    "unused-word",
    "a word of `words.txt` that no text needs",
    r"
Each word of the list is one that the dictionary cannot guard.
A word that no text holds, that the dictionary knows or that stands twice only makes the list longer.

```yaml fail
# file: matrix.yaml
spelling: en-US
# file: words.txt
fluoroscopy
```

```yaml pass
# file: matrix.yaml
spelling: en-US
# file: words.txt
fluoroscopy
# file: assets/DA0001.yaml
summary: A scanner that makes images by fluoroscopy.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for (word, location) in &matrix.spelling.idle {
        let message = format!("no text needs the word `{word}`");
        let finding = Diagnostic::new(&CODE, location.clone(), message);
        report.push(finding.help("delete the line"));
    }
}
