// DD0022 Markup or Code in Text Attributes
// https://dicom-threat-matrix.example/detections/DD0022/
// Version 1.0, modified 2026-11-22, from the DICOM Threat Matrix.
// Licence: CC-BY-4.0
// Data: Every object at the import gateway, in the spool of receivers with a reception hook and in
// the upload folder, scanned with YARA; the patient, study and series tables of the archive for a
// search over what is already stored; CSP reports of the web viewer as a second sign.

rule DICOM_Markup_Or_Code_In_Text
{
    meta:
        description = "Markup, template marks or code in text or numeric attributes (explicit VR little endian)"
    strings:
        $markup   = /(PN|LO|SH|LT|ST)[\x02-\xff][\x00-\x03][\x20-\x7e\x80-\xff]{0,128}<\/?(script|svg|img|iframe|object|embed)[\s\/>]/ nocase
        $template = /(PN|LO|SH|LT|ST)[\x02-\xff]\x00[\x20-\x7e\x80-\xff]{0,128}(\{\{|\$\{|\$\()/
        $number   = { (18 | 20 | 28) 00 ?? ?? (44 | 49) 53 ?? 00 }
    condition:
        filesize > 132 and uint32be(128) == 0x4449434D and
        (
            $markup or $template or
            for any i in (1..#number) : (
                uint16(@number[i] + 6) > 0 and
                for any k in (0..uint16(@number[i] + 6) - 1) : (
                    // anything but digits, sign, dot, comma, slash, space, null, E and backslash
                    ( uint8(@number[i] + 8 + k) >= 0x3A and
                      uint8(@number[i] + 8 + k) != 0x45 and
                      uint8(@number[i] + 8 + k) != 0x65 and
                      uint8(@number[i] + 8 + k) != 0x5C ) or
                    ( uint8(@number[i] + 8 + k) >= 0x21 and
                      uint8(@number[i] + 8 + k) <= 0x2A )
                )
            )
        )
}
