"""DICOM traffic for the tshark filters, as a capture file.

pynetdicom talks to itself on the loopback interface through a relay that records both directions; the
records become TCP conversations with the addresses that the rules take as examples. So no right to
capture is needed. Requests that no well-behaved program sends are bytes made by hand, and never leave
this file.
"""
import socket, struct, threading

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ImplicitVRLittleEndian
from pynetdicom import AE, evt
from pynetdicom.sop_class import (
    ModalityWorklistInformationFind as WORKLIST,
    StudyRootQueryRetrieveInformationModelFind as FIND,
    StudyRootQueryRetrieveInformationModelMove as MOVE,
    Verification as ECHO,
)

CANARY = "2.25.306468656645649979687605278387749386059"
OUT, BACK = 0, 1


class Relay:
    """Passes one connection on to a port and records what passes."""

    def __init__(self, port):
        self.seen, self.lock = [], threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, args=(port,), daemon=True)
        self.thread.start()

    def serve(self, port):
        near, _ = self.listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        back = threading.Thread(target=self.pump, args=(far, near, BACK), daemon=True)
        back.start()
        self.pump(near, far, OUT)
        back.join(10)
        for it in (near, far, self.listener):
            it.close()

    def pump(self, source, sink, way):
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.seen.append((way, data))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def record(self):
        self.thread.join(15)
        assert not self.thread.is_alive() and self.seen, "a conversation did not end"
        return self.seen


def query(uid="", name="*"):
    it = Dataset()
    it.QueryRetrieveLevel, it.PatientName, it.StudyInstanceUID = "STUDY", name, uid
    return it


def image():
    it = Dataset()
    it.file_meta = FileMetaDataset()
    it.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    it.SOPClassUID, it.SOPInstanceUID, it.StudyInstanceUID = CTImageStorage, "1.2.3.4", "1.2.3"
    it.PatientName = "Test^Phantom"
    return it


def found(event):
    """Three answers to a broad query, none to one that names a patient."""
    if str(event.identifier.get("PatientName", "")) == "*":
        for number in range(3):
            yield 0xFF00, query(f"1.2.3.{number}", f"Test^{number}")


def moved(_event):
    yield None, None


def server(strict=False, most=10):
    node = AE("ARCHIVE")
    for context in (ECHO, FIND, MOVE, WORKLIST, CTImageStorage):
        node.add_supported_context(context)
    node.require_called_aet = strict
    node.require_calling_aet = ["CT1"] if strict else []
    node.maximum_associations = most
    handlers = [(evt.EVT_C_FIND, found), (evt.EVT_C_MOVE, moved), (evt.EVT_C_STORE, lambda _: 0), (evt.EVT_C_ECHO, lambda _: 0)]
    return node.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)


def talk(port, act, *contexts, calling="CT1", called="ARCHIVE", refused=False):
    relay = Relay(port)
    node = AE(calling)
    for context in contexts:
        node.add_requested_context(context)
    link = node.associate("127.0.0.1", relay.port, ae_title=called)
    assert link.is_established != refused, f"{calling} to {called}: {link}"
    if link.is_established:
        act(link)
        link.release()
    return relay.record()


def recorded():
    """Returns what pynetdicom said, by name."""
    servers = [server(), server(strict=True), server(most=1)]
    port, strict, narrow = (it.socket.getsockname()[1] for it in servers)
    store = lambda link: link.send_c_store(image())
    echo = lambda link: link.send_c_echo()
    find = lambda model, **keys: lambda link: list(link.send_c_find(query(**keys), model))
    move = lambda to, uid="1.2.3": lambda link: list(link.send_c_move(query(uid), to, MOVE))
    said = {
        "store": talk(port, store, CTImageStorage),
        "store as NOBODY": talk(port, store, CTImageStorage, calling="NOBODY"),
        "store as ct1": talk(port, store, CTImageStorage, calling="ct1"),
        "store to DECOY1": talk(port, store, CTImageStorage, called="DECOY1"),
        "echo": talk(port, echo, ECHO),
        "echo and store": talk(port, echo, ECHO, CTImageStorage),
        "find": talk(port, find(FIND), FIND, calling="READ1"),
        "find one": talk(port, find(FIND, name="Nobody^At^All"), FIND, calling="READ1"),
        "worklist": talk(port, find(WORKLIST), WORKLIST),
        "move": talk(port, move("READ1"), MOVE, calling="READ1"),
        "move to EVIL": talk(port, move("EVIL"), MOVE, calling="READ1"),
        "move canary": talk(port, move("READ1", CANARY), MOVE, calling="READ1"),
        "wrong calling": talk(strict, echo, ECHO, CTImageStorage, calling="MR1", refused=True),
        "wrong called": talk(strict, echo, ECHO, CTImageStorage, called="ARCHIVE2", refused=True),
    }

    def crowd(_):
        said["one too many"] = talk(narrow, store, CTImageStorage, refused=True)

    talk(narrow, crowd, ECHO)
    for it in servers:
        it.shutdown()
    return said


def item(kind, body, length=None):
    return bytes([kind, 0]) + struct.pack(">H", len(body) if length is None else length) + body


