//! Prose with more than one sentence on a line.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;
use crate::prose::second_sentence;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "several-sentences-on-one-line",
    "a line holds more than one sentence",
    r"
One sentence a line makes a diff show the sentence that changed.

```yaml fail
# file: assets/DA0001.yaml
description: |
  It makes images. It sends them to the archive.
```

```yaml pass
# file: assets/DA0001.yaml
description: |
  It makes images.
  It sends them to the archive.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        for (pointer, text) in object.prose() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                if let Some(at) = second_sentence(line) {
                    let range = start + at..start + line.trim_end().len();
                    let location = Location::within(object.file, pointer, range);
                    let finding = Diagnostic::new(&CODE, location, "a second sentence starts here");
                    report.push(finding.help("put it on a line of its own"));
                }
                start += line.len();
            }
        }
    }
}
