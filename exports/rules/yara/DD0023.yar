// DD0023 Encapsulated Content of the Wrong Type
// https://dicom-threat-matrix.example/detections/DD0023/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every object of an encapsulated SOP class at the import gateway and in the incoming folder
// of the archive, scanned with YARA; for reports already stored, a pass over the SOP classes for
// encapsulated PDF, CDA and models. The digest of the document as the sending system knows it
// allows the check for a swapped report.

rule DICOM_Encapsulated_PDF_Is_Not_PDF
{
    meta:
        description = "Encapsulated PDF object whose document does not begin like a PDF (explicit VR little endian)"
    strings:
        $class = /\x08\x00\x16\x00UI\x1e\x001\.2\.840\.10008\.5\.1\.4\.1\.1\.104\.1\x00/
        $doc   = { 42 00 11 00 4F 42 00 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and $class and
        for any i in (1..#doc) : (
            uint32(@doc[i] + 8) > 0 and
            uint32be(@doc[i] + 12) != 0x25504446
        )
}
