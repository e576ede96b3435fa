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


def look(path, title, paper, across=False):
    """Checks what every printed page keeps, and returns its texts: as laid out, and as a screen reader reads it."""
    info = facts(path)
    assert info["Title"] == title, f"{path}: {info['Title']}"
    assert info["Tagged"] == "yes", f"{path} is not tagged"
    width, height = reversed(SIZES[paper]) if across else SIZES[paper]
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


def cells(path):
    """The table as a screen reader walks it: a list of rows, each a list of (kind, text), and whether heads have a scope."""
    rows = []
    for line in run("pdfinfo", "-struct-text", str(path)).splitlines():
        word = line.strip()
        if word == "TR":
            rows.append([])
        elif found := re.match(r"(TH|TD)\b", word):
            rows[-1].append([found[1], "", ""])
        elif rows and rows[-1] and word.startswith("/Scope"):
            rows[-1][-1][2] = word.split("/")[-1]
        elif rows and rows[-1] and (said := re.match(r'"(.*)"$', word)) and line.startswith("        "):
            rows[-1][-1][1] += squeeze(said[1])
    return rows


def communications(document):
    """The matrix of audiences and themes: one page across, a real table, every cell in its place."""
    objects = document["objects"]
    audiences = [it for it in objects if it["kind"] == "audience" and it["status"] not in ("deprecated", "revoked")]
    themes = document["matrix"]["themes"]
    for paper in SIZES:
        path = EXPORTS / f"pdf/communications-{paper}.pdf"
        pages, texts = look(path, "Communications Matrix", paper, across=True)
        assert pages == 1, f"{path} has {pages} pages"
        head, *rows = cells(path)
        assert [cell[1] for cell in head] == ["Theme"] + [squeeze(it["name"]) for it in audiences], head
        assert all(cell[0] == "TH" and cell[2] == "Column" for cell in head), head
        assert len(rows) == len(themes), f"{path}: {len(rows)} rows for {len(themes)} themes"
        for theme, row in zip(themes, rows):
            assert row[0][:1] + row[0][2:] == ["TH", "Row"] and row[0][1] == squeeze(theme["name"]), row[0]
            assert [cell[0] for cell in row[1:]] == ["TD"] * len(audiences), f"{path}: {theme['id']}"
            for audience, cell in zip(audiences, row[1:]):
                topics = [it for it in audience["topics"] if it["theme"] == theme["id"]]
                in_order([it["topic"] for it in topics], cell[1], f"{path}: {theme['id']}, {audience['id']}")
                marks = sum(("brief" in it) + ("checklist" in it) for it in topics)
                rest = cell[1]
                for it in topics:
                    rest = rest.replace(squeeze(it["topic"]), " ", 1)
                found = re.findall(r"[BC]\d+", rest)
                assert len(found) == marks, f"{path}: {theme['id']}, {audience['id']}: {found} for {marks} documents"
        carried = {it.get(kind) for audience in audiences for it in audience["topics"] for kind in ("brief", "checklist")}
        for it in objects:
            if it["kind"] in ("brief", "checklist") and it["id"] in carried:
                for whole in texts:
                    assert squeeze(it["name"]) in whole, f"{path} does not name {it['name']}"


def main():
    document = json.loads((EXPORTS / "json/matrix.json").read_text())
    objects = document["objects"]
    checklists = [it for it in objects if it["kind"] == "checklist"]
    briefs = [it for it in objects if it["kind"] == "brief"]
    references = {it["id"]: it for it in objects if it["kind"] == "reference"}
    assert checklists and briefs
    made = sorted(path.relative_to(EXPORTS / "pdf").as_posix() for path in (EXPORTS / "pdf").rglob("*.pdf"))
    wanted = [f"{folder}/{it['id']}-{paper}.pdf" for folder, kind in (("briefs", briefs), ("checklists", checklists)) for it in kind for paper in SIZES]
    wanted += [f"communications-{paper}.pdf" for paper in SIZES]
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
    communications(document)
    print(f"Poppler: {len(checklists)} checklists and the communications matrix on one page and {len(briefs)} briefs on two at most, each on A4 and US Letter")


main()
