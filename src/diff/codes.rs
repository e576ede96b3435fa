//! What can be wrong with a change.

use crate::diagnostic::Code;

/// Every code of this step, in alphabetical order.
pub const CODES: &[&Code] = &[
    &ID_REMOVED,
    &ID_REUSED,
    &MAJOR_NOT_RAISED,
    &MODIFIED_NOT_MOVED,
    &VERSION_LOWERED,
    &VERSION_NOT_RAISED,
];

/// An object that was there is gone.
pub(super) const ID_REMOVED: Code = Code::error(
    "id-removed",
    "an object that was there is gone",
    r"
Reports, layers and tickets of other people name the id, and it must lead somewhere for ever.
An object that is no longer wanted stays, as `deprecated` with a reason or as `revoked` with what takes its place; a control stays in its catalogue as `retired`.
`dtm diff` compares two states; what stands after `# then` is the second.

```yaml fail
# file: controls/ps3.15.yaml
status: draft
# then
# gone: techniques/DT0001.001.yaml
```

```yaml pass
# file: controls/ps3.15.yaml
status: draft
# then
# file: techniques/DT0001.001.yaml
status: deprecated
status_reason: It is the same as its parent.
```
",
);

/// An id seems to have another meaning than before.
pub(super) const ID_REUSED: Code = Code::warning(
    "id-reused",
    "an id seems to have another meaning than before",
    r"
Name, summary and description share less than a quarter of their longer words with those before.
Whoever wrote down the id meant the old object, so the new one needs an id of its own.
Where it is the same object in better words, a reviewer says so and merges it: this is a guess.

```yaml fail
# file: assets/DA0001.yaml
name: Imaging Modality
# then
# file: assets/DA0001.yaml
name: Label Printer
summary: Prints stickers for tubes in a laboratory.
description: |
  Nurses put stickers on tubes.
```

```yaml pass
# file: assets/DA0001.yaml
name: Imaging Modality
# then
# file: assets/DA0001.yaml
name: Label Printer
```
",
);

/// The scope changed, and only the second number of the version was raised.
pub(super) const MAJOR_NOT_RAISED: Code = Code::error(
    "major-not-raised",
    "the scope changed, and only the second number of the version was raised",
    r#"
Whoever mapped something to an object must look again when its scope changes, and the first number of the version says so.
`docs/versions.md` lists the fields that are scope.
Drafts are held to it only against a state that was released.

```yaml fail
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
roles:
  - scp
version: "1.1"
modified: 2026-11-23
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
roles:
  - scp
version: "2.0"
modified: 2026-11-23
```
"#,
);

/// An object changed, and its day of change did not.
pub(super) const MODIFIED_NOT_MOVED: Code = Code::warning(
    "modified-not-moved",
    "an object changed, and the day of its last change did not",
    r"
Feeds, STIX bundles and readers find what is new by `modified`.
Every change moves it, of the wording too.
It is a warning, since an object may change twice on one day.

```yaml fail
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
summary: A scanner that makes images and sends them to others.
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
summary: A scanner that makes images and sends them to others.
modified: 2026-11-23
```
",
);

/// A version is lower than before.
pub(super) const VERSION_LOWERED: Code = Code::error(
    "version-lowered",
    "a version is lower than before",
    r#"
A version only rises; otherwise two states carry the same number.
The usual cause is a merge that took the older side.

```yaml fail
# file: assets/DA0001.yaml
status: stable
version: "1.2"
# then
# file: assets/DA0001.yaml
version: "1.1"
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
version: "1.2"
# then
# file: assets/DA0001.yaml
version: "1.3"
```
"#,
);

/// An object changed and has the same version.
pub(super) const VERSION_NOT_RAISED: Code = Code::error(
    "version-not-raised",
    "an object changed and has the same version",
    r#"
The version tells people who use an object whether to look at it again: the second number rises with content, mappings, name and status, the first with the scope.
A change of nothing but the wording raises neither.
`docs/versions.md` lists which field is which.
Drafts are held to it only against a state that was released.

```yaml fail
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
exposure: Reached from the whole hospital.
modified: 2026-11-23
```

```yaml pass
# file: assets/DA0001.yaml
status: stable
# then
# file: assets/DA0001.yaml
exposure: Reached from the whole hospital.
version: "1.1"
modified: 2026-11-23
```
"#,
);
