// DD0018 Path Characters in a UID or File ID
// https://dicom-threat-matrix.example/detections/DD0018/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every object at the import gateway, in the incoming folder of archive and router, in the
// cache of retrieving clients and on media before import, scanned with YARA; on plain DICOM links
// also the UIDs and titles in the traffic, from the tshark DICOM dissector with -o
// dicom.tag_tree:TRUE.

rule DICOM_Path_In_UID
{
    meta:
        description = "A UID of a DICOM file holds a slash, a backslash or two dots in a row"
    strings:
        // SOP class and instance UID of the file meta group; study, series, class and instance UID
        $explicit = { (02 00 (02 | 03) | 08 00 (16 | 18) | 20 00 (0D | 0E)) 00 55 49 ?? 00 }
        $implicit = { (08 00 (16 | 18) | 20 00 (0D | 0E)) 00 ?? 00 00 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            for any i in (1..#explicit) : (
                for any k in (0..uint16(@explicit[i] + 6) - 1) : (
                    uint8(@explicit[i] + 8 + k) == 0x2F or
                    uint8(@explicit[i] + 8 + k) == 0x5C or
                    uint16be(@explicit[i] + 8 + k) == 0x2E2E
                )
            ) or
            for any i in (1..#implicit) : (
                for any k in (0..uint16(@implicit[i] + 4) - 1) : (
                    uint8(@implicit[i] + 8 + k) == 0x2F or
                    uint8(@implicit[i] + 8 + k) == 0x5C or
                    uint16be(@implicit[i] + 8 + k) == 0x2E2E
                )
            )
        )
}

rule DICOMDIR_Reference_Leaves_Medium
{
    meta:
        description = "A Referenced File ID holds a parent step, a slash, a drive letter or an empty first component"
    strings:
        $file_id = { 04 00 00 15 43 53 ?? 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        for any i in (1..#file_id) : (
            (uint16(@file_id[i] + 6) > 0 and uint8(@file_id[i] + 8) == 0x5C) or
            for any k in (0..uint16(@file_id[i] + 6) - 1) : (
                uint8(@file_id[i] + 8 + k) == 0x2F or
                uint8(@file_id[i] + 8 + k) == 0x3A or
                uint16be(@file_id[i] + 8 + k) == 0x2E2E
            )
        )
}
