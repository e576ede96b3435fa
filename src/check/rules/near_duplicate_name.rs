//! Names of one kind that differ by a letter or two.

use crate::check::Rule;
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::model::{Body, Matrix, Object};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "near-duplicate-name",
    "two names of one kind are nearly the same",
    r#"
Names that are nearly the same are usually one thing written twice.

```yaml fail
# file: assets/DA0002.yaml
id: DA0002
name: Imaging Modalities
summary: Another scanner.
description: |
  It makes images.
roles:
  - scu
exposure: The imaging network only.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
# file: techniques/DT0001.yaml
assets:
  - DA0001
  - DA0002
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
"#,
);

fn check(matrix: &Matrix, report: &mut Report) {
    // Names are compared within a kind and a length, so that ten thousand objects stay quick:
    // only those are near that share their first or their last eight letters.
    let mut groups: BTreeMap<(&str, &str, String), Vec<&Object>> = BTreeMap::new();
    for object in matrix.objects() {
        if matches!(object.body, Body::Reference(_) | Body::Catalogue(_)) {
            continue;
        }
        let folded: Vec<char> = object.name().to_lowercase().chars().collect();
        let key = |letters: &[char]| letters.iter().collect::<String>();
        let head = key(&folded[..folded.len().min(8)]);
        let tail = key(&folded[folded.len().saturating_sub(8)..]);
        for (end, part) in [("head", head), ("tail", tail)] {
            groups.entry((object.kind().name, end, part)).or_default().push(object);
        }
    }
    for group in groups.into_values().filter(|group| (2..=200).contains(&group.len())) {
        for (place, object) in group.iter().enumerate() {
            let others = group[..place].iter().filter(|other| !same(object, other));
            let names = others.map(|other| other.name()).filter(|name| near(object.name(), name));
            if let Some(name) = nearest(object.name(), names) {
                let message = format!("the name is nearly `{name}`");
                let finding = Diagnostic::new(&CODE, object.at(object.name_pointer()), message);
                report.push(finding.help("merge the two, or tell them apart by name"));
            }
        }
    }
}

fn same(a: &Object, b: &Object) -> bool {
    a.name().eq_ignore_ascii_case(b.name())
}

/// Names that differ in a digit are told apart on purpose.
fn near(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    a.len().abs_diff(b.len()) <= 3 && digits(a) == digits(b)
}
