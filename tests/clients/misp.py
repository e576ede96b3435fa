"""MISP's own schemas accept the galaxy and its clusters, and MISP's own ATT&CK galaxy holds what they are related to."""
import importlib.resources, json, os, pathlib

import jsonschema

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
THEIRS = importlib.resources.files("pymispgalaxies") / "data/misp-galaxy"
ATTACK = "mitre-attack-pattern"


def main():
    documents = {}
    for folder in ("galaxies", "clusters"):
        paths = sorted((EXPORTS / "misp" / folder).glob("*.json"))
        assert len(paths) == 1, paths
        schema = json.loads((THEIRS / f"schema_{folder}.json").read_text())
        documents[folder] = json.loads(paths[0].read_text())
        jsonschema.Draft4Validator(schema).validate(documents[folder])
        assert documents[folder]["type"] == paths[0].stem
        # The tools of misp-galaxy sort the keys: a file that they would rewrite cannot be merged there.
        assert paths[0].read_text() == json.dumps(documents[folder], indent=2, sort_keys=True, ensure_ascii=False) + "\n", paths[0]
    galaxy, clusters = documents["galaxies"], documents["clusters"]
    phases = {f"{chain}:{name}" for chain, names in galaxy["kill_chain_order"].items() for name in names}
    used = {phase for it in clusters["values"] for phase in it["meta"].get("kill_chain", [])}
    assert used == phases, used ^ phases
    values = [it["value"] for it in clusters["values"]]
    uuids = {it["uuid"] for it in clusters["values"]} | {galaxy["uuid"], clusters["uuid"]}
    assert len(set(values)) == len(values) and len(uuids) == len(values) + 2
    theirs = {it["uuid"] for it in json.loads((THEIRS / f"clusters/{ATTACK}.json").read_text())["values"]}
    related = [it["dest-uuid"] for value in clusters["values"] for it in value.get("related", [])]
    foreign = [it for it in related if it not in uuids]
    known = sum(it in theirs for it in foreign)
    assert foreign and known / len(foreign) > 0.95, f"{known} of {len(foreign)} related clusters are in MISP's ATT&CK galaxy"
    for it in clusters["values"]:
        for key, value in it["meta"].items():
            plain = isinstance(value, str) or isinstance(value, list) and all(isinstance(part, str) for part in value)
            assert plain and value, f"{it['value']}: {key} is neither a text nor a list of texts"
    print(f"misp: {len(values)} clusters in {len(phases)} columns valid, {known} of {len(foreign)} links reach MISP's ATT&CK")


main()
