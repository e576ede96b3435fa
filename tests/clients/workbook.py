"""openpyxl opens the workbook, and finds the matrix where a person would: on the first sheet, under the names of the tactics."""
import json, os, pathlib

import openpyxl

EXPORTS = pathlib.Path(os.environ["EXPORTS"])


def main():
    document = json.loads((EXPORTS / "json/matrix.json").read_text())
    meta, objects = document["matrix"], document["objects"]
    in_use = [it for it in objects if it["status"] not in ("deprecated", "revoked")]
    tactics = {it["id"]: it["name"] for it in objects if it["kind"] == "tactic"}
    techniques = [it for it in in_use if it["kind"] == "technique"]
    path = EXPORTS / f"xlsx/{meta['id']}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = [tactics[id] for id in meta["tactics"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=5)]
    found = [place for place, row in enumerate(rows, 1) if row == names]
    assert found, f"no row of the first five is the row of tactics: {rows}"
    head = found[0]
    assert sheet.freeze_panes == f"A{head + 1}", "the row of tactics does not stay"
    cells = 0
    for column, tactic in enumerate(meta["tactics"], 1):
        shown = [cell for cell in next(sheet.iter_cols(column, column, head + 1)) if cell.value]
        wanted = {f"{it['name']}|{it['id']}": it for it in techniques if tactic in it["tactics"]}
        assert len(shown) == len(wanted), f"{tactics[tactic]}: {len(shown)} cells for {len(wanted)} techniques"
        above = None
        for cell in shown:
            sign, rest = cell.value.split(" ", 1)
            name, id = rest.removesuffix(")").rsplit(" (", 1)
            it = wanted[f"{name.removesuffix(' +')}|{id}"]
            assert sign == {"observed": "●", "demonstrated": "◐", "conceptual": "○"}[it["derived"]["maturity"]], cell.value
            assert name.endswith(" +") == (it["impact"]["patient_safety"] == "direct"), cell.value
            assert cell.hyperlink.target == it["derived"]["url"], cell.hyperlink.target
            assert cell.alignment.wrap_text
            if "." in id and above and above.startswith(id.split(".")[0]):
                assert cell.alignment.indent > 0, f"{id} is not below its parent"
            above = id
            cells += 1
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n") and not (cell.data_type == "n" and cell.value is not None), f"{sheet.title}!{cell.coordinate} is no text"
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert sheet.freeze_panes and sheet.auto_filter.ref == sheet.dimensions, name
    kinds = {"Techniques": "technique", "Mitigations": "mitigation", "Detections": "detection", "Case studies": "case-study", "References": "reference"}
    for name, kind in kinds.items():
        ids = [row[0].value for row in book[name].iter_rows(min_row=2)]
        assert ids == [it["id"] for it in objects if it["kind"] == kind], name
    about = {cell.value for row in book["About"].iter_rows() for cell in row}
    assert {meta["version"], meta["released"], meta["licence"], document["notice"]} <= about, about
    assert book.properties.created.isoformat() == f"{meta['released']}T00:00:00", book.properties.created
    print(f"workbook: {len(book.sheetnames)} sheets, {cells} cells under {len(names)} tactics, all text")


main()
