"""check-jsonschema (PyPI) judges each file as `dtm check` does: the schemas are usable as they are.

Every object of the matrix must pass under both. For each case of tests/cases every changed file that is plain YAML is
judged by both: what check-jsonschema refuses, `dtm` calls an error (though it may say "did you mean" instead of "wrong
form"); what `dtm` says by its schema check, check-jsonschema refuses too.
"""
import json, os, pathlib, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = os.environ["DTM"]
KINDS = {"assets": "asset", "audiences": "audience", "briefs": "brief", "case-studies": "case-study", "checklists": "checklist",
         "controls": "catalogue", "detections": "detection", "mitigations": "mitigation", "references": "reference",
         "tactics": "tactic", "techniques": "technique"}
SCHEMA_CODES = {"missing-key", "unknown-key", "unknown-value", "wrong-format", "wrong-length", "wrong-type"}
# What dtm says before the schema is asked: here other readers of YAML may see another document.
LOAD_CODES = {"ambiguous-scalar", "duplicate-key", "empty-file", "file-too-large", "forbidden-yaml", "not-json", "not-utf8",
              "symbolic-link", "tab-indentation", "too-deep", "unreadable-file", "yaml-syntax"}
# A tab may stand before a comment in YAML 1.2; the reader of check-jsonschema takes none there.
READ_OTHERWISE = {"comment-behind-a-tab"}


def schema_of(inner):
    parts = pathlib.PurePosixPath(inner).parts
    if parts == ("matrix.yaml",):
        return "matrix"
    return KINDS.get(parts[0]) if len(parts) == 2 and parts[1].endswith((".yaml", ".yml")) else None


def check_jsonschema(schema, files):
    """Returns the files that fail."""
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(ROOT / f"schema/{schema}.schema.json"), *files]
    done = subprocess.run(command, capture_output=True, text=True)
    report = json.loads(done.stdout)
    return {entry["filename"] for key in ("errors", "parse_errors") for entry in report.get(key, [])}


def by_schema(pairs):
    groups = {}
    for schema, file in pairs:
        groups.setdefault(schema, []).append(file)
    return groups


def main():
    matrix = ROOT / "matrix"
    files = [(schema_of(p.relative_to(matrix).as_posix()), str(p)) for p in sorted(matrix.rglob("*.yaml"))]
    assert all(schema for schema, _ in files), "a file of the matrix has no schema"
    for schema, group in by_schema(files).items():
        failed = check_jsonschema(schema, group)
        assert not failed, f"check-jsonschema refuses {failed}"
    print(f"check-jsonschema passes all {len(files)} files of the matrix")

    judged = {}  # copy of a changed file -> (schema, case, inner, dtm's schema codes)
    with tempfile.TemporaryDirectory() as temp:
        for case in sorted((ROOT / "tests/cases").iterdir()):
            if not (case / "matrix").is_dir() or case.name in READ_OTHERWISE:
                continue
            folder = pathlib.Path(temp) / case.name
            shutil.copytree(ROOT / "tests/ground", folder)
            shutil.copytree(case / "matrix", folder, dirs_exist_ok=True)
            drop = folder / ".drop"
            if drop.exists():
                for line in drop.read_text().split():
                    (folder / line).unlink(missing_ok=True)
            done = subprocess.run([DTM, "check", "--matrix", str(folder), "--format", "json"], capture_output=True, text=True)
            assert done.returncode in (0, 1), f"{case.name}: {done.stderr}"
            codes, errors = {}, set()
            for finding in json.loads(done.stdout)["findings"]:
                inner = os.path.relpath(finding["file"], folder)
                codes.setdefault(inner, set()).add(finding["code"])
                if finding["level"] == "error":
                    errors.add(inner)
            for path in sorted((case / "matrix").rglob("*")):
                inner = path.relative_to(case / "matrix").as_posix()
                schema = schema_of(inner)
                found = codes.get(inner, set())
                if path.is_file() and schema and not found & LOAD_CODES:
                    judged[str(folder / inner)] = (schema, case.name, inner, found & SCHEMA_CODES, inner in errors)
        wrong, failing = [], 0
        for schema, group in by_schema((it[0], file) for file, it in judged.items()).items():
            failed = check_jsonschema(schema, group)
            for file in group:
                _, case, inner, ours, error = judged[file]
                failing += file in failed
                if (file in failed and not error) or (ours and file not in failed):
                    wrong.append(f"{case}: {inner}: dtm says {sorted(ours) or error}, check-jsonschema says {'broken' if file in failed else 'fine'}")
    assert not wrong, "\n".join(wrong)
    assert failing >= 10, "too few broken files to mean anything"
    print(f"check-jsonschema agrees with dtm on {len(judged)} files of the cases, {failing} of them broken")


main()
