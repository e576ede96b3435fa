//! What can be wrong with a file taken alone.

use crate::diagnostic::Code;

/// Every code of the schema check, in alphabetical order.
pub(super) const CODES: &[&Code] = &[
    &BROKEN_ATTACK_INDEX,
    &FILE_NOT_READ,
    &ID_IS_NOT_FILE_NAME,
    &MISPLACED_FILE,
    &MISSING_KEY,
    &MISSING_MATRIX_FILE,
    &NOT_FILLED_IN,
    &TEXT_CUT_BY_COMMENT,
    &UNKNOWN_KEY,
    &UNKNOWN_VALUE,
    &WRONG_FORMAT,
    &WRONG_LENGTH,
    &WRONG_TYPE,
];

/// A pinned ATT&CK index has another shape.
pub(super) const BROKEN_ATTACK_INDEX: Code = Code::error(
    "broken-attack-index",
    "a pinned ATT&CK index has another shape",
    r"
The files under `attack/` are written by `dtm attack pin`.
One that was edited by hand, or that another version of the tool wrote, is pinned again.
",
);

/// A file looks like an object and is not read.
pub(super) const FILE_NOT_READ: Code = Code::warning(
    "file-not-read",
    "a file looks like an object and is not read",
    r"
An object is a file whose name ends in `.yaml`.
Some editors and systems add an ending of their own and hide it, so that `DA0002.yaml.txt` looks right and is silently left out.

```yaml fail
# file: assets/DA0002.yaml.txt
name: Scanner
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

/// The id of an object is not the name of its file.
pub(super) const ID_IS_NOT_FILE_NAME: Code = Code::error(
    "id-is-not-file-name",
    "the id of an object is not the name of its file",
    r"
One object, one file, named by its id: so two people who take the same number meet in git.

```yaml fail
# file: assets/DA0001.yaml
id: DA0007
```

```yaml pass
# file: assets/DA0001.yaml
id: DA0001
```
",
);

/// A YAML file lies where no kind of object lives.
pub(super) const MISPLACED_FILE: Code = Code::error(
    "misplaced-file",
    "a YAML file lies where no kind of object lives",
    r"
The folder tells the kind.
A file outside these folders, or in a folder inside one of them, would silently be left out.

```yaml fail
# file: asset/DA0002.yaml
name: Scanner
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

/// A key that every object of the kind has is missing.
pub(super) const MISSING_KEY: Code = Code::error(
    "missing-key",
    "a key that the kind needs is missing",
    r#"
The schema of the kind lists the keys that every object must have.

```yaml fail
# file: mitigations/DM0001.yaml
controls:
  - control: "ps3.15:B.12"
    relation: implements
```

```yaml pass
# file: mitigations/DM0001.yaml
controls:
  - control: "ps3.15:B.12"
    relation: implements
    rationale: The profile says how both ends negotiate TLS.
```
"#,
);

/// There is no `matrix.yaml`.
pub(super) const MISSING_MATRIX_FILE: Code = Code::error(
    "missing-matrix-file",
    "there is no `matrix.yaml`",
    r"
`matrix.yaml` names the matrix, its version and the order of its tactics.
Without it nothing can be exported.
",
);

/// A place of a new file that nobody has written in yet.
pub(super) const NOT_FILLED_IN: Code = Code::error(
    "not-filled-in",
    "a place of a new file still waits for its words",
    r"
`dtm new` writes `FILL IN` where only the author knows what belongs there.
The comment above says what that is.

```yaml fail
# file: assets/DA0001.yaml
exposure: FILL IN
```

```yaml pass
# file: assets/DA0001.yaml
exposure: Every host of the imaging network.
```
",
);

/// A comment stands behind a text without quotes.
pub(super) const TEXT_CUT_BY_COMMENT: Code = Code::warning(
    "text-cut-by-comment",
    "a comment stands behind a text without quotes",
    r#"
In YAML a `#` after a space starts a comment, and the rest of the line is lost without a word.
Quotes keep it; a comment that is meant as one stands on a line of its own.

```yaml fail
# file: assets/DA0001.yaml
exposure: The imaging network only, by rule #7 of the firewall.
```

```yaml pass
# file: assets/DA0001.yaml
# As the network plan says.
exposure: "The imaging network only, by rule #7 of the firewall."
```
"#,
);

/// A key that the kind does not have.
pub(super) const UNKNOWN_KEY: Code = Code::error(
    "unknown-key",
    "a key that the kind does not have",
    r"
Keys are checked against the schema, since a misspelt key would silently be ignored.

```yaml fail
# file: assets/DA0001.yaml
sumary: A scanner that makes images.
```

```yaml pass
# file: assets/DA0001.yaml
summary: A scanner that makes images.
```
",
);

/// A word that is not one of the values of a field.
pub(super) const UNKNOWN_VALUE: Code = Code::error(
    "unknown-value",
    "a word that is not one of the values of a field",
    r"
Some fields take one of a few words, so that they can be counted and filtered.

```yaml fail
# file: assets/DA0001.yaml
roles:
  - server
```

```yaml pass
# file: assets/DA0001.yaml
roles:
  - scp
```
",
);

/// A value does not have the form of its field.
pub(super) const WRONG_FORMAT: Code = Code::error(
    "wrong-format",
    "a value does not have the form of its field",
    r"
Ids, dates, versions and addresses have a form that the schema of the kind describes.

```yaml fail
# file: assets/DA0001.yaml
created: 22.11.2026
```

```yaml pass
# file: assets/DA0001.yaml
created: 2026-11-22
```
",
);

/// A text or list is too short or too long.
pub(super) const WRONG_LENGTH: Code = Code::error(
    "wrong-length",
    "a text or list is too short or too long",
    r"
Names must fit a cell, and an empty list says nothing.

```yaml fail
# file: assets/DA0001.yaml
roles: []
```

```yaml pass
# file: assets/DA0001.yaml
roles:
  - scu
```
",
);

/// A value is of another type than its field.
pub(super) const WRONG_TYPE: Code = Code::error(
    "wrong-type",
    "a value is of another type than its field",
    r#"
A version such as 1.10 without quotes is a number, and as a number it is 1.1.
Quotes make it text.

```yaml fail
# file: assets/DA0001.yaml
version: 1.10
```

```yaml pass
# file: assets/DA0001.yaml
version: "1.10"
```
"#,
);
