"""The report of the example: mitreattack-python loads its layers, openpyxl its workbook, Poppler its pages."""
import json, os, pathlib, re, shutil, subprocess, tempfile

import openpyxl

os.environ.setdefault("ATTACK", "")
from navlayers import strictly

DTM = os.path.abspath(os.environ["DTM"])


def run(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def main():
    with tempfile.TemporaryDirectory() as temp:
        out = pathlib.Path(temp)
        run(DTM, "assess", "examples/lakeside-hospital.yaml", "--out", str(out))
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        for domain in ("enterprise", "ics"):
            for view in ("coverage", "gaps"):
                path = out / f"layers/{view}-{domain}-attack.layer.json"
                layer, entries = strictly(path)
                scored = [it for it in entries if "score" in it]
                assert scored and all(it["comment"] and it["links"] for it in scored), path
                assert layer.layer.domain == f"{domain}-attack"
        book = openpyxl.load_workbook(out / "report.xlsx")
        rows = list(book["Techniques"].iter_rows(min_row=2, values_only=True))
        cover = {row[0]: row[3] for row in rows}
        for it in report["techniques"]:
            wanted = it["coverage"] if it["applicable"] else None
            assert (cover[it["id"]] or None) == (wanted or None), it["id"]
        steps = [row[1] for row in book["Next steps"].iter_rows(min_row=2, values_only=True)]
        assert steps == [it["id"] for it in report["steps"]], "the steps are in another order"
        said = f"{len(rows)} techniques and {len(steps)} steps in the workbook, four layers on ATT&CK"
        if shutil.which("pdfinfo"):
            pages = {}
            for name in ("report", "next-steps"):
                info = run("pdfinfo", str(out / f"{name}.pdf"))
                assert re.search(r"Tagged:\s+yes", info), f"{name} is not tagged"
                pages[name] = int(re.search(r"Pages:\s+(\d+)", info)[1])
            assert pages["next-steps"] == 1 and pages["report"] > 1, pages
            first = run("pdftotext", "-l", "1", str(out / "report.pdf"), "-")
            assert "follow on the next pages" in " ".join(first.split()), "the summary runs over its page"
            said += f", {pages['report']} pages with the summary on the first"
        print(f"assessment: {said}")


main()
