//! Findings that an author silences beside the thing, with a reason.

use std::collections::{BTreeMap, BTreeSet};

use super::{RULES, Rule};
use crate::diagnostic::{Code, Diagnostic, FileId, Fix, Level, Report, nearest, sole};
use crate::model::{Matrix, Object};

pub(super) const CODES: &[&Code] = &[&UNUSED_ALLOW];

const UNUSED_ALLOW: Code = Code::warning(
    "unused-allow",
    "an `allow` that silences nothing",
    r"
An `allow` belongs beside a finding that is there for a good reason.
When the finding is gone, the entry misleads: delete it.
Only warnings can be silenced; an error is mended.

```yaml fail
# file: techniques/DT0001.yaml
allow:
  - code: technique-without-evidence
    reason: The evidence is on its way to the repository.
```

```yaml pass
# file: techniques/DT0001.yaml
name: Open an Association
```
",
);

/// Takes silenced findings out, and reports entries that silence nothing.
pub(super) fn apply(matrix: &Matrix, broken: bool, report: &mut Report) {
    let owners: BTreeMap<FileId, &Object> = matrix
        .objects()
        .iter()
        .filter(|object| !object.common.allow.is_empty())
        .map(|object| (object.file, object))
        .collect();
    let mut used: BTreeSet<(FileId, &str)> = BTreeSet::new();
    report.silence(|finding| {
        let owner = owners.get(&finding.location.file)?;
        let soft = finding.code.level == Level::Warning;
        let mut list = owner.common.allow.iter().filter(|_| soft);
        let allow = list.find(|allow| allow.code == finding.code.id)?;
        used.insert((finding.location.file, finding.code.id));
        Some(allow.reason.clone())
    });
    for (file, owner) in owners {
        for (index, allow) in owner.common.allow.iter().enumerate() {
            let rule = RULES.iter().find(|rule| rule.code.id == allow.code && soft(rule));
            let asleep = broken && rule.is_some_and(|rule| rule.of_absence);
            if asleep || used.contains(&(file, allow.code.as_str())) {
                continue;
            }
            let help = if rule.is_some() {
                "delete the entry".to_owned()
            } else {
                let names = RULES.iter().filter(|rule| soft(rule)).map(|rule| rule.code.id);
                nearest(&allow.code, names).map_or_else(
                    || {
                        "delete the entry: only findings of rules can be silenced, and `dtm explain` lists them"
                            .to_owned()
                    },
                    |name| format!("did you mean `{name}`?"),
                )
            };
            let location = owner.at(format!("/allow/{index}/code"));
            let message = format!("nothing here is silenced by `{}`", allow.code);
            let names = RULES.iter().filter(|rule| soft(rule)).map(|rule| rule.code.id);
            let near = sole(&allow.code, names).filter(|_| rule.is_none());
            let fix = near.map(|near| Fix::word(location.clone(), near));
            report.push(Diagnostic::new(&UNUSED_ALLOW, location, message).help(help).fix(fix));
        }
    }
}

/// Only warnings can be silenced.
fn soft(rule: &Rule) -> bool {
    rule.code.level == Level::Warning
}
