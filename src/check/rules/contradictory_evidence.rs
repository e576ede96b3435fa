//! Evidence whose kind does not go with the kind of its reference.

use crate::check::Rule;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::kinds::{EvidenceKind, ReferenceKind};
use crate::model::{Body, Matrix};

pub(super) const RULE: Rule = Rule { code: &CODE, of_absence: false, check };

const CODE: Code = Code::error(
    "contradictory-evidence",
    "evidence claims more than its reference can show",
    r"
The maturity of a technique is derived from its evidence, so the kind must be earned:
`observed` cites an incident or an advisory, `vulnerability` a CVE, an advisory or research, `tool` a tool,
`demonstrated` research, a tool, an incident or an advisory, `standard` a standard or guidance.

```yaml fail
# file: techniques/DT0001.yaml
evidence:
  - reference: CVE-2019-11687
    kind: observed
```

```yaml pass
# file: techniques/DT0001.yaml
evidence:
  - reference: nerad-2019
    kind: observed
```
",
);

fn fitting(kind: EvidenceKind) -> &'static [ReferenceKind] {
    use ReferenceKind::{Advisory, Cve, Guidance, Incident, Research, Standard, Tool};
    match kind {
        EvidenceKind::Observed => &[Incident, Advisory],
        EvidenceKind::Demonstrated => &[Research, Tool, Incident, Advisory],
        EvidenceKind::Vulnerability => &[Cve, Advisory, Research],
        EvidenceKind::Tool => &[Tool],
        EvidenceKind::Standard => &[Standard, Guidance],
    }
}

fn check(matrix: &Matrix, report: &mut Report) {
    for (object, technique) in matrix.techniques() {
        for (index, evidence) in technique.evidence.iter().enumerate() {
            let Some(reference) = matrix.get(&evidence.reference) else { continue };
            let Body::Reference(body) = &reference.body else { continue };
            if fitting(evidence.kind).contains(&body.kind) {
                continue;
            }
            let all = [
                EvidenceKind::Observed,
                EvidenceKind::Demonstrated,
                EvidenceKind::Vulnerability,
                EvidenceKind::Tool,
                EvidenceKind::Standard,
            ];
            let fits = all.into_iter().filter(|kind| fitting(*kind).contains(&body.kind));
            let fits: Vec<String> = fits.map(|kind| format!("`{}`", kind.word())).collect();
            let (id, kind) = (reference.id(), body.kind.word());
            let message =
                format!("`{id}` is of kind `{kind}` and cannot show `{}`", evidence.kind.word());
            let at = object.at(format!("/evidence/{index}/kind"));
            let help = format!("write {}, or cite another source", fits.join(" or "));
            report.push(Diagnostic::new(&CODE, at, message).help(help));
        }
    }
}
