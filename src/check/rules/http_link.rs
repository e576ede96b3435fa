//! Addresses without encryption.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Location, Report};
use crate::model::{Body, Matrix, Object};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "http-link",
    "a link uses http",
    r"
Readers in hospitals should not be sent over plain HTTP where the site offers https.

```yaml fail
# file: references/nerad-2019.yaml
url: http://matrix.example/source
```

```yaml pass
# file: references/nerad-2019.yaml
url: https://matrix.example/source
```
",
);

const PLAIN: &str = "http://";

fn check(matrix: &Matrix, report: &mut Report) {
    let mut push = |location: Location, url: &str| {
        let message = "the address is not encrypted";
        let help = format!("try `{}` and write that if it opens", url.replacen("http", "https", 1));
        report.push(Diagnostic::new(&CODE, location, message).help(help));
    };
    for object in matrix.objects() {
        if let Some(url) = field(object).filter(|url| url.starts_with(PLAIN)) {
            push(object.at("/url"), url);
        }
        for (pointer, text) in object.prose() {
            for (start, _) in text.match_indices(PLAIN) {
                let rest = &text[start..];
                let end = rest.find([' ', ')', '>', '\n']).unwrap_or(rest.len());
                push(Location::within(object.file, pointer, start..start + end), &rest[..end]);
            }
        }
    }
}

fn field(object: &Object) -> Option<&str> {
    match &object.body {
        Body::Reference(reference) => Some(&reference.url),
        Body::Catalogue(catalogue) => Some(&catalogue.url),
        _ => None,
    }
}
