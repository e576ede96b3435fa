#!/usr/bin/env python3
"""Runs every measurement of docs/performance.md and writes its tables anew, between the marks that name them.

    cargo build --release && cargo build --release --example corpus
    bash .ci/install && bash benches/peers/install
    python3 benches/report.py enterprise-attack-18.1.json.gz [NAME …]

The bundle is MITRE ATT&CK as it is published. Names choose tables. It takes a quarter of an hour on two cores that have
nothing else to do; on a busy machine the figures are those of the other work.
"""
import pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/performance.md"
PYTHON = ROOT / "target/clients/bin/python"


def commands(bundle):
    return {
        "whole": [sys.executable, "benches/bars.py"],
        "scale": [sys.executable, "benches/bars.py", "--only", "scale"],
        "attack": [sys.executable, "benches/bars.py", "--only", "attack", "--attack", bundle],
        "peers": [sys.executable, "benches/peers/run.py", bundle],
        "site": [sys.executable, "benches/site.py"],
        "forms": [PYTHON, "benches/mds2.py"],
    }


def main():
    bundle = pathlib.Path(sys.argv[1]).resolve()
    for name, command in commands(bundle).items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        print(f"== {name}", flush=True)
        made = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        print(made, flush=True)
        # Tables stay tables, and each other line becomes a sentence of its own.
        text = "\n".join(f"- {line}" if line and not line.startswith("|") else line for line in made.strip().splitlines())
        text = re.sub(r"(\|\n)- ", r"\1\n- ", text)
        text = re.sub(r"(?m)^(- .*)\n\|", r"\1\n\n|", text)
        start, end = f"<!-- {name}: made by benches/report.py -->", f"<!-- end of {name} -->"
        page = PAGE.read_text()
        before, rest = page.split(start)
        PAGE.write_text(f"{before}{start}\n{text}\n{end}{rest.split(end)[1]}")


main()
