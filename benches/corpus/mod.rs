//! A synthetic matrix of any size, the same bytes on every machine: the shape of a large knowledge
//! base (14 tactics, one technique in three a parent, a mitigation for every twelve techniques, about
//! 1.5 KB of prose each), in this project's own data model. Of 100,000 one technique in twelve is a
//! parent, since ids have four digits, and there are 2,000 mitigations.

use std::fmt::Write as _;

use dicom_threat_matrix::load::RawFile;

pub(crate) mod ground;

const TACTICS: [&str; 14] = [
    "Reconnaissance",
    "Resource Development",
    "Initial Access",
    "Execution",
    "Persistence",
    "Privilege Escalation",
    "Defense Evasion",
    "Credential Access",
    "Discovery",
    "Lateral Movement",
    "Collection",
    "Command and Control",
    "Exfiltration",
    "Impact",
];
const NOUNS: [&str; 20] = [
    "archive",
    "association",
    "worklist",
    "gateway",
    "viewer",
    "modality",
    "study",
    "series",
    "instance",
    "router",
    "token",
    "certificate",
    "preamble",
    "dataset",
    "pixel",
    "title",
    "port",
    "query",
    "report",
    "disc",
];
const VERBS: [&str; 12] = [
    "copies", "forges", "replays", "floods", "opens", "lists", "crashes", "renames", "reads",
    "moves", "hides", "encrypts",
];
const ADJECTIVES: [&str; 12] = [
    "trusted", "shared", "exposed", "stale", "remote", "legacy", "hidden", "default", "naïve",
    "nested", "guessed", "foreign",
];

/// `SplitMix64`: a few lines in any language, so the corpus does not hang on a library's generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn prose(&mut self, sentences: usize) -> String {
        let mut out = String::new();
        for _ in 0..sentences {
            let (adjective, noun, verb) =
                (self.pick(&ADJECTIVES), self.pick(&NOUNS), self.pick(&VERBS));
            let (other, last) = (self.pick(&ADJECTIVES), self.pick(&NOUNS));
            let _ = writeln!(
                out,
                "  The adversary {verb} the {adjective} {noun} and waits until the {other} {last} answers \"yes\" # or not."
            );
        }
        out
    }
}

const TAIL: &str = "status: stable\nversion: \"1.0\"\ncreated: 2026-01-02\nmodified: 2026-11-22\n";

/// Takes out what topics say of checklists and briefs: there are none.
fn without_documents(bytes: &[u8]) -> Vec<u8> {
    let is_document =
        |line: &&str| ["    checklist: ", "    brief: "].iter().any(|it| line.starts_with(it));
    let text = String::from_utf8_lossy(bytes);
    text.split_inclusive('\n').filter(|line| !is_document(line)).collect::<String>().into_bytes()
}

