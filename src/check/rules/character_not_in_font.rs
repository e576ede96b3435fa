//! Signs in checklists and briefs that the fonts of the printed pages lack.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::{Body, Matrix, Object};
use crate::sheet;

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "character-not-in-font",
    "a sign cannot be printed",
    r"
Checklists and briefs are printed with fonts that hold Latin, Greek and Cyrillic letters and common signs.
Where the fonts lack a sign the PDF shows a question mark.
A program that was built without the feature `pdf` makes no PDF and does not look.

```yaml fail
# file: checklists/pacs-administrator-page.yaml
lead: Know your use case, 日本, then work down this page.
```

```yaml pass
# file: checklists/pacs-administrator-page.yaml
lead: Know your use case, Ω → ≥ ✓, then work down this page.
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for object in matrix.objects() {
        for (pointer, text) in texts(matrix, object) {
            let lacking = sheet::lacking(text);
            if lacking.is_empty() {
                continue;
            }
            let shown: Vec<String> = lacking
                .iter()
                .map(|sign| format!("`{sign}` (U+{:04X})", u32::from(*sign)))
                .collect();
            let message = format!("the fonts of the printed page lack {}", shown.join(", "));
            let help = "write it with Latin letters; the PDF shows `?` in its place";
            report.push(Diagnostic::new(&CODE, object.at(pointer), message).help(help));
        }
    }
}

/// Returns what is printed of an object, with its pointers.
fn texts<'a>(matrix: &Matrix, object: &'a Object) -> Vec<(String, &'a str)> {
    let mut texts: Vec<(String, &str)> = Vec::new();
    match &object.body {
        Body::Checklist(it) => {
            texts.push(("/lead".to_owned(), &it.lead));
            for (place, section) in it.sections.iter().enumerate() {
                texts.push((format!("/sections/{place}/title"), &section.title));
            }
            for (pointer, item) in it.items() {
                texts.push((format!("{pointer}/do"), &item.action));
                texts.push((format!("{pointer}/why"), &item.why));
                texts.push((format!("{pointer}/verify"), &item.verify));
            }
        }
        Body::Brief(it) => {
            texts.push(("/summary".to_owned(), &object.common.summary));
            texts.push(("/body".to_owned(), &it.body));
        }
        Body::Reference(it) => {
            let id = object.id().to_owned();
            if !matrix.briefs().any(|(_, brief)| brief.references.contains(&id)) {
                return texts;
            }
            for (place, author) in it.authors.iter().enumerate() {
                texts.push((format!("/authors/{place}"), author));
            }
            texts.extend(it.publisher.iter().map(|text| ("/publisher".to_owned(), text.as_str())));
        }
        _ => return texts,
    }
    texts.push((object.name_pointer().to_owned(), object.name()));
    texts
}
