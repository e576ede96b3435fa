"""Chromium prints each checklist on exactly one page, A4 and US Letter, with every item on it."""
import json, os, pathlib, re, shutil, subprocess, tempfile, unicodedata
import pypdf

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


def browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return name
    raise SystemExit("no Chromium: run .ci/install")


def pdf(page, folder):
    out = folder / "page.pdf"
    out.unlink(missing_ok=True)
    command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}",
               f"--print-to-pdf={out}", page.as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return pypdf.PdfReader(out)


def squeeze(text):
    # Some fonts draw two letters as one sign.
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text))


def main():
    document = json.loads((EXPORTS / "json/matrix.json").read_text())
    lists = [it for it in document["objects"] if it["kind"] == "checklist"]
    assert lists, "no checklists"
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        for checklist in lists:
            html = (EXPORTS / f"checklist/{checklist['id']}.html").read_text()
            for size, (width, height) in SIZES.items():
                # A person chooses the paper in the dialog of the browser; here the style sheet does.
                sized = html.replace("@page { margin", f"@page {{ size: {size}; margin", 1)
                assert sized != html
                page = temp / "page.html"
                page.write_text(sized)
                printed = pdf(page, temp)
                assert len(printed.pages) == 1, f"{checklist['id']} needs {len(printed.pages)} pages of {size}"
                box = printed.pages[0].mediabox
                assert abs(float(box.width) - width) < 2 and abs(float(box.height) - height) < 2, f"{size}: {box}"
                text = squeeze(printed.pages[0].extract_text())
                items = [item for section in checklist["sections"] for item in section["items"]]
                for item in items:
                    for field in ("do", "why", "verify"):
                        assert squeeze(item[field]) in text, f"{checklist['id']} on {size} lacks: {item[field]}"
                print(f"{checklist['id']}: {len(items)} items on one page of {size}")


main()
