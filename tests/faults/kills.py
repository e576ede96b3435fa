"""kill -9 in the middle of commands that write: each file is as before or as it should be, never between; a rerun
completes the work and leaves nothing behind.

    DTM=target/debug/dtm python3 tests/faults/kills.py [TRIES]

A third of the kills is spread evenly over the time that the command takes, a third comes at most a few milliseconds
after its first temporary file is seen, and a third as soon as its first file is in place. The seed is fixed; when a kill hits depends on the machine, so each run says
how many found the work unfinished.
"""
import json, os, pathlib, random, re, shutil, signal, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = str(pathlib.Path(os.environ["DTM"]).resolve())
GROUND = ROOT / "tests/ground"
OURS = re.compile(r"\.dtm-[A-Za-z0-9]{6}(-[A-Za-z0-9]{6})?$")
SEED = 20261129


def state(folder):
    """All files below a folder, by path, without git's own."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        # The stamp of a build is of one disk and one moment.
        if path.is_file() and not inner.startswith(".git/") and "/.dtm/" not in f"/{inner}":
            found[inner] = path.read_bytes()
    return found


def ours(folder):
    return sorted(inner for inner in state(folder) if OURS.search(inner))


def run(folder, *arguments):
    return subprocess.run([DTM, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)


def git(folder, *arguments):
    who = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def ground(folder):
    shutil.copytree(GROUND, folder / "matrix")


def case(folder, name):
    shutil.copytree(ROOT / "tests/cases" / name / "matrix", folder / "matrix", dirs_exist_ok=True)


def build(folder):
    """A first build, after which a name changes: most files are made anew, some go away."""
    ground(folder)
    assert run(folder, "build").returncode == 0
    path = folder / "matrix/matrix.yaml"
    path.write_text(path.read_text().replace("name: ", "name: Another ", 1))
    reference = folder / "matrix/techniques/DT0001.yaml"
    reference.write_text(reference.read_text().replace("name: ", "name: Other ", 1))
    return ["build"]


def first_build(folder):
    ground(folder)
    return ["build"]


def fmt(folder):
    """Every file of the ground with room at its end, two hundred times."""
    ground(folder)
    technique = (folder / "matrix/techniques/DT0001.yaml").read_text()
    for number in range(100, 200):
        (folder / f"matrix/techniques/DT0{number}.yaml").write_text(technique.replace("DT0001", f"DT0{number}"))
    for path in (folder / "matrix").rglob("*.yaml"):
        path.write_text(path.read_text() + "\n\n")
    return ["fmt"]


def fix(folder):
    """Several files with faults that have one right answer, among them a file with a wrong name."""
    ground(folder)
    case(folder, "attack-revoked")
    case(folder, "file-named-freely")
    for inner in ("references/nerad-2019.yaml", "assets/DA0001.yaml", "tactics/DTA0001.yaml"):
        path = folder / "matrix" / inner
        path.write_text(path.read_text().replace("status:", "Status:", 1))
    return ["check", "--fix", "--yes"]


def upgrade(folder):
    """A newer ATT&CK that replaces a technique which many objects name."""
    ground(folder)
    index = json.loads((folder / "matrix/attack/enterprise-attack.json").read_text())
    objects = [{"type": "x-mitre-collection", "id": "x-mitre-collection--1", "x_mitre_version": "19.0"}]
    kinds = {"tactics": "x-mitre-tactic", "techniques": "attack-pattern", "mitigations": "course-of-action"}
    for part, kind in kinds.items():
        for number, entry in index.get(part, {}).items():
            it = {"type": kind, "id": f"{kind}--{number}", "name": entry["name"], "x_mitre_domains": ["enterprise-attack"],
                  "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": tactic} for tactic in entry.get("tactics", [])],
                  "external_references": [{"source_name": "mitre-attack", "external_id": number}]}
            if "shortname" in entry:
                it["x_mitre_shortname"] = entry["shortname"]
            it["revoked"] = number == "T1190"
            it["x_mitre_deprecated"] = entry.get("status") == "deprecated"
            objects.append(it)
    heir = {**objects[-1], "type": "attack-pattern", "id": "attack-pattern--T1999", "name": "Heir", "revoked": False,
            "x_mitre_deprecated": False, "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}],
            "external_references": [{"source_name": "mitre-attack", "external_id": "T1999"}]}
    objects.append(heir)
    objects.append({"type": "relationship", "id": "relationship--1", "relationship_type": "revoked-by",
                    "source_ref": "attack-pattern--T1190", "target_ref": "attack-pattern--T1999"})
    (folder / "newer.json").write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    technique = (folder / "matrix/techniques/DT0001.yaml").read_text()
    for number in range(100, 140):
        text = technique.replace("DT0001", f"DT0{number}").replace("name: ", f"name: Way {number} ", 1)
        (folder / f"matrix/techniques/DT0{number}.yaml").write_text(text)
    return ["attack", "upgrade", "newer.json", "--write"]


def release(folder):
    ground(folder)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "a")
    return ["release", "7.0", "--date", "2027-01-01"]


def killed(setup, tries):
    """Kills a command again and again, each time in a fresh folder."""
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="dtm-kill-") as top:
        top = pathlib.Path(top)
        first = top / "first"
        first.mkdir()
        command = setup(first)
        template = top / "template"
        shutil.copytree(first, template, symlinks=True)
        old = state(first)
        start = time.monotonic()
        done = run(first, *command)
        duration = time.monotonic() - start
        assert done.returncode in (0, 1), (command, done.stderr, done.stdout)
        new = state(first)
        assert old != new, (command, done.stderr, done.stdout)
        assert not ours(first), f"{command} left {ours(first)}"
        watched = sorted(inner for inner in old if inner in new and old[inner] != new[inner])[:1]
        known = lambda folder: [os.stat(folder / inner).st_ino for inner in watched]
        unfinished = leftovers = late = 0
        for number in range(tries):
            folder = top / "try"
            shutil.copytree(template, folder, symlinks=True)
            inodes = known(folder)
            process = subprocess.Popen([DTM, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if number % 3 == 0:
                time.sleep(duration * (number + 1) / tries * 1.05)
            elif number % 3 == 1 and inodes:
                while process.poll() is None and inodes == known(folder):
                    pass
            else:
                while process.poll() is None and not any(OURS.search(it) for _, _, files in os.walk(folder) for it in files):
                    pass
                time.sleep(dice.random() * 0.02)
            process.send_signal(signal.SIGKILL)
            late += process.wait() != -signal.SIGKILL
            now = state(folder)
            left = [inner for inner in now if OURS.search(inner)]
            leftovers += bool(left)
            plain = {inner: now[inner] for inner in now if inner not in left}
            unfinished += plain != old and plain != new
            for inner in old.keys() | new.keys() | plain.keys():
                here = plain.get(inner)
                assert here in (old.get(inner), new.get(inner)), f"{command}, try {number}: {inner} is neither old nor new"
            if left:
                # What a dead run left is no part of the matrix.
                listed = run(folder, "check", "--format", "json").stdout
                assert ".dtm-" not in listed, listed
            again = run(folder, *command)
            assert again.returncode in (0, 1), (command, number, again.stderr)
            after = state(folder)
            odd = [inner for inner in after.keys() | new.keys() if after.get(inner) != new.get(inner)]
            assert not odd, f"{command}, try {number}: the rerun left {odd}: {again.stderr}"
            shutil.rmtree(folder)
        words = " ".join(command)
        print(f"ok dtm {words}: {tries} kills, {unfinished} between two files, {leftovers} with temporary files left, {late} after the end")


def between(setup):
    """States that a kill between two renames leaves, made by hand: the same command again completes each."""
    with tempfile.TemporaryDirectory(prefix="dtm-kill-") as top:
        top = pathlib.Path(top)
        first = top / "first"
        first.mkdir()
        command = setup(first)
        template = top / "template"
        shutil.copytree(first, template, symlinks=True)
        old = state(first)
        run(first, *command)
        new = state(first)
        # The order in which files are put into place: by path, the index of ATT&CK last.
        changed = sorted((inner for inner in old if inner in new and old[inner] != new[inner]),
                         key=lambda inner: ("/attack/" in inner, inner))
        for count in range(1, len(changed), max(1, len(changed) // 6)):
            folder = top / "try"
            shutil.copytree(template, folder, symlinks=True)
            for inner in changed[:count]:
                (folder / inner).write_bytes(new[inner])
            again = run(folder, *command)
            assert again.returncode in (0, 1), (command, count, again.stderr)
            after = state(folder)
            odd = [inner for inner in after.keys() | new.keys() if after.get(inner) != new.get(inner)]
            assert not odd, f"{command}, {count} of {len(changed)} files new: the rerun left {odd}: {again.stderr}"
            shutil.rmtree(folder)
        print(f"ok dtm {' '.join(command)}: completed with 1 to {len(changed) - 1} of {len(changed)} files new")


def main():
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    for setup in (first_build, build, fmt, fix, upgrade, release):
        killed(setup, tries)
    for setup in (fmt, fix, upgrade):
        between(setup)


if __name__ == "__main__":
    main()
