"""Our YARA rules over files made here: each finds its own, and none finds the harmless ones.

The files carry only the marks that the rules look for, such as two letters of a program header
followed by zeros: nothing in them can run.
"""
import random, re, struct, subprocess, warnings

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    CTImageStorage, EncapsulatedPDFStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
    JPEGBaseline8Bit, MediaStorageDirectoryStorage,
)

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
NOISE = random.Random(17)
IMAGE = ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "SamplesPerPixel", "PhotometricInterpretation", "PixelRepresentation")


def base(syntax=ExplicitVRLittleEndian, sop=CTImageStorage, **more):
    it, meta = Dataset(), FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = sop, "1.2.3.4.5", syntax
    meta.ImplementationClassUID, meta.ImplementationVersionName = "1.2.3.99", "A/B_1.0"
    values = dict(
        SOPClassUID=sop, SOPInstanceUID="1.2.3.4.5", StudyInstanceUID="1.2.3.4", SeriesInstanceUID="1.2.3.4.1",
        PatientName="Doe^Jane", PatientID="123/4", StudyDescription="Thorax < 5 mm > 3 mm", Modality="CT",
        SliceThickness="1.25", InstanceNumber="1", WindowCenter=["40", "-600"], ImagePositionPatient=["1.0", "-2.5e+1", "3"],
        SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2", Rows=64, Columns=64, BitsAllocated=16,
        BitsStored=12, HighBit=11, PixelRepresentation=0, PixelData=NOISE.randbytes(64 * 64 * 2),
    )
    for name, value in (values | more).items():
        setattr(it, name, value)
    it.file_meta = meta
    return it


def palette(entries=256, size=512):
    it = base(BitsAllocated=8, BitsStored=8, HighBit=7, PhotometricInterpretation="PALETTE COLOR", PixelData=bytes(64 * 64))
    for color in ("Red", "Green", "Blue"):
        setattr(it, color + "PaletteColorLookupTableDescriptor", [entries, 0, 16])
        setattr(it, color + "PaletteColorLookupTableData", bytes(size))
    return it


def jpeg():
    it = base(JPEGBaseline8Bit, BitsAllocated=8, BitsStored=8, HighBit=7, PixelData=encapsulate([NOISE.randbytes(1000), NOISE.randbytes(1002)]))
    it["PixelData"].VR, it["PixelData"].is_undefined_length = "OB", True
    return it


def pdf(document):
    it = base(sop=EncapsulatedPDFStorage)
    for name in IMAGE:
        delattr(it, name)
    it.MIMETypeOfEncapsulatedDocument, it.EncapsulatedDocument = "application/pdf", document
    return it


def nested(depth):
    it = Dataset()
    it.TextValue = "x"
    for _ in range(depth):
        outer, inner = Dataset(), Sequence([it])
        it.is_undefined_length_sequence_item = True
        outer.add_new(0x0040A730, "SQ", inner)
        outer["ContentSequence"].is_undefined_length = True
        it = outer
    top = base()
    top.update(it)
    return top


def private(value, vr="OB"):
    it = base()
    it.add_new(0x00290010, "LO", "VENDOR")
    it.add_new(0x00291010, vr, value)
    return it


def dicomdir(path):
    it, record = base(sop=MediaStorageDirectoryStorage), Dataset()
    for name in IMAGE:
        delattr(it, name)
    record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", path
    it.DirectoryRecordSequence = [record]
    return it


def with_element(tag, vr, value):
    it = base()
    it[tag] = DataElement(tag, vr, value)
    return it


class Shelf:
    """The files, in a folder."""

    def __init__(self, folder):
        self.folder, self.wanted, self.count = folder, {}, 0
        folder.mkdir()

    def put(self, rule, data, preamble=bytes(128)):
        """Writes a file for a rule, or with the rule "clean" a harmless one. Returns its bytes."""
        self.count += 1
        name = f"{rule}-{self.count}"
        path = self.folder / name
        if isinstance(data, Dataset):
            FileDataset(str(path), data, file_meta=data.file_meta, preamble=preamble).save_as(path, enforce_file_format=True)
        else:
            path.write_bytes(data)
        self.wanted.setdefault(rule, set()).add(name)
        return path.read_bytes()


def harmless(shelf):
    put = lambda *parts: shelf.put("clean", *parts)
    plain, implicit, frame = put(base()), put(base(ImplicitVRLittleEndian)), put(jpeg())
    put(base(Rows=2048, Columns=2048, NumberOfFrames="2", PixelData=NOISE.randbytes(2 * 2048 * 2048 * 2)))
    put(pdf(b"%PDF-1.7 x"))
    put(palette())
    put(nested(6))
    put(private(NOISE.randbytes(90000)))
    put(base(PatientIdentityRemoved="YES", PatientName="anon"))
    put(base(), b"II*\0" + NOISE.randbytes(124))
    put(dicomdir(["DIR", "IM0001"]))
    put(b"MZ no DICOM <script>")
    return plain, implicit, frame


