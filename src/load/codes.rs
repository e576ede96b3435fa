//! What can be wrong with a file before anyone asks what it says.

use crate::diagnostic::Code;

/// Every code of this step, in alphabetical order.
pub const CODES: &[&Code] = &[
    &AMBIGUOUS_SCALAR,
    &DUPLICATE_KEY,
    &EMPTY_FILE,
    &FILE_TOO_LARGE,
    &FORBIDDEN_YAML,
    &NOT_JSON,
    &NOT_UTF8,
    &SYMBOLIC_LINK,
    &TAB_INDENTATION,
    &TOO_DEEP,
    &UNREADABLE_FILE,
    &YAML_SYNTAX,
];

/// Returns what to do about a code that says the same in every case.
pub(super) fn help(code: &Code) -> Option<String> {
    let help = match code.id {
        "duplicate-key" => "keep one of the two; the first is used until then",
        "empty-file" => "write the object, or delete the file",
        "file-too-large" => {
            "an object is a few kilobytes of text; move anything else out of the matrix folder"
        }
        "not-json" => "write the file anew with `dtm attack pin`; it is not edited by hand",
        "not-utf8" => "save the file as UTF-8 (in Notepad: Save as, Encoding, UTF-8)",
        "symbolic-link" => "put the file itself here instead of a link",
        "unreadable-file" => "check that the file exists and that you may read it",
        _ => return None,
    };
    Some(help.to_owned())
}

/// A bare word or number that programs read differently.
pub(super) const AMBIGUOUS_SCALAR: Code = Code::error(
    "ambiguous-scalar",
    "a bare word or number that programs read differently",
    r#"
YAML 1.1 and 1.2 disagree on words such as `no` and on numbers such as `007`, `1_000` or `12:30`.
One program reads a text, another a truth value or a number.
Quotes end the doubt.

```yaml fail
# file: assets/DA0001.yaml
exposure: no
```

```yaml pass
# file: assets/DA0001.yaml
exposure: "No route leads here from outside the imaging network."
```
"#,
);

/// A key stands twice in one mapping.
pub(super) const DUPLICATE_KEY: Code = Code::error(
    "duplicate-key",
    "a key stands twice in one mapping",
    r"
YAML forbids it, and most programs silently keep one of the two values.

```yaml fail
# file: assets/DA0001.yaml
name: Imaging Modality
name: Scanner
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

/// A file holds nothing.
pub(super) const EMPTY_FILE: Code = Code::error(
    "empty-file",
    "a file holds nothing",
    r"
A file of the matrix is one object.
An empty one, or one that holds only comments, is usually a save that went wrong.

```yaml fail
# file: assets/DA0002.yaml
~
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

/// A file is larger than 8 MiB.
pub(super) const FILE_TOO_LARGE: Code = Code::error(
    "file-too-large",
    "a file is larger than 8 MiB",
    r"
Objects are small texts.
A huge file is something that strayed into the folder, and reading it would cost memory.
",
);

/// A feature of YAML that is not used here.
pub(super) const FORBIDDEN_YAML: Code = Code::error(
    "forbidden-yaml",
    "a feature of YAML that is not used here",
    r"
Anchors, aliases, merge keys, tags, directives, keys that are not text or have more than 128 characters, and several documents in one file are refused.
They hide from a reader, an editor and a diff what a file says.

```yaml fail
# file: assets/DA0001.yaml
name: &title Imaging Modality
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
```
",
);

/// A pinned ATT&CK index is not JSON.
pub(super) const NOT_JSON: Code = Code::error(
    "not-json",
    "a pinned ATT&CK index is not JSON",
    r"
The files under `attack/` are written by `dtm attack pin` and never by hand.
Pin the version again to mend one.
",
);

/// A file is not UTF-8.
pub(super) const NOT_UTF8: Code = Code::error(
    "not-utf8",
    "a file is not UTF-8",
    r"
All texts are UTF-8, with or without a byte-order mark.
Other encodings garble names and accents on somebody's machine.
Save the file as UTF-8.
",
);

/// A symbolic link lies in the matrix folder.
pub(super) const SYMBOLIC_LINK: Code = Code::error(
    "symbolic-link",
    "a symbolic link lies in the matrix folder",
    r"
Links are not followed: they could lead out of the folder, and they do not survive a copy to Windows.
Put the file itself in place.
",
);

/// A tab stands in the indentation.
pub(super) const TAB_INDENTATION: Code = Code::error(
    "tab-indentation",
    "a tab stands in the indentation",
    r"
YAML indents with spaces only.
Most editors can be told to insert two spaces for the tab key; the `.editorconfig` of this project does so.

```yaml fail
# file: assets/DA0001.yaml
roles:
	- scp
```

```yaml pass
# file: assets/DA0001.yaml
roles:
  - scp
```
",
);

/// Lists and mappings nest too deep.
pub(super) const TOO_DEEP: Code = Code::error(
    "too-deep",
    "lists and mappings nest too deep",
    r"
No object nests more than four deep.
A file that nests deeper than 64 is damaged, or was made to exhaust a program.
",
);

/// A file could not be read.
pub(super) const UNREADABLE_FILE: Code = Code::error(
    "unreadable-file",
    "a file could not be read",
    r"
The operating system refused to open or read the file.
Look at its permissions, or at the disk.
",
);

/// A file is not YAML.
pub(super) const YAML_SYNTAX: Code = Code::error(
    "yaml-syntax",
    "a file is not YAML",
    r#"
The text breaks the grammar of YAML at the place shown.
Usual causes: an unclosed quote, a colon followed by a space inside a text without quotes, a line that is indented differently from its neighbors.
Only the first such fault of a file is shown, since all after it is guesswork.

```yaml fail
# file: assets/DA0001.yaml
exposure: "Reached from the imaging network only
```

```yaml pass
# file: assets/DA0001.yaml
exposure: "Reached from the imaging network only."
```
"#,
);
