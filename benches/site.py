#!/usr/bin/env python3
"""Measures the rest of docs/performance.md: each exporter alone, the site's weight, save to reload.

    cargo build --release && python3 benches/site.py
"""
import gzip, http.client, json, os, pathlib, re, shutil, statistics, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
DTM = os.environ.get("DTM", ROOT / "target/release/dtm")


def quiet(*command):
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def exporters(temp):
    names = subprocess.run([DTM, "build", "--list"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print("| exporter | best |\n| --- | ---: |")
    for line in names.splitlines():
        name = line.split()[0]
        best = min(quiet(DTM, "build", "--out", temp / "one", "--only", name) for _ in range(5))
        print(f"| `{name}` | {best:.0f} ms |", flush=True)


def weights(temp):
    quiet(DTM, "build", "--out", temp / "all")
    packed = lambda path: len(gzip.compress(path.read_bytes(), 9))
    site = temp / "all/site"
    front = (site / "index.html").read_text()
    parts = [site / name for name in re.findall(r'(?:src|href)="(static/[^"]+)"', front)]
    total = packed(site / "index.html") + sum(map(packed, parts))
    print(f"first page with all it loads: {total / 1000:.0f} kB gzipped; dtm.js {packed(site / 'static/dtm.js') / 1000:.0f} kB")
    single = next((temp / "all/site-single").glob("*.html"))
    print(f"one-file site: {single.stat().st_size / 1e6:.1f} MB, {packed(single) / 1000:.0f} kB gzipped")
    print(f"site: {sum(1 for it in site.rglob('*.html'))} pages")


def serve(temp):
    matrix = temp / "matrix"
    shutil.copytree(ROOT / "matrix", matrix)
    file = matrix / "techniques/DT0016.yaml"
    text = file.read_text()
    process = subprocess.Popen([DTM, "serve", "--matrix", matrix, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        port = next(int(it.group(1)) for line in process.stdout if (it := re.search(r":(\d{4,5})/?\s", line)))
        events = http.client.HTTPConnection("127.0.0.1", port)
        events.request("GET", "/_dtm/events")
        stream = events.getresponse()
        turn = lambda: next(json.loads(it[6:])["turn"] for it in iter(stream.readline, b"") if it.startswith(b"data: "))
        seen, times = turn(), []
        for n in range(20):
            time.sleep(0.5)
            start = time.perf_counter()
            file.write_text(text.replace("An adversary logs in", f"An adversary number {n} logs in"))
            while (now := turn()) == seen:
                pass
            page = http.client.HTTPConnection("127.0.0.1", port)
            page.request("GET", "/techniques/DT0016/")
            assert f"number {n}" in page.getresponse().read().decode()
            times.append((time.perf_counter() - start) * 1000)
            seen = now
        print(f"save to reloaded page: best {min(times):.0f} ms, median {statistics.median(times):.0f} ms")
    finally:
        process.kill()


with tempfile.TemporaryDirectory() as name:
    temp = pathlib.Path(name)
    exporters(temp)
    weights(temp)
    serve(temp)
