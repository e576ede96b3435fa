// DD0026 Identity Left in De-identified Export
// https://dicom-threat-matrix.example/detections/DD0026/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: The outgoing set at the de-identification gateway or export share, in the form in which the
// recipient gets it, held until the check has run: YARA for the header, text recognition on decoded
// frames, a face detector on head studies, a list of private elements known to be safe, and the
// site lists of staff names, AE titles, station names and UID roots.

rule DICOM_Deidentified_But_Identifying
{
    meta:
        description = "Patient Identity Removed is YES, yet identifying elements have values (explicit VR little endian)"
    strings:
        $removed     = { 12 00 62 00 43 53 04 00 59 45 53 }
        $burned      = { 28 00 01 03 43 53 04 00 59 45 53 }
        $birth       = { 10 00 30 00 44 41 08 00 }
        $source_ae   = { 02 00 16 00 41 45 ?? 00 }
        $institution = { 08 00 80 00 4C 4F ?? 00 }
        $physician   = { 08 00 90 00 50 4E ?? 00 }
        $station     = { 08 00 10 10 53 48 ?? 00 }
        $operator    = { 08 00 70 10 50 4E ?? 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and $removed and
        (
            $burned or $birth or
            for any i in (0..127) : ( uint8(i) != 0 ) or
            for any i in (1..#source_ae)   : ( uint16(@source_ae[i] + 6) > 0 ) or
            for any i in (1..#institution) : ( uint16(@institution[i] + 6) > 0 ) or
            for any i in (1..#physician)   : ( uint16(@physician[i] + 6) > 0 ) or
            for any i in (1..#station)     : ( uint16(@station[i] + 6) > 0 ) or
            for any i in (1..#operator)    : ( uint16(@operator[i] + 6) > 0 )
        )
}
