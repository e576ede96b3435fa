"""mitreattack-python loads every layer on ATT&CK strictly, and draws SVG and Excel from it with MITRE's own data."""
import contextlib, gzip, io, json, logging, os, pathlib, tempfile, warnings

import openpyxl
from mitreattack.collections import IndexToMarkdown
from mitreattack.navlayers import Layer, ToExcel, ToSvg, SVGConfig

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
ATTACK = pathlib.Path(os.environ["ATTACK"])


def layers(domain):
    return [EXPORTS / f"navigator/{domain}.layer.json", *sorted((EXPORTS / f"navigator/{domain}").glob("*.layer.json"))]


def strictly(path):
    layer = Layer(strict=True)
    layer.from_file(str(path))
    assert layer.layer is not None, f"{path} was refused"
    written = json.loads(path.read_text(encoding="utf-8"))
    there, back = written["techniques"], layer.to_dict()["techniques"]
    assert len(there) == len(back) and there, f"{path}: {len(there)} techniques went in, {len(back)} came out"
    for before, after in zip(there, back):
        for key in ("techniqueID", "score", "enabled", "showSubtechniques"):
            assert before.get(key) == after.get(key), f"{path}: {before['techniqueID']}.{key}"
        assert len(before["links"]) == len(after.get("links", [])), f"{path}: {before['techniqueID']} lost a link"
        assert len(before["metadata"]) == len(after.get("metadata", [])), f"{path}: {before['techniqueID']} lost metadata"
    return layer, there


def main():
    # A title that Excel refuses is a warning of openpyxl.
    warnings.filterwarnings("error", module="openpyxl")
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        for domain in ("enterprise", "ics"):
            bundle = temp / f"{domain}-attack.json"
            bundle.write_bytes(gzip.decompress((ATTACK / f"{domain}-attack-18.1.json.gz").read_bytes()))
            # Both are made once: they read the whole bundle.
            svg = ToSvg(domain=domain, source="local", resource=str(bundle), config=SVGConfig())
            excel = ToExcel(domain=domain, source="local", resource=str(bundle))
            drawn, techniques = 0, 0
            for path in layers(f"{domain}-attack"):
                layer, entries = strictly(path)
                scored = [it for it in entries if "score" in it]
                assert scored and all(it["score"] >= 1 and it["comment"] and it["links"] for it in scored), path
                picture, workbook = temp / "layer.svg", temp / "layer.xlsx"
                said = io.StringIO()
                with contextlib.redirect_stdout(said):
                    svg.to_svg(layer, filepath=str(picture))
                    excel.to_xlsx(layer, filepath=str(workbook))
                # Version 6.3.1 never draws the sub-techniques of the last column in a workbook: not our fault.
                columns = excel.raw_handle.codex
                lost = {sub.id for subs in columns[-1].subtechniques.values() for sub in subs}
                lost -= {sub.id for column in columns[:-1] for subs in column.subtechniques.values() for sub in subs}
                # It says so, and goes on, when a technique is hidden or is not where the layer says.
                complaints = [line for line in said.getvalue().splitlines() if "NOTE!" in line or "WARNING" in line.upper()]
                complaints = [line for line in complaints if not any(f" {id}/" in line for id in lost)]
                assert not complaints, f"{path}: {complaints}"
                assert picture.stat().st_size > 20_000, f"{path}: the picture is empty"
                sheet = openpyxl.load_workbook(workbook).active
                # It looks ids up by name, so two techniques of one name get one id: compare names.
                names = {it.id: it.name for column in columns for it in [*column.techniques, *sum(column.subtechniques.values(), [])]}
                written = {str(cell.value).split(": ", 1)[-1] for row in sheet.iter_rows(min_row=2) for cell in row if cell.value and cell.comment}
                missing = {it["techniqueID"] for it in scored if names[it["techniqueID"]] not in written} - lost
                assert not missing, f"{path}: the workbook does not show {sorted(missing)}"
                drawn += 1
                techniques += len(scored)
            print(f"navlayers: {drawn} layers on {domain} with {techniques} techniques loaded strictly and drawn as SVG and XLSX")
    index = json.loads((EXPORTS / "navigator/collection-index.json").read_text(encoding="utf-8"))
    table = IndexToMarkdown.index_to_markdown(index)
    collection = index["collections"][0]
    assert f"{collection['name']} v{collection['versions'][0]['version']}" in table
    print("navlayers: the collection index reads as a table")


logging.disable(logging.WARNING)
if __name__ == "__main__":
    main()
