#!/usr/bin/env python3
"""Measures what docs/performance.md promises: whole runs of the program, cold process, warm disk.

    cargo build --release && cargo build --release --example corpus && python3 benches/bars.py

Each line: best and median wall time, CPU time of the best run, and the most memory of any run.
"""
import os, pathlib, resource, shutil, statistics, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
DTM = ROOT / "target/release/dtm"
CORPUS = ROOT / "target/release/examples/corpus"


def run(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    del before
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def line(what, runs, prepare, *command):
    results = []
    for _ in range(runs):
        prepare()
        results.append(run(*command))
    best = min(results)
    median = statistics.median(wall for wall, _, _ in results)
    memory = max(memory for _, _, memory in results)
    print(f"| {what} | {best[0] * 1000:.0f} ms | {median * 1000:.0f} ms | {best[1] * 1000:.0f} ms | {memory:.0f} MiB |", flush=True)


def main():
    print("| what | best | median | CPU | memory |\n| --- | ---: | ---: | ---: | ---: |")
    nothing = lambda: None
    line("start (`dtm --version`)", 20, nothing, DTM, "--version")
    line("`dtm check` of this repository's matrix", 20, nothing, DTM, "check")
    with tempfile.TemporaryDirectory() as temp:
        out = pathlib.Path(temp) / "out"
        line("`dtm build` of everything into an empty folder", 10, lambda: shutil.rmtree(out, ignore_errors=True), DTM, "build", "--out", out)
        line("`dtm build` again, nothing changed", 10, nothing, DTM, "build", "--out", out)
        for n in (1000, 10000):
            corpus = pathlib.Path(temp) / str(n)
            subprocess.run([CORPUS, str(n), corpus], cwd=ROOT, check=True)
            line(f"`dtm check`, {n:,} techniques", 5, nothing, DTM, "check", "--matrix", corpus)
    os.environ["RAYON_NUM_THREADS"] = "1"
    line("`dtm check` of this repository's matrix, one thread", 20, nothing, DTM, "check")


main()