def patched(data, mark, offset, value):
    at = data.index(mark) + offset
    return data[:at] + value + data[at + len(value):]


def wanted(shelf, plain, implicit, frame):
    put = shelf.put
    for magic in (b"MZ", b"\x7fELF", b"PK\3\4", b"#!/bin", b"\xcf\xfa\xed\xfe", b"VENDOR"):
        put("DD0017", base(), magic.ljust(128, b"\0"))
    put("DD0018", base(SOPInstanceUID="1.2/3"))
    put("DD0018", base(StudyInstanceUID=".."))
    put("DD0018", with_element(0x0020000D, "UI", ["..", "x"]))
    put("DD0018", implicit.replace(b"1.2.3.4.1", b"1.2.3../x"))
    for path in (["..", "X"], "A/B", "C:", ["", "ETC"]):
        put("DD0018", dicomdir(path))
    put("DD0019", base(HighBit=16))
    put("DD0019", base(BitsStored=24))
    put("DD0019", with_element(0x00280010, "UL", 64))
    put("DD0019", palette(size=100))
    put("DD0019", palette(entries=0))
    pixels = b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff"
    for offset, value in ((12, bytes(4)), (16, b"\3\0\0\0"), (16, b"\xf0\xff\xff\x7f")):
        put("DD0020", patched(frame, pixels, offset, value))
    native = frame.replace(b"\x16\0" + JPEGBaseline8Bit.encode(), b"\x14\0" + ExplicitVRLittleEndian.encode() + b"\0")
    put("DD0020", native[:140] + struct.pack("<I", struct.unpack("<I", native[140:144])[0] - 2) + native[144:])
    put("DD0021", nested(40))
    deep = put("DD0021", nested(100))
    put("DD0021", deep[:deep.index(b"\xfe\xff\x0d\xe0")])
    put("DD0021", patched(plain, b"\2\0\x10\0UI", 4, b"LO"))
    put("DD0021", plain[:140] + b"\xff\xff\xff\x7f" + plain[144:])
    put("DD0021", plain[:132] + plain[144:])
    for keys in (dict(StudyDescription="CT <script >x"), dict(PatientName="A^<IMG src=x>"), dict(SeriesDescription="a {{x}}"), dict(PatientID="$(x)")):
        put("DD0022", base(**keys))
    put("DD0022", plain.replace(b"40\\-600", b"fx(1)  ", 1))
    put("DD0023", pdf(b"MZ" + bytes(8)))
    put("DD0023", pdf(b"<html></html>x"))
    put("DD0025", private(b"PK\3\4" + bytes(40)))
    put("DD0025", private(b"MZ" + bytes(40), "UN"))
    put("DD0025", private(bytes(2 << 20)))
    put("DD0025", plain + NOISE.randbytes(500))
    for keys in ("BurnedInAnnotation=YES", "PatientBirthDate=19700101", "InstitutionName=St X", "StationName=S1", "OperatorsName=O", "ReferringPhysicianName=R"):
        name, value = keys.split("=")
        put("DD0026", base(PatientIdentityRemoved="YES", **{name: value}))
    source = base(PatientIdentityRemoved="YES")
    source.file_meta.SourceApplicationEntityTitle = "CT1"
    put("DD0026", source)
    put("DD0026", base(PatientIdentityRemoved="YES"), b"SITE".ljust(128, b"\0"))


def main(rules, temp):
    shelf = Shelf(temp / "files")
    wanted(shelf, *harmless(shelf))
    clean = shelf.wanted.pop("clean")
    files, hit = sorted((rules / "yara").glob("*.yar")), 0
    for file in files:
        expected = shelf.wanted.pop(file.stem, None)
        assert expected, f"{file.name}: no file here is for this rule: add one"
        done = subprocess.run(["yara", "-w", "-r", str(file), str(shelf.folder)], capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, f"{file.name}: {done.stderr}"
        pairs = [line.split(" ", 1) for line in done.stdout.splitlines()]
        found = {path.rsplit("/", 1)[1] for _, path in pairs}
        assert not found & clean, f"{file.name} finds harmless files: {found & clean}"
        assert expected <= found, f"{file.name} misses {expected - found}"
        names = set(re.findall(r"^rule (\w+)", file.read_text(), re.MULTILINE))
        own = {name for name, path in pairs if path.rsplit("/", 1)[1] in expected}
        assert names and names == own, f"{file.name}: no file for {names - own}"
        hit += len(expected)
    assert not shelf.wanted, f"no rule for {shelf.wanted}"
    print(f"yara: {len(files)} files of rules find {hit} files made for them, and none of {len(clean)} harmless ones")
