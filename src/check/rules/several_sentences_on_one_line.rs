//! Prose with more than one sentence on a line.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::Matrix;

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

/// Words before a full stop that do not end a sentence.
const SHORT: &[&str] =
    &["e.g", "i.e", "vs", "cf", "approx", "no", "dr", "st", "inc", "et al", "al"];

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        for (pointer, text) in object.prose() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                if let Some(at) = boundary(line) {
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

/// Returns the byte at which the second sentence of a line starts.
fn boundary(line: &str) -> Option<usize> {
    line.match_indices([' ']).map(|(space, _)| space).find_map(|space| {
        let (before, after) = (&line[..space], line[space..].trim_start());
        let stopped =
            before.ends_with(['.', '!', '?']) || before.ends_with(".)") || before.ends_with(".\"");
        let word = before.trim_end_matches('.').rsplit([' ', '(']).next().unwrap_or_default();
        let short = SHORT.contains(&word.to_lowercase().as_str())
            || word.len() == 1
            || word.chars().all(|c| c.is_ascii_digit());
        let starts = after.starts_with(|c: char| c.is_uppercase());
        (stopped && !short && starts).then(|| line.len() - after.len())
    })
}
