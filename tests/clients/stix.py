"""Our STIX bundles in the programs that security teams use: stix2-validator, stix2, mitreattack-python.

Also compares two versions of our own bundle with diff_stix, which must report the change that was made.
"""
import json, logging, os, pathlib, shutil, subprocess, sys, tempfile

import stix2
from mitreattack.stix20 import MitreAttackData

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = os.environ["DTM"]
EXPORTS = pathlib.Path(os.environ["EXPORTS"])
STIX = EXPORTS / "stix"


def valid(path, *options):
    command = [sys.executable, "-c", "from stix2validator.scripts.stix2_validator import main; main()", *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "Valid" in done.stdout, f"{path.name} {options}: {done.stdout[-3000:]}{done.stderr[-500:]}"


def bundles(name):
    full = STIX / f"{name}.json"
    for path in (full, STIX / f"{name}.navigator.json"):
        valid(path, "--strict", "-e", "103")
        valid(path, "--strict", "--enforce-refs", "-d", "202,302,401")
    valid(STIX / f"{name}-to-attack.json", "--strict", "-e", "103")
    for path in sorted(STIX.glob("*.json")):
        parsed = stix2.parse(path.read_text(), allow_custom=True)
        print(f"stix2-validator and stix2: {path.name} with {len(parsed.objects)} objects")
    return full


def counts(full):
    stats = json.loads(subprocess.run([DTM, "stats", "--json", "--matrix", ROOT / "matrix"], capture_output=True, text=True, check=True).stdout)
    have = stats["objects"]
    data = MitreAttackData(str(full))
    subs = data.get_subtechniques()
    got = {
        "tactics": len(data.get_tactics()),
        "techniques": len(data.get_techniques()),
        "mitigations": len(data.get_mitigations()),
        "detections": len(data.get_detectionstrategies()),
        "assets": len(data.get_assets()),
    }
    for kind, count in got.items():
        assert count == have[kind], f"{kind}: mitreattack-python finds {count}, dtm {have[kind]}"
    assert len(subs) == stats["subtechniques"]
    assert len(data.get_matrices()) == 1 and len(data.get_datacomponents()) == 5
    assert len(data.get_analytics()) == have["detections"]
    parents = data.get_all_subtechniques_of_all_techniques()
    assert sum(map(len, parents.values())) == len(subs), "a sub-technique has no parent"
    document = json.loads((EXPORTS / "json/matrix.json").read_text())
    ours = {it["id"]: it for it in document["objects"] if it["kind"] == "technique"}
    links = 0
    for technique in data.get_techniques():
        key = technique.external_references[0].external_id
        for field, found in (("mitigations", data.get_mitigations_mitigating_technique(technique.id)),
                             ("detections", data.get_detection_strategies_detecting_technique(technique.id))):
            theirs = {it["object"].external_references[0].external_id for it in found}
            mine = {it["id"] for it in ours[key].get(field, [])}
            assert theirs == mine, f"{key} {field}: {theirs ^ mine}"
            links += len(theirs)
        known = {it.source_name for it in technique.external_references}
        for part in technique.description.split("(Citation: ")[1:]:
            assert part.split(")")[0] in known, f"{key} cites {part[:40]} without a reference"
    print(f"mitreattack-python: {got}, {len(subs)} sub-techniques, {links} mitigations and detections of techniques, as dtm counts them")


def resolves(name):
    """The ties lead to objects that exist in ATT&CK."""
    import gzip
    attack = pathlib.Path(os.environ["ATTACK"])
    if not (attack / "enterprise-attack-18.1.json.gz").exists():
        print("SKIPPED: ties to ATT&CK, no bundles")
        assert os.environ.get("CI") != "true"
        return
    known = set()
    for domain in ("enterprise", "ics"):
        bundle = json.loads(gzip.decompress((attack / f"{domain}-attack-18.1.json.gz").read_bytes()))
        known |= {it["id"] for it in bundle["objects"]}
    own = {it["id"] for it in json.loads((STIX / f"{name}.json").read_text())["objects"]}
    ties = [it for it in json.loads((STIX / f"{name}-to-attack.json").read_text())["objects"] if it["type"] == "relationship"]
    for tie in ties:
        assert tie["source_ref"] in own and tie["target_ref"] in known, tie
    print(f"ties: {len(ties)} relationships lead from our objects to objects of ATT&CK 18.1")


def changed(name):
    """Two versions of our bundle under diff_stix."""
    from mitreattack.diffStix.changelog_helper import DiffStix
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        shutil.copytree(ROOT / "matrix", temp / "matrix")
        path = temp / "matrix/techniques/DT0053.yaml"
        text = path.read_text()
        new = text.replace("name: Enumerate Studies by C-FIND", "name: List All Studies by C-FIND").replace('version: "1.0"', 'version: "1.1"').replace("modified: 2026-11-22", "modified: 2026-11-23")
        assert new != text
        path.write_text(new)
        subprocess.run([DTM, "build", "--matrix", temp / "matrix", "--only", "stix", "--out", temp / "out"], check=True, capture_output=True)
        for when, source in (("old", STIX), ("new", temp / "out/stix")):
            (temp / when).mkdir()
            shutil.copy(source / f"{name}.json", temp / when / "enterprise-attack.json")
        diff = DiffStix(domains=["enterprise-attack"], old=str(temp / "old"), new=str(temp / "new"), show_key=False)
        changes = diff.data["changes"]["techniques"]["enterprise-attack"]
        minor = [it["name"] for it in changes["minor_version_changes"]]
        others = {key: len(value) for key, value in changes.items() if value and key not in ("minor_version_changes", "unchanged")}
        assert minor == ["List All Studies by C-FIND"], f"{minor} {others}"
        assert not others, others
        print("diff_stix: one technique with a minor change, as was made, and no other")


def main():
    name = json.loads((EXPORTS / "json/matrix.json").read_text())["matrix"]["id"]
    full = bundles(name)
    counts(full)
    resolves(name)
    changed(name)


logging.disable(logging.WARNING)
main()
