"""Do the checklists say how many techniques they touch? Counts again from matrix.json alone, and reads the printed pages.

A technique in use is touched if one of its mitigations stands behind an item of the checklist. The sentence
"These N items touch X of Y techniques" of the Markdown and of the HTML, there and on the site, must say the same.
"""
import html, json, os, pathlib, re

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
MARKDOWN = re.compile(r"These (\d+) items touch (\d+) of (\d+) techniques\.")
HTML = re.compile(r"These (\d+) items touch (\d+) of the (\d+) techniques of the ")


def in_use(thing):
    return thing["status"] not in ("deprecated", "revoked")


def counted(checklist, techniques):
    """The number of items, of techniques touched, and of techniques."""
    items = [item["mitigation"] for section in checklist["sections"] for item in section["items"]]
    touched = [it for it in techniques if {link["id"] for link in it.get("mitigations", [])} & set(items)]
    return len(items), len(touched), len(techniques)


def printed(path, pattern):
    found = pattern.findall(html.unescape(path.read_text()))
    assert len(found) == 1, f"{path} says it {len(found)} times"
    return tuple(int(number) for number in found[0])


def main():
    objects = json.loads((EXPORTS / "json/matrix.json").read_text())["objects"]
    techniques = [it for it in objects if it["kind"] == "technique" and in_use(it)]
    checklists = [it for it in objects if it["kind"] == "checklist"]
    assert techniques and checklists, "nothing to count"
    wrong = []
    for checklist in checklists:
        name, numbers = checklist["id"], counted(checklist, techniques)
        pages = [(EXPORTS / f"checklist/{name}.md", MARKDOWN), (EXPORTS / f"checklist/{name}.html", HTML),
                 (EXPORTS / f"site/checklists/{name}/print.html", HTML)]
        wrong += [f"{path} says {said}, the matrix says {numbers}"
                  for path, pattern in pages if (said := printed(path, pattern)) != numbers]
    assert not wrong, "\n".join(wrong)
    print(f"coverage: {len(checklists)} checklists touch as many of {len(techniques)} techniques as their pages say")


main()
