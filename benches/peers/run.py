#!/usr/bin/env python3
"""Runs `dtm` beside programs that people use for the same work, on the same input, and prints CPU seconds and ratios.

    cargo build --release && cargo build --release --example corpus
    bash .ci/install && bash benches/peers/install
    python3 benches/peers/run.py enterprise-attack-18.1.json.gz

The argument is a bundle of MITRE ATT&CK as it is published; without one only the synthetic matrix is used. It is taken over
by `dtm import stix`, so every program reads YAML that nobody here wrote. Each work is said with what it leaves out: a peer
that validates files one by one against a schema resolves no link and tells no line, `dtm check` does both in the same time.
"""
import gzip, json, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = pathlib.Path(os.environ.get("DTM", ROOT / "target/release/dtm"))
CORPUS = ROOT / "target/release/examples/corpus"
PYTHON = ROOT / "target/clients/bin/python"
CJS = ROOT / "target/clients/bin/check-jsonschema"
AJV = ROOT / "target/peers/node_modules/.bin/ajv"
HUGO = shutil.which("hugo")
SCHEMA = ROOT / "schema/technique.schema.json"

LAYERS = """
import sys
from mitreattack.navlayers import LayerOps
from mitreattack.navlayers.generators.overview_generator import OverviewLayerGenerator
generator = OverviewLayerGenerator(source="local", domain="enterprise", resource=sys.argv[1])
generator.generate_layer(obj_type="mitigation")
"""


