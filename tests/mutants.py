#!/usr/bin/env python3
"""Changes the program in every way that cargo-mutants knows, and asks the tests to notice.

    cargo install cargo-mutants
    python3 tests/mutants.py 'src/check/**' 'src/link/**'

cargo-mutants builds the program anew for each change, and that takes its time. This writes all
changes into one program, each body once for every change of it, and switches one on for each run:
`DTM_MUTANT=17`. A change that does not compile is left out and counts as unviable. The tests that
notice most run first, and the others only for what they let pass.

All happens in `target/mutants`. What stands outside of functions is not tried; what only another build
holds (`not(feature = "pdf")`), or a test that stands beside its code, survives.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / "target/mutants/copy"
# Beginnings of the names of tests, of which the last round runs all,
ROUNDS = [["cases::cases_report", "codes::examples"], ["fix::", "assess::", "lsp", "pdf::a_comm"], []]
# and those that look at the sources, or are slow and judge nothing.
SKIPPED = ["tidy", "fresh", "pictures", "yaml_suite", "history", "threats"]
SECONDS = 600
SWITCH = """
pub(crate) fn mutant() -> u32 {
    static N: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *N.get_or_init(|| std::env::var("DTM_MUTANT").map_or(0, |n| n.parse().unwrap_or(0)))
}
"""


def listed(globs):
    """Returns the changes, numbered from 1."""
    files = [word for glob in globs for word in ("-f", glob)]
    command = ["cargo", "mutants", "--list", "--json", *files]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return dict(enumerate(json.loads(told.stdout), 1))


def copied():
    """Copies what git knows, without lints."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    for name in filter(None, names.stdout.decode().split("\0")):
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, COPY / name)
    manifest = (COPY / "Cargo.toml").read_text()
    manifest = re.sub(r"(?ms)^\[lints\..*?(?=^\[profile)", "", manifest)
    (COPY / "Cargo.toml").write_text(manifest)
    library = (ROOT / "src/lib.rs").read_text()
    library = library.replace("\npub mod", "\n#![allow(warnings)]\npub mod", 1) + SWITCH
    (COPY / "src/lib.rs").write_text(library)


def written(file, mutants):
    """Writes a file with all its changes, and returns between which lines each of them stands."""
    text = (ROOT / file).read_text()
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    span = lambda it: [starts[it[end]["line"] - 1] + it[end]["column"] - 1 for end in ("start", "end")]
    bodies = {}
    for n, mutant in mutants.items():
        bodies.setdefault(tuple(span(mutant["function"]["span"])), []).append(n)
    made, place, lines = "", 0, {}
    for (start, end), numbers in sorted(bodies.items()):
        name = mutants[numbers[0]]["function"]["function_name"].split("::")[-1].split("<")[0]
        head = re.compile(rf"\bfn {re.escape(name)}\b").search(text, start, end).end()
        inner = text.index("{", head) + 1
        # Bodies that differ have types that differ, unless a box hides them.
        opaque = re.search(r"-> impl ([^{]*?)\s*$", text[head : inner - 1])
        boxed = (lambda body: "Box::new({" + body + "})") if opaque else (lambda body: body)
        before = text[place : inner - 1]
        if opaque:
            life = "'a" if "'a" in opaque[1] else "'_"
            before = before[: before.rindex("->")] + f"-> Box<dyn {opaque[1]} + {life}> "
        made += before + "{ match crate::mutant() {\n"
        for n in numbers:
            at, to = span(mutants[n]["span"])
            first = made.count("\n") + 1
            body = text[inner:at] + mutants[n]["replacement"] + text[to : end - 1]
            made += f"{n} => {{ {boxed(body)}\n}}\n"
            lines[n] = (first, made.count("\n"))
        made += f"_ => {{ {boxed(text[inner : end - 1])}\n}}\n}} }}"
        place = end
    (COPY / file).write_text(made + text[place:])
    return lines


def compiled(mutants):
    """Builds the tests, without what does not compile; returns where they are, and what that was."""
    unviable = set()
    command = ["cargo", "test", "--no-run", "--test", "it", "--message-format=json"]
    # Some optimization makes up for the many runs.
    profile = {"CARGO_PROFILE_DEV_OPT_LEVEL": "1", "CARGO_PROFILE_DEV_DEBUG": "false"}
    while True:
        lines = {}
        for file in {mutant["file"] for mutant in mutants.values()}:
            here = {n: it for n, it in mutants.items() if it["file"] == file and n not in unviable}
            lines[file] = written(file, here)
        told = subprocess.run(command, cwd=COPY, env=os.environ | profile, stdout=subprocess.PIPE)
        told = [json.loads(line) for line in told.stdout.splitlines()]
        for it in told:
            if it["reason"] == "compiler-artifact" and it["target"]["name"] == "it":
                return it["executable"], unviable
        before = len(unviable)
        for fault in (it["message"] for it in told if it["reason"] == "compiler-message"):
            for place in fault["spans"] if fault["level"] == "error" else []:
                while place:
                    of_file = lines.get(place["file_name"], {}).items()
                    unviable |= {n for n, (a, b) in of_file if a <= place["line_start"] <= b}
                    place = (place["expansion"] or {}).get("span")
        if len(unviable) == before:
            sys.exit("the copy does not compile, and no change is to blame")


def outcome(program, number):
    """Runs the tests with one change switched on, until one fails."""
    skipped = [word for name in SKIPPED for word in ("--skip", name)]
    switch = os.environ | {"DTM_MUTANT": str(number)}
    for names in ROUNDS:
        command = [program, *names, *skipped]
        try:
            ran = subprocess.run(
                command, cwd=COPY, env=switch, timeout=SECONDS, capture_output=True
            )
        except subprocess.TimeoutExpired:
            return "timed out"
        if ran.returncode != 0:
            return "caught"
    return "survived"


def main():
    everything = listed(sys.argv[1:] or ["src/check/**", "src/link/**"])
    mutants = {n: it for n, it in everything.items() if it["function"]}
    copied()
    program, unviable = compiled(mutants)
    if outcome(program, 0) != "survived":
        sys.exit("a test fails without any change")
    left = sorted(mutants.keys() - unviable)
    counts = {"outside of functions": len(everything) - len(mutants), "unviable": len(unviable)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for n, what in zip(left, pool.map(lambda n: outcome(program, n), left)):
            counts[what] = counts.get(what, 0) + 1
            if what != "caught":
                print(what, mutants[n]["name"], flush=True)
    print(len(everything), "changes:", ", ".join(f"{count} {what}" for what, count in counts.items()))


if __name__ == "__main__":
    main()
