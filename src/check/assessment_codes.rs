//! What can be wrong with an assessment, beside its schema.

use crate::diagnostic::Code;

/// Every code about assessments, in alphabetical order.
pub(super) const CODES: &[&Code] = &[
    &ASSESSED_TWICE,
    &ASSESSMENT_OF_OTHER_MATRIX,
    &ASSESSMENT_OF_OTHER_VERSION,
    &DAY_AFTER_ASSESSMENT,
    &HISTORY_OUT_OF_ORDER,
    &UNKNOWN_ASSESSED_ID,
];

/// An id stands in a list of an assessment twice.
pub(super) const ASSESSED_TWICE: Code = Code::error(
    "assessed-twice",
    "an id stands in a list of an assessment twice",
    r"
A thing has one status.
With two of them nobody can say which one counts, so nothing is computed.

```yaml fail
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: partial
  - id: DM0001
    status: in-place
```

```yaml pass
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: in-place
```
",
);

/// An assessment was made with another matrix.
pub(super) const ASSESSMENT_OF_OTHER_MATRIX: Code = Code::error(
    "assessment-of-other-matrix",
    "an assessment was made with another matrix",
    r"
Ids of two matrices look alike and mean different things.
Name the folder of the matrix that the assessment belongs to with `--matrix`.

```yaml fail
# file: assessment.yaml
matrix:
  id: large-matrix
  version: '1.0'
```

```yaml pass
# file: assessment.yaml
matrix:
  id: small-matrix
  version: '1.0'
```
",
);

/// An assessment was made with another version of the matrix.
pub(super) const ASSESSMENT_OF_OTHER_VERSION: Code = Code::warning(
    "assessment-of-other-version",
    "an assessment was made with another version of the matrix",
    r"
Ids stay what they are, so the numbers can be computed.
There may be techniques, mitigations and links that the assessment has not seen yet.
Read what is new (`dtm diff`), fill it in, and write the version with which you did.

```yaml fail
# file: assessment.yaml
matrix:
  id: small-matrix
  version: '0.9'
```

```yaml pass
# file: assessment.yaml
matrix:
  id: small-matrix
  version: '1.0'
```
",
);

/// A day in an assessment lies after the day for which it holds.
pub(super) const DAY_AFTER_ASSESSMENT: Code = Code::warning(
    "day-after-assessment",
    "a day in an assessment lies after the day for which it holds",
    r"
An assessment holds for its `date`.
What begins later is not there yet, and what was earlier stands in the history with an earlier day.

```yaml fail
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: in-place
    since: 2027-03-01
```

```yaml pass
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: planned
```
",
);

/// The history of a status is not in order.
pub(super) const HISTORY_OUT_OF_ORDER: Code = Code::warning(
    "history-out-of-order",
    "the history of a status is not in order",
    r"
The oldest entry comes first, and each day has one.
The trend is read off these days, and of two entries for one day the first is taken.

```yaml fail
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: in-place
    history:
      - date: 2026-05-01
        status: partial
      - date: 2025-11-01
        status: absent
```

```yaml pass
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: in-place
    history:
      - date: 2025-11-01
        status: absent
      - date: 2026-05-01
        status: partial
```
",
);

/// An assessment names what the matrix does not have.
pub(super) const UNKNOWN_ASSESSED_ID: Code = Code::warning(
    "unknown-assessed-id",
    "an assessment names what the matrix does not have in use",
    r"
It is a slip, or the assessment was made with a newer matrix, or the object was withdrawn.
It stays in the file and counts as not written: an asset that nobody knows does not narrow the matrix.

```yaml fail
# file: assessment.yaml
mitigations:
  - id: DM0002
    status: in-place
```

```yaml pass
# file: assessment.yaml
mitigations:
  - id: DM0001
    status: in-place
```
",
);
