"""LibreOffice opens MDS2 forms and saves them, and `dtm mds2` reads the same answers as before.

As .xlsx, as .xlsx by way of .ods, and as CSV. What it saves as .ods and .xls is refused with a word about it."""
import datetime, json, pathlib, random, subprocess, sys, tempfile

from mds2 import DOC, dtm, form, ids

PATIENCE = 300


# Comma, double quotes, UTF-8, from the first line on: what the dialog of LibreOffice proposes.
UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"


def convert(folder, kind, files):
    """LibreOffice saves files as another kind, with a profile of its own; returns the folder where they are."""
    out = folder / f"as-{kind.replace(':', ' ')}"
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
         "--outdir", out, *files], capture_output=True, text=True, timeout=PATIENCE)
    end = kind.partition(":")[0]
    missing = [it.stem for it in files if not (out / f"{it.stem}.{end}").is_file()]
    assert done.returncode == 0 and not missing, f"{kind}: {missing}: {done.stderr}"
    return out


def read(path):
    """What the program makes of a form, apart from where it stood, and what it says to it."""
    out = path.parent / f"{path.name}.json"
    done = dtm("import", path, "--out", out)
    if not out.exists():
        return None, done.stderr
    device = json.loads(out.read_text())
    del device["source"]
    return device, done.stderr


def codes(text):
    """The kinds of findings, each as often as it is said, with the cells."""
    heads = [line.split("]")[0] for line in text.splitlines() if line.startswith(("error[", "warning["))]
    cells = [line.rsplit(" cell ", 1)[1] for line in text.splitlines() if " cell " in line and line.startswith(" -->")]
    return heads, cells


def main():
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp).resolve()
        pick = random.Random(7).choice
        answers = {id: pick(["Yes", "No", "N/A", "See Notes", None]) for id in ids()}
        dated = DOC | {"DOC-7": datetime.date(2026, 5, 1)}
        notes = {"AUDT-1": "See Note 2", "AUTH-1": "by badge, “twice”\nand again; äöü"}
        variants = {
            "plain": {},
            "other-sheet": {"sheet": "Sheet 1 & more"},
            "shifted": {"shift": 2},
            "several-sheets": {"edit": lambda book, page: book.create_sheet("History").append(["AUDT-1", "changed"])},
            "merged": {"edit": lambda book, page: page.merge_cells("C40:C42")},
            "word": {"edit": lambda book, page: page.cell(30, 3, "Yes, with option")},
            "formula": {"edit": lambda book, page: page.cell(30, 3, '=IF(1,"Yes","No")')},
        }
        made = []
        for name, options in variants.items():
            made.append(folder / f"{name}.xlsx")
            form(made[-1], answers, dated, notes, **options)
        before = {path.stem: read(path) for path in made}
        assert all(before[it][0] for it in variants if it != "formula") and not before["formula"][0], before
        assert not before["plain"][1] and len(before["plain"][0]["answers"]) > 150, before["plain"][1]

        saved = convert(folder, "xlsx", made)
        sheets = convert(folder, "ods", made)
        again = convert(sheets, "xlsx", [sheets / f"{name}.ods" for name in variants])
        for name in variants:
            for way, path in (("saved", saved), ("by way of .ods", again)):
                device, said = read(path / f"{name}.xlsx")
                assert device == before[name][0], f"{name}, {way}: answers differ: {said}"
                assert codes(said) == codes(before[name][1]), f"{name}, {way}: {said}"

        # A CSV file knows no merged cells and no formulas: there the first sheet is all that there is.
        tables = convert(folder, UTF8, made)
        for name in ("plain", "other-sheet", "shifted", "several-sheets"):
            device, said = read(tables / f"{name}.csv")
            want = before[name][0]
            assert device and not said, f"{name}: {said}"
            assert device["answers"] == want["answers"], f"{name}: answers differ as CSV"
        # Without a word about it the program writes CSV in the letters of old Windows, of which notes suffer.
        for kind, where in (("ods", sheets), *((it, convert(folder, it, made[:1])) for it in ("xls", "csv"))):
            device, said = read(where / f"plain.{kind}")
            assert device is None and "mds2-other-format" in said, said
        version = subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout.split()
        print(f"mds2_calc: LibreOffice {version[1]} saved {len(variants)} forms as .xlsx, .ods and CSV, and they say the same")


if __name__ == "__main__":
    sys.exit(main())
