//! Sentences of more than 40 words.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "long-sentence",
    "a sentence has more than 40 words",
    r"
Many readers of the matrix read it in a second language, and some at night with a broken archive.
Citations and links in brackets do not count.

```yaml fail
# file: assets/DA0001.yaml
description: |
  It makes word × 41 images.
```

```yaml pass
# file: assets/DA0001.yaml
description: |
  It makes images.
```
",
);

/// The most words that a sentence may have.
const LIMIT: usize = 40;

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        for (pointer, text) in object.prose() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let words = words(line);
                if words > LIMIT {
                    let range = start..start + line.trim_end().len();
                    let location = Location::within(object.file, pointer, range);
                    let message = format!("the sentence has {words} words");
                    let finding = Diagnostic::new(&CODE, location, message);
                    report.push(finding.help("make two sentences of it"));
                }
                start += line.len();
            }
        }
    }
}

/// Counts words outside of brackets.
fn words(line: &str) -> usize {
    let mut depth = 0_usize;
    let plain: String = line
        .chars()
        .filter(|c| {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    plain.split_whitespace().count()
}
