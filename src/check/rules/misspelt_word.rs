//! Words that neither the dictionary nor the matrix's own list knows.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::Matrix;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "misspelt-word",
    "a word that no dictionary knows",
    r"
Where `matrix.yaml` says `spelling: en-US`, the words of all texts are looked up in an American dictionary.
A word of the field that the dictionary lacks goes into `words.txt` beside `matrix.yaml`, one word a line.
Code, names in brackets, addresses, abbreviations in capitals and words with digits are left out.
So are titles of what others wrote, names of people and of products, and rules of detections.

```yaml fail
# file: matrix.yaml
spelling: en-US
# file: assets/DA0001.yaml
summary: A scaner that makes images.
```

```yaml pass
# file: matrix.yaml
spelling: en-US
# file: words.txt
# Words of radiology.
fluoroscopy
# file: assets/DA0001.yaml
summary: A scanner that makes images by fluoroscopy.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for stranger in &matrix.spelling.strangers {
        let word = &stranger.word;
        let message = format!("no dictionary knows `{word}`");
        let help = match &stranger.near {
            Some(near) => format!("did you mean `{near}`? If not, add `{word}` to `words.txt`"),
            None => format!("correct it, or add a line `{word}` to `words.txt`"),
        };
        report.push(Diagnostic::new(&CODE, stranger.location.clone(), message).help(help));
    }
}