/// Returns the files of a matrix of about `n` techniques, laid over the catalogues of `ground`.
pub(crate) fn corpus(n: usize, ground: Vec<(String, Vec<u8>)>) -> Vec<RawFile> {
    let mut random = Random(20_260_101);
    let mut files: Vec<(String, Vec<u8>)> = ground
        .into_iter()
        .filter(|(path, _)| {
            ["controls/", "attack/", "audiences/", "references/"]
                .iter()
                .any(|it| path.starts_with(it))
        })
        .map(|(path, bytes)| (path, without_documents(&bytes)))
        .collect();
    let mut add = |path: String, text: String| files.push((path, text.into_bytes()));
    let tactics: Vec<String> = (1..=TACTICS.len()).map(|it| format!("DTA{it:04}")).collect();
    let mut meta = String::from(
        "id: synthetic\nname: Synthetic Matrix\nsummary: A matrix for measuring.\nversion: \"1.0\"\nreleased: 2026-11-22\ntactics:\n",
    );
    for (id, name) in tactics.iter().zip(TACTICS) {
        let _ = writeln!(meta, "  - {id}");
        add(
            format!("tactics/{id}.yaml"),
            format!(
                "id: {id}\nname: {name}\nsummary: A goal of the adversary.\ndescription: |\n{}attack_none: There is no counterpart in this corpus.\n{TAIL}",
                random.prose(5)
            ),
        );
    }
    meta.push_str("attack:\n  enterprise-attack: \"18.1\"\ndicom_edition: 2023b\nbase_url: https://matrix.example\nlicence: CC-BY-4.0\nkill_chain: synthetic\nstix_namespace: 6b1f8f0e-3f57-4c2b-9d0a-5a3f6f6f2b11\n");
    add("matrix.yaml".to_owned(), meta);
    for place in 1..=18 {
        add(
            format!("assets/DA{place:04}.yaml"),
            format!(
                "id: DA{place:04}\nname: Asset Number {place}\nsummary: A system that is attacked.\ndescription: |\n{}roles:\n  - scp\nexposure: The imaging network.\n{TAIL}",
                random.prose(3)
            ),
        );
    }
    let mitigations = (n / 12).clamp(8, 2000);
    for place in 1..=mitigations {
        add(
            format!("mitigations/DM{place:04}.yaml"),
            format!(
                "id: DM{place:04}\nname: Restrict Measure {place}\nsummary: A measure against several techniques.\ndescription: |\n{}responsibility:\n  - audience: pacs-administrator\n    task: Keep it in place and look at it.\neffort: small\npriority: 1\ntier: foundational\nscope: dicom-only\nsteps:\n  - Do the first thing that is needed.\nverify: A test shows that it works.\ncontrols:\n  - control: \"ps3.15:B.12\"\n    relation: supports\n    rationale: Both want the same for the link.\nlimits: It does not do everything.\n{TAIL}",
                random.prose(5)
            ),
        );
    }
    let detections = (n / 20).clamp(8, 2000);
    for place in 1..=detections {
        add(
            format!("detections/DD{place:04}.yaml"),
            format!(
                "id: DD{place:04}\nname: Watch Signal {place}\nsummary: A signal of several techniques.\ndescription: |\n{}source: network\ndata: A copy of the traffic before the archive.\nlogic: Count what is unusual for this peer and this hour.\nfalse_positives: Commissioning.\nlimits: Links that run over TLS.\n{TAIL}",
                random.prose(3)
            ),
        );
    }
    techniques(&mut random, n, &tactics, mitigations, detections, &mut add);
    files.sort();
    let raw = |(inner, bytes): (String, Vec<u8>)| RawFile {
        path: format!("matrix/{inner}"),
        inner,
        bytes: Ok(bytes),
    };
    files.into_iter().map(raw).collect()
}

fn techniques(
    random: &mut Random,
    n: usize,
    tactics: &[String],
    mitigations: usize,
    detections: usize,
    add: &mut impl FnMut(String, String),
) {
    // An id has four digits: a larger matrix has more sub-techniques for each parent.
    let family = 3.max(n.div_ceil(9_000));
    let (mut parent, mut sub, mut tactic) = (0, 0, 0);
    for place in 0..n {
        let id = if place % family == 0 {
            (parent, sub, tactic) = (parent + 1, 0, random.below(tactics.len()));
            format!("DT{parent:04}")
        } else {
            sub += 1;
            format!("DT{parent:04}.{sub:03}")
        };
        let mut text = format!(
            "id: {id}\nname: Technique Number {place}\nsummary: The adversary does something to a system.\ndescription: |\n{}",
            random.prose(12)
        );
        let _ = write!(
            text,
            "tactics:\n  - {}\nassets:\n  - DA{:04}\nsurface:\n  - association\nrole:\n  - scu\nprerequisites:\n  access:\n    - network\nimpact:\n  confidentiality: low\n  integrity: none\n  availability: none\n  patient_safety: none\n  workflow: Nothing stops.\nevidence:\n  - reference: CVE-2019-11687\n    kind: vulnerability\n",
            tactics[tactic],
            random.below(18) + 1
        );
        text.push_str("attack:\n  - id: T1190\n    domain: enterprise-attack\n    relation: related\n    rationale: Both reach a service.\nmitigations:\n");
        let first = random.below(mitigations);
        for step in 0..=random.below(3) {
            let _ = write!(
                text,
                "  - id: DM{:04}\n    effect: hinders\n    use: {}",
                (first + step) % mitigations + 1,
                random.prose(2).replace(['"', '#', '\n'], "").trim_start()
            );
            text.push('\n');
        }
        let _ = write!(
            text,
            "detections:\n  - id: DD{:04}\n    use: The signal stands out from the usual traffic.\n{TAIL}",
            random.below(detections) + 1
        );
        add(format!("techniques/{id}.yaml"), text);
    }
}
