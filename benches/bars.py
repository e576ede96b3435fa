#!/usr/bin/env python3
"""Measures what docs/performance.md promises: whole runs of the program, cold process, warm disk.

    cargo build --release && cargo build --release --example corpus && python3 benches/bars.py

Each line: best and median wall time, CPU time of the best run, and the most memory of any run. `--only scale` takes matrices
of up to 100,000 techniques, and says the exponents by which the CPU time grows: 1 is linear. `--only attack --attack BUNDLE`
takes ATT&CK as MITRE publishes it, taken over by `dtm import stix`.
"""
import argparse, math, os, pathlib, shutil, statistics, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
DTM = ROOT / "target/release/dtm"
CORPUS = ROOT / "target/release/examples/corpus"


def run(*command, threads=None):
    environment = os.environ | ({"RAYON_NUM_THREADS": str(threads)} if threads else {})
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    # Warnings are findings; a program that failed measured nothing.
    assert os.waitstatus_to_exitcode(status) in (0, 1), command
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def line(what, runs, prepare, *command, threads=None):
    results = []
    for _ in range(runs):
        prepare()
        results.append(run(*command, threads=threads))
    best = min(results)
    median = statistics.median(wall for wall, _, _ in results)
    memory = max(memory for _, _, memory in results)
    print(f"| {what} | {best[0] * 1000:.0f} ms | {median * 1000:.0f} ms | {best[1] * 1000:.0f} ms | {memory:.0f} MiB |", flush=True)
    return best


def nothing():
    pass


def corpus(temp, n):
    folder = temp / str(n)
    if not folder.exists():
        subprocess.run([CORPUS, str(n), folder], cwd=ROOT, check=True)
    return folder


def scale(temp, large=False):
    """Growth over two decades, and what the second thread gives."""
    head()
    sizes, checks, builds, faster = (1_000, 10_000, 100_000), {}, {}, []
    for n in sizes:
        folder, runs = corpus(temp, n), 5 if n < 100_000 else 2
        # On one thread, since two that wait for each other count as work.
        one = line(f"`dtm check`, {n:,} techniques, one thread", runs, nothing, DTM, "check", "--matrix", folder, threads=1)
        two = line(f"`dtm check`, {n:,} techniques, two threads", runs, nothing, DTM, "check", "--matrix", folder, threads=2)
        checks[n] = one[1]
        faster.append(f"the second thread makes the check of {n:,} techniques {one[0] / two[0]:.2f} times as fast")
    built = sizes if large else sizes[:-1]
    for n in built:
        out, folder = temp / f"out-{n}", corpus(temp, n)
        builds[n] = line(f"`dtm build` of everything, {n:,} techniques", 1, nothing, DTM, "build", "--matrix", folder, "--out", out)[1]
        line(f"`dtm build` again, {n:,} techniques, nothing changed", 1, nothing, DTM, "build", "--matrix", folder, "--out", out)
        shutil.rmtree(out)
    for what, cpu, of in (("check", checks, sizes), ("build", builds, built)):
        for small, big in zip(of, of[1:]):
            exponent = math.log(cpu[big] / cpu[small], big / small)
            print(f"growth of the CPU time of a {what} from {small:,} to {big:,} techniques: exponent {exponent:.2f}")
    print("\n".join(faster))


def attack(temp, bundle):
    head()
    folder = temp / "attack"
    subprocess.run([DTM, "init", folder, "--prefix", "X", "--name", "ATT&CK"], check=True, stdout=subprocess.DEVNULL)
    line("`dtm import stix` of ATT&CK", 1, nothing, DTM, "import", "stix", bundle, folder)
    count = sum(1 for _ in (folder / "matrix").rglob("*.yaml"))
    line(f"`dtm check` of ATT&CK, {count:,} files", 5, nothing, DTM, "check", "--matrix", folder)
    line("`dtm build` of everything of ATT&CK", 2, lambda: shutil.rmtree(temp / "attack-out", ignore_errors=True), DTM, "build", "--matrix", folder, "--out", temp / "attack-out")
    line("`dtm build` of ATT&CK again, nothing changed", 3, nothing, DTM, "build", "--matrix", folder, "--out", temp / "attack-out")


def head():
    print("| what | best | median | CPU | memory |\n| --- | ---: | ---: | ---: | ---: |", flush=True)


def whole(temp):
    head()
    line("start (`dtm --version`)", 20, nothing, DTM, "--version")
    line("`dtm check` of this repository's matrix", 20, nothing, DTM, "check")
    line("`dtm check` of this repository's matrix, one thread", 20, nothing, DTM, "check", threads=1)
    out = temp / "out"
    line("`dtm build` of everything into an empty folder", 10, lambda: shutil.rmtree(out, ignore_errors=True), DTM, "build", "--out", out)
    line("`dtm build` again, nothing changed", 10, nothing, DTM, "build", "--out", out)
    for n in (1000, 10000):
        line(f"`dtm check`, {n:,} techniques", 5, nothing, DTM, "check", "--matrix", corpus(temp, n))


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", choices=["whole", "scale", "attack"], default="whole")
    asked.add_argument("--large", action="store_true", help="build everything of 100,000 techniques, too: about 20 GB of memory")
    asked.add_argument("--attack", type=pathlib.Path, metavar="BUNDLE")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        temp = pathlib.Path(name)
        if asked.only == "scale":
            scale(temp, asked.large)
        elif asked.only == "attack":
            attack(temp, asked.attack.resolve())
        else:
            whole(temp)


main()
