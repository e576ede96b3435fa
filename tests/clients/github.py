"""What GitHub and pre-commit read: the action, the workflows, the forms, the labels, the hooks."""
import os, pathlib, re, shutil, subprocess, sys, tempfile
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = str(pathlib.Path(os.environ["DTM"]).resolve())
BIN = pathlib.Path(sys.executable).parent
FORMS = {
    "new-technique": ["Name", "Tactics", "What the adversary does", "Why DICOM allows it", "Evidence", "Mitigations",
                      "Detections", "ATT&CK technique"],
    "correction": ["Object", "What is wrong", "What it should say", "Source"],
    "evidence": ["Object", "Kind of evidence", "Source", "What it shows"],
}


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def run(arguments, expected=0, **options):
    told = subprocess.run([str(it) for it in arguments], capture_output=True, text=True, check=False, **options)
    assert told.returncode == expected, (arguments, told.returncode, told.stdout, told.stderr)
    return told.stdout


def schemas():
    """All files under the schemas that check-jsonschema carries."""
    forms = [f".github/ISSUE_TEMPLATE/{name}.yml" for name in FORMS]
    workflows = sorted(path.relative_to(ROOT) for path in (ROOT / ".github/workflows").glob("*.yml"))
    for schema, files in [("vendor.github-actions", ["action.yml"]), ("vendor.github-workflows", workflows),
                          ("vendor.github-issue-forms", forms),
                          ("vendor.github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"])]:
        run([BIN / "check-jsonschema", "--builtin-schema", schema, *files], cwd=ROOT)


def pins():
    """Actions of others stand at a commit, with the version beside it."""
    for path in [ROOT / "action.yml", *(ROOT / ".github/workflows").glob("*.yml")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            used = re.match(r"\s*(?:- )?uses: (.+)", line)
            if used and used[1] != "./":
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used[1]), (path, line)


def rights():
    """No workflow has a right that a job of it did not ask for, and text of strangers goes through the environment."""
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert document["permissions"] == {}, path
        for name, job in document["jobs"].items():
            assert "permissions" in job and "timeout-minutes" in job, (path, name)
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), (path, name, step)


def linters():
    """Workflows, scripts and the container under the linters of others. None of them asks the network."""
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    run([BIN / "actionlint", "-no-color", *workflows], cwd=ROOT, env=env)
    run([BIN / "zizmor", "--offline", "--no-progress", "--persona", "regular", "."], cwd=ROOT)
    files = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    def is_script(name):
        path = ROOT / name
        return path.is_file() and re.match(rb"#!(/usr/bin/env bash|/bin/sh)\n", path.read_bytes()[:40])
    scripts = [name for name in files if name and is_script(name)]
    assert {".ci/run", "packaging/install.sh", "tests/release/run"} <= set(scripts), scripts
    run([BIN / "shellcheck", *scripts], cwd=ROOT)
    run([BIN / "hadolint", "packaging/Containerfile"], cwd=ROOT)
    # A linter that finds nothing anywhere is none.
    with tempfile.TemporaryDirectory() as temp:
        bad = pathlib.Path(temp) / "bad.yml"
        bad.write_text("on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
                       "      - run: echo ${{ github.event.issue.title }}\n      - run: echo ${{ nothing.at.all }}\n")
        assert "nothing" in run([BIN / "actionlint", "-no-color", bad], 1, cwd=temp, env=env)
        told = subprocess.run([BIN / "zizmor", "--offline", "--no-progress", str(bad)], capture_output=True, text=True,
                              check=False)
        assert told.returncode != 0 and "template-injection" in told.stdout + told.stderr, told
    return len(scripts)


def labels_and_forms():
    known = [it["name"] for it in load(".github/labels.yml")]
    assert len(known) == len(set(known)), known
    for name, fields in FORMS.items():
        form = load(f".github/ISSUE_TEMPLATE/{name}.yml")
        asked = [it for it in form["body"] if it["type"] != "markdown"]
        assert [it["attributes"]["label"] for it in asked] == fields, name
        assert set(form["labels"]) <= set(known), (name, form["labels"])
        for field in asked:
            options = field["attributes"].get("options")
            if field["attributes"]["label"] == "Tactics":
                columns = [load(f"matrix/tactics/{it}.yaml") for it in load("matrix/matrix.yaml")["tactics"]]
                assert options == [f"{it['id']} {it['name']}" for it in columns], options
    kinds = load("schema/technique.schema.json")["properties"]["evidence"]["items"]["properties"]["kind"]["enum"]
    kind = next(it for it in load(".github/ISSUE_TEMPLATE/evidence.yml")["body"] if it.get("id") == "kind")
    assert kind["attributes"]["options"] == kinds, kinds
    return known


def git(folder, *arguments):
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return run(["git", *who, *arguments], cwd=folder)


def repository(folder):
    shutil.copytree(ROOT / "matrix", folder / "matrix")
    shutil.copytree(ROOT / "schema", folder / "schema")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "The matrix")


