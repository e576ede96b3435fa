// DD0021 Deep Nesting or Wrong Lengths
// https://dicom-threat-matrix.example/detections/DD0021/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every file at the import gateway, on media before import and in the incoming folder of the
// archive, tested by YARA and by a strict parser in a separate process with a limit on memory and
// time; the depth of reports and plans that the site already holds, measured once with the same
// parser.

rule DICOM_Meta_Or_Nesting_Abuse
{
    meta:
        description = "File meta group breaks its fixed form, or sequences are nested unusually deep"
    strings:
        $meta_vr = /\x02\x00[\x02\x03\x10\x12]\x00([^U].|U[^I])/s
        $close16 = /(\xfe\xff\x0d\xe0\x00\x00\x00\x00\xfe\xff\xdd\xe0\x00\x00\x00\x00){16}/
        $open8   = /(\xfe\xff\x00\xe0\xff\xff\xff\xff.{4}(SQ\x00\x00)?\xff\xff\xff\xff){8}/s
    condition:
        filesize > 144 and uint32be(128) == 0x4449434D and
        (
            uint32be(132) != 0x02000000 or
            uint32be(136) != 0x554C0400 or
            uint32(140) + 144 > filesize or
            for any i in (1..#meta_vr) : ( @meta_vr[i] >= 144 and @meta_vr[i] < 144 + uint32(140) ) or
            $close16 or $open8
        )
}
