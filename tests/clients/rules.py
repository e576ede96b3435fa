"""The files of `exports/rules` in the tools that they are for: sigma-cli, tshark and YARA."""
import csv, os, pathlib, shutil, subprocess, sys, tempfile

import rules_tshark
import rules_yara

RULES = pathlib.Path(os.environ["EXPORTS"]) / "rules"
SIGMA = [sys.executable, "-c", "from sigma.cli.main import main; main()"]


def check(folder):
    command = [*SIGMA, "check", "--fail-on-error", "--fail-on-issues", str(folder)]
    return subprocess.run(command, capture_output=True, text=True)


def sigma(temp):
    done = check(RULES / "sigma")
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-500:]}"
    files = sorted((RULES / "sigma").glob("*.yml"))
    assert files
    # The check has teeth: the same rule with a condition of nothing fails.
    broken = temp / "sigma"
    broken.mkdir()
    text = files[0].read_text()
    at = text.index("condition: ")
    (broken / files[0].name).write_text(text[:at] + "condition: nowhere\n" + text[text.index("\n", at) + 1:])
    assert check(broken).returncode != 0, "sigma check lets a broken rule pass"
    print(f"sigma check: {len(files)} files without an error or an issue")


def index():
    """The table names the files that are there, no more and no less."""
    with (RULES / "index.csv").open(newline="") as table:
        named = {row["file"] for row in csv.DictReader(table)}
    there = {str(path.relative_to(RULES)) for path in RULES.glob("*/*")}
    assert named == there, named ^ there


def main():
    for tool in ("tshark", "yara"):
        assert shutil.which(tool), f"no {tool}: run .ci/install"
    index()
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        sigma(temp)
        rules_yara.main(RULES, temp)
        rules_tshark.main(RULES, temp)


main()
