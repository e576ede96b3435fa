#!/usr/bin/env python3
"""Measures how long 500 forms take, from the workbooks on the disk to one report of the fleet.

    cargo build --release && target/clients/bin/python benches/mds2.py [COUNT]

The forms are made by openpyxl as the tests make them, with answers of a fixed seed; that is not measured."""
import os, pathlib, random, resource, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ.setdefault("DTM", str(ROOT / "target/release/dtm"))
os.chdir(ROOT)
sys.path.insert(0, str(ROOT / "tests/clients"))
from mds2 import DOC, DTM, form, ids  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 500


def run(*args):
    start = time.perf_counter()
    done = subprocess.run([DTM, "mds2", *map(str, args)], capture_output=True, text=True)
    took = time.perf_counter() - start
    assert done.returncode == 0, done.stderr[-2000:]
    return took


with tempfile.TemporaryDirectory() as temp:
    folder = pathlib.Path(temp)
    (folder / "forms").mkdir()
    pick = random.Random(500).choice
    known = ids()
    for number in range(COUNT):
        answers = {id: pick(["Yes", "No", "N/A", "See Notes"]) for id in known}
        form(folder / f"forms/{number:04}.xlsx", answers, DOC | {"DOC-1": f"Maker {number % 20}", "DOC-3": f"Model {number}"})
    straight = run("report", folder / "forms", "--out", folder / "report")
    imported = run("import", folder / "forms", "--out", folder / "devices")
    reported = run("report", folder / "devices", "--out", folder / "again")
    assert len(list((folder / "devices").iterdir())) == COUNT, "a form is missing"
    size = sum(it.stat().st_size for it in (folder / "report").iterdir()) / 1e6
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{COUNT} forms: {straight:.2f} s from workbooks to the report ({size:.1f} MB), "
          f"{imported:.2f} s to import, {reported:.2f} s from device files; at most {peak:.0f} MB")
