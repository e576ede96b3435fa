#!/usr/bin/env python3
"""Writes en-US.txt: every word that a Hunspell dictionary stands for, one a line, sorted by bytes.

    npm pack dictionary-en@4.0.0 && tar xzf dictionary-en-4.0.0.tgz
    python3 src/check/spelling/expand.py package/index.aff package/index.dic > src/check/spelling/en-US.txt

Left out are possessives, which the program strips by itself, numbers, and words that the
dictionary marks as not to be suggested.
"""

import re
import sys


def rules(path):
    """Returns the rules of each affix flag: (cross product, [(strip, add, condition)])."""
    found = {}
    for line in open(path, encoding="utf-8"):
        parts = line.split()
        if len(parts) == 4 and parts[0] in ("PFX", "SFX"):
            found[parts[0], parts[1]] = (parts[2] == "Y", [])
        elif len(parts) >= 5 and parts[0] in ("PFX", "SFX"):
            strip = "" if parts[2] == "0" else parts[2]
            add = "" if parts[3] == "0" else parts[3]
            found[parts[0], parts[1]][1].append((strip, add, parts[4]))
    return found


def suffixed(word, rule):
    for strip, add, condition in rule[1]:
        if word.endswith(strip) and re.search(f"(?:{condition})$", word):
            yield word[: len(word) - len(strip)] + add


def prefixed(word, rule):
    for strip, add, condition in rule[1]:
        if word.startswith(strip) and re.match(condition, word):
            yield add + word[len(strip):]


def words(aff, dic):
    affixes = rules(aff)
    for line in open(dic, encoding="utf-8").readlines()[1:]:
        word, _, flags = line.strip().partition("/")
        if "!" in flags or not word or any(c.isdigit() for c in word):
            continue
        suffixes = [affixes["SFX", f] for f in flags if ("SFX", f) in affixes and f != "M"]
        prefixes = [affixes["PFX", f] for f in flags if ("PFX", f) in affixes]
        yield word
        ended = [(made, rule[0]) for rule in suffixes for made in suffixed(word, rule)]
        yield from (made for made, _ in ended)
        for rule in prefixes:
            yield from prefixed(word, rule)
            for made, crosses in ended:
                if crosses and rule[0]:
                    yield from prefixed(made, rule)


def main():
    aff, dic = sys.argv[1:]
    found = {word for word in words(aff, dic) if not word.endswith("'s")}
    sys.stdout.buffer.write("".join(f"{word}\n" for word in sorted(found)).encode())


main()
