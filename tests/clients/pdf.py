"""Poppler reads the printed pages: one page of A4 and of US Letter, tagged, titled, fonts inside, every text in reading order."""
import json, os, pathlib, re, subprocess

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
SIZES = {"a4": (595.276, 841.89), "letter": (612, 792)}


def run(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def facts(path):
    lines = (line.split(":", 1) for line in run("pdfinfo", str(path)).splitlines())
    return {name: value.strip() for name, value in lines}


def squeeze(text):
    return re.sub(r"\W+", "", text)


def in_order(texts, whole, where):
    place = 0
    for text in map(squeeze, texts):
        found = whole.find(text, place)
        assert found >= 0, f"{where}: “{text}” is not in its place"
        place = found + len(text)


def look(path, title, paper):
    """Checks what every printed page keeps, and returns its texts: as laid out, and as a screen reader reads it."""
    info = facts(path)
    assert info["Title"] == title, f"{path}: {info['Title']}"
    assert info["Tagged"] == "yes", f"{path} is not tagged"
    width, height = SIZES[paper]
    size = [float(part) for part in re.findall(r"[\d.]+", info["Page size"])[:2]]
    assert abs(size[0] - width) < 0.1 and abs(size[1] - height) < 0.1, f"{path}: {size}"
    fonts = [line.split() for line in run("pdffonts", str(path)).splitlines()[2:]]
    assert fonts, f"{path} has no fonts"
    for font in fonts:
        assert "Inter" in font[0] and font[-5:-2] == ["yes", "yes", "yes"], f"{path}: {font}"
    assert "pdfuaid:part" in path.read_bytes().decode("latin-1"), f"{path} does not say that it is PDF/UA"
    spoken = re.findall(r'^\s*"(.*)"$', run("pdfinfo", "-struct-text", str(path)), re.M)
    texts = [squeeze(run("pdftotext", "-raw", str(path), "-")), squeeze("".join(spoken))]
    return int(info["Pages"]), texts


def main():
    document = json.loads((EXPORTS / "json/matrix.json").read_text())
    objects = document["objects"]
    checklists = [it for it in objects if it["kind"] == "checklist"]
    briefs = [it for it in objects if it["kind"] == "brief"]
    references = {it["id"]: it for it in objects if it["kind"] == "reference"}
    assert checklists and briefs
    made = sorted(path.relative_to(EXPORTS / "pdf").as_posix() for path in (EXPORTS / "pdf").rglob("*.pdf"))
    wanted = [f"{folder}/{it['id']}-{paper}.pdf" for folder, kind in (("briefs", briefs), ("checklists", checklists)) for it in kind for paper in SIZES]
    assert made == sorted(wanted), set(made) ^ set(wanted)
    for it in checklists:
        items = [item for section in it["sections"] for item in section["items"]]
        for paper in SIZES:
            path = EXPORTS / f"pdf/checklists/{it['id']}-{paper}.pdf"
            pages, texts = look(path, it["name"], paper)
            assert pages == 1, f"{path} has {pages} pages"
            for whole in texts:
                parts = [text for item in items for text in (item["do"], item["why"], item["verify"], item["mitigation"])]
                in_order([it["name"], it["lead"], *parts, f"checklists/{it['id']}/"], whole, path)
                assert re.search(rf"These{len(items)}itemstouch\d+of\d+techniques", whole), path
    for it in briefs:
        for paper in SIZES:
            path = EXPORTS / f"pdf/briefs/{it['id']}-{paper}.pdf"
            pages, texts = look(path, it["name"], paper)
            assert pages <= 2, f"{path} has {pages} pages"
            parts = re.split(r"\[[^\]]*\]|(?<=[.:?])\s+", it["body"])
            plain = [part.strip().lstrip("-0123456789. ") for part in parts if not re.search(r"[*`#]", part)]
            for whole in texts:
                in_order([it["name"], it["summary"]], whole, path)
                for key in it["references"]:
                    assert squeeze(references[key]["name"]) in whole and squeeze(references[key]["url"]) in whole, f"{path}: {key}"
            # The foot of a page may stand between two lines of the text as laid out, never as read aloud.
            in_order(plain, texts[1], path)
    print(f"Poppler: {len(checklists)} checklists on one page and {len(briefs)} briefs on two at most, each on A4 and US Letter")


main()
