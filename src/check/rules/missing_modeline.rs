//! Files that do not name their schema to editors.

use std::collections::BTreeSet;

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Fix, Location, Report};
use crate::model::{KINDS, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::warning(
    "missing-modeline",
    "a file does not name its schema to editors, as its neighbors do",
    r"
The first line `# yaml-language-server: $schema=…` tells an editor which keys and values a file may have.
Without it whoever opens the file is on their own, and nothing says so.
Where no file of a folder has such a line none is missed: the language server `dtm lsp` needs none.

```yaml fail
# file: techniques/DT0001.yaml
# yaml-language-server: $schema=../../schema/technique.schema.json
```

```yaml pass
# file: techniques/DT0001.yaml
# yaml-language-server: $schema=../../schema/technique.schema.json
# file: techniques/DT0001.001.yaml
# yaml-language-server: $schema=../../schema/technique.schema.json
```
",
);

fn check(matrix: &Matrix, report: &mut Report) {
    for kind in KINDS {
        let named: BTreeSet<&str> =
            matrix.of_kind(kind.name).filter_map(|it| it.modeline.as_deref()).collect();
        let Some(first) = named.first() else { continue };
        let line = format!("# yaml-language-server: $schema={first}");
        for object in matrix.of_kind(kind.name).filter(|it| it.modeline.is_none()) {
            let message = "the file does not name its schema to editors";
            // Where the neighbors name several, a person has to choose.
            let fix = (named.len() == 1)
                .then(|| Fix::bytes("name the schema", object.file, 0..0, format!("{line}\n")));
            let finding = Diagnostic::new(&CODE, Location::file(object.file), message);
            report.push(finding.help(format!("write `{line}` as its first line")).fix(fix));
        }
    }
}