def run(*command, cwd=ROOT):
    """Returns wall and CPU seconds, most memory in MiB, and the exit code."""
    start = time.perf_counter()
    process = subprocess.Popen([str(it) for it in command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


class Table:
    def __init__(self):
        print("| work | program | wall, median | CPU, median | memory | files a CPU second | `dtm` beside it |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        self.ours = {}

    def line(self, work, program, count, runs, *command, codes=(0,), cwd=ROOT):
        results = [run(*command, cwd=cwd) for _ in range(runs)]
        wrong = [it[3] for it in results if it[3] not in codes]
        if wrong:
            print(f"| {work} | {program} | ended with {wrong[0]} | | | |", flush=True)
            return
        wall, cpu = (statistics.median(it[n] for it in results) for n in (0, 1))
        speed = count / cpu
        ours = self.ours.setdefault(work, speed)
        ratio = "" if ours == speed else f"{ours / speed:.1f} times as fast"
        print(f"| {work} | {program} | {wall:.2f} s | {cpu:.2f} s | {max(it[2] for it in results):.0f} MiB | {speed:,.0f} | {ratio} |", flush=True)


def validate(table, name, matrix):
    files = sorted((matrix / "techniques").glob("*.yaml"))
    every = sum(1 for _ in matrix.rglob("*.yaml"))
    work = f"validate {name}"
    # Warnings are findings, too; this is about time.
    table.line(work, f"`dtm check`: {every:,} files of all kinds, their links and all rules", every, 5, DTM, "check", "--matrix", matrix, codes=(0, 1))
    runs = 3 if len(files) < 2000 else 1
    table.line(work, f"check-jsonschema 0.39.0: {len(files):,} techniques, each alone", len(files), runs, CJS, "--schemafile", SCHEMA, *files, codes=(0, 1))
    if AJV.exists():
        command = [AJV, "validate", "--spec=draft2020", "--strict=false", "-s", SCHEMA, "-d", f"{matrix}/techniques/*.yaml"]
        table.line(work, f"ajv-cli 5.0.0: {len(files):,} techniques, each alone, no places", len(files), runs, *command, codes=(0, 1))
    else:
        print("skipped: ajv-cli is not there; `bash benches/peers/install` brings it", file=sys.stderr)


def layers(table, bundle, matrix, temp):
    work = "layers of ATT&CK Enterprise"
    out = temp / "layers"
    run(DTM, "build", "--matrix", matrix, "--only", "navigator", "--out", out)
    count = len(list(out.rglob("*.layer.json")))
    table.line(work, f"`dtm build --only navigator`: {count:,} layers, from YAML, checked", count, 3, DTM, "build", "--matrix", matrix, "--only", "navigator", "--out", out)
    script = temp / "layers.py"
    script.write_text(LAYERS)
    table.line(work, "mitreattack-python 6.3.1: one overview layer, from the bundle", 1, 3, PYTHON, script, bundle)


def site(table, name, matrix, temp):
    made = temp / f"site-{len(name)}"
    run(DTM, "build", "--matrix", matrix, "--only", "json,site", "--out", made)
    pages = len(list((made / "site").rglob("*.html")))
    work = f"a site of {name}"
    table.line(work, f"`dtm build --only site`: {pages:,} pages, checked, with search, graph and layers", pages, 3, DTM, "build", "--matrix", matrix, "--only", "site", "--out", temp / f"again-{len(name)}")
    if HUGO is None:
        print("skipped: hugo is not there; `bash benches/peers/install` brings it", file=sys.stderr)
        return
    source = temp / f"hugo-{len(name)}"
    # In a program of its own: the memory of a child is never told as less than that of its parent.
    subprocess.run([sys.executable, __file__, "--hugo", made / "json/matrix.json", source], check=True)
    count = sum(1 for _ in source.rglob("*.md"))
    table.line(work, f"hugo {version(HUGO)}: {count:,} plain pages, no search", count, 3, HUGO, "--quiet", "--source", source)


def hugo(matrix, folder):
    """Writes the objects as the content of a Hugo site with the plainest of templates."""
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "Matrix"\ndisableKinds = ["taxonomy", "term", "RSS"]\n')
    (folder / "config.toml").write_text((folder / "hugo.toml").read_text())
    page = '<!doctype html><html><head><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p>{{ .Content }}<ul>{{ range .Params.links }}<li><a href="/{{ . }}/">{{ . }}</a></li>{{ end }}</ul></body></html>\n'
    (folder / "layouts/_default/single.html").write_text(page)
    (folder / "layouts/_default/list.html").write_text("<!doctype html><html><head><title>{{ .Title }}</title></head><body><ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></body></html>\n")
    for it in matrix["objects"]:
        head = {"title": it["name"], "summary": it.get("summary", ""), "links": sorted({link["to"] for link in it.get("links", []) if isinstance(link.get("to"), str)})}
        path = folder / "content" / it["kind"] / f"{it['id']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(str(it[key]) for key in ("description", "body") if key in it)
        path.write_text(json.dumps(head) + "\n\n" + text + "\n")


def version(program):
    return subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout.split()[1].split("+")[0].lstrip("hugo v")


def main():
    if sys.argv[1:2] == ["--hugo"]:
        return hugo(json.loads(pathlib.Path(sys.argv[2]).read_text()), pathlib.Path(sys.argv[3]))
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        temp = pathlib.Path(name)
        synthetic = temp / "synthetic"
        subprocess.run([CORPUS, "10000", synthetic], cwd=ROOT, check=True)
        if len(sys.argv) > 1:
            packed = pathlib.Path(sys.argv[1]).resolve()
            bundle = temp / "bundle.json"
            with (gzip.open if packed.suffix == ".gz" else open)(packed, "rb") as source, open(bundle, "wb") as target:
                shutil.copyfileobj(source, target)
            attack = temp / "attack"
            subprocess.run([DTM, "init", attack, "--prefix", "X", "--name", "Enterprise"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([DTM, "import", "stix", bundle, attack], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            inner = attack / "matrix" if (attack / "matrix").is_dir() else attack
            validate(table, "ATT&CK Enterprise 18.1", inner)
            layers(table, bundle, inner, temp)
            site(table, "ATT&CK Enterprise 18.1", inner, temp)
        validate(table, "a synthetic matrix", synthetic)
        site(table, "this repository's matrix", ROOT / "matrix", temp)


main()