def context(number, abstract=b"1.2.840.10008.5.1.4.1.1.2", transfer=b"1.2.840.10008.1.2", length=None):
    body = bytes([number, 0, 0, 0])
    body += item(0x30, abstract) if abstract else b""
    return item(0x20, body + (item(0x40, transfer) if transfer else b""), length)


USER = item(0x50, item(0x51, struct.pack(">I", 16384)) + item(0x52, b"1.2.3.4"))


def associate(kind, contexts, called=b"ARCHIVE", calling=b"CT1", application=b"1.2.840.10008.3.1.1.1", length=None):
    body = struct.pack(">HH", 1, 0) + called.ljust(16) + calling.ljust(16) + bytes(32) + item(0x10, application)
    body += b"".join(contexts) + USER
    return bytes([kind, 0]) + struct.pack(">I", len(body) if length is None else length) + body


def request(*contexts, **parts):
    return associate(1, contexts or [context(1)], **parts)


def answer(numbers=(1,), result=0, transfer=b"1.2.840.10008.1.2"):
    body = lambda number: bytes([number, 0, result, 0]) + (b"" if transfer is None else item(0x40, transfer))
    return associate(2, [item(0x21, body(number)) for number in numbers])


def refusal(source, reason):
    return bytes([3, 0, 0, 0, 0, 4, 0, 2, source, reason])


def malformed():
    """Associations that break PS3.8, each in one way."""
    return {
        "300 contexts": [(OUT, request(*[context(number % 128 * 2 + 1) for number in range(300)]))],
        "even context": [(OUT, request(context(2)))],
        "application context": [(OUT, request(application=b"%x%x"))],
        "path in called": [(OUT, request(called=b"../../X"))],
        "shell in calling": [(OUT, request(calling=b"A;b"))],
        "backslash in called": [(OUT, request(called=b"A\\B"))],
        "item too long": [(OUT, request(context(1, length=0xFFFF)))],
        "no abstract syntax": [(OUT, request(context(1, abstract=None)))],
        "no transfer syntax": [(OUT, request(context(1, transfer=None)))],
        "PDU too long": [(OUT, request(length=0xFFFFFFFF))],
        "PDV too long": [(OUT, request()), (BACK, answer()), (OUT, b"\4\0\0\0\0\x0c\0\0\xff\xff\1\3" + bytes(6))],
        "PDV of no context": [(OUT, request()), (BACK, answer()), (OUT, b"\4\0\0\0\0\x0c\0\0\0\x08\7\3" + bytes(6))],
    }


def wellformed():
    """Associations at the edge of PS3.8, yet within it."""
    odd = list(range(1, 256, 2))
    return {
        "128 contexts": [(OUT, request(*map(context, odd))), (BACK, answer(odd))],
        "context refused": [(OUT, request()), (BACK, answer(result=3, transfer=b""))],
        "context refused, no syntax": [(OUT, request()), (BACK, answer(result=3, transfer=None))],
        "congestion": [(OUT, request()), (BACK, refusal(3, 1))],
        "no such application context": [(OUT, request()), (BACK, refusal(1, 2))],
    }


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Capture:
    """A capture file of TCP conversations over Ethernet and IPv4."""

    MAGIC = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)

    def __init__(self):
        self.packets, self.names = [], []

    def packet(self, ends, ports, sequence, acknowledge, flags, data=b""):
        source, target = map(socket.inet_aton, ends)
        tcp = struct.pack(">HHIIBBHHH", *ports, sequence, acknowledge, 5 << 4, flags, 65535, 0, 0)
        pseudo = source + target + struct.pack(">BBH", 0, 6, len(tcp) + len(data))
        tcp = tcp[:16] + struct.pack(">H", checksum(pseudo + tcp + data)) + tcp[18:]
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp) + len(data), len(self.packets) & 0xFFFF, 0x4000, 64, 6, 0) + source + target
        ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        frame = bytes.fromhex("020000000002020000000001" "0800") + ip + tcp + data
        at = len(self.packets)
        stamp = struct.pack("<IIII", 1700000000 + at // 1000, at % 1000 * 1000, len(frame), len(frame))
        self.packets.append(stamp + frame)

    def add(self, name, record, source="192.0.2.21", target="192.0.2.11", port=104):
        self.names.append(name)
        ends, ports = (source, target), (40000 + len(self.names), port)
        sent = [1000, 2000]

        def step(way, flags, data=b"", counts=0):
            turn = slice(None, None, -1 if way else 1)
            self.packet(ends[turn], ports[turn], sent[way], sent[1 - way] if flags & 0x10 else 0, flags, data)
            sent[way] += len(data) + counts

        step(OUT, 0x02, counts=1)
        step(BACK, 0x12, counts=1)
        step(OUT, 0x10)
        for way, data in record:
            for at in range(0, len(data), 1400):
                step(way, 0x18, data[at:at + 1400])
                step(1 - way, 0x10)
        step(OUT, 0x11, counts=1)
        step(BACK, 0x11, counts=1)
        step(OUT, 0x10)

    def write(self, path):
        path.write_bytes(self.MAGIC + b"".join(self.packets))
