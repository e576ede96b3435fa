"""`dtm check --format sarif` satisfies the SARIF 2.1.0 schema of OASIS."""
import json, os, pathlib, shutil, subprocess, tempfile
import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = os.environ["DTM"]


def schema():
    metadata = subprocess.run(["cargo", "metadata", "--format-version", "1", "--manifest-path", ROOT / ".ci/schemas/Cargo.toml"],
                              capture_output=True, text=True, check=True)
    package = next(it for it in json.loads(metadata.stdout)["packages"] if it["name"] == "serde-sarif")
    document = json.loads((pathlib.Path(package["manifest_path"]).parent / "src/schema.json").read_text())
    assert "sarif-schema-2.1.0" in document.get("$id", document.get("id", "")), "not the schema of OASIS"
    return document


def main():
    document = schema()
    validator = jsonschema.validators.validator_for(document)(document)
    folders, results = [ROOT / "matrix"], 0
    with tempfile.TemporaryDirectory() as temp:
        for case in sorted((ROOT / "tests/cases").iterdir()):
            if (case / "matrix").is_dir():
                folder = pathlib.Path(temp) / case.name
                shutil.copytree(ROOT / "tests/ground", folder)
                shutil.copytree(case / "matrix", folder, dirs_exist_ok=True)
                folders.append(folder)
        for folder in folders:
            done = subprocess.run([DTM, "check", "--matrix", folder, "--format", "sarif"], capture_output=True, text=True)
            assert done.returncode in (0, 1), done.stderr
            log = json.loads(done.stdout)
            errors = [f"{'/'.join(map(str, it.absolute_path))}: {it.message[:200]}" for it in validator.iter_errors(log)]
            assert not errors, f"{folder}: {errors}"
            results += len(log["runs"][0]["results"])
    assert results > 40, "too few results to mean anything"
    print(f"SARIF: {len(folders)} reports with {results} results satisfy the schema of OASIS")


main()
