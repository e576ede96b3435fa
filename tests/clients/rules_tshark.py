"""Our tshark filters over DICOM traffic: each marks the conversations that it is for, and no other."""
import subprocess

import rules_traffic as traffic

PREFERENCE = ["-o", "dicom.tag_tree:TRUE"]


def capture():
    """Returns the capture, and which conversations each filter must mark."""
    said = traffic.recorded()
    out = traffic.Capture()
    marks = {}

    def add(name, record, *rules, **where):
        out.add(name, record, **where)
        for rule in rules:
            marks.setdefault(rule, set()).add(name)

    archive = dict(source="192.0.2.40")
    worklist = dict(target="192.0.2.20")
    # What an imaging network does all day: no filter marks it.
    add("store", said["store"])
    add("echo and store", said["echo and store"])
    add("find one", said["find one"], **archive)
    add("move", said["move"], **archive)
    for name, record in traffic.wellformed().items():
        add(name, record, *(["DD0044"] if name == "congestion" else []))
    add("file share of the archive", [(traffic.OUT, b"x")], target="192.0.2.10", port=445)
    # What the filters are for.
    add("store as NOBODY", said["store as NOBODY"], "DD0002")
    add("store as ct1", said["store as ct1"], "DD0002")
    add("store from outside", said["store"], "DD0002", "DD0003", source="203.0.113.5")
    add("store as CT1 from elsewhere", said["store"], "DD0003", source="192.0.2.77")
    add("echo", said["echo"], "DD0004")
    add("wrong calling", said["wrong calling"], "DD0005", source="192.0.2.22")
    add("wrong called", said["wrong called"], "DD0005")
    add("one too many", said["one too many"], "DD0005", "DD0044")
    add("find", said["find"], "DD0006", **archive)
    add("worklist", said["worklist"], "DD0006", **worklist)
    add("move to EVIL", said["move to EVIL"], "DD0008", **archive)
    for name, record in traffic.malformed().items():
        named = name in ("shell in calling",)
        add(name, record, "DD0035", *(["DD0002"] if named else []))
    add("plain to the archive", said["store"], "DD0036", target="192.0.2.10")
    add("plain to the port for TLS", said["store"], "DD0036", port=2762)
    add("new listener", said["store"], "DD0037", target="192.0.2.30", port=11112)
    add("to the outside", said["store"], "DD0002", "DD0003", "DD0037", "DD0038", source="10.1.1.5", target="198.51.100.7")
    add("to the partner", said["store"], "DD0002", "DD0003", "DD0037", source="10.1.1.5", target="203.0.113.20")
    add("file share", [(traffic.OUT, b"x")], "DD0039", target="192.0.2.66", port=445)
    add("worklist from elsewhere", said["worklist"], "DD0006", "DD0037", "DD0048", target="192.0.2.50")
    add("decoy address", said["wrong called"], "DD0005", "DD0049", target="192.0.2.99")
    add("decoy title", said["store to DECOY1"], "DD0049")
    add("canary", said["move canary"], "DD0049", **archive)
    return out, marks


def run(path, text, options):
    command = ["tshark", "-n", "-r", str(path), *options, "-Y", text, "-T", "fields", "-e", "tcp.stream"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {int(line) for line in done.stdout.split()}


def main(rules, temp):
    out, marks = capture()
    path = temp / "traffic.pcap"
    out.write(path)
    # The frames themselves are in order, or the filters would be tested on something else.
    checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
    wrong = "tcp.checksum.status == 0 || ip.checksum.status == 0 || tcp.analysis.flags"
    assert not run(path, wrong, checks), "the capture is not well framed"
    files = sorted((rules / "tshark").glob("*.txt"))
    assert files
    for file in files:
        lines = file.read_text().splitlines()
        header = [line for line in lines if line.startswith("#")]
        text = "\n".join(line for line in lines if not line.startswith("#"))
        needs = any("Preference: run tshark with -o dicom.tag_tree:TRUE" in line for line in header)
        got = {out.names[stream] for stream in run(path, text, PREFERENCE if needs else [])}
        expected = marks.pop(file.stem, None)
        assert expected, f"{file.name}: no conversation here is for this filter: add one"
        assert got == expected, f"{file.name}: too many {got - expected}, too few {expected - got}"
        if needs:
            assert run(path, text, []) < {out.names.index(name) for name in expected}, f"{file.name} needs no preference"
    assert not marks, f"no filter for {marks}"
    print(f"tshark: {len(files)} filters each mark what they are for among {len(out.names)} conversations, and nothing else")
