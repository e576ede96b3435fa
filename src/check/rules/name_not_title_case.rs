//! Names that are not in title case.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "name-not-title-case",
    "a name is not in title case",
    r"
Every word of a name begins with a capital letter, but for small words inside it, such as: a, an, and, at, by, for, from, in, into, is, of, on, or, over, per, that, the, to, with, without.

```yaml fail
# file: assets/DA0001.yaml
name: Imaging modality
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

const SMALL: &[&str] = &[
    "a", "across", "an", "and", "as", "at", "before", "between", "but", "by", "does", "for",
    "from", "in", "into", "is", "its", "not", "of", "off", "on", "or", "out", "over", "per",
    "than", "that", "the", "through", "to", "under", "via", "where", "with", "without",
];

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        // References and catalogues carry the titles of other people's documents.
        if matches!(object.body, Body::Reference(_) | Body::Catalogue(_)) {
            continue;
        }
        let words: Vec<&str> = object.name().split_whitespace().collect();
        let wrong = words.iter().enumerate().find(|(index, word)| {
            let edge = *index == 0 || words[index - 1].ends_with(':');
            let small = SMALL.contains(&word.to_lowercase().as_str());
            word.starts_with(|c: char| c.is_lowercase()) && (edge || !small)
        });
        if let Some((_, word)) = wrong {
            let message = format!("`{word}` begins with a small letter");
            let finding = Diagnostic::new(&CODE, object.at(object.name_pointer()), message);
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            report.push(finding.help(format!("write `{first}{}`", letters.as_str())));
        }
    }
}
