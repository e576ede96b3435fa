"""Holds a list of parts to the schema of CycloneDX, and to what Cargo.lock says."""
import json, pathlib, re, sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
if fault := JsonStrictValidator(SchemaVersion.V1_5).validate_str(text):
    sys.exit(f"{sys.argv[1]} is no CycloneDX 1.5: {fault}")
document = json.loads(text)
locked = set(re.findall(r'name = "(.+)"\nversion = "(.+)"', pathlib.Path("Cargo.lock").read_text(encoding="utf-8")))
listed = {(it["name"], it["version"]) for it in document["components"]}
assert listed and listed <= locked, listed - locked
direct = re.findall(r"^([a-z][a-z0-9_-]*) = ", pathlib.Path("Cargo.toml").read_text(encoding="utf-8")
                    .split("[dependencies]")[1].split("\n[")[0], re.MULTILINE)
assert "file:///source" in text and "file:///" not in text.replace("file:///source", ""), "a path of this machine"
assert "proptest" not in {name for name, _ in listed}, "tests are no part of the program"
missing = set(direct) - {name for name, _ in listed}
assert not missing, f"not listed: {missing}"
for it in document["components"]:
    assert it.get("licenses") and it["purl"].startswith("pkg:cargo/"), it["name"]
print(f"parts: {len(listed)} of {len(locked)} crates in Cargo.lock are in the program, each with its license")
