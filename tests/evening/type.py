"""Types into a file of the matrix what findings ask for, as somebody does who reads them.

  type.py DTM answers FILE    each `not-filled-in` gets the line `POINTER<tab>TEXT` of standard input
  type.py DTM help FILE       each finding that no program can mend gets what its help says between backticks
  type.py DTM edits FILE      the first finding that a program can mend gets the edits that it brings along
"""
import json, re, subprocess, sys


def findings(dtm, file):
    told = subprocess.run([dtm, "check", "--format", "json"], capture_output=True, text=True, check=False)
    assert told.returncode in (0, 1), told.stderr
    return [it for it in json.loads(told.stdout)["findings"] if it["file"] == file]


def typed(text, place, words):
    """The text with other words between two places, lines and columns from 1."""
    lines = text.split("\n")
    def offset(line, column):
        return sum(len(it) + 1 for it in lines[: line - 1]) + column - 1
    start, end = offset(place["line"], place["column"]), offset(place["end_line"], place["end_column"])
    return text[:start] + words + text[end:]


def main(dtm, how, file):
    found = findings(dtm, file)
    edits = []
    if how == "answers":
        answers = dict(line.rstrip("\n").split("\t", 1) for line in sys.stdin)
        found = [it for it in found if it["code"] == "not-filled-in"]
        edits = [(it, answers.pop(it["pointer"])) for it in found]
        assert not answers, f"nobody asked for {sorted(answers)}"
    elif how == "help":
        left = [it for it in found if "fixes" not in it]
        edits = [(it, re.search("`([^`]+)`", it["help"])[1]) for it in left]
    else:
        fixes = [fix for it in found for fix in it.get("fixes", [])]
        edits = [(edit, edit["text"]) for edit in fixes[0]["edits"]]
    assert edits, f"nothing to type into {file}: {found}"
    with open(file, encoding="utf-8") as opened:
        text = opened.read()
    for place, words in sorted(edits, key=lambda it: (it[0]["line"], it[0]["column"]), reverse=True):
        text = typed(text, place, words)
        print(f"  {file}:{place['line']}: typed {words!r}")
    with open(file, "w", encoding="utf-8") as opened:
        opened.write(text)


main(*sys.argv[1:])
