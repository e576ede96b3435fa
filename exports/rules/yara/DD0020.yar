// DD0020 Unexpected Transfer Syntax or Codec
// https://dicom-threat-matrix.example/detections/DD0020/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: File meta and pixel data frame of every object at the import gateway and in the incoming
// folder of the archive, tested by YARA; a table of SOP class, manufacturer model and transfer
// syntax over ninety days from the archive index; proposed transfer syntaxes in association
// requests from the mirror port.

rule DICOM_Encapsulation_Broken
{
    meta:
        description = "The frame around compressed pixel data does not fit (little endian)"
    strings:
        $native = /\x02\x00\x10\x00UI[\x12\x14]\x001\.2\.840\.10008\.1\.2(\.1)?\x00/
        $undef  = { E0 7F 10 00 4F (42 | 57) 00 00 FF FF FF FF }
        $undefi = { E0 7F 10 00 FF FF FF FF }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            ( $native and ($undef or $undefi) ) or
            for any i in (1..#undef) : (
                uint32(@undef[i] + 12) != 0xE000FFFE or
                uint32(@undef[i] + 16) % 4 != 0 or
                uint32(@undef[i] + 16) > filesize or
                ( uint32(@undef[i] + 20 + uint32(@undef[i] + 16)) != 0xE000FFFE and
                  uint32(@undef[i] + 20 + uint32(@undef[i] + 16)) != 0xE0DDFFFE )
            )
        )
}
