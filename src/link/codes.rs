//! What can be wrong between objects: references that lead nowhere, ids that are taken.

use crate::diagnostic::Code;

/// Every code of this step, in alphabetical order.
pub const CODES: &[&Code] = &[
    &DANGLING_CITATION,
    &DANGLING_LINK,
    &DANGLING_REFERENCE,
    &DEPRECATED_ATTACK_ID,
    &DUPLICATE_ID,
    &ORPHAN_SUBTECHNIQUE,
    &REVOKED_ATTACK_ID,
    &UNKNOWN_ATTACK_ID,
    &UNKNOWN_CONTROL,
];

/// A citation in prose names no reference.
pub(super) const DANGLING_CITATION: Code = Code::error(
    "dangling-citation",
    "a citation in prose names no reference",
    r"
`[@key]` cites the reference `references/key.yaml`.
A claim whose source cannot be opened is not shown.

```yaml fail
# file: assets/DA0001.yaml
description: |
  Scanners have been counted on the Internet [@nerad-2018].
```

```yaml pass
# file: assets/DA0001.yaml
description: |
  Scanners have been counted on the Internet [@nerad-2019].
```
",
);

/// A link in prose names no object.
pub(super) const DANGLING_LINK: Code = Code::error(
    "dangling-link",
    "a link in prose names no object",
    r"
`[DT0042]` links to the object of that id.

```yaml fail
# file: assets/DA0001.yaml
description: |
  It answers whoever calls, as [DT0009] shows.
```

```yaml pass
# file: assets/DA0001.yaml
description: |
  It answers whoever calls, as [DT0001] shows.
```
",
);

/// A field names an object that does not exist.
pub(super) const DANGLING_REFERENCE: Code = Code::error(
    "dangling-reference",
    "a field names an object that does not exist",
    r"
Ids in fields must be ids of objects of the right kind.

```yaml fail
# file: techniques/DT0001.yaml
assets:
  - DA0010
```

```yaml pass
# file: techniques/DT0001.yaml
assets:
  - DA0001
```
",
);

/// An ATT&CK id that MITRE has retired.
pub(super) const DEPRECATED_ATTACK_ID: Code = Code::error(
    "deprecated-attack-id",
    "an ATT&CK id that MITRE has retired",
    r"
MITRE keeps retired objects without a successor.
A layer that names one shows nothing there, and no client says so.

```yaml fail
# file: techniques/DT0001.yaml
attack:
  - id: T1149
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
```

```yaml pass
# file: techniques/DT0001.yaml
attack:
  - id: T1190
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
```
",
);

/// Two objects have one id.
pub(super) const DUPLICATE_ID: Code = Code::error(
    "duplicate-id",
    "two objects have one id",
    r#"
Within a kind an id names one object.
Numbered ids carry the letters of their kind and so are unique over the whole matrix.

```yaml fail
# file: assets/DA0002.yaml
id: DA0001
name: Second Scanner
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
```

```yaml pass
# file: assets/DA0001.yaml
id: DA0001
```
"#,
);

/// A sub-technique whose parent does not exist.
pub(super) const ORPHAN_SUBTECHNIQUE: Code = Code::error(
    "orphan-subtechnique",
    "a sub-technique whose parent does not exist",
    r#"
`DT0042.001` belongs to `DT0042`, which must be a file of its own.

```yaml fail
# file: techniques/DT0007.001.yaml
id: DT0007.001
name: Open an Association with a Guessed Title
summary: The adversary guesses the title.
description: |
  The adversary guesses the called title.
tactics:
  - DTA0001
assets:
  - DA0001
surface:
  - association
role:
  - scu
prerequisites:
  access:
    - network
impact:
  confidentiality: low
  integrity: none
  availability: none
  patient_safety: none
  workflow: Nothing stops.
evidence:
  - reference: CVE-2019-11687
    kind: vulnerability
attack:
  - id: T1190
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
mitigations:
  - id: DM0001
    effect: prevents
    use: A guessed title does not come with a certificate.
detections:
  - id: DD0001
    use: A title that was never seen stands out.
status: draft
version: "1.0"
created: 2026-11-22
modified: 2026-11-22
```

```yaml pass
# file: techniques/DT0001.001.yaml
id: DT0001.001
```
"#,
);

/// An ATT&CK id that MITRE has replaced.
pub(super) const REVOKED_ATTACK_ID: Code = Code::error(
    "revoked-attack-id",
    "an ATT&CK id that MITRE has replaced",
    r"
MITRE revokes an object when another takes its place.
The finding names the replacement.

```yaml fail
# file: techniques/DT0001.yaml
attack:
  - id: T1574.002
    domain: enterprise-attack
    relation: related
    rationale: A library beside the program is loaded.
```

```yaml pass
# file: techniques/DT0001.yaml
attack:
  - id: T1574.001
    domain: enterprise-attack
    relation: related
    rationale: A library beside the program is loaded.
```
",
);

/// An ATT&CK id that the pinned version does not have.
pub(super) const UNKNOWN_ATTACK_ID: Code = Code::error(
    "unknown-attack-id",
    "an ATT&CK id that the pinned version does not have",
    r"
Ids are looked up in the index under `attack/`, which `dtm attack pin` made from MITRE's own bundle.

```yaml fail
# file: techniques/DT0001.yaml
attack:
  - id: T1191
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
```

```yaml pass
# file: techniques/DT0001.yaml
attack:
  - id: T1190
    domain: enterprise-attack
    relation: related
    rationale: The peer is reached over the network.
```
",
);

/// A control that no catalogue holds.
pub(super) const UNKNOWN_CONTROL: Code = Code::error(
    "unknown-control",
    "a control that no catalogue holds",
    r#"
Controls are written as `catalogue:id`, and both must exist.
The same holds for D3FEND ids and for codes of audit events, which are catalogues too.

```yaml fail
# file: mitigations/DM0001.yaml
controls:
  - control: "ps3.15:B.21"
    relation: implements
    rationale: The profile says how both ends negotiate TLS.
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