def value(text, values):
    """What an expression of the action comes to: the first word of it that says anything."""
    def one(match):
        words = [values.get(word.strip(), "") for word in match[1].split("||")]
        return next((word for word in words if word), "")
    return re.sub(r"\$\{\{(.+?)\}\}", one, text)


def action(folder, temp, **inputs):
    """Runs the commands of the action as GitHub does. Returns its outputs, what it said, and the summary."""
    document, said, failed = load("action.yml"), "", False
    values = {f"inputs.{name}": it.get("default", "") for name, it in document["inputs"].items()}
    values |= {f"inputs.{name.replace('_', '-')}": text for name, text in inputs.items()}
    values["runner.temp"] = str(temp)
    files = {name: temp / name for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]}
    files["GITHUB_STEP_SUMMARY"].write_text("")
    for step in document["runs"]["steps"]:
        if "run" not in step or (step.get("id") == "preview" and values["inputs.preview"] != "true"):
            continue
        assert "${{" not in step["run"], "what strangers write goes through the environment"
        files["GITHUB_OUTPUT"].write_text("")
        env = {name: value(text, values) for name, text in step.get("env", {}).items()}
        env |= {name: str(path) for name, path in files.items()} | {"GITHUB_ACTION_PATH": str(ROOT)}
        told = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]], cwd=folder,
                              env=os.environ | env, capture_output=True, text=True, check=False)
        said += told.stdout + told.stderr
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, text = line.split("=", 1)
            values[f"steps.{step['id']}.outputs.{name}"] = text
        if told.returncode != 0:
            failed = True
            break
    outputs = {name: value(it["value"], values) for name, it in document["outputs"].items()}
    return failed, outputs, said, files["GITHUB_STEP_SUMMARY"].read_text()


def pull_request(folder, temp, known):
    failed, outputs, said, summary = action(folder, temp, dtm=DTM, against="HEAD")
    assert not failed and outputs["labels"] == "" and "nothing changed" in summary, (said, outputs)

    technique = folder / "matrix/techniques/DT0039.yaml"
    text = technique.read_text(encoding="utf-8")
    technique.write_text(text.replace("\nname: ", "\nname: Always "), encoding="utf-8")
    failed, outputs, said, summary = action(folder, temp, dtm=DTM, against="HEAD", preview="true")
    assert not failed, said
    assert outputs["labels"] == "renames,technique", outputs
    assert set(outputs["labels"].split(",")) <= set(known)
    assert "### Renamed (1)" in summary and "DT0039" in summary, summary
    assert (pathlib.Path(outputs["site"]) / "index.html").is_file(), outputs
    assert '"2.1.0"' in pathlib.Path(outputs["sarif"]).read_text(encoding="utf-8")

    line = text[: text.index("  - id: DM")].count("\n") + 1
    technique.write_text(text.replace("  - id: DM", "  - id: XM", 1), encoding="utf-8")
    failed, outputs, said, summary = action(folder, temp, dtm=DTM, preview="true")
    assert failed and f"::error file=matrix/techniques/DT0039.yaml,line={line}," in said, said
    assert outputs["site"] == "" and "no preview" in summary and outputs["labels"] == "", outputs
    assert "DT0039.yaml" in pathlib.Path(outputs["sarif"]).read_text(encoding="utf-8")
    technique.write_text(text, encoding="utf-8")


def hooks(folder):
    """The hooks as they are in a repository, but with the program that is there."""
    run([BIN / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"])
    mine = load(".pre-commit-hooks.yaml")
    for hook in mine:
        hook |= {"language": "system", "entry": hook["entry"].replace("dtm", DTM, 1)}
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": mine}]})
    (folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(folder, "add", ".")
    commit = [BIN / "pre-commit", "run"]
    env = os.environ | {"PRE_COMMIT_HOME": str(folder.parent / "hooks")}
    asset = folder / "matrix/assets/DA0001.yaml"
    text = asset.read_text(encoding="utf-8")
    asset.write_text(text.replace("\nname: ", "\nname:   "), encoding="utf-8")
    git(folder, "add", ".")
    told = run(commit, 1, cwd=folder, env=env)
    assert "files were modified by this hook" in told and asset.read_text(encoding="utf-8") == text, told
    git(folder, "add", ".")
    asset.write_text(text.replace("id: DA0001", "id: DA0002"), encoding="utf-8")
    git(folder, "add", ".")
    told = run(commit, 1, cwd=folder, env=env)
    assert "error[" in told and "DA0001.yaml" in told, told
    asset.write_text(text.replace("\nstatus: ", "\n# Looked at.\nstatus: "), encoding="utf-8")
    git(folder, "add", ".")
    run(commit, cwd=folder, env=env)


def main():
    schemas()
    pins()
    rights()
    scripts = linters()
    known = labels_and_forms()
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp).resolve()
        folder = temp / "repository"
        folder.mkdir()
        repository(folder)
        pull_request(folder, temp, known)
        hooks(folder)
    print(f"github: action, workflows, {len(FORMS)} forms, {len(known)} labels and hooks do what they say; "
          f"{scripts} scripts have no finding")


main()
