"""Are the briefs as short as they must be? Counts the words of each brief again, from matrix.json alone.

`brief-too-long` counts what stands between spaces in the text as it is shown, without marks of Markdown and with each
citation or link to an id as one word. Here markdown-it-py (PyPI), another reader of Markdown, strips the marks.
A probe of 700 words must pass `dtm check`, one of 701 must not, and the report must say the number that we count.
"""
import json, os, pathlib, re, subprocess, tempfile, shutil

from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM, EXPORTS = os.environ["DTM"], pathlib.Path(os.environ["EXPORTS"])
LIMIT = 700
NAME = re.compile(r"\[(?:@[^\]\s]+|D[A-Z]+\d[^\]\s]*)\](?!\()")
SAID = re.compile(r"the brief has (\d+) words")


def shown(text):
    """The text without its marks: names in brackets as one letter, blocks on lines of their own."""
    lines = []
    for block in MarkdownIt("commonmark").parse(NAME.sub("x", text)):
        if block.type == "inline":
            parts = (" " if it.type in ("softbreak", "hardbreak") else it.content for it in block.children
                     if it.type in ("text", "code_inline", "softbreak", "hardbreak"))
            lines.append("".join(parts))
        elif block.type in ("code_block", "fence"):
            lines.append(block.content)
    return "\n".join(lines)


def count(text):
    return len(shown(text).split())


def by_dtm(folder, text):
    """What `dtm check` says of a brief with that text: its number of words, or None if it is short enough."""
    path = folder / "briefs/first-brief.yaml"
    kept = path.read_text()
    body = "".join(f"  {line}\n" if line else "\n" for line in text.rstrip("\n").split("\n"))
    path.write_text(re.sub(r"(?m)^body: \|\n(?:(?:  .*)?\n)*", lambda _: f"body: |\n{body}", kept))
    done = subprocess.run([DTM, "check", "--matrix", str(folder), "--format", "json"], capture_output=True, text=True)
    path.write_text(kept)
    assert done.returncode in (0, 1), done.stderr
    said = [SAID.search(it["message"]) for it in json.loads(done.stdout)["findings"] if it["code"] == "brief-too-long"]
    return int(said[0][1]) if said else None


def main():
    objects = json.loads((EXPORTS / "json/matrix.json").read_text())["objects"]
    briefs = {it["id"]: it["body"] for it in objects if it["kind"] == "brief"}
    assert briefs, "no brief"
    longest = max(briefs, key=lambda name: count(briefs[name]))
    too_long = [f"{name}: {count(body)}" for name, body in briefs.items() if count(body) > LIMIT]
    assert not too_long, f"more than {LIMIT} words: {too_long}"
    with tempfile.TemporaryDirectory() as temp:
        ground = pathlib.Path(temp) / "ground"
        shutil.copytree(ROOT / "tests/ground", ground)
        for name, body in briefs.items():
            ours = count(body)
            # Filled up to the limit it passes; with one word more dtm says the number that we say.
            full = body.rstrip("\n") + "\n\n" + "\n".join(["word"] * (LIMIT - ours))
            assert by_dtm(ground, full) is None, f"{name}: {ours} words by our count, more by dtm's"
            said = by_dtm(ground, full + "\nword")
            assert said == LIMIT + 1, f"{name}: dtm says {said} where we say {LIMIT + 1}"
    print(f"words: dtm and markdown-it count the same in {len(briefs)} briefs; the longest, {longest}, has {count(briefs[longest])}")


main()
