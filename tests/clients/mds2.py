"""openpyxl writes MDS2 forms as people fill them, and `dtm mds2` reads each, or says which cell is at fault.

The layout is that of the NEMA worksheet of HN 1-2019; the questions themselves are not in here, only their ids."""
import json, os, pathlib, random, subprocess, sys, tempfile

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

DTM = os.environ["DTM"]
MATRIX = pathlib.Path("matrix/controls/mds2-2019.yaml")


def ids():
    """The ids of the form in its order."""
    lines = MATRIX.read_text().partition("papers:")[0].splitlines()
    return [line.split()[-1] for line in lines if line.startswith("  - id: ")]


def form(path, answers, doc, notes=(), sheet="mds2-form", shift=0, edit=None):
    """A form by the layout: title in row 2, DOC from row 6, answers from row 22, notes from row 340."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    at = lambda row, column, value: page.cell(row, column + shift, value)
    page.cell(1, 1, "Fictional")
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=5)
    at(2, 1, "Manufacturer Disclosure Statement").font = Font(bold=True)
    at(3, 1, '=CONCATENATE(C6," ",C8)')
    for row in (5, 22):
        for column, head in enumerate(["Question ID", "Question", "Answer", "See note"], 1):
            at(row, column, head)
    row, group = 6, "DOC"
    for id in ids():
        if id == "MPII-1":
            row = 23
        if id.split("-")[0] not in (group, "SHAD") and group != "DOC":
            at(row, 2, id.split("-")[0])
            row += 1
        group = "SAHD" if id.startswith("SHAD") else id.split("-")[0]
        at(row, 1, id)
        at(row, 2, "(question)")
        at(row, 3, doc.get(id, answers.get(id)))
        at(row, 4, notes and notes.get(id) or "__")
        row += 1
    at(337, 1, "OTHR")
    for number in range(1, 4):
        at(339 + number, 1, f"Note {number}")
        at(339 + number, 2, f"Text of note {number}.")
    page.cell(1, 1039).font = Font(bold=True)
    choice = DataValidation(type="list", formula1='"Yes,No,N/A,See Notes"')
    page.add_data_validation(choice)
    choice.add("C23:C332")
    if edit:
        edit(book, page)
    book.save(path)


DOC = {"DOC-1": "Acme", "DOC-2": "CT scanner", "DOC-3": "Tomo 5", "DOC-4": "F-1", "DOC-5": "security@acme.example", "DOC-6": "Sends studies", "DOC-7": "2026-05-01"}


def dtm(*args):
    return subprocess.run([DTM, "mds2", *map(str, args)], capture_output=True, text=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pick = random.Random(1).choice
        answers = {id: pick(["Yes", "No", "N/A", "See Notes"]) for id in ids()}
        for variant, options in {
            "plain": {},
            "other-sheet": {"sheet": "Sheet1"},
            "shifted": {"shift": 2},
            "several-sheets": {"edit": lambda book, page: book.create_sheet("History").append(["AUDT-1", "changed"])},
        }.items():
            path = folder / f"{variant}.xlsx"
            form(path, answers, DOC, {"AUDT-1": "See Note 2", "AUTH-1": "by badge"}, **options)
            out = folder / f"{variant}.json"
            done = dtm("import", path, "--out", out)
            assert done.returncode == 0 and not done.stderr, f"{variant}: {done.stderr}"
            device = json.loads(out.read_text())
            read = {it["id"]: it["answer"] for it in device["answers"]}
            wanted = {id: answer.replace("Notes", "Note") for id, answer in answers.items() if id not in DOC}
            assert read == wanted, f"{variant}: answers differ: {set(read.items()) ^ set(wanted.items())}"
            noted = {it["id"]: it["note"] for it in device["answers"] if "note" in it}
            assert noted == {"AUDT-1": "Text of note 2.", "AUTH-1": "by badge"}, noted
            assert device["product"]["maker"] == "Acme" and device["product"]["released"] == "2026-05-01"
        faults = {
            "formula": ("mds2-formula", lambda book, page: page.cell(30, 3, '=IF(1,"Yes","No")')),
            "merged": ("mds2-merged-answer", lambda book, page: page.merge_cells("C40:C42")),
            "word": ("mds2-unknown-answer", lambda book, page: page.cell(30, 3, "Yes, with option")),
        }
        for name, (code, edit) in faults.items():
            path = folder / f"{name}.xlsx"
            form(path, answers, DOC, edit=edit)
            done = dtm("import", path, "--out", folder / f"{name}-out.json")
            assert code in done.stderr and "cell C" in done.stderr, f"{name}: {done.stderr}"
            assert "(question)" not in done.stderr + done.stdout, "a question was printed"
        assert not (folder / "formula-out.json").exists(), "written in spite of an error"
    print("mds2: openpyxl's forms are read, and their faults are said")


if __name__ == "__main__":
    sys.exit(main())
