"""Do our sentences share a run of words with the notes they were written from, or with MITRE's descriptions?

Lowers, strips punctuation, and reports each run of 8 or more equal words between a prose field of matrix/ and
the dossier (evidence, techniques, mitigations) or ATT&CK 18.1. Names, titles and rules are not prose.
Runs that are only a title, a name of a product or a list of ids are not reported.

  SHARED  folder of the dossier (default: ../shared). Without it: SKIPPED, and exit 0.
"""
import collections, gzip, json, os, pathlib, re, sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SHARED") or ROOT / "../shared").resolve()
RUN = 8
KINDS = ("techniques", "mitigations", "detections", "case-studies", "tactics", "assets", "audiences", "checklists", "briefs", "references")
# Keys whose text is not prose of ours.
TITLES = {"name", "title", "product"}
NOT_PROSE = TITLES | {"cvss", "cwe", "date", "rule", "url", "id", "key", "citation", "publisher", "authors", "allow"}
# Keys of evidence.yaml that hold no sentence.
NOT_SOURCE = {"id", "kind", "url", "verified_by", "confidence", "title", "product"}
ID = re.compile(r"^(\d+|[a-z]{1,6}\d+[a-z0-9]*|cve\w*|cwe\w*|capec\w*|icsma\w*)$")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def words(text):
    """The words of a text; citations and links to ids are left out."""
    text = re.sub(r"\(Citation:[^)]*\)|\[@?[A-Za-z0-9.-]*\d[A-Za-z0-9.-]*\](?!\()", " ", text)
    text = re.sub(r"\]\([^)]*\)|</?code>|\[@[^\]]*\]", " ", text)
    return [word for word in (re.sub(r"[^a-z0-9]", "", part) for part in re.split(r"[\s/–—]+", text.lower())) if word]


def strings(value, path=(), skip=frozenset()):
    """Each string under `value` with its path, except below the keys of `skip`."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in skip:
                yield from strings(child, (*path, str(key)), skip)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from strings(child, (*path, str(index)), skip)
    elif isinstance(value, str):
        yield path, value


def sources():
    """(label, text) of everything that must not be repeated, and the titles in it."""
    texts, titles = [], []
    for entry in yaml.load((SHARED / "evidence/evidence.yaml").read_text(), LOADER):
        texts += [(f"evidence {entry['id']}/{'/'.join(path)}", text) for path, text in strings(entry, skip=NOT_SOURCE)]
        titles += [str(entry[key]) for key in ("title", "product") if entry.get(key)]
    for path in ("evidence/techniques.md", "controls/mitigations.md"):
        for number, line in enumerate((SHARED / path).read_text().splitlines(), 1):
            if line.startswith("#"):
                titles.append(line)
            else:
                texts.append((f"{path}:{number}", line))
    for domain in ("enterprise", "ics"):
        with gzip.open(SHARED / f"attack/{domain}-attack-18.1.json.gz") as file:
            for thing in json.load(file)["objects"]:
                titles.append(thing.get("name", ""))
                if "description" in thing:
                    label = next((r["external_id"] for r in thing.get("external_references", []) if "external_id" in r), thing["id"])
                    texts.append((f"{domain} {label}", thing["description"]))
    return texts, titles


def runs(ours, index, lists):
    """The longest runs of `ours` that stand in one source: (start, end, source)."""
    start = 0
    while start + RUN <= len(ours):
        best = (0, None)
        for source, at in index.get(tuple(ours[start:start + RUN]), ()):
            theirs, length = lists[source], RUN
            while start + length < len(ours) and at + length < len(theirs) and ours[start + length] == theirs[at + length]:
                length += 1
            best = max(best, (length, source), key=lambda it: it[0])
        if best[1] is not None:
            yield start, start + best[0], best[1]
        start += best[0] - RUN + 1 if best[0] else 1


def main():
    needed = ["evidence/evidence.yaml", "evidence/techniques.md", "controls/mitigations.md",
              "attack/enterprise-attack-18.1.json.gz", "attack/ics-attack-18.1.json.gz"]
    missing = [name for name in needed if not (SHARED / name).exists()]
    if missing:
        print(f"SKIPPED: overlap: no {', '.join(missing)} under {SHARED}")
        return 0
    texts, titles = sources()
    matrix = {path: yaml.load(path.read_text(), LOADER) for kind in KINDS for path in sorted((ROOT / "matrix" / kind).glob("*.yaml"))}
    for thing in matrix.values():
        titles += [text for path, text in strings(thing) if path[-1] in TITLES]
    lists, index = [words(text) for _, text in texts], collections.defaultdict(list)
    for source, theirs in enumerate(lists):
        for at in range(len(theirs) - RUN + 1):
            index[tuple(theirs[at:at + RUN])].append((source, at))
    named = " \n ".join(" ".join(words(title)) for title in titles)
    found = fields = 0
    for file, thing in matrix.items():
        prose = ((path, text) for path, text in strings(thing, skip=NOT_PROSE))
        for path, text in prose:
            ours = words(text)
            fields += len(ours) >= RUN
            for start, end, source in runs(ours, index, lists):
                run = ours[start:end]
                if sum(not ID.match(word) for word in run) < RUN // 2 or f" {' '.join(run)} " in f" {named} ":
                    continue
                found += 1
                print(f"{file.relative_to(ROOT)}: {'/'.join(path)}: {len(run)} words as in {texts[source][0]}: {' '.join(run)}")
    print(f"overlap: {found} runs of {RUN} or more words in {fields} fields of {len(matrix)} files, against {len(texts)} texts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
