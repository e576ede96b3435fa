// DD0025 Hidden Payload in Private Tags or Pixels
// https://dicom-threat-matrix.example/detections/DD0025/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Private creators with element sizes per manufacturer model, collected from the archive
// index over a year; files at the export gateway and import gateway scanned with YARA; decoded
// pixels of a sample for the low-bit test, computed on a research host.

rule DICOM_Private_Or_Trailing_Payload
{
    meta:
        description = "Private element with a program or archive inside, very large private element, or data after native pixel data"
    strings:
        $magic = /(OB|UN)\x00\x00.{4}(MZ|\x7fELF|PK\x03\x04|Rar!|7z\xbc\xaf)/s
        $block = { (4F 42 | 55 4E) 00 00 }
        $pixel = { E0 7F 10 00 4F (42 | 57) 00 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            for any i in (1..#magic) : ( uint16(@magic[i] - 4) & 1 == 1 ) or
            for any i in (1..#block) : (
                uint16(@block[i] - 4) & 1 == 1 and
                uint16(@block[i] - 4) > 8 and
                uint32(@block[i] + 4) > 1048576 and
                uint32(@block[i] + 4) < filesize
            ) or
            ( #pixel > 0 and
              uint32(@pixel[#pixel] + 8) != 0xFFFFFFFF and
              @pixel[#pixel] + 12 + uint32(@pixel[#pixel] + 8) + 8 < filesize and
              uint32(@pixel[#pixel] + 12 + uint32(@pixel[#pixel] + 8)) != 0xFFFCFFFC and
              uint32(@pixel[#pixel] + 12 + uint32(@pixel[#pixel] + 8)) != 0xFFFAFFFA and
              uint16(@pixel[#pixel] + 12 + uint32(@pixel[#pixel] + 8)) != 0x7FE1 )
        )
}
