"""Disks and folders as they should not be: each fault with its promised outcome - exit code, message with the path,
nothing half written.

    DTM=target/debug/dtm python3 tests/faults/disks.py [NAME …]

What needs root (a small disk, another user whom permissions bind) or another program says so and is skipped.
"""
import contextlib, os, pathlib, shutil, subprocess, sys, tempfile, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from kills import DTM, OURS, ROOT, ground, ours, run, state

ROOTLY = os.geteuid() == 0
NOBODY = 65534


class Skip(Exception):
    pass


def need(what, why):
    if not what:
        raise Skip(why)


def outcome(done, code, *words, err=True):
    """The exit code and words of the message."""
    text = done.stderr if err else done.stdout
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    for word in words:
        assert word in text, f"{word!r} is not in {text!r}"
    assert "panicked" not in done.stderr + done.stdout, done.stderr


def as_nobody(folder, *arguments):
    """Runs as a user whom permissions bind."""
    need(ROOTLY and shutil.which("setpriv"), "only root can become another user")
    for path in [folder.parent, folder]:
        path.chmod(0o755)
    program = folder.parent / "dtm"
    if not program.exists():
        shutil.copy(DTM, program)
        program.chmod(0o755)
    who = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return subprocess.run([*who, program, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)


@contextlib.contextmanager
def small_disk(folder, size):
    """A disk that is soon full."""
    need(ROOTLY, "only root can mount a small disk")
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, text=True)
    need(done.returncode == 0, f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def full_disk_build(folder):
    """The build says which file it could not write; what is there is whole; with room it completes."""
    ground(folder)
    assert run(folder, "build", "--out", "right").returncode == 0
    right = state(folder / "right")
    with small_disk(folder / "exports", "300k") as disk:
        outcome(run(folder, "build"), 2, "cannot write", "exports/", "No space left")
        now = state(disk)
        assert now and len(now) < len(right)
        assert all(right[inner] == now[inner] for inner in now), "a file is half written"
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        outcome(run(folder, "build"), 0)
        assert state(disk) == right


def full_disk_fmt(folder):
    """Nothing is changed if not all files that belong together find room."""
    with small_disk(folder / "disk", "400k") as disk:
        ground(disk)
        for path in (disk / "matrix").rglob("*.yaml"):
            path.write_text(path.read_text() + "\n")
        before = state(disk)
        filler = disk / "filler"
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        outcome(run(disk, "fmt"), 2, "cannot write", "No space left")
        filler.unlink()
        assert state(disk) == before
        outcome(run(disk, "fmt"), 0)
        assert not ours(disk)


def read_only_folder(folder):
    ground(folder)
    (folder / "exports").mkdir()
    (folder / "exports").chmod(0o555)
    outcome(as_nobody(folder, "build"), 2, "cannot write", "exports/", "ermission denied")
    assert state(folder / "exports") == {}
    path = folder / "matrix/assets/DA0001.yaml"
    path.write_text(path.read_text() + "\n")
    before = state(folder)
    outcome(as_nobody(folder, "fmt"), 2, "cannot write", "DA0001.yaml", "ermission denied")
    assert state(folder) == before


def read_only_disk(folder):
    with small_disk(folder / "disk", "4m") as disk:
        ground(disk)
        before = state(disk)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        outcome(run(disk, "build"), 2, "cannot write", "Read-only file system")
        assert state(disk) == before


def unreadable_file(folder):
    """A finding like any other, and the rest is still judged."""
    ground(folder)
    (folder / "matrix/assets/DA0001.yaml").chmod(0)
    outcome(as_nobody(folder, "check"), 1, "unreadable-file", "matrix/assets/DA0001.yaml", "ermission denied", err=False)
    outcome(as_nobody(folder, "build"), 1, "nothing was written")


def unreadable_folder(folder):
    """What lies in it is unknown, so nothing is said of the rest."""
    ground(folder)
    (folder / "matrix/assets").chmod(0)
    outcome(as_nobody(folder, "check"), 2, "matrix/assets", "ermission denied")


def symlink_loops(folder):
    ground(folder)
    (folder / "matrix/assets/loop").symlink_to("..")
    (folder / "matrix/assets/DA0009.yaml").symlink_to("DA0009.yaml")
    (folder / "matrix/assets/self").symlink_to("self")
    done = run(folder, "check")
    outcome(done, 1, "symbolic-link", "matrix/assets/loop", "matrix/assets/DA0009.yaml", err=False)


def links_out_of_the_tree(folder):
    """Nothing is read through a link, nothing written and nothing deleted."""
    ground(folder)
    outside = folder / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("keep me")
    (outside / "DA0009.yaml").write_text("secret: words that must not be shown\n")
    (folder / "matrix/assets/DA0009.yaml").symlink_to(outside / "DA0009.yaml")
    done = run(folder, "check")
    outcome(done, 1, "symbolic-link", "DA0009.yaml", err=False)
    assert "secret" not in done.stdout + done.stderr
    (folder / "matrix/assets/DA0009.yaml").unlink()
    exports = folder / "exports"
    exports.mkdir()
    (exports / "csv").symlink_to(outside)
    (exports / "old").symlink_to(outside)
    (exports / "manifest.txt").write_text("0  old/precious.txt\n0  ../outside/precious.txt\n0  csv/precious.txt\n")
    outcome(run(folder, "build"), 2, "exports/csv", "link")
    assert sorted(os.listdir(outside)) == ["DA0009.yaml", "precious.txt"]
    (exports / "csv").unlink()
    # A folder in which the manifest lists files to take away is a way out, too.
    outcome(run(folder, "build"), 2, "exports/old", "link")
    (exports / "old").unlink()
    outcome(run(folder, "build"), 0)
    assert (outside / "precious.txt").read_text() == "keep me"
    # A file that is a link is replaced, and what it leads to stays.
    table = exports / "csv/techniques.csv"
    table.unlink()
    table.symlink_to(outside / "precious.txt")
    outcome(run(folder, "build"), 0)
    assert not table.is_symlink() and (outside / "precious.txt").read_text() == "keep me"


def vanishing_and_changing_files(folder):
    """Files come, go and change all the time: every run ends with a report."""
    ground(folder)
    stop = threading.Event()
    path, other = folder / "matrix/assets/DA0002.yaml", folder / "matrix/assets/DA0001.yaml"
    text = other.read_text()

    def stir():
        while not stop.is_set():
            path.write_text(text.replace("DA0001", "DA0002"))
            other.write_text(text[: len(text) // 2])
            other.write_text(text)
            with contextlib.suppress(OSError):
                path.unlink()

    thread = threading.Thread(target=stir)
    thread.start()
    try:
        for _ in range(30):
            done = run(folder, "check", "--format", "json")
            assert done.returncode in (0, 1), (done.returncode, done.stderr)
    finally:
        stop.set()
        thread.join()
    path.unlink(missing_ok=True)
    outcome(run(folder, "check"), 0)


def changed_meanwhile(folder):
    """What somebody saves while a fix waits for an answer is not overwritten: the texts are compared again."""
    need(shutil.which("script"), "no program `script` for a terminal")
    ground(folder)
    path = folder / "matrix/assets/DA0001.yaml"
    path.write_text(path.read_text().replace("status:", "Status:", 1))
    process = subprocess.Popen(["script", "-qec", f"{DTM} check --fix", "/dev/null"], cwd=folder,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seen = b""
    while b"Write 1 fix" not in seen:
        part = os.read(process.stdout.fileno(), 4096)
        assert part, seen
        seen += part
    later = path.read_text() + "# saved meanwhile\n"
    path.write_text(later)
    rest, _ = process.communicate(b"y\n", timeout=60)
    assert b"changed meanwhile" in rest, rest
    assert path.read_text() == later


def odd_files(folder):
    """Empty, huge and special files are findings; nothing is waited for and nothing fills the memory."""
    ground(folder)
    (folder / "matrix/assets/DA0002.yaml").write_bytes(b"")
    huge = folder / "matrix/assets/DA0003.yaml"
    with open(huge, "wb") as file:
        file.truncate(10 * 1024**3)
    os.mkfifo(folder / "matrix/assets/DA0004.yaml")
    names = ["empty-file", "DA0002.yaml", "file-too-large", "DA0003.yaml", "unreadable-file", "DA0004.yaml", "pipe"]
    if ROOTLY:
        with contextlib.suppress(PermissionError):
            os.mknod(folder / "matrix/assets/DA0005.yaml", 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
            names.append("DA0005.yaml")
    limit = ["bash", "-c", f"ulimit -v 4000000; exec {DTM} check"]
    done = subprocess.run(limit, cwd=folder, capture_output=True, text=True, timeout=120)
    outcome(done, 1, *names, err=False)
    done = subprocess.run(["bash", "-c", f"ulimit -v 4000000; exec {DTM} fmt --check"], cwd=folder, capture_output=True, text=True, timeout=120)
    outcome(done, 1, "DA0003.yaml", "too large")


def odd_names(folder):
    """Names that are no text are findings, and others are not touched."""
    ground(folder)
    name = os.path.join(os.fsencode(folder), b"matrix/assets/DA\xff01.yaml")
    with open(name, "wb") as file:
        file.write((folder / "matrix/assets/DA0001.yaml").read_bytes())
    (folder / "matrix/assets/\u202eDA.yaml").write_text("a: b\n")
    (folder / "matrix/assets/a\nb\x1b[31m.yaml").write_text("a: b\n")
    done = run(folder, "check")
    outcome(done, 1, err=False)
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout
    done = run(folder, "check", "--fix", "--yes")
    assert done.returncode in (1, 2), done
    assert os.path.exists(name)


def clock(folder):
    """Times of files and of the clock say nothing: the same bytes come out, and nothing is written again."""
    ground(folder)
    outcome(run(folder, "build"), 0)
    right = state(folder / "exports")
    for path in list((folder / "matrix").rglob("*")) + list((folder / "exports").rglob("*")):
        os.utime(path, (4102444800, 4102444800))  # 2100
    done = run(folder, "build")
    outcome(done, 0, " 0 changed", err=False)
    for path in (folder / "matrix").rglob("*"):
        os.utime(path, (0, 0))
    changed = folder / "matrix/techniques/DT0001.yaml"
    changed.write_text(changed.read_text().replace("name: ", "name: Other ", 1))
    os.utime(changed, (0, 0))
    outcome(run(folder, "build"), 0)
    assert state(folder / "exports") != right, "an older time hid a change"
    if shutil.which("faketime"):
        changed.write_text(changed.read_text().replace("name: Other ", "name: ", 1))
        done = subprocess.run(["faketime", "1971-01-01", DTM, "build"], cwd=folder, capture_output=True, text=True, timeout=300)
        outcome(done, 0)
        assert state(folder / "exports") == right


def two_builds(folder):
    """Two builds in one folder, again and again: both end well and the folder is what one of them makes alone."""
    ground(folder)
    technique = folder / "matrix/techniques/DT0001.yaml"
    text = technique.read_text()
    outcome(run(folder, "build"), 0)
    for number in range(10):
        technique.write_text(text.replace("name: ", f"name: Way {number} ", 1))
        # Files that go away make the folders of the output come and go.
        extra = folder / "matrix/assets/DA0002.yaml"
        if number % 2:
            asset = (folder / "matrix/assets/DA0001.yaml").read_text()
            extra.write_text(asset.replace("DA0001", "DA0002").replace("name: ", "name: Second ", 1))
        else:
            extra.unlink(missing_ok=True)
        outcome(run(folder, "build", "--out", "right"), 0)
        both = [subprocess.Popen([DTM, "build"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        for process in both:
            said = process.communicate(timeout=300)
            assert process.returncode == 0, said
        assert state(folder / "exports") == state(folder / "right"), f"round {number}"


def output_in_the_matrix(folder):
    ground(folder)
    before = state(folder)
    for out in ("matrix", "matrix/exports", "matrix/../matrix/site", "./matrix/"):
        outcome(run(folder, "build", "--out", out), 2, "--out", "matrix")
        assert state(folder) == before, out
    (folder / "link").symlink_to("matrix")
    outcome(run(folder, "build", "--out", "link/x"), 2, "--out")
    (folder / "link").unlink()
    assert state(folder) == before
    # A folder above is not refused: the matrix stays as it is and is clean.
    outcome(run(folder, "build", "--out", "."), 0)
    assert state(folder / "matrix") == {inner[7:]: it for inner, it in before.items()}
    outcome(run(folder, "check"), 0)
    # Where an exporter would write into the matrix it is.
    shutil.move(folder / "matrix", folder / "site2")
    shutil.rmtree(folder / "site")
    shutil.move(folder / "site2", folder / "site")
    outcome(run(folder, "--matrix", "site", "build", "--out", "."), 2, "--out")


def leftovers(folder):
    """What a dead run left is no part of matrix or site, and goes away; what a living one holds stays."""
    import fcntl
    ground(folder)
    outcome(run(folder, "fmt"), 0)
    outcome(run(folder, "build"), 0)
    right = state(folder)
    dead = ["matrix/.dtm-AbCdE1", "matrix/techniques/.dtm-AbCdE1-AbCdE2", "exports/.dtm-AbCdE1",
            "exports/.dtm-AbCdE1-AbCdE3", "exports/site/techniques/.dtm-ZbCdE1-AbCdE2"]
    (folder / "exports/.dtm/stamp").unlink()  # a build takes it away before it writes
    for inner in dead:
        (folder / inner).write_text("half a fi")
    near = ["exports/.dtm-notes.txt", "exports/site/.dtm-abc"]
    for inner in near:
        (folder / inner).write_text("somebody's")
    outcome(run(folder, "check", "--fail-level", "warning"), 0)
    held = folder / "exports/csv/.dtm-HeLdH1"
    with open(held, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        (folder / "exports/csv/.dtm-HeLdH1-AbCdE4").write_text("being written")
        outcome(run(folder, "build"), 0)
        assert ours(folder / "exports") == ["csv/.dtm-HeLdH1", "csv/.dtm-HeLdH1-AbCdE4"], ours(folder)
    outcome(run(folder, "build"), 0)
    assert not ours(folder / "exports")
    for inner in near:
        (folder / inner).unlink()
    for inner in ("matrix/techniques/DT0001.yaml", "matrix/matrix.yaml"):
        path = folder / inner
        path.write_text(path.read_text() + "\n")
    outcome(run(folder, "fmt"), 0)
    assert state(folder) == right


def many_files(folder):
    """Files that belong together are more than a process may hold open."""
    ground(folder)
    outcome(run(folder, "fmt"), 0)
    text = (folder / "matrix/techniques/DT0001.yaml").read_text()
    for number in range(1000, 1400):
        (folder / f"matrix/techniques/DT{number}.yaml").write_text(text.replace("DT0001", f"DT{number}") + "\n")
    done = subprocess.run(["bash", "-c", f"ulimit -n 64; exec {DTM} fmt"], cwd=folder, capture_output=True, text=True, timeout=300)
    outcome(done, 0)
    assert len(done.stdout.splitlines()) == 400


FAULTS = [full_disk_build, full_disk_fmt, read_only_folder, read_only_disk, unreadable_file, unreadable_folder,
          symlink_loops, links_out_of_the_tree, vanishing_and_changing_files, changed_meanwhile, odd_files, odd_names,
          clock, two_builds, output_in_the_matrix, leftovers, many_files]


def main():
    wanted = sys.argv[1:]
    for fault in FAULTS:
        if wanted and fault.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="dtm-fault-") as top:
            folder = pathlib.Path(top) / "here"
            folder.mkdir()
            name = fault.__name__.replace("_", " ")
            try:
                fault(folder)
                print(f"ok {name}")
            except Skip as why:
                print(f"SKIPPED: {name}: {why}")


if __name__ == "__main__":
    main()
